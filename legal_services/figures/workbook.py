"""The report of a period as a spreadsheet: whatever its page says, in the active language."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commons.baselines.models import Baseline
from commons.lib.dates import format_day, format_days, format_moment
from legal_services.figures.asking import CAUTION, Measure
from legal_services.figures.report import Report, Table

LONGEST_NAME = 31
"""Of a sheet, in Excel."""
PERSON_TIMES = 1 + list(Measure).index(Measure.PERSON_TIMES)
"""The column that the page shows as bars."""


def workbook(report: Report, baselines: Iterable[Baseline], *, at: datetime) -> bytes:
    """The report as an XLSX file: a sheet with the whole and the published figures, and one for each table.

    `at` is when it was counted.
    """
    # Only where a file is written: it would cost every web process seven megabytes.
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        number = book.add_format({"num_format": "#,##0"})
        _write_whole(book.add_worksheet(_("Monthly report")[:LONGEST_NAME]), report, baselines, at, bold, number)
        for table in report.tables:
            _write_table(book.add_worksheet(str(table.dimension.label)[:LONGEST_NAME]), table, report, bold, number)
    return file.getvalue()


def _write_whole(
    sheet: Any, report: Report, baselines: Iterable[Baseline], at: datetime, bold: Any, number: Any
) -> None:
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 3, 24)
    sheet.write_string(0, 0, _("Legal service area"), bold)
    sheet.write_string(1, 0, format_days(report.period.first, report.period.last), bold)
    row = 3
    for measure, amount in report.whole.amounts:
        sheet.write_string(row, 0, str(measure.label))
        sheet.write_number(row, 1, amount, number)
        row += 1
    sheet.write_string(row + 1, 0, str(CAUTION))
    counted = _("Counted %(moment)s (Beijing time).") % {"moment": format_moment(at)}
    sheet.write_string(row + 2, 0, counted)
    published = list(baselines)
    if published:
        row += 4
        sheet.write_row(row, 0, [_("Published when the area opened"), "", _("As of"), _("Source")], bold)
        for place, figure in enumerate(published, start=row + 1):
            sheet.write_row(place, 0, [figure.label, figure.amount, format_day(figure.as_of), figure.source])


def _write_table(sheet: Any, table: Table, report: Report, bold: Any, number: Any) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(Measure), 14)
    sheet.write_string(0, 0, format_days(report.period.first, report.period.last), bold)
    sheet.write_row(2, 0, [str(table.dimension.label), *(str(measure.label) for measure in Measure)], bold)
    sheet.freeze_panes(3, 1)
    lines = [*table.lines, report.whole]
    for place, line in enumerate(lines, start=3):
        sheet.write_string(place, 0, line.label, bold if line is report.whole else None)
        sheet.write_row(place, 1, [amount for _measure, amount in line.amounts], number)
    if table.lines:
        bars = {"type": "data_bar", "bar_color": "#7CC6D6", "min_type": "num", "min_value": 0}
        sheet.conditional_format(3, PERSON_TIMES, 2 + len(table.lines), PERSON_TIMES, bars)
    sheet.write_string(len(lines) + 4, 0, str(CAUTION))
