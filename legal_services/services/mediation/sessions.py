"""Sessions with a mediator, and an interpreter: planned on their calendars, held or cancelled."""

from datetime import datetime, timedelta

from commons.accounts.models import User
from commons.scheduling import errors as scheduling_errors
from commons.scheduling.services import release, reserve
from commons.scheduling.spans import Span
from legal_services.errors import mediation as errors
from legal_services.models import Assignment, Mediation, MediationParty, MediationSession, Practitioner
from legal_services.models.service import Channel
from legal_services.services.mediation.common import What, lock_mediation, tell_parties, tell_party, write_down
from legal_services.services.transactions import one_transaction

PURPOSE = "mediation"
State = MediationSession.State


@one_transaction
def plan_session(
    *, mediation: Mediation, starts_at: datetime, minutes: int, by: User, at: datetime,
    interpreter: Practitioner | None = None, with_party: MediationParty | None = None,
    channel: str = Channel.IN_PERSON, place: str = "",
) -> MediationSession:  # fmt: skip
    """Plan a session of all parties, or of one alone, on the calendars of the mediator and the interpreter.

    Raises MediationNotFromHere or MediatorIsBusy (also outside their hours).
    """
    mediation = lock_mediation(mediation.pk)
    mediator = mediator_of(mediation)
    if not mediation.is_open or mediator is None:
        raise errors.MediationNotFromHere
    during = Span(starts_at, starts_at + timedelta(minutes=minutes))
    resources = [one.resource for one in (mediator, interpreter) if one]
    try:
        reservation = reserve(resources=resources, during=during, purpose=PURPOSE, at=at)
    except (scheduling_errors.JustTaken, scheduling_errors.NotOpenThen) as refusal:
        raise errors.MediatorIsBusy from refusal
    session = MediationSession.objects.create(
        mediation=mediation, mediator=mediator, interpreter=interpreter, reservation=reservation, channel=channel,
        with_party=with_party, starts_at=during.starts_at, ends_at=during.ends_at, place=place,
    )  # fmt: skip
    step = write_down(mediation, What.PLANNED, by=by, at=at, party=with_party)
    if with_party:
        tell_party(mediation, with_party, key=f"mediation:{mediation.pk}:{step.pk}:{with_party.pk}", at=at)
    else:
        tell_parties(mediation, step, at=at)
    return session


@one_transaction
def cancel_session(*, session: MediationSession, by: User, at: datetime) -> MediationSession:
    """Give the time of a planned session back, and tell those who were asked to come. Raises MediationNotFromHere."""
    session = _planned(session)
    _give_back(session, at=at)
    step = write_down(session.mediation, What.CANCELLED, by=by, at=at, party=session.with_party)
    if session.with_party:
        key = f"mediation:{session.mediation_id}:{step.pk}:{session.with_party_id}"
        tell_party(session.mediation, session.with_party, key=key, at=at)
    else:
        tell_parties(session.mediation, step, at=at)
    return session


@one_transaction
def note_held(*, session: MediationSession, by: User, at: datetime) -> MediationSession:
    """Note that a session took place. Raises MediationNotFromHere for one that has not begun or is not planned."""
    session = _planned(session)
    if at < session.starts_at:
        raise errors.MediationNotFromHere
    session.state = State.HELD
    session.save(update_fields=["state"])
    write_down(session.mediation, What.HELD, by=by, at=at, party=session.with_party)
    return session


def cancel_planned(mediation: Mediation, *, at: datetime) -> None:
    """Give back what is still planned, behind the mediation's lock: it was closed."""
    planned = mediation.sessions.filter(state=State.PLANNED, starts_at__gt=at)
    for session in planned.select_related("reservation").order_by("pk"):
        _give_back(session, at=at)


def mediator_of(mediation: Mediation) -> Practitioner | None:
    """Who mediates now; the one who was assigned last when there are several."""
    standing = Assignment.objects.filter(matter=mediation.matter_id, task=Assignment.Task.MEDIATES, until=None)
    found = standing.select_related("practitioner__resource").order_by("-pk").first()
    return found.practitioner if found else None


def _planned(session: MediationSession) -> MediationSession:
    """The session as it stands, behind its mediation's lock."""
    mediation = lock_mediation(session.mediation_id)
    related = ("reservation", "with_party__person__user", "with_party__person__root__user")
    session = MediationSession.objects.select_related(*related).get(pk=session.pk)
    session.mediation = mediation
    if session.state != State.PLANNED:
        raise errors.MediationNotFromHere
    return session


def _give_back(session: MediationSession, *, at: datetime) -> None:
    release(reservation=session.reservation, at=at)
    session.state = State.CANCELLED
    session.save(update_fields=["state"])
