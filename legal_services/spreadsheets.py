"""Reading a spreadsheet that somebody sends in, whatever it is: XLSX or CSV, within limits that are kept while reading.

Nothing of it is run: formulas count by the value that was saved with them, macros and links are not looked at.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from legal_services.errors.importing import TooLargeASpreadsheet, UnreadableSpreadsheet

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 150 * 1024 * 1024
"""An XLSX is an archive: what it says it unpacks to is asked before anything is unpacked."""
MOST_PARTS = 2000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_EMPTY = 1000
"""After so many empty rows in a row the sheet is over, whatever it claims."""
LONGEST_CELL = 500
ENCODINGS = {
    "ko": ("utf-8-sig", "cp949", "gb18030"),
    "zh-hans": ("utf-8-sig", "gb18030"),
    "en": ("utf-8-sig", "gb18030"),
}
"""What spreadsheet programs write, by the language of whoever sends the file; the first that fits is taken."""
XLSX = b"PK\x03\x04"


@dataclass(frozen=True)
class Sheet:
    """The first sheet of a file: what its columns are called, and its rows with their numbers, none of them empty."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_spreadsheet(content: bytes, *, language: str) -> Sheet:
    """The first sheet, every cell as text; days as `2026-03-05`.

    Raises TooLargeASpreadsheet or UnreadableSpreadsheet.
    """
    if len(content) > MOST_BYTES:
        raise TooLargeASpreadsheet(rows=MOST_ROWS, megabytes=MOST_BYTES // 1024**2)
    lines = _of_xlsx(io.BytesIO(content)) if content.startswith(XLSX) else _of_csv(content, language)
    try:
        return _sheet(lines)
    except (TooLargeASpreadsheet, UnreadableSpreadsheet):
        raise
    except Exception as error:
        # Whatever a broken or hostile file makes the readers stumble over is the file's fault.
        raise UnreadableSpreadsheet from error


def _sheet(lines: Iterable[Iterable[Any]]) -> Sheet:
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    empty = 0
    for number, line in enumerate(lines, start=1):
        cells = [_text(cell) for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > MOST_EMPTY:
            break
        if not cells:
            continue
        if not headings:
            headings = cells[:MOST_COLUMNS]
            continue
        if len(rows) == MOST_ROWS:
            raise TooLargeASpreadsheet(rows=MOST_ROWS, megabytes=MOST_BYTES // 1024**2)
        rows.append((number, cells[: len(headings)]))
    if not rows:
        raise UnreadableSpreadsheet
    return Sheet(headings, rows)


def _text(cell: Any) -> str:
    """What a cell says, on one line; numbers as a person would write them."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\0", "").split())[:LONGEST_CELL]


def _of_xlsx(file: BinaryIO) -> Iterator[Iterable[Any]]:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableSpreadsheet from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise TooLargeASpreadsheet(rows=MOST_ROWS, megabytes=MOST_BYTES // 1024**2)
    file.seek(0)
    try:
        # Only where a file is read: it would cost every web process eleven megabytes.
        from openpyxl import load_workbook

        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # The size that a sheet claims is not believed.
        sheet.reset_dimensions()
    except Exception as error:
        raise UnreadableSpreadsheet from error
    yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)


def _of_csv(content: bytes, language: str) -> Iterator[Iterable[Any]]:
    text = _decoded(content, language)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    yield from csv.reader(io.StringIO(text, newline=""), dialect)


def _decoded(content: bytes, language: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried: tuple[str, ...] = ("utf-16",)
    else:
        tried = ENCODINGS.get(language, ENCODINGS["en"])
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A text has no zero bytes: what has them is a picture, a program, an old binary spreadsheet.
        if "\0" in text:
            break
        return text
    raise UnreadableSpreadsheet
