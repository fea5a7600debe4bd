"""Real threads on PostgreSQL: many people want the same time of the same people and rooms at the same moment.

Each race has a twin in which the lock, or the lock and the database's own guard, is taken out: the twin shows that the
race is there, and that it is these that win it.
"""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from commons.scheduling import errors, services
from commons.scheduling.models import Reservation, Resource
from commons.scheduling.querysets import ReservationQuerySet
from commons.scheduling.services import holds, taking
from commons.scheduling.services.transactions import lock_resources
from commons.scheduling.spans import Span
from tests.scheduling.making import DAY, HOUR, MINUTE, MONDAY, NOW, make_reservation, make_resource, on
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
TEN, ELEVEN = on(MONDAY, "10:00", "11:00"), on(MONDAY, "11:00", "12:00")


def reserving(resources: list[Resource], during: Span, **asked: Any) -> Callable[[], Any]:
    values = {"purpose": "test", "at": NOW} | asked
    return lambda: services.reserve(resources=resources, during=during, **values)


def half_hours(number: int) -> list[Span]:
    """So many half hours, sixteen a day."""
    return [
        Span(starts_at := TEN.starts_at - HOUR + (n // 16) * DAY + (n % 16) * HOUR / 2, starts_at + HOUR / 2)
        for n in range(number)
    ]


def kept(results: list[Any]) -> int:
    return sum(isinstance(result, Reservation) for result in results)


def refused(results: list[Any], refusal: type[Exception]) -> int:
    return sum(isinstance(result, refusal) for result in results)


def test_five_hundred_contested_half_hours_are_each_had_once(complaints: Complaints) -> None:
    adviser, interpreter = (make_resource(follows_calendar=False) for _ in range(2))
    acts = [
        reserving(pair, during, within_opening=False)
        for during in half_hours(500)
        for pair in ([adviser, interpreter], [interpreter, adviser])
    ]

    results = at_once(acts)

    assert (kept(results), refused(results, errors.JustTaken)) == (500, 500)
    assert Reservation.objects.filter(state=State.CONFIRMED).count() == 500
    assert double_bookings() == 0
    assert complaints == Complaints()


def test_twin_without_the_lock_the_constraint_keeps_the_time_and_people_run_into_it(
    monkeypatch: pytest.MonkeyPatch, complaints: Complaints
) -> None:
    room = make_resource()
    without_lock(monkeypatch, Resource)
    meeting(monkeypatch, f"{SERVICES}.taking.clear_the_way")

    results = at_once([reserving([room], TEN)] * 2)

    assert (kept(results), refused(results, errors.JustTaken)) == (1, 1)
    assert "40P01" in complaints.codes or "occupancy_no_overlap" in complaints.constraints


def test_twin_with_the_locks_in_any_order_two_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch, complaints: Complaints
) -> None:
    resources = [make_resource() for _ in range(2)]
    turn = count()
    first_locked = threading.Barrier(2)

    def lock_in_any_order(ids: Iterable[int]) -> list[Resource]:
        in_order = sorted(ids, reverse=next(turn) % 2 == 1)
        locked = lock_resources(in_order[:1])
        with suppress(threading.BrokenBarrierError):
            first_locked.wait(2)
        return sorted(locked + lock_resources(in_order[1:]), key=lambda resource: resource.pk)

    monkeypatch.setattr(taking, "lock_resources", lock_in_any_order)

    at_once([reserving(resources, TEN)] * 2)

    assert "40P01" in complaints.codes


def test_twin_without_the_lock_and_the_constraint_two_have_the_same_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_resource()

    with without_the_constraint():
        without_lock(monkeypatch, Resource)
        meeting(monkeypatch, f"{SERVICES}.taking.clear_the_way")
        results = at_once([reserving([room], TEN)] * 2)

        assert kept(results) == 2
        assert double_bookings() == 1


def test_without_the_constraint_the_lock_alone_keeps_two_from_the_same_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_resource()

    with without_the_constraint():
        meeting(monkeypatch, f"{SERVICES}.taking.clear_the_way")
        results = at_once([reserving([room], TEN)] * 2)

        assert (kept(results), double_bookings()) == (1, 0)


def test_many_who_swap_their_times_do_not_wait_for_each_other(complaints: Complaints) -> None:
    rooms = [make_resource() for _ in range(4)]
    hours = [on(MONDAY, f"{hour:02}:00", f"{hour:02}:30") for hour in range(9, 17)]
    standing = [make_reservation(rooms[number % 4], hours[number]) for number in range(8)]

    def moving(number: int, reservation: Reservation) -> Callable[[], Any]:
        wanted = [rooms[(number + 1) % 4], rooms[(number + 2) % 4]]
        return lambda: services.move(reservation=reservation, resources=wanted, during=hours[number], at=NOW)

    results = at_once([moving(number, reservation) for number, reservation in enumerate(standing)] * 3)

    assert kept(results) == 24
    assert complaints == Complaints()
    assert double_bookings() == 0


def test_one_hour_is_moved_to_by_one(complaints: Complaints) -> None:
    room = make_resource()
    standing = [
        make_reservation(room, during) for during in (on(MONDAY, "13:00", "14:00"), on(MONDAY, "14:00", "15:00"))
    ]

    def moving(reservation: Reservation) -> Callable[[], Any]:
        return lambda: services.move(reservation=reservation, resources=[room], during=TEN, at=NOW)

    results = at_once([*map(moving, standing), reserving([room], TEN)])

    assert (kept(results), refused(results, errors.JustTaken)) == (1, 2)
    assert complaints == Complaints()
    assert all(one.occupancies.filter(active=True).count() == 1 for one in standing)


def a_hold_about_to_lapse() -> tuple[Resource, Reservation, list[Callable[[], Any]]]:
    """Its owner confirms it in the last second, and somebody else wants the time a second later."""
    room = make_resource()
    end = NOW + 10 * MINUTE
    held = services.hold(resources=[room], during=TEN, until=end, purpose="test", at=NOW)
    acts = [
        lambda: services.confirm(reservation=held, at=end - timedelta(seconds=1)),
        reserving([room], TEN, at=end),
    ]
    return room, held, acts


@pytest.mark.parametrize("round_", range(5))
def test_a_lapsing_hold_is_either_confirmed_or_taken(round_: int, complaints: Complaints) -> None:
    _, held, acts = a_hold_about_to_lapse()

    confirmed, taken = at_once(acts)

    assert {isinstance(confirmed, errors.JustTaken), isinstance(taken, errors.JustTaken)} == {True, False}
    assert double_bookings() == 0
    held.refresh_from_db()
    assert held.occupancies.get().active == (held.state == State.CONFIRMED)
    assert complaints == Complaints()


def test_twin_without_the_locks_a_lapsing_hold_is_confirmed_and_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_the_constraint():
        _, _, acts = a_hold_about_to_lapse()
        without_lock(monkeypatch, Resource, Reservation)
        meeting(monkeypatch, f"{SERVICES}.holds.lock_reservation", f"{SERVICES}.taking.clear_the_way")
        results = at_once(acts)

        assert (kept(results), double_bookings()) == (2, 1)


def confirmed_and_released() -> tuple[Reservation, list[Callable[[], Any]]]:
    """One window confirms a hold, and another gives it back."""
    held = services.hold(resources=[make_resource()], during=TEN, until=NOW + HOUR, purpose="test", at=NOW)
    acts = [
        lambda: services.confirm(reservation=held, at=NOW),
        lambda: services.release(reservation=held, at=NOW),
    ]
    return held, acts


@pytest.mark.parametrize("round_", range(5))
def test_what_is_given_back_while_it_is_confirmed_is_given_back(round_: int) -> None:
    held, acts = confirmed_and_released()

    at_once(acts)

    held.refresh_from_db()
    assert (held.state, held.occupancies.get().active) == (State.RELEASED, False)


def test_twin_without_the_lock_what_is_given_back_may_stay_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    held, acts = confirmed_and_released()
    without_lock(monkeypatch, Reservation)
    meeting(monkeypatch, f"{SERVICES}.holds.lock_reservation")
    monkeypatch.setattr(holds, "_keep", late(holds._keep))

    at_once(acts)

    held.refresh_from_db()
    assert (held.state, held.occupancies.get().active) == (State.CONFIRMED, True)


def leave_and_reservation(room: Resource) -> list[Callable[[], Any]]:
    """Staff enter leave for the day, and somebody takes an hour of it."""
    leave = {"during": Span.of_day(MONDAY), "opens": False, "reason": "", "by": None, "at": NOW}
    return [lambda: services.add_exception(resource=room, **leave), reserving([room], TEN)]


@pytest.mark.parametrize("round_", range(5))
def test_who_takes_time_while_leave_is_entered_is_refused_or_known(round_: int) -> None:
    (_, touched), taken = at_once(leave_and_reservation(make_resource()))

    assert isinstance(taken, errors.NotOpenThen) or touched == [taken]


def test_twin_without_the_lock_somebody_has_an_hour_of_leave_and_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    room = make_resource()
    without_lock(monkeypatch, Resource)
    standing = ReservationQuerySet.standing

    def looked_up(reservations: ReservationQuerySet, at: datetime) -> ReservationQuerySet:
        found = standing(reservations, at)
        # Before they meet: what is still a query then would find the hour that is taken afterwards.
        len(found)
        return found

    monkeypatch.setattr(ReservationQuerySet, "standing", looked_up)
    meeting(
        monkeypatch, "commons.scheduling.querysets.ReservationQuerySet.standing", f"{SERVICES}.taking.refuse_unusable"
    )

    (_, touched), taken = at_once(leave_and_reservation(room))

    assert (kept([taken]), touched) == (1, [])


def test_holds_are_expired_once_by_many_workers() -> None:
    room = make_resource()
    for during in half_hours(14):
        services.hold(resources=[room], during=during, until=NOW + MINUTE, purpose="test", at=NOW)

    expired = at_once([lambda: services.expire_holds(at=NOW + HOUR, limit=3)] * 16)

    assert sum(expired) + services.expire_holds(at=NOW + HOUR) == 14
    assert Reservation.objects.filter(state=State.RELEASED).count() == 14
