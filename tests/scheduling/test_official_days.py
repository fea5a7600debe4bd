"""The table of the official calendar says what the library says of which it was written."""

from commons.scheduling.management.commands.write_official_days import years_of_library
from commons.scheduling.official_days import TABLE, OfficialYear, official_years


def test_the_table_is_that_of_the_pinned_library() -> None:
    fresh = "".join(year.as_line() for year in years_of_library())

    assert TABLE.read_text(encoding="ascii") == fresh, "run: .venv/bin/python manage.py write_official_days"


def test_a_line_read_and_written_is_the_same() -> None:
    lines = TABLE.read_text(encoding="ascii").splitlines(keepends=True)

    assert [OfficialYear.from_line(line).as_line() for line in lines] == lines


def test_the_years_follow_each_other_and_those_with_a_notice_come_first() -> None:
    years = list(official_years().values())

    assert [year.year for year in years] == list(range(2001, 2101))
    known = [year.has_notice for year in years]
    assert known == sorted(known, reverse=True)
