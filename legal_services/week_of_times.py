"""The times that can be booked, week by week as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.dateparse import parse_date

from commons.lib.dates import BEIJING, day_in_beijing, format_days
from legal_services.slots import Asked, FreeTime

A_WEEK = timedelta(days=6)
"""From the first day shown to the last one."""
ONE_DAY = timedelta(days=1)
NEXT_TIMES = 5
"""How many of the next free times are named when one has just been taken."""


@dataclass(frozen=True)
class Day:
    """A day in Beijing with times that can be booked."""

    day: date
    times: list[FreeTime]


@dataclass(frozen=True)
class Week:
    """Seven days and their times; `next` is the first time after a week that has none."""

    first: date
    last: date
    days: list[Day]
    earlier: date | None
    """The first day of the week before, if anything could be booked then."""
    later: date | None
    next: FreeTime | None

    @property
    def label(self) -> str:
        """From which day to which, in the page's language."""
        return format_days(self.first, self.last, short=True)


def week_of_times(asked: Asked, first: date | None = None) -> Week:
    """The week that begins on the day; without one, the week that begins with the first time there is."""
    times = asked.times(asked.first_day, asked.first_day + A_WEEK + A_WEEK) if first is None else []
    is_the_first = first is None
    if first is None:
        # Nearly always the two weeks that were just read hold that week; a calendar that is full is read further.
        soonest = times[:1] or asked.next(1)
        first = day_of(soonest[0]) if soonest else asked.first_day
    first = min(max(first, asked.first_day), asked.last_day)
    last = min(first + A_WEEK, asked.last_day)
    if not times or last > asked.first_day + A_WEEK + A_WEEK:
        times = asked.times(first, last)
    days = by_day(one for one in times if first <= day_of(one) <= last)
    later = last + ONE_DAY if last < asked.last_day else None
    return Week(
        first=first,
        last=last,
        days=days,
        earlier=None if is_the_first or first <= asked.first_day else max(first - A_WEEK - ONE_DAY, asked.first_day),
        later=later,
        next=_first_after(asked, later) if not days and later else None,
    )


def parse_day(text: str) -> date | None:
    """The day of a query; None for anything that is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def by_day(times: Iterable[FreeTime]) -> list[Day]:
    """Times in order, gathered by day."""
    return [Day(day, list(some)) for day, some in groupby(times, key=day_of)]


def day_of(free: FreeTime) -> date:
    """The day in Beijing on which it begins."""
    return day_in_beijing(free.starts_at)


def _first_after(asked: Asked, day: date) -> FreeTime | None:
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=BEIJING)
    return next(iter(asked.next(1, after=midnight)), None)
