"""Clients with an appointment are received: they arrive, are in the room, are done, or did not come."""

from datetime import datetime
from typing import TYPE_CHECKING

from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.dates import day_in_beijing
from legal_services import errors
from legal_services.errors.counter import NotBegunYet, NotToday
from legal_services.models import Appointment, ServiceRecord
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

SUBJECT = "legal.appointment"
"""What the access log calls an appointment."""
State = Appointment.State
FROM = {
    State.ARRIVED: {State.BOOKED},
    State.IN_ROOM: {State.BOOKED, State.ARRIVED},
    State.DONE: {State.BOOKED, State.ARRIVED, State.IN_ROOM},
    State.NO_SHOW: {State.BOOKED},
}
"""From which states each one is reached; who calls is never seen to arrive."""
MOMENT = {State.ARRIVED: "arrived_at", State.IN_ROOM: "began_at", State.DONE: "ended_at", State.NO_SHOW: "ended_at"}
"""Where it is written when a state was reached."""


@one_transaction
def step(*, appointment: Appointment, to: str, by: "User", at: datetime) -> Appointment:
    """Say that the client has arrived, is in the room, is done or did not come. Twice is harmless.

    Raises ChangedMeanwhile from a state that does not lead there, NotToday for a client who comes on another day, and
    NotBegunYet for one who is said to be missing before the time.
    """
    state = State(to)
    # Locked: it may be cancelled, logged or received at another counter at this very moment.
    appointment = lock_appointment(appointment.pk)
    if appointment.state == state:
        return appointment
    if State(appointment.state) not in FROM.get(state, set()):
        raise errors.ChangedMeanwhile
    _refuse_wrong_time(appointment, state, at)
    appointment.state = state
    setattr(appointment, MOMENT[state], at)
    return _save(appointment, state, by=by, at=at)


@one_transaction
def undo(*, appointment: Appointment, seen: str, by: "User", at: datetime) -> Appointment:
    """Take the last step back. `seen` is the state that the clerk saw: what changed since is left alone.

    Raises ChangedMeanwhile, also for a cancelled appointment, whose time is somebody else's; AlreadyLogged when the
    session is in the log.
    """
    # Locked: it may be logged at this very moment.
    appointment = lock_appointment(appointment.pk)
    if appointment.state != seen or appointment.state not in MOMENT:
        raise errors.ChangedMeanwhile
    if ServiceRecord.objects.filter(appointment=appointment).exists():
        raise errors.AlreadyLogged
    setattr(appointment, MOMENT[State(appointment.state)], None)
    appointment.state = _reached(appointment)
    return _save(appointment, "taken back", by=by, at=at)


def is_on(appointment: Appointment, at: datetime) -> bool:
    """Whether the appointment is on this day in Beijing."""
    return day_in_beijing(appointment.starts_at) == day_in_beijing(at)


def _refuse_wrong_time(appointment: Appointment, state: Appointment.State, at: datetime) -> None:
    """Who was forgotten yesterday may still be noted as done or missing; nobody arrives on another day."""
    if state == State.NO_SHOW and at < appointment.starts_at:
        raise NotBegunYet
    is_over = state in {State.NO_SHOW, State.DONE} and appointment.starts_at <= at
    if not is_over and not is_on(appointment, at):
        raise NotToday


def _reached(appointment: Appointment) -> Appointment.State:
    """The state that its times tell."""
    if appointment.began_at:
        return State.IN_ROOM
    return State.ARRIVED if appointment.arrived_at else State.BOOKED


def _save(appointment: Appointment, what: str, *, by: "User", at: datetime) -> Appointment:
    appointment.changed_at = at
    appointment.save(update_fields=["state", "arrived_at", "began_at", "ended_at", "changed_at"])
    audit.record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=appointment.reference, reason=what, at=at)
    return appointment
