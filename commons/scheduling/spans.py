"""Stretches of time, and plain arithmetic with them; no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from typing import Self

from psycopg2.extras import DateTimeTZRange

from commons.lib.dates import BEIJING, day_in_beijing

NO_TIME = timedelta(0)


@dataclass(frozen=True, order=True)
class Span:
    """From a moment up to, but not including, a later one; both are aware datetimes.

    Raises ValueError for naive moments and for an end that is not after the start.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            message = "A span lies between two moments with a time zone."
            raise ValueError(message)
        if self.ends_at <= self.starts_at:
            message = f"A span ends after it starts: {self.starts_at} – {self.ends_at}."
            raise ValueError(message)

    @classmethod
    def of(cls, bounded: DateTimeTZRange) -> Self:
        """The span of a range read from the database."""
        return cls(bounded.lower, bounded.upper)

    @classmethod
    def of_day(cls, day: date, starts: time = time(0), ends: time = time(0)) -> Self:
        """From one time to another on a day in Beijing; an end of 00:00 is the midnight after it."""
        last = day + timedelta(days=ends == time(0))
        return cls(datetime.combine(day, starts, tzinfo=BEIJING), datetime.combine(last, ends, tzinfo=BEIJING))

    @property
    def stored(self) -> DateTimeTZRange:
        """The range as the database keeps it."""
        return DateTimeTZRange(self.starts_at, self.ends_at, "[)")

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.ends_at - self.starts_at

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day in Beijing of which it holds a moment."""
        last = self.ends_at - timedelta(microseconds=1)
        return day_in_beijing(self.starts_at), day_in_beijing(last)

    def overlaps(self, other: "Span") -> bool:
        """Whether some moment is in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: "Span") -> bool:
        """Whether every moment of the other is in this one."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def widened(self, *, before: timedelta = NO_TIME, after: timedelta = NO_TIME) -> "Span":
        """The span with what comes before and after it."""
        return Span(self.starts_at - before, self.ends_at + after)


def slots(free: Sequence[Span], *, length: timedelta, step: timedelta, earliest: datetime) -> list[datetime]:
    """The moments, none before `earliest`, from which something of this length fits into the free time, in order.

    They stand on the wall clock of Beijing: at midnight and every `step` from there, so that half-hour steps give
    9:00 and 9:30 however the free time begins.
    """
    if length <= NO_TIME or step <= NO_TIME:
        message = "Slots have a length, and there is a step from one to the next."
        raise ValueError(message)
    found = (
        tick
        for span in free
        if span.ends_at - length >= earliest
        for tick in _ticks(max(span.starts_at, earliest), span.ends_at - length, step)
    )
    return sorted(set(found))


def together(*frees: Sequence[Span]) -> list[Span]:
    """The time that is free in all of the lists; each holds spans in order that do not overlap."""
    return reduce(_both, frees[1:], list(frees[0])) if frees else []


def _ticks(first: datetime, last: datetime, step: timedelta) -> Iterator[datetime]:
    """The moments from the first to the last, both included, at which the step from midnight stands."""
    day = day_in_beijing(first)
    while (midnight := datetime.combine(day, time(0), tzinfo=BEIJING)) <= last:
        day += timedelta(days=1)
        tomorrow = datetime.combine(day, time(0), tzinfo=BEIJING)
        tick = midnight + max(0, -((midnight - first) // step)) * step
        while tick <= last and tick < tomorrow:
            yield tick
            tick += step


def _both(mine: Sequence[Span], theirs: Sequence[Span]) -> list[Span]:
    shared: list[Span] = []
    left = right = 0
    while left < len(mine) and right < len(theirs):
        one, other = mine[left], theirs[right]
        if one.overlaps(other):
            shared.append(Span(max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)))
        if one.ends_at < other.ends_at:
            left += 1
        else:
            right += 1
    return shared
