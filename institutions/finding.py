"""When spaces are free for somebody who books: one statement for all spaces and the whole window.

What is kept free around bookings is taken off already, and every span begins and ends where a booking may.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from commons.lib.dates import day_in_beijing
from commons.scheduling.free_time import free_time
from commons.scheduling.spans import Span, together
from commons.scheduling.working_days import Calendar
from institutions.models import Equipment, Space
from institutions.querysets import SpaceQuerySet
from institutions.services.bookings.rules import last_day_for

A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
DEFAULT_MINUTES = 60
# Beijing's clock has not been put forward or back since 1991, and steps divide the day: any midnight is as good.
MIDNIGHT = Span.of_day(date(2000, 1, 1)).starts_at.astimezone(UTC)


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

    def narrowed(self, spans: Sequence[Span], window: Span) -> Sequence[Span]:
        """What of the spans, on each day of the window, lies between the times asked for."""
        if self.starts is None and self.ends is None:
            return spans
        first, last = window.days
        days = (first + number * A_DAY for number in range((last - first).days + 1))
        return together(spans, [Span.of_day(day, self.starts or time(0), self.ends or time(0)) for day in days])


@dataclass(frozen=True)
class Day:
    """The free time of a space on one day."""

    day: date
    spans: list[Span]


@dataclass(frozen=True)
class Found:
    """A space, and when it could be booked as wished, in order."""

    space: Space
    spans: list[Span]

    @cached_property
    def days(self) -> list[Day]:
        """The same by day; worked out for those alone that are shown."""
        return by_day(self.spans)


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
    found = _found(wish, list(spaces), window=wish.window(at), at=at)
    return sorted(found, key=lambda one: not one.spans)


def soonest(wish: Wish, *, spaces: Iterable[Space], at: datetime) -> list[Found]:
    """When nothing is free on the day asked for: the same spaces in the week that begins with it."""
    first = max(wish.day or day_in_beijing(at), day_in_beijing(at))
    window = Span(Span.of_day(first).starts_at, Span.of_day(first + A_WEEK - A_DAY).ends_at)
    found = _found(replace(wish, day=None), list(spaces), window=window, at=at)
    return sorted((one for one in found if one.spans), key=lambda one: one.spans[0].days[0])


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
    parts = (part for span in spans for part in _on_days(span))
    return [Day(day, [span for _day, span in some]) for day, some in groupby(parts, key=itemgetter(0))]


def _found(wish: Wish, spaces: Sequence[Space], *, window: Span, at: datetime) -> list[Found]:
    free = free_spans(spaces, window=window, at=at)
    return [
        Found(
            space,
            _snapped(
                space, wish.narrowed(free[space.pk], window),
                length=max(wish.length, timedelta(minutes=space.least_minutes)),
            ),
        )
        for space in spaces
    ]  # fmt: skip


def _limits(space: Space, at: datetime, *, by_staff: bool) -> Span | None:
    """From when until when the space may be booked at this moment; None when it may not at all."""
    if by_staff:
        return Span(at, at + timedelta(days=3660))
    earliest = at + timedelta(minutes=space.lead_minutes)
    latest = Span.of_day(last_day_for(space, at)).ends_at.astimezone(UTC)
    return Span(earliest, latest) if earliest < latest else None


def _within(spans: Iterable[Span], limits: Span | None) -> list[Span]:
    inside = [span for span in spans if span.overlaps(limits)] if limits else []
    if limits and inside:
        # They are in order: none but the first and the last can reach beyond.
        inside[0] = Span(max(inside[0].starts_at, limits.starts_at), inside[0].ends_at)
        inside[-1] = Span(inside[-1].starts_at, min(inside[-1].ends_at, limits.ends_at))
    return inside


def _snapped(space: Space, spans: Iterable[Span], *, length: timedelta | None = None) -> list[Span]:
    """The spans from and to where bookings begin and end, those alone that hold the length (else the least one)."""
    step = timedelta(minutes=space.step_minutes)
    least = length or timedelta(minutes=space.least_minutes)
    snapped = []
    for span in spans:
        early, late = (MIDNIGHT - span.starts_at) % step, (span.ends_at - MIDNIGHT) % step
        starts_at, ends_at = span.starts_at + early, span.ends_at - late
        if ends_at - starts_at >= least:
            snapped.append(Span(starts_at, ends_at) if early or late else span)
    return snapped


def _on_days(span: Span) -> list[tuple[date, Span]]:
    """The parts of the span on each day that it touches."""
    first, last = span.days
    if first == last:
        return [(first, span)]
    days = [Span.of_day(first + number * A_DAY) for number in range((last - first).days + 1)]
    return [
        (day.days[0], Span(max(span.starts_at, day.starts_at), min(span.ends_at, day.ends_at))) for day in days
    ]  # fmt: skip
