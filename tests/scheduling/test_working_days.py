"""The official calendar: every day that the State Council's notices for 2025 and 2026 name, and corrections to it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.scheduling.models import CalendarDay
from commons.scheduling.working_days import (
    Calendar,
    days_between,
    is_working_day,
    known_until,
    nth_working_day_after,
    weekday_acted,
    working_days_between,
)

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

# The notices of the General Office of the State Council on the holidays of 2025 and 2026.
HOLIDAYS = [
    (date(2025, 1, 1), date(2025, 1, 1)),
    (date(2025, 1, 28), date(2025, 2, 4)),
    (date(2025, 4, 4), date(2025, 4, 6)),
    (date(2025, 5, 1), date(2025, 5, 5)),
    (date(2025, 5, 31), date(2025, 6, 2)),
    (date(2025, 10, 1), date(2025, 10, 8)),
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]
WORKED_WEEKENDS = {
    date(2025, 1, 26): MONDAY,
    date(2025, 2, 8): TUESDAY,
    date(2025, 4, 27): MONDAY,
    date(2025, 9, 28): TUESDAY,
    date(2025, 10, 11): WEDNESDAY,
    date(2026, 1, 4): FRIDAY,
    date(2026, 2, 14): FRIDAY,
    date(2026, 2, 28): MONDAY,
    date(2026, 5, 9): TUESDAY,
    date(2026, 9, 20): TUESDAY,
    date(2026, 10, 10): WEDNESDAY,
}
FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)


def correct(day: date, **fields: object) -> CalendarDay:
    return CalendarDay.objects.create(**{"date": day, "is_working": False} | fields)


def test_two_years_are_closed_on_the_days_of_the_notices_and_on_no_other() -> None:
    calendar = Calendar.for_window(FIRST, LAST)
    off = {day for first, last in HOLIDAYS for day in days_between(first, last)}

    assert {day for day in days_between(FIRST, LAST) if calendar.weekday_acted(day) is None} == off


def test_worked_weekends_have_the_hours_of_the_days_that_they_make_up_for() -> None:
    calendar = Calendar.for_window(FIRST, LAST)

    acted = {day: calendar.weekday_acted(day) for day in days_between(FIRST, LAST)}

    assert {day: as_ for day, as_ in acted.items() if as_ not in {None, day.weekday()}} == WORKED_WEEKENDS


def test_offices_work_on_weekdays_and_worked_weekends_outside_holidays() -> None:
    calendar = Calendar.for_window(FIRST, LAST)
    off = {day for first, last in HOLIDAYS for day in days_between(first, last)}

    for day in days_between(FIRST, LAST):
        assert calendar.is_working_day(day) == (day in WORKED_WEEKENDS or (day.weekday() < SATURDAY and day not in off))


def test_the_golden_week_of_2026() -> None:
    assert [weekday_acted(date(2026, 10, day)) for day in range(1, 12)] == [None] * 7 + [3, 4, 2, 6]
    assert [is_working_day(date(2026, 10, day)) for day in range(1, 12)] == [False] * 7 + [True] * 3 + [False]


def test_days_moved_into_the_year_before_are_known() -> None:
    assert weekday_acted(date(2006, 12, 30)) == TUESDAY


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, n: int, expected: date) -> None:
    assert nth_working_day_after(day, n) == expected


def test_a_count_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="first"):
        nth_working_day_after(date(2026, 9, 30), 0)


def test_working_days_between_count_both_ends() -> None:
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 8)) == 2
    assert working_days_between(date(2026, 1, 1), date(2026, 12, 31)) == 248


def test_a_correction_closes_a_day_and_the_weekend_that_touches_it() -> None:
    friday = date(2027, 3, 5)
    correct(friday)

    assert [weekday_acted(friday + timedelta(days=number)) for number in range(-1, 4)] == [3, None, None, None, 0]
    assert not is_working_day(friday)


def test_a_correction_takes_a_holiday_back() -> None:
    national_day = date(2026, 10, 1)
    correct(national_day, is_working=True)

    assert (weekday_acted(national_day), is_working_day(national_day)) == (THURSDAY, True)


@pytest.mark.parametrize(("acts_as", "expected"), [(TUESDAY, TUESDAY), (None, FRIDAY)])
def test_a_correction_works_a_sunday(acts_as: int | None, expected: int) -> None:
    sunday = date(2027, 3, 7)
    correct(sunday, is_working=True, acts_as=acts_as)

    assert (weekday_acted(sunday), is_working_day(sunday)) == (expected, True)


def test_a_worked_sunday_parts_a_saturday_from_the_holiday_after_it() -> None:
    monday = date(2027, 3, 8)
    correct(monday)
    correct(monday - timedelta(days=1), is_working=True)

    assert weekday_acted(monday - timedelta(days=2)) == SATURDAY


def test_the_database_refuses_hours_for_a_day_off() -> None:
    with pytest.raises(IntegrityError, match="calendar_day_off_has_no_hours"), transaction.atomic():
        correct(date(2027, 3, 8), acts_as=MONDAY)
    with pytest.raises(IntegrityError, match="calendar_day_weekday_exists"), transaction.atomic():
        correct(date(2027, 3, 8), is_working=True, acts_as=7)


def test_the_calendar_is_known_for_the_years_of_the_notices_and_of_entries() -> None:
    assert known_until() >= date(2026, 12, 31)
    unknown = known_until().year + 1

    correct(date(unknown + 1, 1, 1))
    assert known_until().year == unknown - 1
    correct(date(unknown, 1, 1))
    assert known_until() == date(unknown + 1, 12, 31)


def test_a_window_costs_one_statement_and_knows_no_more() -> None:
    with CaptureQueriesContext(connection) as captured:
        calendar = Calendar.for_window(FIRST, LAST)
        for day in days_between(FIRST, LAST):
            calendar.weekday_acted(day)

    assert len(captured) == 1
    with pytest.raises(ValueError, match="2027-01-01"):
        calendar.weekday_acted(LAST + timedelta(days=1))
