"""Writing the service log: a session once, whatever the network does; taking one out of the figures; correcting it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q

from commons.accounts.models import User
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.dates import BEIJING, day_in_beijing
from commons.lib.references import new_reference
from legal_services import errors
from legal_services.models import (
    Appointment,
    Attendance,
    Draft,
    Import,
    Matter,
    MatterNote,
    MatterRole,
    Person,
    Practitioner,
    QueueTicket,
    Service,
    ServiceRecord,
    Topic,
)
from legal_services.querysets import PersonQuerySet
from legal_services.services import matters, people
from legal_services.services.transactions import lock_appointment, lock_matter, one_transaction

SUBJECT = "legal.record"
"""What the access log calls a record."""
CORRECTED = "corrected"
"""Why a record counts no more when another takes its place."""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody who is in the log for the first time; only the name is asked of everybody."""

    name: str
    other_names: Sequence[str] = ()
    phone: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class Session:
    """What was given, how, and what came of it. `held_on` is a day in Beijing; None is today."""

    service: Service
    topic: Topic | None = None
    practitioner: Practitioner | None = None
    interpreter: Practitioner | None = None
    channel: str = "in-person"
    language: str
    held_on: date | None = None
    minutes: int | None = None
    anonymous: int = 0
    outcome: str
    referred_to: str = ""
    follow_up_on: date | None = None
    from_paper: bool = False


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a record comes from: an appointment, a queue number, an import, or a record that it puts right."""

    appointment: Appointment | None = None
    ticket: QueueTicket | None = None
    batch: Import | None = None
    corrects: ServiceRecord | None = None


WALK_IN = Origin()


def log_service(
    *,
    submission: UUID,
    session: Session,
    client: Person | NewPerson | None,
    others: Sequence[Person | NewPerson] = (),
    matter: Matter | None = None,
    origin: Origin = WALK_IN,
    by: User,
    at: datetime,
) -> ServiceRecord:
    """Log one session and everybody who attended it; the same submission again gives the row that is there.

    `client` None is somebody who gave no name and is counted in `session.anonymous`; `matter` None opens a new one.
    An appointment or queue number that it came from is done with it, and the writer's draft is gone. Whatever the
    record corrects counts no more.

    Raises AlreadyLogged, AlreadyVoided, DidNotTakePlace, ClosedForLogging, NobodyCame, NotHeldYet, NotTheirMatter,
    OtherKind.
    """
    if known := ServiceRecord.objects.filter(submission=submission).first():
        return known
    try:
        return _write(
            submission=submission, session=session, client=client, others=others, matter=matter, origin=origin,
            by=by, at=at,
        )  # fmt: skip
    except errors.SentTwice:
        # Both were sent at the same moment: the database let one through and took back all of the other.
        return ServiceRecord.objects.get(submission=submission)


@one_transaction
def _write(
    *,
    submission: UUID,
    session: Session,
    client: Person | NewPerson | None,
    others: Sequence[Person | NewPerson],
    matter: Matter | None,
    origin: Origin,
    by: User,
    at: datetime,
) -> ServiceRecord:
    if client is None and not others and not session.anonymous:
        raise errors.NobodyCame
    appointment = _met(origin.appointment)
    if origin.corrects:
        _void(_lock_record(origin.corrects), reason=CORRECTED, by=by, at=at)
    kept = lock_matter(matter.pk) if matter else None
    attending = [_known(person, by=by, at=at) for person in ([client] if client else []) + list(others)]
    main = attending[0] if client else None
    if kept:
        _refuse_unless_fitting(kept, session=session, client=main, origin=origin)
    else:
        kept = _open_matter(session, client=main, appointment=appointment, by=by, at=at)
    if date_back(kept, session.held_on):
        kept.save(update_fields=["opened_at"])
    record = unsaved_record(submission=submission, session=session, matter=kept, origin=origin, by=by, at=at)
    record.save(force_insert=True)
    _note_attendance(record, attending, client=main, at=at)
    _finish(appointment, origin.ticket, matter=kept, client=main, at=at)
    Draft.objects.filter(submission=submission).delete()
    _note(record, "logged", by=by, at=at)
    return record


@one_transaction
def void(*, record: ServiceRecord, reason: str, by: User, at: datetime) -> ServiceRecord:
    """Let a record count no more, and say why. It stays in the log; what it came from can be logged anew.

    Raises AlreadyVoided.
    """
    return _void(_lock_record(record), reason=reason, by=by, at=at)


@one_transaction
def follow_up(*, record: ServiceRecord, by: User, at: datetime) -> ServiceRecord:
    """Note that what was promised has been followed up; a second time changes nothing."""
    locked = _lock_record(record)
    if locked.follow_up_on and not locked.followed_up_at:
        locked.followed_up_at = at
        locked.save(update_fields=["followed_up_at"])
        _note(locked, "followed up", by=by, at=at)
    return locked


def _lock_record(record: ServiceRecord) -> ServiceRecord:
    """The record as it stands, its row locked: it is taken out of the figures once, whoever asks."""
    return ServiceRecord.objects.select_for_update(no_key=True).get(pk=record.pk)


def _void(record: ServiceRecord, *, reason: str, by: User, at: datetime) -> ServiceRecord:
    if record.voided_at:
        raise errors.AlreadyVoided
    record.voided_at, record.voided_by, record.void_reason = at, by, reason
    # What it came from may be logged anew, and one appointment has one record.
    record.appointment = record.ticket = None
    record.save(update_fields=["voided_at", "voided_by", "void_reason", "appointment", "ticket"])
    _note(record, "voided", by=by, at=at)
    return record


def _note(record: ServiceRecord, what: str, *, by: User, at: datetime) -> None:
    audit.record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=record.reference, reason=what, at=at)


def _met(appointment: Appointment | None) -> Appointment | None:
    """The appointment that took place, its row locked."""
    if appointment is None:
        return None
    locked = lock_appointment(appointment.pk)
    if locked.state not in {*Appointment.COMING, Appointment.State.DONE}:
        raise errors.DidNotTakePlace
    return locked


def _known(person: Person | NewPerson, *, by: User, at: datetime) -> Person:
    """The person as a row of the tables; a new one is added and never merged with another."""
    if isinstance(person, Person):
        return person
    return people.add_person(
        name=person.name, other_names=person.other_names, phone=person.phone, country=person.country,
        language=person.language, by=by, at=at,
    )  # fmt: skip


def _open_matter(
    session: Session, *, client: Person | None, appointment: Appointment | None, by: User, at: datetime
) -> Matter:
    """A new matter, given to the adviser if matters of this kind can be; somebody without a name has one, too."""
    kind, adviser = session.service.kind, who_takes(session)
    if client is None:
        matter = matters.unsaved_matter(kind=kind, topic=session.topic, at=at)
        matter.save(force_insert=True)
        if adviser:
            matters.assign(matter=matter, practitioner=adviser, task=matters.main_task(matter), by=by, at=at)
        return matter
    return matters.open_matter(
        kind=kind, topic=session.topic, client=client, adviser=adviser,
        appointment=appointment if appointment and not appointment.matter_id else None, by=by, at=at,
    )  # fmt: skip


def who_takes(session: Session) -> Practitioner | None:
    """Who is given a matter that the session opens: its adviser or mediator, if they take matters of this kind."""
    adviser, kind = session.practitioner, session.service.kind
    if adviser is None or not adviser.is_active:
        return None
    return adviser if (adviser.mediates if kind == Service.Kind.MEDIATION else adviser.advises) else None


def _refuse_unless_fitting(matter: Matter, *, session: Session, client: Person | None, origin: Origin) -> None:
    """Only a client's own open matter of the same kind is continued; an old session may belong to a closed one."""
    is_theirs = client is not None and matter.roles.filter(person__in=same_person(client)).exists()
    if client is not None and not is_theirs:
        raise errors.NotTheirMatter
    if matter.kind != session.service.kind:
        raise errors.OtherKind
    if matter.state == Matter.State.CLOSED and not (session.from_paper or origin.corrects or origin.batch):
        raise errors.ClosedForLogging


def same_person(person: Person) -> PersonQuerySet:
    """All rows that were found to be this human being, the person's own among them."""
    root = person.root_id or person.pk
    return Person.objects.filter(Q(pk=root) | Q(root=root))


def unsaved_record(
    *, submission: UUID, session: Session, matter: Matter, origin: Origin, by: User, at: datetime
) -> ServiceRecord:
    """The row of a session, not written yet."""
    facts = {field.name: getattr(session, field.name) for field in fields(session)}
    facts["held_on"] = session.held_on or day_in_beijing(at)
    return ServiceRecord(
        reference=new_reference("S"), submission=submission, matter=matter, appointment=origin.appointment,
        ticket=origin.ticket, batch=origin.batch, corrects=origin.corrects, entered_at=at, entered_by=by, **facts,
    )  # fmt: skip


def date_back(matter: Matter, held_on: date | None) -> bool:
    """A matter is as old as its first session: one that is entered later opens it earlier. Whether it did."""
    if held_on is None or day_in_beijing(matter.opened_at) <= held_on:
        return False
    matter.opened_at = datetime.combine(held_on, time.min, tzinfo=BEIJING)
    return True


def _note_attendance(
    record: ServiceRecord, attending: Sequence[Person], *, client: Person | None, at: datetime
) -> None:
    """Each known person attended once and stands in the matter: the client as such, others as related to it."""
    once = {person.root_id or person.pk: person for person in reversed(attending)}
    Attendance.objects.bulk_create(Attendance(record=record, person=person) for person in reversed(once.values()))
    standing = set(MatterRole.objects.filter(matter=record.matter_id).values_list("person__root", "person"))
    known = {root or person for root, person in standing}
    roles = MatterRole.Role
    MatterRole.objects.bulk_create(
        MatterRole(
            matter_id=record.matter_id,
            person=person,
            role=roles.CLIENT if person == client else roles.RELATED,
            since=at,
        )
        for root, person in once.items()
        if root not in known
    )


def _hand_over_narrative(appointment: Appointment, matter: Matter) -> None:
    """What the client wrote while booking goes to the open matter that the session continues; a new one has it."""
    told = Appointment.objects.filter(pk=appointment.pk, matter=None, narrative__is_empty=False).first()
    if told and matter.state == Matter.State.OPEN:
        told_at = told.narrative_consent_at or told.created_at
        matters.add_note(matter=matter, kind=MatterNote.Kind.NARRATIVE, text=told.narrative, by=None, at=told_at)
        Appointment.objects.filter(pk=told.pk).update(narrative=None)


def _finish(
    appointment: Appointment | None, ticket: QueueTicket | None, *, matter: Matter, client: Person | None, at: datetime
) -> None:
    """What the session came from is done, and points to whom and what it turned out to be about."""
    if appointment:
        _hand_over_narrative(appointment, matter)
        appointment.state, appointment.ended_at = Appointment.State.DONE, appointment.ended_at or at
        appointment.matter, appointment.person = matter, appointment.person or client
        appointment.changed_at = at
        appointment.save(update_fields=["state", "ended_at", "matter", "person", "changed_at"])
    if ticket:
        QueueTicket.objects.filter(pk=ticket.pk, ended_at=None).update(state=QueueTicket.State.DONE, ended_at=at)
        if client:
            QueueTicket.objects.filter(pk=ticket.pk, person=None).update(person=client)
