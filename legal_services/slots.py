"""When an appointment can be had, and with whom: an adviser who speaks the language, or one with an interpreter.

Both must be free for the whole time. Each answer about time costs one statement for the free time of everybody who
could take part, and one for the calendar, however many days and people there are.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import chain

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from commons.lib.dates import BEIJING, day_in_beijing
from commons.scheduling.free_time import free_time, open_time
from commons.scheduling.models import Occupancy, Resource
from commons.scheduling.spans import Span
from commons.scheduling.spans import slots as starts_in
from commons.scheduling.working_days import Calendar
from legal_services.models import Channel, Practitioner, Service
from legal_services.querysets import PractitionerQuerySet

LONGEST_STEP = timedelta(hours=1)
"""Longer appointments begin on the hour: starting them every two hours would waste half of a short day."""
SEARCHED_AT_ONCE = 14
"""So many days are searched first: nearly always enough."""


@dataclass(frozen=True)
class Pair:
    """Who can meet a client: an adviser alone, or with an interpreter."""

    adviser: Practitioner
    interpreter: Practitioner | None = None

    @property
    def names(self) -> str:
        """Who it is, as lists write it."""
        return " + ".join(one.name for one in (self.adviser, self.interpreter) if one)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Whose time is taken."""
        return tuple(one.resource for one in (self.adviser, self.interpreter) if one)

    @property
    def resource_ids(self) -> tuple[int, ...]:
        """The keys of those whose time is taken."""
        return tuple(one.resource_id for one in (self.adviser, self.interpreter) if one)


@dataclass(frozen=True)
class FreeTime:
    """A time that can be had, and with how many different pairs."""

    starts_at: datetime
    ends_at: datetime
    pairs: int


def length_of(service: Service) -> timedelta:
    """How long an appointment takes."""
    return timedelta(minutes=service.minutes)


def step_of(service: Service) -> timedelta:
    """How far apart appointments begin, counted from midnight."""
    return min(length_of(service), LONGEST_STEP)


def earliest_for(service: Service, at: datetime, *, by_staff: bool = False) -> datetime:
    """Nothing that begins before this moment is booked; staff may book what begins right away."""
    return at if by_staff else at + timedelta(hours=service.lead_hours)


def last_day_for(service: Service, at: datetime) -> date:
    """The last day in Beijing for which appointments are booked."""
    return (at.astimezone(BEIJING) + timedelta(days=service.days_ahead)).date()


def is_on_the_clock(service: Service, starts_at: datetime) -> bool:
    """Whether appointments of the service may begin at this time of day."""
    midnight = datetime.combine(day_in_beijing(starts_at), time(0), tzinfo=BEIJING)
    return not (starts_at - midnight) % step_of(service)


def ways_offered(service: Service) -> dict[str, list[str]]:
    """The languages in which the service can be given, each with its ways to meet in their usual order."""
    present = list(_present(service))
    channels = [channel for channel in Channel.values if channel in service.channels]
    spoken = sorted({language for one in present for language in one.languages})
    offered = {
        language: [
            channel for channel in channels if _pairs([one for one in present if channel in one.channels], language)
        ]
        for language in spoken
    }
    return {language: ways for language, ways in offered.items() if ways}


def languages_spoken() -> list[str]:
    """Every language that somebody at work here speaks."""
    spoken = Practitioner.objects.at_work().values_list("languages", flat=True)
    return sorted({language for languages in spoken for language in languages})


@dataclass(frozen=True)
class Asked:
    """What a client asks for, as of a moment; who could meet them, and the calendar, are read once and when needed."""

    service: Service
    language: str
    channel: str
    at: datetime
    by_staff: bool = False
    """Staff book at short notice too, up to what begins this minute."""

    @cached_property
    def crew(self) -> list[Pair]:
        """Everybody who could meet the client: see `crew_for`."""
        return crew_for(self.service, language=self.language, channel=self.channel)

    @cached_property
    def resources(self) -> list[int]:
        """The keys of everybody's resources, each once, in order."""
        return resources_of(self.crew)

    @property
    def earliest(self) -> datetime:
        """Nothing that begins before this moment is booked."""
        return earliest_for(self.service, self.at, by_staff=self.by_staff)

    @property
    def first_day(self) -> date:
        """The first day in Beijing for which anything is booked."""
        return day_in_beijing(self.earliest)

    @property
    def last_day(self) -> date:
        """The last day in Beijing for which anything is booked."""
        return last_day_for(self.service, self.at)

    def times(self, first: date, last: date) -> list[FreeTime]:
        """The times from the first to the last day, both included, that can be booked now, in order."""
        first, last = max(first, self.first_day), min(last, self.last_day)
        if not self.crew or last < first:
            return []
        window = Span(Span.of_day(first).starts_at, Span.of_day(last).ends_at)
        free = free_time(resources=self.resources, window=window, at=self.at, calendar=self.calendar)
        return times_in(free, self.crew, self.service, earliest=self.earliest)

    def next(self, limit: int, *, after: datetime | None = None) -> list[FreeTime]:
        """The next times that can be booked, `limit` at most, from `after` on (now, unless it is said).

        Looks at the next two weeks, and at the rest of the days ahead only if these have too few.
        """
        first = max(self.first_day, day_in_beijing(after)) if after else self.first_day
        if first > self.last_day:
            return []
        soon = first + timedelta(days=SEARCHED_AT_ONCE)
        found: list[FreeTime] = []
        for begin, end in ((first, soon), (soon + timedelta(days=1), self.last_day)):
            found += (one for one in self.times(begin, end) if after is None or one.starts_at >= after)
            if len(found) >= limit:
                break
        return found[:limit]

    def pairs_at(self, starts_at: datetime) -> list[Pair]:
        """Who is free for an appointment that begins then, the fairest choice first: see `fairest_first`."""
        return fairest_first(self.crew, Span(starts_at, starts_at + length_of(self.service)), self.at)

    @cached_property
    def calendar(self) -> Calendar:
        """The days for which anything is booked."""
        return Calendar.for_window(self.first_day, self.last_day)


def free_times(
    *, service: Service, language: str, channel: str, first: date, last: date, at: datetime, by_staff: bool = False
) -> list[FreeTime]:
    """The times from the first to the last day in Beijing, both included, that can be booked now, in order."""
    return Asked(service, language, channel, at, by_staff).times(first, last)


def next_free(
    *, service: Service, language: str, channel: str, at: datetime, limit: int, after: datetime | None = None,
    by_staff: bool = False,
) -> list[FreeTime]:  # fmt: skip
    """The next times that can be booked, `limit` at most, from `after` on (now, unless it is said)."""
    return Asked(service, language, channel, at, by_staff).next(limit, after=after)


def pairs_at(
    *, service: Service, language: str, channel: str, starts_at: datetime, at: datetime,
    crew: Sequence[Pair] | None = None,
) -> list[Pair]:  # fmt: skip
    """Who is free for an appointment that begins then, the fairest choice first: see `fairest_first`.

    `crew` spares the caller who knows it a statement.
    """
    crew = crew_for(service, language=language, channel=channel) if crew is None else crew
    return fairest_first(crew, Span(starts_at, starts_at + length_of(service)), at)


def times_in(
    free: Mapping[int, Sequence[Span]], crew: Sequence[Pair], service: Service, *, earliest: datetime
) -> list[FreeTime]:
    """The times at which some pair of the crew is free for the whole appointment, in order."""
    length, step = length_of(service), step_of(service)

    # Most people are free at the same hours: what begins in those is worked out once, and compared by identity.
    @cache
    def starts_of(span: Span) -> tuple[datetime, ...]:
        return tuple(starts_in([span], length=length, step=step, earliest=earliest))

    starts = {resource: frozenset(chain.from_iterable(map(starts_of, spans))) for resource, spans in free.items()}
    counted: Counter[datetime] = Counter()
    for pair in crew:
        counted.update(frozenset.intersection(*(starts[resource] for resource in pair.resource_ids)))
    return [FreeTime(moment, moment + length, pairs) for moment, pairs in sorted(counted.items())]


def crew_among(present: Sequence[Practitioner], service: Service, *, language: str, channel: str) -> list[Pair]:
    """As `crew_for`, out of those at work that `with_services` read: one statement for many needs."""
    if channel not in service.channels:
        return []
    able = [one for one in present if channel in one.channels]
    for one in able:
        does_it = one.mediates if service.kind == Service.Kind.MEDIATION else one.advises
        one.gives = does_it and service.pk in one.service_keys  # type: ignore[attr-defined]
    return _pairs(able, language)


def crew_for(service: Service, *, language: str, channel: str) -> list[Pair]:
    """Everybody who could meet a client in this language and this way, free or not: those who need nobody else first.

    An interpreter speaks the client's language, and shares another with the adviser.
    """
    if channel not in service.channels:
        return []
    return _pairs(list(_present(service).filter(channels__contains=[channel])), language)


def fairest_first(crew: Sequence[Pair], during: Span, at: datetime, *, own: Iterable[int] = ()) -> list[Pair]:
    """Those of the crew who are free for the whole time, in the order in which their turn comes.

    An adviser who needs no interpreter goes first, then whoever has least to do that day; among equals the turn goes
    round from day to day. `own` are the resources that are taken then by nothing but what is to be moved: they are
    free for it while they are open. Two statements, one for `own`, and one for the calendar.
    """
    free = free_time(resources=resources_of(crew), window=during, at=at)
    if own:
        free |= open_time(resources=own, window=during)
    able = [pair for pair in crew if all(free[resource] == [during] for resource in pair.resource_ids)]
    return in_turn(able, during, load_by_day(resources_of(able), during, at) if len(able) > 1 else Counter())


def in_turn(able: Sequence[Pair], during: Span, load: Mapping[tuple[int, date], int]) -> list[Pair]:
    """Those who are free then, in the order in which their turn comes; `load` as `load_by_day` gives it."""
    day, _same = during.days

    def fairness(numbered: tuple[int, Pair]) -> tuple[bool, int, int]:
        number, pair = numbered
        work = sum(load.get((resource, day), 0) for resource in pair.resource_ids)
        return pair.interpreter is not None, work, (number + day.toordinal()) % len(able)

    return [pair for _number, pair in sorted(enumerate(able), key=fairness)]


def keeping_adviser(able: Sequence[Pair], adviser: int) -> Pair | None:
    """Who meets a client instead, of those whose turn comes in this order: with the same adviser if possible."""
    return next((pair for pair in able if pair.adviser.pk == adviser), able[0] if able else None)


def resources_of(crew: Iterable[Pair]) -> list[int]:
    """The keys of everybody's resources, each once, in order."""
    return sorted({resource for pair in crew for resource in pair.resource_ids})


def load_by_day(resources: Collection[int], window: Span, at: datetime) -> Counter[tuple[int, date]]:
    """How many appointments each has on the days of the window, holds that stand included; one statement."""
    first, last = window.days
    days = Span(Span.of_day(first).starts_at, Span.of_day(last).ends_at)
    standing = Occupancy.objects.of(resources, days).standing(at).order_by()
    counted = standing.values_list("resource", TruncDate("during__startswith", tzinfo=BEIJING)).annotate(Count("pk"))
    return Counter({(resource, day): number for resource, day, number in counted})


def _present(service: Service) -> PractitionerQuerySet:
    """Those at work who give the service (`gives`) or interpret."""
    giving = Practitioner.objects.advisers(service).filter(pk=OuterRef("pk"))
    present = Practitioner.objects.at_work().annotate(gives=Exists(giving)).filter(Q(gives=True) | Q(interprets=True))
    return present.select_related("resource").order_by("pk")


def _pairs(present: Sequence[Practitioner], language: str) -> list[Pair]:
    """The pairs that can speak with the client, of those who are present (with `gives`)."""
    advisers = [one for one in present if getattr(one, "gives", False)]
    interpreters = [one for one in present if one.interprets and language in one.languages]
    alone = [Pair(adviser) for adviser in advisers if language in adviser.languages]
    joined = [
        Pair(adviser, interpreter)
        for adviser in advisers
        if language not in adviser.languages
        for interpreter in interpreters
        if set(adviser.languages) & set(interpreter.languages)
    ]
    return alone + joined
