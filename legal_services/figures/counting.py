"""The figures of a period, put together from what each of its months holds.

Numbers add up. People and matters are put together by their keys, so that they are distinct within the period and
within each part of it, however the days are cut into months.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from pyroaring import BitMap64

from legal_services.figures import keeping
from legal_services.figures.asking import Counts, Dimension, Part, Period
from legal_services.figures.stretches import Tally

Figures = dict[Part | None, Counts]
"""The figures by part; those of the whole period under None."""


def count(period: Period, *dimensions: Dimension) -> Figures:
    """The figures of the period as a whole, and of every part of it along the dimensions.

    Four statements at most; one when no month has changed since it was counted last.
    """
    months = keeping.tallies(period, {Dimension.MONTH, *dimensions})
    parts: dict[Part | None, list[Tally]] = defaultdict(list)
    for month, found in months:
        parts[None] += found[Dimension.MONTH].values()
        for dimension in dimensions:
            for value, made in found[dimension].items():
                parts[Part(dimension, _code(dimension, value, month))].append(made)
    return {None: Counts()} | {part: _together(made) for part, made in parts.items()}


def _together(tallies: Sequence[Tally]) -> Counts:
    """The figures of what several tallies hold, everybody and every matter once."""
    unidentified = sum(one.unidentified for one in tallies)
    return Counts(
        services=sum(one.services for one in tallies),
        matters=len(BitMap64.union(BitMap64(), *(one.matters for one in tallies))),
        person_times=sum(one.named for one in tallies) + unidentified,
        persons=len(BitMap64.union(BitMap64(), *(one.persons for one in tallies))),
        unidentified=unidentified,
    )


def _code(dimension: Dimension, value: Any, month: date) -> str | None:
    """The value as `Part` has it: a key as text, a month as 2026-11."""
    if dimension == Dimension.MONTH:
        return f"{month:%Y-%m}"
    return None if value is None else str(value)
