"""On which days something repeats."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from institutions.models import Series
from institutions.repeating import days_of

MONDAY = date(2026, 11, 23)
Every = Series.Every


def test_every_week_and_every_other_week() -> None:
    assert days_of(MONDAY, every=Every.WEEK, times=3) == [MONDAY, date(2026, 11, 30), date(2026, 12, 7)]
    assert days_of(MONDAY, every=Every.FORTNIGHT, times=2) == [MONDAY, date(2026, 12, 7)]


def test_the_fourth_monday_stays_the_fourth() -> None:
    assert days_of(MONDAY, every=Every.MONTH, times=3) == [MONDAY, date(2026, 12, 28), date(2027, 1, 25)]


def test_the_fifth_is_the_last_of_each_month() -> None:
    assert days_of(date(2026, 11, 30), every=Every.MONTH, times=3) == [
        date(2026, 11, 30),
        date(2026, 12, 28),
        date(2027, 1, 25),
    ]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(2, 53))
def test_months_follow_each_other_on_one_weekday(first: date, times: int) -> None:
    days = days_of(first, every=Every.MONTH, times=times)

    assert days[0] == first
    assert len(days) == times
    assert {day.weekday() for day in days} == {first.weekday()}
    months = [day.year * 12 + day.month for day in days]
    assert months == list(range(months[0], months[0] + times))
    which = (first.day - 1) // 7
    assert which == 4 or {(day.day - 1) // 7 for day in days} == {which}
    assert which != 4 or all((day + timedelta(days=7)).month != day.month for day in days)
