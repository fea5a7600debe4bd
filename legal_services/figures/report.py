"""The report of a period: every dimension as a table, for a page and for a spreadsheet."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commons.lib.dates import format_days
from legal_services.figures.asking import CAUTION, Counts, Dimension, Measure, Part, Period
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
    def amounts(self) -> list[tuple[str, int]]:
        """Each measure with its figure, in the order of the columns."""
        return [(measure.value, self.counts.amount(measure)) for measure in Measure]


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


def spreadsheet(report: Report) -> bytes:
    """The report as an XLSX file in the active language, a sheet for each table."""
    # Only where a file is written: it would cost every web process seven megabytes.
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for table in report.tables:
            sheet = book.add_worksheet(str(table.dimension.label)[:31])
            sheet.set_column(0, 0, 28)
            sheet.set_column(1, len(Measure), 14)
            sheet.write_string(0, 0, format_days(report.period.first, report.period.last), bold)
            sheet.write_row(2, 0, [str(table.dimension.label), *(str(measure.label) for measure in Measure)], bold)
            sheet.freeze_panes(3, 1)
            lines = [*table.lines, report.whole]
            for number, line in enumerate(lines, start=3):
                sheet.write_string(number, 0, line.label, bold if line is report.whole else None)
                sheet.write_row(number, 1, [amount for _name, amount in line.amounts])
            sheet.write_string(len(lines) + 4, 0, str(CAUTION))
    return file.getvalue()
