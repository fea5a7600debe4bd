"""The report of a period: every dimension as a table, for a page and for a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from legal_services.figures.asking import Counts, Dimension, Measure, Part, Period
from legal_services.figures.counting import Figures, count
from legal_services.figures.labels import Labels, in_order

MOST_WIDE = 100
"""What the longest bar of a picture measures."""


@dataclass(frozen=True)
class Line:
    """One part with its figures; the bar is the share of the largest part, from 0 to 100."""

    part: Part | None
    label: str
    counts: Counts
    bar: int = 0
    bar_unidentified: int = 0

    @property
    def amounts(self) -> list[tuple[Measure, int]]:
        """Each measure with its figure, in the order of the columns."""
        return [(measure, self.counts.amount(measure)) for measure in Measure]


@dataclass(frozen=True)
class Table:
    """The figures taken apart by one dimension."""

    dimension: Dimension
    lines: Sequence[Line]


@dataclass(frozen=True)
class Report:
    """The figures of a period: the whole, and a table for each dimension that was asked for."""

    period: Period
    whole: Line
    tables: Sequence[Table]


def report_on(period: Period, *dimensions: Dimension) -> Report:
    """Count and put into words, in the active language."""
    figures = count(period, *dimensions)
    labels = Labels()
    tables = [_table(figures, dimension, labels) for dimension in dimensions]
    return Report(period, Line(None, _("All"), figures[None]), tables)


def _table(figures: Figures, dimension: Dimension, labels: Labels) -> Table:
    parts = in_order(figures, dimension)
    most = max((figures[part].person_times for part in parts), default=0) or 1
    lines = [
        Line(
            part,
            labels.of(part),
            figures[part],
            bar=round(MOST_WIDE * figures[part].person_times / most),
            bar_unidentified=round(MOST_WIDE * figures[part].unidentified / most),
        )
        for part in parts
    ]
    return Table(dimension, lines)
