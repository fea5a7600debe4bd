"""Makers of spreadsheets for tests."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from commons.accounts.models import User
from legal_services.models import Import
from legal_services.services import importing
from legal_services.spreadsheets import Sheet
from tests.factories import NOON

HEADINGS = ["日期", "姓名", "电话", "服务", "语言", "结果", "事项编号", "匿名人数"]


def xlsx(*rows: Iterable[Any]) -> bytes:
    """An XLSX file of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(*rows: Sequence[str], delimiter: str = ",") -> str:
    """A CSV file as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def row(
    day: str = "2026-03-05", name: str = "Kim Minji", phone: str = "", service: str = "consultation",
    language: str = "ko", outcome: str = "answered", matter: str = "", anonymous: str = "",
) -> list[str]:  # fmt: skip
    """The cells of a row under `HEADINGS`."""
    return [day, name, phone, service, language, outcome, matter, anonymous]


def make_import(*rows: list[str], by: User, **meaning: Any) -> Import:
    """An import of these rows, its columns named and every row checked."""
    sheet = Sheet(HEADINGS, [(number, cells) for number, cells in enumerate(rows, start=2)])
    batch = importing.begin(sheet=sheet, file_name="old.xlsx", by=by, at=NOON)
    plain = {"channel": "in-person", "outcome": "answered"} | meaning.pop("plain", {})
    values: dict[str, Any] = {"columns": batch.columns, "plain": plain, "same_names": False} | meaning
    importing.give_meaning(batch=batch, by=by, at=NOON, **values)
    return work_off(batch)


def work_off(batch: Import) -> Import:
    """Let the workers do everything that waits."""
    while importing.work(at=NOON):
        pass
    batch.refresh_from_db()
    return batch


def brought_in(*rows: list[str], by: User, **meaning: Any) -> Import:
    """The same, in the log."""
    batch = make_import(*rows, by=by, **meaning)
    importing.bring_in(batch=batch, by=by, at=NOON)
    return work_off(batch)
