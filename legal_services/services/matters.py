"""Matters: opened, given to those who work on them, handed over, closed; what is written in them."""

from datetime import datetime
from typing import Any

from commons.audit.models import Act
from commons.audit.services import record
from commons.lib.references import new_reference
from legal_services import errors
from legal_services.models import Appointment, Assignment, Matter, MatterNote, MatterRole, Person, Practitioner, Topic
from legal_services.services.transactions import lock_appointment, lock_matter, one_transaction

SUBJECT = "legal.matter"
"""What the access log calls a matter."""
Task = Assignment.Task
DOES = {Task.ADVISES: "advises", Task.INTERPRETS: "interprets", Task.MEDIATES: "mediates"}
"""What a practitioner has to do to be given a task."""


@one_transaction
def open_matter(
    *,
    kind: str,
    topic: Topic | None,
    client: Person,
    adviser: Practitioner | None = None,
    appointment: Appointment | None = None,
    by: Any,
    at: datetime,
) -> Matter:
    """Open a matter for a client. For a mediation the adviser is its mediator.

    From the appointment that led to it the matter takes over what the client told; there it is forgotten.
    Raises CannotTake when the adviser does not do this, or ChangedMeanwhile when the appointment has a matter.
    """
    locked = lock_appointment(appointment.pk) if appointment else None
    matter = unsaved_matter(kind=kind, topic=topic, at=at)
    matter.save(force_insert=True)
    matter.roles.create(person=client, role=MatterRole.Role.CLIENT, since=at)
    if adviser:
        assign(matter=matter, practitioner=adviser, task=main_task(matter), by=by, at=at)
    if locked:
        _take_over(locked, matter, client)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason="opened", at=at)
    return matter


def unsaved_matter(*, kind: str, topic: Topic | None, at: datetime) -> Matter:
    """A new matter that is not written yet."""
    return Matter(reference=new_reference("M"), kind=kind, topic=topic, opened_at=at)


@one_transaction
def assign(
    *, matter: Matter, practitioner: Practitioner, task: str = Task.ADVISES, by: Any, at: datetime, reason: str = ""
) -> Assignment:
    """Give a practitioner a part in an open matter. The one adviser (or mediator) is changed by `hand_over` only.

    Raises MatterClosed, AlreadyAssigned or CannotTake.
    """
    matter = lock_matter(matter.pk)
    _refuse_unless_open(matter)
    standing = matter.assignments.filter(until=None, task=task)
    if standing.filter(practitioner=practitioner).exists() or (task == Task.ADVISES and standing.exists()):
        raise errors.AlreadyAssigned
    return _assign(matter, practitioner, task, by=by, at=at, reason=reason)


@one_transaction
def hand_over(*, matter: Matter, to: Practitioner, reason: str, by: Any, at: datetime) -> Assignment:
    """Give an open matter to another adviser (or mediator) and take it from the present one, with the reason.

    From then on only the new one reads what was told. Raises MatterClosed, AlreadyAssigned or CannotTake.
    """
    # The matter's row is the lock: two hand-overs at once would leave it with two advisers, or none.
    matter = lock_matter(matter.pk)
    _refuse_unless_open(matter)
    task = main_task(matter)
    standing = matter.assignments.filter(until=None, task=task)
    if standing.filter(practitioner=to).exists():
        raise errors.AlreadyAssigned
    standing.update(until=at)
    return _assign(matter, to, task, by=by, at=at, reason=reason)


@one_transaction
def release(*, matter: Matter, assignment: Assignment, by: Any, at: datetime) -> None:
    """End somebody's part in a matter without a successor. Doing it twice is harmless."""
    matter = lock_matter(matter.pk)
    if matter.assignments.filter(pk=assignment.pk, until=None).update(until=at):
        record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason="released", at=at)


@one_transaction
def add_role(*, matter: Matter, person: Person, role: str, by: Any, at: datetime) -> MatterRole:
    """Say that somebody stands in a matter. It is never taken away: later conflict checks ask for it.

    Raises MatterClosed or AlreadyInMatter.
    """
    matter = lock_matter(matter.pk)
    _refuse_unless_open(matter)
    added, is_new = matter.roles.get_or_create(person=person, role=role, defaults={"since": at})
    if not is_new:
        raise errors.AlreadyInMatter
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason=f"role: {role}", at=at)
    return added


@one_transaction
def close_matter(*, matter: Matter, by: Any, at: datetime) -> Matter:
    """Close a matter. Whoever works on it still reads it. Doing it twice is harmless."""
    matter = lock_matter(matter.pk)
    if matter.state == Matter.State.OPEN:
        matter.state, matter.closed_at = Matter.State.CLOSED, at
        matter.save(update_fields=["state", "closed_at"])
        record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason="closed", at=at)
    return matter


@one_transaction
def reopen_matter(*, matter: Matter, by: Any, at: datetime) -> Matter:
    """Open a closed matter again, with those who worked on it. Doing it twice is harmless."""
    matter = lock_matter(matter.pk)
    if matter.state == Matter.State.CLOSED:
        matter.state, matter.closed_at = Matter.State.OPEN, None
        matter.save(update_fields=["state", "closed_at"])
        record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason="reopened", at=at)
    return matter


@one_transaction
def add_note(*, matter: Matter, kind: str, text: str, by: Any, at: datetime) -> MatterNote:
    """Write down what was told or advised, encrypted. `by` is None for what the client wrote.

    Raises MatterClosed.
    """
    matter = lock_matter(matter.pk)
    _refuse_unless_open(matter)
    note = matter.notes.create(kind=kind, text=text, author=by, at=at)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason=f"note: {kind}", at=at)
    return note


def main_task(matter: Matter) -> str:
    """What the one practitioner does who is responsible for a matter of this kind."""
    return Task.MEDIATES if matter.kind == "mediation" else Task.ADVISES


def _assign(matter: Matter, practitioner: Practitioner, task: str, *, by: Any, at: datetime, reason: str) -> Assignment:
    if not practitioner.is_active or not getattr(practitioner, DOES[Task(task)]):
        raise errors.CannotTake(name=practitioner.name)
    made = matter.assignments.create(practitioner=practitioner, task=task, since=at, by=by, reason=reason)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason=f"assigned: {task}", at=at)
    return made


def _refuse_unless_open(matter: Matter) -> None:
    if matter.state != Matter.State.OPEN:
        raise errors.MatterClosed


def _take_over(appointment: Appointment, matter: Matter, client: Person) -> None:
    """Bring an appointment into a matter; what the client told moves with it, under the time at which they told it."""
    if appointment.matter_id is not None:
        raise errors.ChangedMeanwhile
    if appointment.narrative:
        told_at = appointment.narrative_consent_at or appointment.created_at
        matter.notes.create(kind=MatterNote.Kind.NARRATIVE, text=appointment.narrative, author=None, at=told_at)
    appointment.matter, appointment.person, appointment.narrative = matter, client, None
    appointment.save(update_fields=["matter", "person", "narrative"])
