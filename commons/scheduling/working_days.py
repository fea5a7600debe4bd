"""Working days and days off in China: the State Council's yearly notice, as the table of official days has it.

A notice gives each holiday as an unbroken row of days off, moves some of them from weekends, and names the Saturdays
and Sundays that are worked instead. A weekend that touches a holiday is part of that row. The district's own
`CalendarDay` wins over the table, so that next year's notice can be entered on the day it comes out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import count, takewhile
from typing import Self

from commons.scheduling.models import CalendarDay
from commons.scheduling.official_days import official_years

FRIDAY, SATURDAY = 4, 5
ONE_DAY = timedelta(days=1)
REACH = 2 * ONE_DAY
"""How far from a day another can decide whether it is part of a holiday: across a weekend."""


@dataclass(frozen=True)
class _Entry:
    """What the district says about one day."""

    is_working: bool
    acts_as: int | None


@dataclass(frozen=True)
class Calendar:
    """The official calendar from `first` to `last` (both included, any day later when None), corrections included.

    Loaded once for a page, so that it costs one statement. Raises ValueError when asked about a day outside.
    """

    first: date
    last: date | None
    corrections: Mapping[date, _Entry]

    @classmethod
    def for_window(cls, first: date, last: date | None = None) -> Self:
        """Load the calendar of these days."""
        entries = CalendarDay.objects.filter(date__gte=first - REACH)
        if last is not None:
            entries = entries.filter(date__lte=last + REACH)
        rows = entries.order_by().values_list("date", "is_working", "acts_as")
        return cls(first, last, {day: _Entry(is_working, acts_as) for day, is_working, acts_as in rows})

    def weekday_acted(self, day: date) -> int | None:
        """Whose opening hours hold on the day: a weekday from 0 for Monday, or None on a holiday.

        A worked Saturday or Sunday has the hours of the day off that it makes up for, as the notice pairs them;
        Friday's when a correction does not say. An ordinary weekend keeps its own.
        """
        self._refuse_outside(day)
        if entry := self.corrections.get(day):
            return _weekday_of_entry(day, entry)
        if day_off := _make_ups().get(day):
            return day_off.weekday()
        return None if self._is_off(day) else day.weekday()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on the day: no holiday, and a weekend only when it makes up for one."""
        self._refuse_outside(day)
        if entry := self.corrections.get(day):
            return entry.is_working
        return day in _make_ups() or (day.weekday() < SATURDAY and not self._is_named(day))

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The n-th working day, counted from the day after; n is 1 or more."""
        if n < 1:
            message = "Working days are counted from the first one."
            raise ValueError(message)
        left = n
        while left:
            day += ONE_DAY
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from the first to the last day, both included."""
        return sum(map(self.is_working_day, days_between(first, last)))

    def _is_off(self, day: date) -> bool:
        """Whether the day is a holiday, or belongs to a weekend that touches one."""
        if self._is_named(day):
            return True
        if day.weekday() < SATURDAY:
            return False
        neighbours = (takewhile(self._is_in_row, _days_from(day, step)) for step in (ONE_DAY, -ONE_DAY))
        return any(self._is_named(other) for row in neighbours for other in row)

    def _is_in_row(self, day: date) -> bool:
        """Whether a row of days off may go on over this day."""
        return self._is_named(day) or (day.weekday() >= SATURDAY and not self._is_worked(day))

    def _is_named(self, day: date) -> bool:
        """Whether the day itself is given off by the notice or by the district."""
        if entry := self.corrections.get(day):
            return not entry.is_working
        return day in _days_off(day.year) and day not in _make_ups()

    def _is_worked(self, day: date) -> bool:
        entry = self.corrections.get(day)
        return entry.is_working if entry else day in _make_ups()

    def _refuse_outside(self, day: date) -> None:
        if day < self.first or (self.last is not None and day > self.last):
            message = f"The calendar was loaded from {self.first} to {self.last}, without {day}."
            raise ValueError(message)


def is_working_day(day: date) -> bool:
    """Whether offices work on the day. One statement a call: load a `Calendar` for many."""
    return Calendar.for_window(day, day).is_working_day(day)


def weekday_acted(day: date) -> int | None:
    """Whose opening hours hold on the day; None on a holiday. One statement a call: load a `Calendar` for many."""
    return Calendar.for_window(day, day).weekday_acted(day)


def nth_working_day_after(day: date, n: int) -> date:
    """The n-th working day, counted from the day after; n is 1 or more."""
    return Calendar.for_window(day).nth_working_day_after(day, n)


def working_days_between(first: date, last: date) -> int:
    """How many working days there are from the first to the last day, both included."""
    return Calendar.for_window(first, last).working_days_between(first, last)


def known_until() -> date:
    """The last day for which the official notice is known; later, only the fixed holidays are, and no moved days.

    A year counts as known when the table has its notice, or when the district has entered days of it.
    """
    year = max(year for year, official in official_years().items() if official.has_notice)
    entered = set(CalendarDay.objects.filter(date__year__gt=year).values_list("date__year", flat=True).distinct())
    while year + 1 in entered:
        year += 1
    return date(year, 12, 31)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + number * ONE_DAY for number in range((last - first).days + 1))


def _weekday_of_entry(day: date, entry: _Entry) -> int | None:
    if not entry.is_working:
        return None
    return min(day.weekday(), FRIDAY) if entry.acts_as is None else entry.acts_as


def _days_from(day: date, step: timedelta) -> Iterator[date]:
    """The days next to this one, one after the other."""
    return (day + number * step for number in count(1))


def _days_off(year: int) -> frozenset[date]:
    """The days that the notice of this year gives off: holidays, and days moved from weekends."""
    official = official_years().get(year)
    return official.days_off if official else frozenset()


@cache
def _make_ups() -> Mapping[date, date]:
    """The weekend days that are worked, each with the day off that it makes up for."""
    return {worked: day_off for official in official_years().values() for worked, day_off in official.make_ups.items()}
