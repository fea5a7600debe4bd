"""Clients with an appointment arrive, are in the room, are done, or do not come."""

from datetime import timedelta

import pytest

from commons.audit.models import Entry
from legal_services import errors
from legal_services.errors.counter import NotBegunYet, NotToday
from legal_services.models import Appointment
from legal_services.services import receiving
from legal_services.services.recording import Origin
from tests.factories import NOON
from tests.legal_services.making import make_appointment, make_clerk, make_person, make_record

pytestmark = pytest.mark.django_db

State = Appointment.State
SOON = NOON + timedelta(minutes=30)


def test_a_client_arrives_goes_in_and_is_done() -> None:
    appointment, clerk = make_appointment(starts_at=SOON), make_clerk()

    for minutes, state in enumerate((State.ARRIVED, State.IN_ROOM, State.DONE)):
        receiving.step(appointment=appointment, to=state, by=clerk, at=NOON + timedelta(minutes=minutes))

    appointment.refresh_from_db()
    assert appointment.state == State.DONE
    assert (appointment.arrived_at, appointment.began_at) == (NOON, NOON + timedelta(minutes=1))
    assert appointment.ended_at == NOON + timedelta(minutes=2)
    noted = Entry.objects.filter(subject=receiving.SUBJECT, reference=appointment.reference, actor_id=clerk.pk)
    assert list(noted.order_by("pk").values_list("reason", flat=True)) == ["arrived", "in-room", "done"]


def test_the_same_step_twice_keeps_the_first_time() -> None:
    appointment, clerk = make_appointment(starts_at=SOON), make_clerk()

    receiving.step(appointment=appointment, to=State.ARRIVED, by=clerk, at=NOON)
    receiving.step(appointment=appointment, to=State.ARRIVED, by=clerk, at=SOON)

    appointment.refresh_from_db()
    assert appointment.arrived_at == NOON


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.CANCELLED, State.ARRIVED), (State.NO_SHOW, State.ARRIVED), (State.ARRIVED, State.NO_SHOW),
        (State.DONE, State.IN_ROOM), (State.ARRIVED, State.BOOKED), (State.HELD, State.ARRIVED),
    ],
)  # fmt: skip
def test_a_step_that_leads_nowhere_is_refused(state: str, to: str) -> None:
    appointment = make_appointment(starts_at=NOON - timedelta(minutes=30), state=state)

    with pytest.raises(errors.ChangedMeanwhile):
        receiving.step(appointment=appointment, to=to, by=make_clerk(), at=NOON)


def test_nobody_is_missing_before_the_time() -> None:
    with pytest.raises(NotBegunYet):
        receiving.step(appointment=make_appointment(starts_at=SOON), to=State.NO_SHOW, by=make_clerk(), at=NOON)


def test_nobody_arrives_on_another_day() -> None:
    tomorrow = make_appointment(starts_at=NOON + timedelta(days=1))

    for state in (State.ARRIVED, State.IN_ROOM, State.DONE):
        with pytest.raises(NotToday):
            receiving.step(appointment=tomorrow, to=state, by=make_clerk(), at=NOON)


def test_whoever_was_forgotten_yesterday_is_noted_today() -> None:
    appointment = make_appointment(starts_at=NOON - timedelta(days=1))

    receiving.step(appointment=appointment, to=State.NO_SHOW, by=make_clerk(), at=NOON)

    appointment.refresh_from_db()
    assert appointment.state == State.NO_SHOW


def test_undo_goes_back_one_step_at_a_time() -> None:
    appointment, clerk = make_appointment(starts_at=SOON), make_clerk()
    for state in (State.ARRIVED, State.IN_ROOM, State.DONE):
        receiving.step(appointment=appointment, to=state, by=clerk, at=NOON)

    backwards = (State.DONE, State.IN_ROOM, State.ARRIVED)
    seen = [receiving.undo(appointment=appointment, seen=state, by=clerk, at=NOON).state for state in backwards]

    appointment.refresh_from_db()
    assert seen == [State.IN_ROOM, State.ARRIVED, State.BOOKED]
    assert (appointment.arrived_at, appointment.began_at, appointment.ended_at) == (None, None, None)


def test_somebody_missed_who_comes_after_all_is_booked_again() -> None:
    appointment, clerk = make_appointment(starts_at=NOON - timedelta(minutes=20)), make_clerk()
    receiving.step(appointment=appointment, to=State.NO_SHOW, by=clerk, at=NOON)

    receiving.undo(appointment=appointment, seen=State.NO_SHOW, by=clerk, at=NOON)
    receiving.step(appointment=appointment, to=State.ARRIVED, by=clerk, at=NOON)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.ended_at) == (State.ARRIVED, None)


def test_undo_leaves_alone_what_changed_since() -> None:
    appointment, clerk = make_appointment(starts_at=SOON), make_clerk()
    receiving.step(appointment=appointment, to=State.IN_ROOM, by=clerk, at=NOON)

    with pytest.raises(errors.ChangedMeanwhile):
        receiving.undo(appointment=appointment, seen=State.ARRIVED, by=clerk, at=NOON)


def test_a_cancelled_appointment_is_not_undone() -> None:
    appointment = make_appointment(starts_at=SOON, state=State.CANCELLED)

    with pytest.raises(errors.ChangedMeanwhile):
        receiving.undo(appointment=appointment, seen=State.CANCELLED, by=make_clerk(), at=NOON)


def test_a_session_in_the_log_is_not_undone() -> None:
    appointment = make_appointment(starts_at=SOON, state=State.DONE)
    make_record(make_person(), appointment=Origin(appointment=appointment).appointment)

    with pytest.raises(errors.AlreadyLogged):
        receiving.undo(appointment=appointment, seen=State.DONE, by=make_clerk(), at=NOON)
