"""A client moves or cancels an appointment; the time is given back, taken anew, and everybody is told."""

from datetime import datetime, timedelta

import pytest

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from commons.scheduling.errors import JustTaken, NotOpenThen
from commons.scheduling.models import Occupancy, Reservation
from legal_services.errors.appointments import AppointmentEnded, ChangeClosed, SameTime
from legal_services.models import Appointment
from legal_services.services import changing
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_clerk, make_practitioner

pytestmark = pytest.mark.django_db

MONDAY_TEN = (NOON + timedelta(days=1)).replace(hour=10)
MONDAY_TWO = MONDAY_TEN.replace(hour=14)


def make_guest(**fields: object) -> Appointment:
    """An appointment on Monday at ten of a client without an account."""
    return make_appointment(**{"email": "guest@example.org"} | fields)  # type: ignore[arg-type]


def taken(appointment: Appointment) -> list[datetime]:
    """The starts of the time that is taken of the appointment's adviser."""
    found = Occupancy.objects.filter(resource=appointment.practitioner.resource, active=True).order_by("during")
    return [occupancy.span.starts_at for occupancy in found]


def test_a_cancelled_time_is_free_and_the_client_is_told() -> None:
    appointment = make_guest()

    changing.cancel(appointment=appointment, by=None, at=NOON)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.cancelled_by_client) == (Appointment.State.CANCELLED, True)
    assert appointment.calendar_sequence == 1
    assert taken(appointment) == []
    assert [message.template for message in Message.objects.all()] == ["legal_services/cancelled"]


def test_cancelling_twice_tells_once() -> None:
    appointment = make_guest()

    changing.cancel(appointment=appointment, by=None, at=NOON)
    changing.cancel(appointment=appointment, by=None, at=NOON)

    assert Message.objects.count() == 1


def test_too_late_the_client_calls_and_staff_can() -> None:
    appointment = make_guest()
    late = MONDAY_TEN - timedelta(hours=1)

    with pytest.raises(ChangeClosed):
        changing.cancel(appointment=appointment, by=None, at=late)
    changing.cancel(appointment=appointment, by=make_clerk(), at=late, by_client=False, reason="The adviser is ill.")

    assert "The adviser is ill." in Message.objects.get().text


@pytest.mark.parametrize("state", ["arrived", "in-room", "done", "no-show"])
def test_what_has_begun_is_neither_moved_nor_cancelled(state: str) -> None:
    appointment = make_guest(state=state)

    with pytest.raises(AppointmentEnded):
        changing.cancel(appointment=appointment, by=make_clerk(), at=NOON)
    with pytest.raises(AppointmentEnded):
        changing.move(appointment=appointment, starts_at=MONDAY_TWO, by=make_clerk(), at=NOON)


def test_a_move_gives_back_the_old_time_and_takes_the_new() -> None:
    appointment = make_guest()

    moved = changing.move(appointment=appointment, starts_at=MONDAY_TWO, by=None, at=NOON)

    assert (moved.starts_at, moved.ends_at) == (MONDAY_TWO, MONDAY_TWO + timedelta(minutes=30))
    assert (moved.moved_at, moved.calendar_sequence) == (NOON, 1)
    assert taken(appointment) == [MONDAY_TWO]
    assert Message.objects.get().template == "legal_services/moved"


def test_the_same_adviser_stays_while_they_are_free() -> None:
    service = make_bookable_service()
    mine = make_practitioner(services=[service])
    make_practitioner(services=[service])
    appointment = make_guest(practitioner=mine, service=service)

    for hour in (11, 12, 13, 14):
        moved = changing.move(appointment=appointment, starts_at=MONDAY_TEN.replace(hour=hour), by=None, at=NOON)
        assert moved.practitioner == mine


def test_another_adviser_takes_over_when_mine_is_taken() -> None:
    service = make_bookable_service()
    mine, other = make_practitioner(services=[service]), make_practitioner(services=[service])
    make_appointment(mine, service=service, starts_at=MONDAY_TWO)
    appointment = make_guest(practitioner=mine, service=service)

    moved = changing.move(appointment=appointment, starts_at=MONDAY_TWO, by=None, at=NOON)

    assert moved.practitioner == other
    assert taken(moved) == [MONDAY_TWO]


def test_adviser_and_interpreter_move_together() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service], languages=["zh-hans"])
    interpreter = make_practitioner(interprets=True, languages=["zh-hans", "ko"])
    appointment = make_guest(practitioner=adviser, service=service, interpreter=interpreter, language="ko")

    moved = changing.move(appointment=appointment, starts_at=MONDAY_TWO, by=None, at=NOON)

    assert (moved.practitioner, moved.interpreter) == (adviser, interpreter)
    assert Occupancy.objects.filter(active=True).count() == 2


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [(MONDAY_TEN, SameTime), (MONDAY_TWO, JustTaken), (MONDAY_TEN.replace(hour=20), JustTaken)],
)
def test_a_refused_move_leaves_the_old_time(starts_at: datetime, refusal: type[Refusal]) -> None:
    appointment = make_guest()
    make_appointment(appointment.practitioner, starts_at=MONDAY_TWO, service=appointment.service)

    with pytest.raises(refusal):
        changing.move(appointment=appointment, starts_at=starts_at, by=None, at=NOON)

    appointment.refresh_from_db()
    assert appointment.starts_at == MONDAY_TEN
    assert appointment.reservation.state == Reservation.State.CONFIRMED
    assert MONDAY_TEN in taken(appointment)
    assert not Message.objects.exists()


def test_the_rules_of_booking_hold_for_a_client_who_moves() -> None:
    appointment = make_guest()

    with pytest.raises(Refusal) as too_far:
        changing.move(appointment=appointment, starts_at=MONDAY_TEN + timedelta(days=98), by=None, at=NOON)
    with pytest.raises(NotOpenThen):
        changing.move(appointment=appointment, starts_at=MONDAY_TWO + timedelta(minutes=7), by=None, at=NOON)

    assert too_far.value.code == "too-far-ahead"


def test_staff_name_the_adviser() -> None:
    appointment = make_guest()
    other = make_practitioner(services=[appointment.service])

    moved = changing.move(appointment=appointment, starts_at=MONDAY_TWO, practitioner=other, by=make_clerk(), at=NOON)

    assert moved.practitioner == other


def test_who_leaves_the_portal_is_told_nothing() -> None:
    appointment = make_guest(user=make_resident())

    changing.drop(appointment=appointment, at=MONDAY_TEN - timedelta(minutes=5))

    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.CANCELLED
    assert not Message.objects.exists()
