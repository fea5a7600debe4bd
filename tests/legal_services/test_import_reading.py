"""What a spreadsheet says, whoever saved it, and whatever somebody else sends instead of one."""

import io
import zipfile
from datetime import date

import pytest

from legal_services import spreadsheets
from legal_services.errors.importing import TooLargeASpreadsheet, UnreadableSpreadsheet
from legal_services.import_columns import day_of, guess_columns, phone_of
from legal_services.spreadsheets import read_spreadsheet
from tests.factories import NOON
from tests.legal_services.spreadsheets import csv_text, xlsx


def test_a_workbook_is_read_as_text_with_the_numbers_of_its_rows() -> None:
    content = xlsx(
        ["Day", "Name", "Minutes"], [NOON.replace(tzinfo=None), "김민지", 30.0], [], [date(2026, 3, 6), "李", None]
    )

    sheet = read_spreadsheet(content, language="en")

    assert sheet.headings == ["Day", "Name", "Minutes"]
    assert sheet.rows == [(2, ["2026-11-22", "김민지", "30"]), (4, ["2026-03-06", "李"])]


@pytest.mark.parametrize(
    ("encoding", "language", "name"),
    [
        ("utf-8", "en", "김민지"), ("utf-8-sig", "zh-hans", "李明"), ("gb18030", "zh-hans", "李明"),
        ("cp949", "ko", "김민지"), ("utf-16", "ko", "김민지"),
    ],
)  # fmt: skip
def test_a_text_file_is_read_in_the_way_it_was_saved(encoding: str, language: str, name: str) -> None:
    content = csv_text(["Day", "Name"], ["2026-03-05", name]).encode(encoding)

    assert read_spreadsheet(content, language=language).rows == [(2, ["2026-03-05", name])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_sign_stands_between_columns(delimiter: str) -> None:
    content = csv_text(["Day", "Name"], ["2026-03-05", "Kim"], delimiter=delimiter).encode()

    assert read_spreadsheet(content, language="en").rows == [(2, ["2026-03-05", "Kim"])]


def test_a_formula_is_never_run() -> None:
    content = csv_text(["Day", "Name"], ["2026-03-05", '=HYPERLINK("http://example.org")']).encode()

    assert read_spreadsheet(content, language="en").rows[0][1][1].startswith("=HYPERLINK")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"only one line", b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04 not an archive", b"\xff\xfe\x00",
        b"a,b\n\0\0\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    ],
)  # fmt: skip
def test_what_is_no_spreadsheet_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableSpreadsheet):
        read_spreadsheet(content, language="zh-hans")


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")

    with pytest.raises(UnreadableSpreadsheet):
        read_spreadsheet(out.getvalue(), language="en")


def test_a_bomb_is_refused_before_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1024 * 1024)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5 * 1024 * 1024)

    with pytest.raises(TooLargeASpreadsheet):
        read_spreadsheet(out.getvalue(), language="en")


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is replaced by this."""
    out, whole = io.BytesIO(), xlsx(["Day", "Name"], ["2026-03-05", "Kim"])
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            new.writestr(part.filename, xml if is_sheet else old.read(part.filename))
    return out.getvalue()


def test_entities_that_grow_without_end_are_refused() -> None:
    grow = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{grow}]><worksheet>&a11;</worksheet>'

    with pytest.raises(UnreadableSpreadsheet):
        read_spreadsheet(with_sheet(xml), language="en")


def test_a_file_outside_is_never_read() -> None:
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<c r="A{n}" t="inlineStr"><is><t>{text}</t></is></c>'
    rows = "".join(f'<row r="{n}">{cell.format(n=n, text=text)}</row>' for n, text in ((1, "Day"), (2, "&outside;")))
    xml = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY outside SYSTEM "file:///etc/passwd">]>'
        f'<worksheet xmlns="{ns}"><sheetData>{rows}</sheetData></worksheet>'
    )

    with pytest.raises(UnreadableSpreadsheet):
        read_spreadsheet(with_sheet(xml), language="en")


def test_a_row_that_claims_to_be_the_millionth_ends_the_sheet() -> None:
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<c r="A{n}" t="inlineStr"><is><t>x</t></is></c>'
    rows = "".join(f'<row r="{n}">{cell.format(n=n)}</row>' for n in (1, 2, 1_048_576))

    sheet = read_spreadsheet(
        with_sheet(f'<worksheet xmlns="{ns}"><sheetData>{rows}</sheetData></worksheet>'), language="en"
    )

    assert sheet.rows == [(2, ["x"])]


def test_more_rows_than_agreed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    content = csv_text(["Day"], *(["2026-03-05"] for _ in range(4))).encode()

    with pytest.raises(TooLargeASpreadsheet):
        read_spreadsheet(content, language="en")


@pytest.mark.parametrize(
    "headings",
    [
        ["日期", "姓名", "联系电话", "服务类型", "语言", "处理结果"],
        ["Date", "Name", "Phone", "Service", "Language", "Outcome"],
        ["날짜", "성명", "연락처", "서비스", "언어", "처리 결과"],
    ],
)
def test_the_usual_names_of_columns_are_known(headings: list[str]) -> None:
    known = dict(zip(("held_on", "name", "phone", "service", "language", "outcome"), range(6), strict=True))

    assert guess_columns(headings) == known


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "2026년 3월 5일",
        "20260305",
        "2026-03-05 14:30",
        "5 Mar 2026",
    ],
)
def test_days_are_read_as_they_are_written_here(said: str) -> None:
    assert day_of(said) == date(2026, 3, 5)


@pytest.mark.parametrize("said", ["03/05/2026", "yesterday", "2026-02-30", "1.5", ""])
def test_a_day_is_never_guessed(said: str) -> None:
    assert day_of(said) is None


def test_a_phone_is_of_china_unless_it_says_otherwise() -> None:
    assert [phone_of(said) for said in ("138 0013 8000", "+82 10-1234-5678", "none")] == [
        "+8613800138000", "+821012345678", "",
    ]  # fmt: skip
