"""Write the table of the official calendar from the `holidays` library, which only developers have."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from holidays import country_holidays
from holidays.countries.china import ChinaStaticHolidays

from commons.scheduling.official_days import OfficialYear, write

FIRST, LAST = 2001, 2100
"""From the first notice that the library knows to the last year whose lunar calendar it knows."""


class Command(BaseCommand):
    """Follow a new version of the library."""

    help = "Write the days of the official calendar as the installed version of the holidays library has them."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: Any) -> None:
        """Do it."""
        write(years_of_library())


def years_of_library() -> Iterator[OfficialYear]:
    """The years as the library has them."""
    for year in range(FIRST, LAST + 1):
        yield OfficialYear(
            year=year,
            has_notice=year in ChinaStaticHolidays.special_public_holidays,
            days_off=frozenset(country_holidays("CN", years=year)),
            make_ups=dict(_make_ups(year)),
        )


def _make_ups(year: int) -> Iterator[tuple[date, date]]:
    """The worked weekend days of a year's notice, each with its day off.

    The library pairs them as (month, day, worked month, worked day[, worked year]); shorter entries are days off that
    nobody works for.
    """
    for entry in ChinaStaticHolidays.special_public_holidays.get(year, ()):
        if len(entry) >= 4:
            month, day, worked_month, worked_day, *worked_year = map(int, entry)
            yield date(worked_year[0] if worked_year else year, worked_month, worked_day), date(year, month, day)
