"""The fifteen working days of the Notary Law, art. 30, by China's official calendar."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.scheduling.models import CalendarDay
from commons.scheduling.working_days import Calendar
from legal_services.notarial_clock import Clock, Stop
from legal_services.services import notarial
from tests.legal_services.cases import make_case, make_clerk, noon

ONE_DAY = timedelta(days=1)


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def clock(accepted_on: date, *stops: Stop) -> Clock:
    calendar = Calendar(accepted_on, None, {})
    return Clock(accepted_on, stops, calendar.is_working_day)


def test_in_an_ordinary_month_it_is_three_weeks() -> None:
    # Monday 2 March 2026; no holiday until the 23rd.
    assert clock(date(2026, 3, 2)).due_on == date(2026, 3, 23)


def test_golden_week_does_not_count_and_its_make_up_days_do() -> None:
    """2026: off from 1 to 7 October, worked on Sunday 20 September and Saturday 10 October (State Council's notice)."""
    accepted = date(2026, 9, 18)
    counted = [day for day in (accepted + number * ONE_DAY for number in range(1, 40)) if clock(accepted)._counts(day)]

    assert date(2026, 9, 20) in counted
    assert date(2026, 10, 10) in counted
    assert not {date(2026, 10, number) for number in range(1, 8)} & set(counted)
    # 20–24, 28–30 September make 8 with the Mid-Autumn holiday of 25–27 off; 8–10 and 12–15 October make 15.
    assert counted[:15][-1] == clock(accepted).due_on == date(2026, 10, 15)


def test_golden_week_of_2025_with_its_two_make_up_days() -> None:
    """2025: off from 1 to 8 October, worked on Sunday 28 September and Saturday 11 October."""
    assert clock(date(2025, 9, 26)).due_on == date(2025, 10, 23)
    used = clock(date(2025, 9, 26)).used(date(2025, 10, 11))
    assert used == 6  # 28, 29, 30 September; 9, 10, 11 October


def test_the_day_of_acceptance_does_not_count() -> None:
    assert clock(date(2026, 3, 2)).used(date(2026, 3, 2)) == 0
    assert clock(date(2026, 3, 2)).used(date(2026, 3, 3)) == 1


def test_a_pause_takes_out_the_days_after_it_began_up_to_its_last() -> None:
    paused = clock(date(2026, 3, 2), Stop(date(2026, 3, 4), date(2026, 3, 11)))

    assert paused.used(date(2026, 3, 4)) == 2
    assert paused.used(date(2026, 3, 11)) == 2
    assert paused.used(date(2026, 3, 12)) == 3
    # Five working days were taken out: 5, 6, 9, 10, 11 March.
    assert paused.due_on == date(2026, 3, 30)


def test_a_pause_over_golden_week_takes_out_working_days_only() -> None:
    without = clock(date(2026, 9, 28))
    paused = clock(date(2026, 9, 28), Stop(date(2026, 9, 30), date(2026, 10, 8)))

    assert without.due_on is not None
    assert paused.due_on == Calendar(date(2026, 9, 28), None, {}).nth_working_day_after(without.due_on, 1)


def test_while_it_stands_still_nobody_can_say_the_last_day() -> None:
    standing = clock(date(2026, 3, 2), Stop(date(2026, 3, 4), None))

    assert standing.stands_still
    assert standing.due_on is None
    assert standing.used(date(2026, 4, 30)) == 2


def test_a_pause_that_ends_on_its_own_day_takes_out_nothing() -> None:
    assert clock(date(2026, 3, 2), Stop(date(2026, 3, 4), date(2026, 3, 4))).due_on == date(2026, 3, 23)


@st.composite
def stops(draw: st.DrawFn, start: date = date(2026, 3, 2)) -> Sequence[Stop]:
    """Pauses one after the other."""
    made, day = [], start
    for _ in range(draw(st.integers(0, 4))):
        day += draw(st.integers(0, 10)) * ONE_DAY
        last = day + draw(st.integers(0, 20)) * ONE_DAY
        made.append(Stop(day, last))
        day = last
    return made


@given(stops())
def test_the_last_day_is_the_fifteenth_that_counts(made: Sequence[Stop]) -> None:
    counting = Clock(date(2026, 3, 2), made, weekdays)
    due = counting.due_on

    assert due is not None
    assert counting.used(due) == 15
    assert counting.left(due - ONE_DAY) == 1
    outside = [stop for stop in made if stop.begins_on < due and due <= (stop.ends_on or due)]
    assert not outside


@pytest.mark.django_db
def test_a_correction_of_the_calendar_moves_the_last_day_overnight() -> None:
    case = make_case(accepted_on=date(2026, 3, 2))
    assert case.due_on == date(2026, 3, 23)
    CalendarDay.objects.create(date=date(2026, 3, 10), is_working=False, note="Typhoon")

    moved = notarial.recount(at=noon(date(2026, 3, 5)))

    case.refresh_from_db()
    assert (moved, case.due_on) == (1, date(2026, 3, 24))
    assert notarial.recount(at=noon(date(2026, 3, 5))) == 0


@pytest.mark.django_db
def test_pausing_and_resuming_moves_the_last_day_in_the_database() -> None:
    clerk = make_clerk()
    case = make_case(accepted_on=date(2026, 3, 2), by=clerk)
    notarial.pause(case=case, reason="supplement", on=date(2026, 3, 4), by=clerk, at=noon(date(2026, 3, 4)))
    case.refresh_from_db()
    assert case.due_on is None

    notarial.resume(case=case, on=date(2026, 3, 11), by=clerk, at=noon(date(2026, 3, 11)))

    case.refresh_from_db()
    assert case.due_on == date(2026, 3, 30)
