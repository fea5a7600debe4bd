"""On which days something repeats; no database."""

from collections.abc import Iterator
from datetime import date, timedelta

from institutions.models import Series

WEEK = timedelta(days=7)
LAST = 5
"""The fifth Tuesday of a month stands for the last one: most months have none."""


def days_of(first: date, *, every: str, times: int) -> list[date]:
    """So many days from the first on: each week, every other week, or each month on the same weekday.

    The second Tuesday stays the second Tuesday; the fifth becomes the last of each month.
    """
    if every == Series.Every.MONTH:
        return list(_months(first, times))
    step = WEEK if every == Series.Every.WEEK else 2 * WEEK
    return [first + number * step for number in range(times)]


def _months(first: date, times: int) -> Iterator[date]:
    which = (first.day - 1) // 7 + 1
    for number in range(times):
        months = first.month - 1 + number
        yield _weekday_in(first.year + months // 12, months % 12 + 1, first.weekday(), which)


def _weekday_in(year: int, month: int, weekday: int, which: int) -> date:
    begins = date(year, month, 1)
    earliest = begins + timedelta(days=(weekday - begins.weekday()) % 7)
    day = earliest + (which - 1) * WEEK
    return day if which < LAST or day.month == month else day - WEEK
