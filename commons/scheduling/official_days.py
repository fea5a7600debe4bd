"""The official calendar of China, year by year: a table beside this file, written from the `holidays` library.

The library reckons the calendars of 250 countries, and importing it takes ten megabytes and a second of every process.
What the portal needs of it are a hundred lines, so `manage.py write_official_days` keeps them here: whoever takes a new
version of the library sees in the change what became of the days, and a test fails until the table is written anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Self

TABLE = Path(__file__).with_name("official_days.tsv")


@dataclass(frozen=True)
class OfficialYear:
    """One year: what its notice says, or, before the notice is out, what the fixed holidays let expect."""

    year: int
    has_notice: bool
    days_off: frozenset[date]
    """Holidays, and days moved from weekends."""
    make_ups: Mapping[date, date]
    """The weekend days that are worked, perhaps late in the year before, each with the day off that it makes up for."""

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read a line of the table."""
        year, source, days_off, make_ups = line.rstrip("\n").split("\t")
        pairs = (pair.split("=") for pair in make_ups.split())
        return cls(
            year=int(year),
            has_notice=source == "notice",
            days_off=frozenset(map(date.fromisoformat, days_off.split())),
            make_ups={date.fromisoformat(worked): date.fromisoformat(day_off) for worked, day_off in pairs},
        )

    def as_line(self) -> str:
        """The line of the table, its days in order."""
        source = "notice" if self.has_notice else "expected"
        days_off = " ".join(map(str, sorted(self.days_off)))
        make_ups = " ".join(f"{worked}={day_off}" for worked, day_off in sorted(self.make_ups.items()))
        return f"{self.year}\t{source}\t{days_off}\t{make_ups}\n"


@cache
def official_years() -> Mapping[int, OfficialYear]:
    """The years of the table."""
    with TABLE.open(encoding="ascii") as lines:
        return {year.year: year for year in map(OfficialYear.from_line, lines)}


def write(years: Iterable[OfficialYear]) -> None:
    """Write the table anew."""
    TABLE.write_text("".join(year.as_line() for year in years), encoding="ascii")
    official_years.cache_clear()
