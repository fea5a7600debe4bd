"""When an appointment can be had, and with whom: an adviser who speaks the language, or one with an interpreter.

Both must be free for the whole time. Each answer about time costs one statement for the free time of everybody who
could take part, and one for the calendar, however many days and people there are.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from commons.lib.dates import BEIJING
from commons.scheduling.free_time import free_time
from commons.scheduling.models import Occupancy, Resource
from commons.scheduling.spans import Span
from commons.scheduling.spans import slots as starts_in
from legal_services.models import Channel, Practitioner, Service
from legal_services.querysets import PractitionerQuerySet

LONGEST_STEP = timedelta(hours=1)
"""Longer appointments begin on the hour: starting them every two hours would waste half of a short day."""
WEEK = timedelta(days=7)
SEARCHED_AT_ONCE = 2 * WEEK


@dataclass(frozen=True)
class Pair:
    """Who can meet a client: an adviser alone, or with an interpreter."""

    adviser: Practitioner
    interpreter: Practitioner | None = None

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
    """Before this moment nothing is booked; staff may book what begins right away."""
    return at if by_staff else at + timedelta(hours=service.lead_hours)


def last_day_for(service: Service, at: datetime) -> date:
    """The last day in Beijing for which appointments are booked."""
    return (at.astimezone(BEIJING) + timedelta(days=service.days_ahead)).date()


def crew_for(service: Service, *, language: str, channel: str) -> list[Pair]:
    """Everybody who could meet a client in this language and this way, free or not: those who need nobody else first.

    An interpreter speaks the client's language, and shares another with the adviser.
    """
    present = _present(service).filter(channels__contains=[channel])
    return _pairs(list(present), language) if channel in service.channels else []


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


def free_times(
    *, service: Service, language: str, channel: str, first: date, last: date, at: datetime, by_staff: bool = False
) -> list[FreeTime]:
    """The times from the first to the last day in Beijing, both included, that can be booked now, in order."""
    crew = crew_for(service, language=language, channel=channel)
    return _free_times(crew, service, first=first, last=last, at=at, by_staff=by_staff)


def next_free(
    *, service: Service, language: str, channel: str, at: datetime, limit: int, after: datetime | None = None,
    by_staff: bool = False,
) -> list[FreeTime]:  # fmt: skip
    """The next times that can be booked, `limit` at most, from `after` on (now, unless it is said)."""
    crew = crew_for(service, language=language, channel=channel)
    first = max(earliest_for(service, at, by_staff=by_staff), after or at).astimezone(BEIJING).date()
    found: list[FreeTime] = []
    while crew and len(found) < limit and first <= last_day_for(service, at):
        last = first + SEARCHED_AT_ONCE
        times = _free_times(crew, service, first=first, last=last, at=at, by_staff=by_staff)
        found += (one for one in times if after is None or one.starts_at >= after)
        first = last + timedelta(days=1)
    return found[:limit]


def pairs_at(
    *,
    service: Service,
    language: str,
    channel: str,
    starts_at: datetime,
    at: datetime,
    crew: Sequence[Pair] | None = None,
) -> list[Pair]:
    """Who is free for an appointment that begins then, the fairest choice first.

    An adviser who needs no interpreter goes first, then whoever has least to do that day; among equals the turn
    goes round from day to day. `crew` spares the caller who knows it a statement.
    """
    crew = crew_for(service, language=language, channel=channel) if crew is None else crew
    during = Span(starts_at, starts_at + length_of(service))
    free = free_time(resources=resources_of(crew), window=during, at=at)
    able = [pair for pair in crew if all(free[resource] == [during] for resource in pair.resource_ids)]
    day = starts_at.astimezone(BEIJING).date()
    load = _load(resources_of(able), day, at) if len(able) > 1 else Counter[int]()

    def fairness(numbered: tuple[int, Pair]) -> tuple[bool, int, int]:
        number, pair = numbered
        work = sum(load[resource] for resource in pair.resource_ids)
        return pair.interpreter is not None, work, (number + day.toordinal()) % len(able)

    return [pair for _number, pair in sorted(enumerate(able), key=fairness)]


def resources_of(crew: Iterable[Pair]) -> list[int]:
    """The keys of everybody's resources, each once, in order."""
    return sorted({resource for pair in crew for resource in pair.resource_ids})


def is_on_the_clock(service: Service, starts_at: datetime) -> bool:
    """Whether appointments of the service may begin at this time of day."""
    midnight = datetime.combine(starts_at.astimezone(BEIJING).date(), time(0), tzinfo=BEIJING)
    return not (starts_at - midnight) % step_of(service)


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


def _free_times(
    crew: Sequence[Pair], service: Service, *, first: date, last: date, at: datetime, by_staff: bool
) -> list[FreeTime]:
    """The times at which some pair of the crew is free, within what may be booked."""
    first = max(first, at.astimezone(BEIJING).date())
    last = min(last, last_day_for(service, at))
    if not crew or last < first:
        return []
    window = Span(Span.of_day(first).starts_at, Span.of_day(last).ends_at)
    free = free_time(resources=resources_of(crew), window=window, at=at)
    length, step, earliest = length_of(service), step_of(service), earliest_for(service, at, by_staff=by_staff)
    starts = {
        resource: frozenset(starts_in(spans, length=length, step=step, earliest=earliest))
        for resource, spans in free.items()
    }
    counted: Counter[datetime] = Counter()
    for pair in crew:
        counted.update(frozenset.intersection(*(starts[resource] for resource in pair.resource_ids)))
    return [FreeTime(moment, moment + length, pairs) for moment, pairs in sorted(counted.items())]


def _load(resources: Collection[int], day: date, at: datetime) -> Counter[int]:
    """How many appointments each has on the day, holds that stand included."""
    standing = Occupancy.objects.of(resources, Span.of_day(day)).standing(at)
    return Counter(dict(standing.order_by().values_list("resource").annotate(Count("pk"))))
