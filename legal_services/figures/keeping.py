"""Keeps what was counted of each month in the cache for as long as the month does not change.

The database says whether it has: triggers mark a month in the transaction that changes anything that is counted in it
(`ChangedMonth`), so that a correction, a merge or a late import is seen by whoever looks after it was committed. What
is kept are numbers and keys of rows, no names. Without the cache everything is counted anew.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.db import connection
from pyroaring import BitMap64

from commons.lib.dates import day_in_beijing
from legal_services.figures.asking import Dimension, Period
from legal_services.figures.stretches import Held, Stretch, Tallies, Tally, stretches_of, tally
from legal_services.models import ChangedMonth

SHAPE = 1
"""Raised when a `Tally` changes its shape, so that nobody reads what an older version has kept."""
SECONDS = int(timedelta(days=8).total_seconds())
"""For so long something is kept; the nightly task and whoever looks at something else keep their months anew."""


def tallies(period: Period, dimensions: Collection[Dimension]) -> list[tuple[date, Held]]:
    """What each month of the period holds, by its first day, of the days that are asked for. Four statements at most.

    The marks are read before anything is counted: what somebody else commits in between changes them, and then what is
    kept here is never found again. Within a transaction nothing is kept, for it may see what is never committed.
    """
    marks = _marks(period)
    stretches = stretches_of(period, marks)
    if connection.in_atomic_block:
        return list(tally(stretches, dimensions).items())
    known = _known(stretches, dimensions, marks)
    missing = [stretch for stretch in stretches if stretch not in known]
    counted = tally(missing, dimensions)
    _keep(missing, counted, marks)
    return [(stretch.month, known.get(stretch) or counted[stretch.month]) for stretch in stretches]


def count_ahead(at: datetime) -> None:
    """Count every whole month of this year and of the one before, as Beijing counts days, that is not kept."""
    year = day_in_beijing(at).year
    for asked in (year - 1, year):
        tallies(Period(date(asked, 1, 1), date(asked, 12, 31)), list(Dimension))


def _marks(period: Period) -> dict[date, tuple[str, ...]]:
    """The marks of each month of the period in which anything was ever logged."""
    first = period.first.replace(day=1)
    found = ChangedMonth.objects.filter(month__gte=first, month__lte=period.last).order_by("month", "token")
    rows = found.values_list("month", "token")
    return {month: tuple(token.hex for _month, token in group) for month, group in groupby(rows, lambda row: row[0])}


def _known(
    stretches: Sequence[Stretch], dimensions: Collection[Dimension], marks: Mapping[date, tuple[str, ...]]
) -> dict[Stretch, Held]:
    """Those stretches of which all is kept that is asked for, and has not changed since."""
    kept = cache.get_many(_key(stretch, one) for stretch in stretches for one in dimensions)
    known: dict[Stretch, Held] = {}
    for stretch in stretches:
        found = {one: kept.get(_key(stretch, one)) for one in dimensions}
        if all(entry and entry[0] == marks[stretch.month] for entry in found.values()):
            known[stretch] = {one: _read(entry) for one, entry in found.items()}
    return known


def _keep(stretches: Sequence[Stretch], counted: Mapping[date, Held], marks: Mapping[date, Any]) -> None:
    """Keep what was just counted with the marks that stood before; one entry a dimension, so that few are read."""
    entries = {
        _key(stretch, one): (marks[stretch.month], {value: _packed(made) for value, made in found.items()})
        for stretch in stretches
        for one, found in counted[stretch.month].items()
    }
    if entries:
        cache.set_many(entries, timeout=SECONDS)


def _packed(made: Tally) -> tuple[Any, ...]:
    """The tally in the form that bitmaps have on disk, which every version of the library reads."""
    return (*made[:3], made.matters.serialize(), made.persons.serialize())


def _read(entry: Any) -> Tallies:
    return {
        value: Tally(services, unidentified, named, BitMap64.deserialize(matters), BitMap64.deserialize(persons))
        for value, (services, unidentified, named, matters, persons) in entry[1].items()
    }


def _key(stretch: Stretch, dimension: Dimension) -> str:
    return f"legal-figures:{SHAPE}:{stretch.first}:{stretch.last}:{dimension.value}"
