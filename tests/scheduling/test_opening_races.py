"""Real threads on PostgreSQL: hours change while somebody takes time in them, and holds are kept while they lapse.

Each race has a twin in which the lock is taken out, and which then shows what the lock prevents.
"""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest

from commons.scheduling import errors, services
from commons.scheduling.models import DatedException, Reservation, Resource, WeeklyRule
from commons.scheduling.services import Hours, holds
from tests.scheduling.making import HOUR, MINUTE, MONDAY, NOW, make_exception, make_resource, on
from tests.scheduling.racing import (
    Complaints,
    at_once,
    complaints,
    double_bookings,
    late,
    meeting,
    without_lock,
    without_the_constraint,
)

__all__ = ["complaints"]

pytestmark = pytest.mark.django_db(transaction=True)
SERVICES = "commons.scheduling.services"
State = Reservation.State
TEN = on(MONDAY, "10:00", "11:00")
AT_NIGHT = on(MONDAY, "20:00", "21:00")
Acts = list[Callable[[], Any]]


def reserving(room: Resource, **asked: Any) -> Callable[[], Any]:
    return lambda: services.reserve(resources=[room], **{"during": TEN, "purpose": "test", "at": NOW} | asked)


def new_week_and_reservation(room: Resource) -> Acts:
    """The room gets a week without Mondays, and somebody takes an hour on Monday."""
    tuesday = [Hours(1, time(9), time(17))]
    return [lambda: services.set_week(resource=room, rules=tuesday, by=None, at=NOW), reserving(room)]


@pytest.mark.parametrize("round_", range(5))
def test_who_takes_time_while_the_hours_change_is_refused_or_known(round_: int) -> None:
    outside, taken = at_once(new_week_and_reservation(make_resource()))

    assert isinstance(taken, errors.NotOpenThen) or outside == [taken]


def test_twin_without_the_lock_somebody_has_an_hour_outside_the_new_week_and_nobody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acts = new_week_and_reservation(make_resource())
    without_lock(monkeypatch, Resource)
    meeting(monkeypatch, f"{SERVICES}.opening._outside_opening", f"{SERVICES}.taking.refuse_unusable")

    outside, taken = at_once(acts)

    assert isinstance(taken, Reservation)
    assert outside == []


def two_weeks_at_once(room: Resource) -> Acts:
    """Two windows give the room another week: one the mornings, one the afternoons."""
    weeks = [Hours(0, time(9), time(12))], [Hours(0, time(13), time(17))]
    return [lambda week=week: services.set_week(resource=room, rules=week, by=None, at=NOW) for week in weeks]


@pytest.mark.parametrize("round_", range(5))
def test_of_two_weeks_that_are_set_at_once_one_holds(round_: int) -> None:
    room = make_resource()

    at_once(two_weeks_at_once(room))

    assert WeeklyRule.objects.filter(resource=room, valid_until=None).count() == 1


def test_twin_without_the_lock_both_weeks_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_resource()
    acts = two_weeks_at_once(room)
    without_lock(monkeypatch, Resource)
    meeting(monkeypatch, f"{SERVICES}.opening._make_room")

    at_once(acts)

    assert WeeklyRule.objects.filter(resource=room, valid_until=None).count() == 2


def taken_back_and_reservation(room: Resource) -> Acts:
    """An evening on which the room was open in addition is taken back, and somebody takes an hour of it."""
    evening = make_exception(room, on(MONDAY, "19:00", "22:00"), opens=True)
    return [lambda: services.remove_exception(exception=evening, at=NOW), reserving(room, during=AT_NIGHT)]


@pytest.mark.parametrize("round_", range(5))
def test_who_takes_time_while_an_opening_is_taken_back_is_refused_or_known(round_: int) -> None:
    outside, taken = at_once(taken_back_and_reservation(make_resource()))

    assert isinstance(taken, errors.NotOpenThen) or outside == [taken]
    assert not DatedException.objects.exists()


def test_twin_without_the_lock_somebody_has_an_hour_of_the_evening_and_nobody_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acts = taken_back_and_reservation(make_resource())
    without_lock(monkeypatch, Resource)
    meeting(monkeypatch, f"{SERVICES}.opening._outside_opening", f"{SERVICES}.taking.refuse_unusable")

    outside, taken = at_once(acts)

    assert isinstance(taken, Reservation)
    assert outside == []


def a_hold_about_to_lapse() -> tuple[Reservation, Acts]:
    """Its owner wants more time in the last second, and somebody else wants the room a second later."""
    room, end = make_resource(), NOW + 10 * MINUTE
    held = services.hold(resources=[room], during=TEN, until=end, purpose="test", at=NOW)
    acts = [
        lambda: services.extend(reservation=held, until=end + HOUR, at=end - timedelta(seconds=1)),
        reserving(room, at=end),
    ]
    return held, acts


@pytest.mark.parametrize("round_", range(5))
def test_a_lapsing_hold_is_either_extended_or_taken(round_: int, complaints: Complaints) -> None:
    held, acts = a_hold_about_to_lapse()

    extended, taken = at_once(acts)

    assert {isinstance(extended, errors.JustTaken), isinstance(taken, errors.JustTaken)} == {True, False}
    assert double_bookings() == 0
    held.refresh_from_db()
    assert held.occupancies.get().active == (held.state == State.HELD)
    assert complaints == Complaints()


def test_twin_without_the_locks_a_lapsing_hold_is_extended_and_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_the_constraint():
        _, acts = a_hold_about_to_lapse()
        without_lock(monkeypatch, Resource, Reservation)
        meeting(monkeypatch, f"{SERVICES}.holds.lock_reservation", f"{SERVICES}.taking.clear_the_way")
        results = at_once(acts)

        assert all(isinstance(result, Reservation) for result in results)
        assert double_bookings() == 1


def extended_and_released() -> tuple[Reservation, Acts]:
    """One window extends a hold, and another gives it back."""
    held = services.hold(resources=[make_resource()], during=TEN, until=NOW + HOUR, purpose="test", at=NOW)
    acts = [
        lambda: services.extend(reservation=held, until=NOW + 2 * HOUR, at=NOW),
        lambda: services.release(reservation=held, at=NOW),
    ]
    return held, acts


@pytest.mark.parametrize("round_", range(5))
def test_what_is_given_back_while_it_is_extended_is_given_back(round_: int) -> None:
    held, acts = extended_and_released()

    at_once(acts)

    held.refresh_from_db()
    assert (held.state, held.occupancies.get().active) == (State.RELEASED, False)


def test_twin_without_the_lock_what_is_given_back_may_stay_held(monkeypatch: pytest.MonkeyPatch) -> None:
    held, acts = extended_and_released()
    without_lock(monkeypatch, Reservation)
    meeting(monkeypatch, f"{SERVICES}.holds.lock_reservation")
    monkeypatch.setattr(holds, "_keep", late(holds._keep))

    at_once(acts)

    held.refresh_from_db()
    assert (held.state, held.occupancies.get().active) == (State.HELD, True)
