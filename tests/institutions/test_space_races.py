"""Real threads on PostgreSQL: the last hour of a contract, the last free hour of a room, and one booking in many hands.

Each race has a twin in which the lock, or the lock and the database's own guard, is taken out.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from django.db import connection

from commons.notifications.models import Message
from commons.scheduling.models import Occupancy, Resource
from institutions.models import Allowance, Booking, Institution, Space
from institutions.services import bookings
from tests.factories import NOON, make_resident
from tests.institutions.making import make_contract, make_institution, make_settled, make_space
from tests.scheduling.racing import (
    Complaints,
    at_once,
    complaints,
    double_bookings,
    meeting,
    without_lock,
    without_the_constraint,
)

__all__ = ["complaints"]

pytestmark = pytest.mark.django_db(transaction=True)

TEN = (NOON + timedelta(days=3)).replace(hour=10)
HOUR = timedelta(hours=1)
State = Booking.State


def booking_it(space: Space, institution: Institution, by: Any, start: Any = TEN) -> Callable[[], Booking]:
    return lambda: bookings.book(
        space=space, institution=institution, starts_at=start, ends_at=start + HOUR, title="", people=1, by=by, at=NOON
    )


def with_one_hour() -> tuple[Institution, Any]:
    member = make_resident()
    institution = make_institution(member=member)
    make_contract(institution, room_minutes=60)
    return institution, member


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


@contextmanager
def without_the_hours_guard() -> Iterator[None]:
    """Take the database's own guard against overspending out, and put it back when the rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE institutions_allowance DROP CONSTRAINT allowance_not_overspent")
    try:
        yield
    finally:
        Booking.objects.all().delete()
        Allowance.objects.all().delete()
        guard = next(rule for rule in Allowance._meta.constraints if rule.name == "allowance_not_overspent")
        with connection.schema_editor() as editor:
            editor.add_constraint(Allowance, guard)


def charged_and_used() -> tuple[int, int]:
    """What the bookings say was charged, and what the allowances say was used."""
    return sum(Booking.objects.values_list("minutes_charged", flat=True)), sum(
        Allowance.objects.values_list("used", flat=True)
    )


@pytest.mark.parametrize("round_", range(3))
def test_of_two_who_want_the_last_free_hour_of_a_room_one_has_it(round_: int, complaints: Complaints) -> None:
    space = make_space()
    members = [make_resident(), make_resident()]
    institutions = [make_settled(member) for member in members]

    results = at_once(booking_it(space, *pair) for pair in zip(institutions, members, strict=True))

    assert kinds(results) == {"Booking": 1, "JustTaken": 1}
    assert charged_and_used() == (60, 60)
    assert complaints == Complaints()


def test_of_thirty_two_institutions_one_has_the_room(complaints: Complaints) -> None:
    space = make_space()
    members = [make_resident() for _ in range(32)]
    institutions = [make_settled(member) for member in members]

    results = at_once(booking_it(space, *pair) for pair in zip(institutions, members, strict=True))

    assert kinds(results) == {"Booking": 1, "JustTaken": 31}
    assert (double_bookings(), charged_and_used()) == (0, (60, 60))
    assert complaints == Complaints()


def one_hour_in_two_rooms() -> list[Callable[[], Booking]]:
    """Two bookings at the same time in two rooms, of a contract that has one hour a month."""
    institution, member = with_one_hour()
    booked = booking_it(make_space(), institution, member)()
    bookings.cancel(booking=booked, by=member, at=NOON)
    return [booking_it(make_space(), institution, member) for _ in range(2)]


@pytest.mark.parametrize("round_", range(3))
def test_the_last_hour_of_a_contract_is_spent_once_in_two_rooms(round_: int, complaints: Complaints) -> None:
    assert kinds(at_once(one_hour_in_two_rooms())) == {"Booking": 1, "HoursUsedUp": 1}
    assert charged_and_used() == (60, 60)
    assert not complaints.codes
    assert "allowance_not_overspent" not in complaints.constraints


def test_the_first_hour_of_a_month_is_spent_once_by_sixteen(complaints: Complaints) -> None:
    institution, member = with_one_hour()

    results = at_once([booking_it(make_space(), institution, member) for _ in range(16)])

    assert kinds(results) == {"Booking": 1, "HoursUsedUp": 15}
    assert charged_and_used() == (60, 60)
    assert not complaints.codes


def test_twin_without_the_lock_the_guard_alone_refuses_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = one_hour_in_two_rooms()
    with monkeypatch.context() as patch:
        without_lock(patch, Allowance)
        meeting(patch, "institutions.services.bookings.hours._refuse_overspending")
        results = kinds(at_once(acts))

    assert results == {"Booking": 1, "HoursJustUsedUp": 1}


def test_twin_without_lock_and_guard_the_hour_is_spent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = one_hour_in_two_rooms()
    with without_the_hours_guard(), monkeypatch.context() as patch:
        without_lock(patch, Allowance)
        meeting(patch, "institutions.services.bookings.hours._refuse_overspending")
        results = kinds(at_once(acts))
        spent = max(Allowance.objects.values_list("used", flat=True))

    assert (results, spent) == ({"Booking": 2}, 120)


def test_twin_without_the_rooms_lock_and_guard_two_have_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    space = make_space()
    members = [make_resident(), make_resident()]
    institutions = [make_settled(member) for member in members]
    with without_the_constraint(), monkeypatch.context() as patch:
        without_lock(patch, Resource)
        meeting(patch, "commons.scheduling.services.taking.clear_the_way")
        results = kinds(at_once(booking_it(space, *pair) for pair in zip(institutions, members, strict=True)))
        doubled = double_bookings()
        Booking.objects.all().delete()

    assert (results, doubled) == ({"Booking": 2}, 1)


def cancel_in_two_windows() -> tuple[int, int]:
    member = make_resident()
    institution = make_settled(member)
    booked = booking_it(make_space(), institution, member)()
    booking_it(make_space(), institution, member)()
    at_once([lambda: bookings.cancel(booking=booked, by=member, at=NOON)] * 2)
    return charged_and_used()


def test_hours_are_given_back_once_by_two_windows() -> None:
    assert cancel_in_two_windows() == (60, 60)
    assert Message.objects.filter(template="institutions/booking_cancelled").count() == 1


def test_twin_without_the_bookings_lock_hours_are_given_back_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        without_lock(patch, Booking)
        meeting(patch, "institutions.services.bookings.ending.lock_booking")
        assert cancel_in_two_windows() == (60, 0)


def check_in_while_it_is_given_back() -> tuple[str, bool]:
    """How the booking stands then, and whether its time is still taken."""
    member = make_resident()
    booked = booking_it(make_space(), make_settled(member), member)()
    quarter = TEN + timedelta(minutes=15)
    at_once(
        [
            lambda: bookings.check_in(booking=booked, by=member, at=quarter),
            lambda: bookings.release_unused(at=quarter),
        ]
    )
    booked.refresh_from_db()
    return booked.state, Occupancy.objects.get(reservation=booked.reservation_id).active


@pytest.mark.parametrize("round_", range(5))
def test_who_checks_in_as_the_room_is_given_back_has_it_or_is_told(round_: int) -> None:
    assert check_in_while_it_is_given_back() in {(State.IN_USE, True), (State.RELEASED, False)}


def test_twin_without_the_bookings_lock_somebody_sits_in_a_room_that_was_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        without_lock(patch, Booking)
        meeting(patch, "institutions.services.bookings.ending.lock_booking")
        # Whoever checks in writes a moment later, so that the room is given back before.
        known = Booking.save
        patch.setattr(Booking, "save", lambda self, **options: _late_check_in(known, self, options))
        assert check_in_while_it_is_given_back() == (State.IN_USE, False)


def _late_check_in(save: Callable[..., None], booking: Booking, options: dict[str, Any]) -> None:
    if booking.state == State.IN_USE:
        sleep(0.7)
    save(booking, **options)


def test_many_workers_give_an_unused_room_back_once() -> None:
    member = make_resident()
    booking_it(make_space(), make_settled(member), member)()

    results = at_once([lambda: bookings.release_unused(at=TEN + HOUR / 2)] * 8)

    assert sum(results) == 1
    assert Message.objects.filter(template="institutions/booking_released").count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_bookings_that_swap_rooms_and_months_never_wait_for_ever(round_: int, complaints: Complaints) -> None:
    """A ring: each wants the room, the day or the month of the next one."""
    member = make_resident()
    institution = make_settled(member)
    spaces = [make_space() for _ in range(4)]
    starts = [TEN, TEN + timedelta(days=20)]
    booked = [booking_it(spaces[n], institution, member, starts[n % 2])() for n in range(4)]

    def moving(number: int) -> Callable[[], Booking]:
        start = starts[(number + 1) % 2]
        return lambda: bookings.move(
            booking=booked[number], space=spaces[(number + 1) % 4], starts_at=start, ends_at=start + HOUR, by=member,
            at=NOON,
        )  # fmt: skip

    at_once(moving(number) for number in range(4))

    assert (double_bookings(), charged_and_used()) == (0, (240, 240))
    assert not complaints.codes
    assert all(one.starts_at == one.reservation.span.starts_at for one in Booking.objects.select_related("reservation"))
