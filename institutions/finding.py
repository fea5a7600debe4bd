"""When spaces are free for somebody who books: one statement for all spaces and the whole window.

What is kept free around bookings is taken off already, and every span begins and ends where a booking may.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from commons.lib.dates import day_in_beijing
from commons.scheduling.free_time import free_time
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from institutions.models import Equipment, Space
from institutions.querysets import SpaceQuerySet
from institutions.services.bookings.rules import last_day_for

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
DEFAULT_MINUTES = 60


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. `day` None is the coming week; times are Beijing wall time."""

    people: int = 1
    equipment: frozenset[str] = frozenset()
    kind: str = ""
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    minutes: int | None = None
    step_free: bool = False
    hearing_loop: bool = False

    @property
    def length(self) -> timedelta:
        """How long it takes at least."""
        return timedelta(minutes=self.minutes or DEFAULT_MINUTES)

    def window(self, at: datetime) -> Span:
        """The time to search: the day, or the week from now on."""
        today = day_in_beijing(at)
        first = max(self.day or today, today)
        last = first if self.day else first + A_WEEK - A_DAY
        return Span(Span.of_day(first).starts_at, Span.of_day(last).ends_at)

    def narrowed(self, span: Span) -> list[Span]:
        """What of the span, on each of its days, lies between the times asked for."""
        if self.starts is None and self.ends is None:
            return [span]
        first, last = span.days
        parts = []
        for number in range((last - first).days + 1):
            day = first + number * A_DAY
            asked = Span.of_day(day, self.starts or time(0), self.ends or time(0))
            if asked.overlaps(span):
                parts.append(Span(max(asked.starts_at, span.starts_at), min(asked.ends_at, span.ends_at)))
        return parts


@dataclass(frozen=True)
class Day:
    """The free time of a space on one day."""

    day: date
    spans: list[Span]


@dataclass(frozen=True)
class Found:
    """A space, and when it is free in the window: the days in order."""

    space: Space
    days: list[Day]

    @property
    def first(self) -> Span | None:
        """The first free time."""
        return self.days[0].spans[0] if self.days else None


def fitting(wish: Wish) -> SpaceQuerySet:
    """The shared spaces that hold the people and have what is asked, the smallest first."""
    spaces = Space.objects.bookable().filter(capacity__gte=wish.people, most_minutes__gte=wish.minutes or 0)
    if wish.equipment:
        spaces = spaces.filter(equipment__contains=sorted(wish.equipment & set(Equipment.values)))
    if wish.kind:
        spaces = spaces.filter(kind=wish.kind)
    if wish.step_free:
        spaces = spaces.filter(is_step_free=True)
    if wish.hearing_loop:
        spaces = spaces.filter(has_hearing_loop=True)
    return spaces.select_related("resource", "area", "picture").order_by("capacity", "position", "slug")


def find(wish: Wish, *, spaces: Iterable[Space], at: datetime) -> list[Found]:
    """Each of the spaces with the times at which it could be booked as wished; those with none come last."""
    listed = list(spaces)
    free = free_spans(listed, window=wish.window(at), at=at)
    found = []
    for space in listed:
        length = max(wish.length, timedelta(minutes=space.least_minutes))
        spans = [part for span in free[space.pk] for part in wish.narrowed(span)]
        found.append(Found(space, by_day(_snapped(space, spans, length=length))))
    return sorted(found, key=lambda one: not one.days)


def soonest(wish: Wish, *, spaces: Iterable[Space], at: datetime) -> list[Found]:
    """When nothing is free on the day asked for: the same spaces in the week that begins with it."""
    listed = list(spaces)
    found = []
    first = max(wish.day or day_in_beijing(at), day_in_beijing(at))
    anyday = replace(wish, day=None)
    window = Span(Span.of_day(first).starts_at, Span.of_day(first + A_WEEK - A_DAY).ends_at)
    free = free_spans(listed, window=window, at=at)
    for space in listed:
        spans = [part for span in free[space.pk] for part in anyday.narrowed(span)]
        found.append(Found(space, by_day(_snapped(space, spans, length=wish.length))))
    return sorted((one for one in found if one.first), key=lambda one: one.days[0].day)


def free_spans(
    spaces: Sequence[Space], *, window: Span, at: datetime, by_staff: bool = False, calendar: Calendar | None = None
) -> dict[int, list[Span]]:  # fmt: skip
    """The time in the window in which each space could be booked now, by the space's key, in order.

    Institutions keep to lead times and to how far ahead a space is booked; officers are not bound by either.
    """
    resources = {space.resource_id: space for space in spaces}
    free = free_time(
        resources=resources, window=window, at=at,
        before={key: space.before for key, space in resources.items()},
        after={key: space.after for key, space in resources.items()}, calendar=calendar,
    )  # fmt: skip
    return {
        space.pk: _snapped(space, _within(free[key], _limits(space, at, by_staff=by_staff)))
        for key, space in resources.items()
    }


def next_free(
    space: Space, *, after: datetime, length: timedelta, at: datetime, most: int = 5, calendar: Calendar | None = None
) -> list[Span]:
    """The next times, at most so many, at which something of this length could begin at once."""
    window = Span(after, after + 2 * A_WEEK)
    free = _snapped(space, free_spans([space], window=window, at=at, calendar=calendar)[space.pk], length=length)
    return [Span(span.starts_at, span.starts_at + length) for span in free[:most]]


def by_day(spans: Iterable[Span]) -> list[Day]:
    """Spans in order, cut at midnight and gathered by the day in Beijing."""
    parts = [part for span in spans for part in _cut_at_midnight(span)]
    return [Day(day, list(some)) for day, some in groupby(parts, key=lambda part: part.days[0])]


def _limits(space: Space, at: datetime, *, by_staff: bool) -> Span | None:
    """From when until when the space may be booked at this moment; None when it may not at all."""
    if by_staff:
        return Span(at, at + timedelta(days=3660))
    earliest = at + timedelta(minutes=space.lead_minutes)
    latest = Span.of_day(last_day_for(space, at)).ends_at
    return Span(earliest, latest) if earliest < latest else None


def _within(spans: Iterable[Span], limits: Span | None) -> list[Span]:
    if limits is None:
        return []
    return [
        Span(max(span.starts_at, limits.starts_at), min(span.ends_at, limits.ends_at))
        for span in spans
        if span.overlaps(limits)
    ]


def _snapped(space: Space, spans: Iterable[Span], *, length: timedelta | None = None) -> list[Span]:
    """The spans from and to where bookings begin and end, those alone that hold the length (else the least one)."""
    step = timedelta(minutes=space.step_minutes)
    least = length or timedelta(minutes=space.least_minutes)
    snapped = []
    for span in spans:
        midnight = Span.of_day(span.days[0]).starts_at
        starts_at = midnight - (midnight - span.starts_at) // step * step
        ends_at = midnight + (span.ends_at - midnight) // step * step
        if ends_at - starts_at >= least:
            snapped.append(Span(starts_at, ends_at))
    return snapped


def _cut_at_midnight(span: Span) -> list[Span]:
    first, last = span.days
    if first == last:
        return [span]
    days = [Span.of_day(first + number * A_DAY) for number in range((last - first).days + 1)]
    return [Span(max(span.starts_at, day.starts_at), min(span.ends_at, day.ends_at)) for day in days]
