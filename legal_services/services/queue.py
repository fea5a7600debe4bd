"""The queue of those who walk in: numbers are drawn, called, and done with, each day anew."""

from datetime import datetime
from typing import TYPE_CHECKING

from commons.lib.dates import day_in_beijing
from legal_services import errors
from legal_services.errors.counter import NobodyWaits, QueueIsFull, QueueIsOver
from legal_services.models import Person, Practitioner, QueueDay, QueueTicket, Service, ServiceRecord
from legal_services.services.transactions import one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User
    from legal_services.queue_querysets import QueueTicketQuerySet

MOST_A_DAY = 999
"""What the wall screen has room for, and more than ever came."""
State = QueueTicket.State
FROM = {
    State.CALLED: {State.WAITING, State.CALLED},
    State.IN_ROOM: {State.WAITING, State.CALLED},
    State.DONE: {State.IN_ROOM},
    State.LEFT: {State.WAITING, State.CALLED},
}
"""From which states each one is reached; who does not come is called again."""
MOMENT = {State.CALLED: "called_at", State.IN_ROOM: "began_at", State.DONE: "ended_at", State.LEFT: "ended_at"}
"""Where it is written when a state was reached."""


@one_transaction
def draw(
    *, service: Service, language: str, by: "User | None", at: datetime, person: Person | None = None
) -> QueueTicket:
    """Give out the next number of the day in Beijing. Raises QueueIsFull."""
    day = _lock_day(at)
    if day.last_number >= MOST_A_DAY:
        raise QueueIsFull
    day.last_number += 1
    day.save(update_fields=["last_number"])
    return day.tickets.create(
        number=day.last_number, service=service, language=language, person=person, created_at=at, created_by=by
    )


@one_transaction
def call_next(*, at: datetime, practitioner: Practitioner | None = None) -> QueueTicket:
    """Call whoever has waited longest: of those who want a service that the adviser gives and speak a language that
    the adviser speaks, when an adviser is named. Raises NobodyWaits.
    """
    waiting = QueueTicket.objects.filter(day=_lock_day(at), state=State.WAITING).order_by("number")
    if practitioner is not None:
        waiting = waiting.for_adviser(practitioner)
    # Behind the lock of the day nobody else calls; a session that is logged right now ends its number all the same.
    while (first := waiting.first()) is not None:
        ticket = _lock_ticket(first)
        if ticket.state == State.WAITING:
            return _reach(ticket, State.CALLED, at=at, practitioner=practitioner)
    raise NobodyWaits


@one_transaction
def step(*, ticket: QueueTicket, to: str, at: datetime) -> QueueTicket:
    """Say that a number is called, is in the room, is done or has left. Twice is harmless; called twice, it is called
    again. Raises QueueIsOver on another day, ChangedMeanwhile from a state that does not lead there.
    """
    state = State(to)
    day = _lock_day(at)
    ticket = _lock_ticket(ticket)
    if ticket.state == state != State.CALLED:
        return ticket
    if State(ticket.state) not in FROM.get(state, set()):
        raise errors.ChangedMeanwhile
    if ticket.day_id != day.pk and state != State.DONE:
        raise QueueIsOver
    return _reach(ticket, state, at=at)


@one_transaction
def undo(*, ticket: QueueTicket, seen: str, at: datetime) -> QueueTicket:
    """Take the last step back. `seen` is the state that the clerk saw: what changed since is left alone.

    Raises ChangedMeanwhile, QueueIsOver, or AlreadyLogged when the session is in the log.
    """
    day = _lock_day(at)
    ticket = _lock_ticket(ticket)
    if ticket.state != seen or ticket.state not in MOMENT:
        raise errors.ChangedMeanwhile
    if ticket.day_id != day.pk:
        raise QueueIsOver
    if ServiceRecord.objects.filter(ticket=ticket).exists():
        raise errors.AlreadyLogged
    setattr(ticket, MOMENT[State(ticket.state)], None)
    ticket.state = State.IN_ROOM if ticket.began_at else State.CALLED if ticket.called_at else State.WAITING
    ticket.save(update_fields=["state", "called_at", "began_at", "ended_at"])
    return ticket


def today(at: datetime) -> "QueueTicketQuerySet":
    """The numbers of the day in Beijing, in their order."""
    return QueueTicket.objects.filter(day__day=day_in_beijing(at)).order_by("number")


def _lock_day(at: datetime) -> QueueDay:
    """The day's row, locked: each number is drawn and called once, behind it."""
    day, _is_new = QueueDay.objects.get_or_create(day=day_in_beijing(at))
    return QueueDay.objects.select_for_update(no_key=True).get(pk=day.pk)


def _lock_ticket(ticket: QueueTicket) -> QueueTicket:
    """The number as it stands, its row locked after the day's: the log ends numbers without asking for the day."""
    return QueueTicket.objects.select_for_update(no_key=True).get(pk=ticket.pk)


def _reach(
    ticket: QueueTicket, state: QueueTicket.State, *, at: datetime, practitioner: Practitioner | None = None
) -> QueueTicket:
    ticket.state = state
    setattr(ticket, MOMENT[state], at)
    ticket.practitioner = practitioner or ticket.practitioner
    ticket.save(update_fields=["state", MOMENT[state], "practitioner"])
    return ticket
