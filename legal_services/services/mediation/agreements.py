"""How a mediation ends: with an agreement that the court may confirm and that is followed up, or without one."""

from datetime import date, datetime, timedelta

from commons.accounts.models import User
from commons.lib.dates import day_in_beijing
from commons.scheduling.working_days import Calendar
from legal_services.errors import mediation as errors
from legal_services.models import Agreement, FollowUp, Mediation, MediationParty
from legal_services.services.mediation.common import (
    What,
    lock_mediation,
    move_on,
    tell_parties,
    tell_party,
    write_down,
)
from legal_services.services.mediation.sessions import cancel_planned
from legal_services.services.transactions import one_transaction

State = Mediation.State
Confirmation = Agreement.Confirmation
WINDOW = timedelta(days=30)
"""For so long the parties may together ask the court to confirm (People's Mediation Law, art. 33)."""
REMIND_BEFORE = timedelta(days=7)
FOLLOW_UP_AFTER = timedelta(days=30)
ONE_DAY = timedelta(days=1)


def window_ends(effective_on: date, calendar: Calendar | None = None) -> date:
    """The last day of the window: the 30th after the one on which the agreement took effect.

    That day itself does not count (Civil Code, art. 201); a last day that is a day off moves on to the next working
    day (art. 203).
    """
    last = effective_on + WINDOW
    calendar = calendar or Calendar.for_window(last)
    return last if calendar.is_working_day(last) else calendar.nth_working_day_after(last, 1)


@one_transaction
def agree(
    *, mediation: Mediation, form: str, text: str, effective_on: date, by: User, at: datetime,
    perform_by: date | None = None,
) -> Agreement:  # fmt: skip
    """Keep what the parties agreed, written or orally, and plan the first follow-up of its performance.

    Raises MediationNotFromHere, NotAllAccepted, NothingWritten or DayNotPossible.
    """
    mediation = lock_mediation(mediation.pk)
    if mediation.parties.exclude(state=MediationParty.State.ACCEPTED).exists():
        raise errors.NotAllAccepted
    if not text.strip():
        raise errors.NothingWritten
    if effective_on > day_in_beijing(at) or (perform_by and perform_by < effective_on):
        raise errors.DayNotPossible
    move_on(mediation, State.AGREED, at=at)
    cancel_planned(mediation, at=at)
    kept = Agreement.objects.create(
        mediation=mediation, form=form, text=text.strip(), effective_on=effective_on, perform_by=perform_by,
        confirm_by=window_ends(effective_on), recorded_at=at, recorded_by=by,
    )  # fmt: skip
    due = (perform_by or effective_on + FOLLOW_UP_AFTER) + ONE_DAY
    FollowUp.objects.create(mediation=mediation, due_on=due)
    tell_parties(mediation, write_down(mediation, What.AGREED, by=by, at=at), at=at)
    return kept


@one_transaction
def end_without(*, mediation: Mediation, reason: str, by: User, at: datetime) -> Mediation:
    """Close a mediation in which no agreement was found. Raises MediationNotFromHere or NothingWritten."""
    mediation = lock_mediation(mediation.pk)
    if not reason.strip():
        raise errors.NothingWritten
    mediation.closed_because = reason.strip()
    move_on(mediation, State.FAILED, at=at)
    cancel_planned(mediation, at=at)
    tell_parties(mediation, write_down(mediation, What.FAILED, by=by, at=at), at=at)
    return mediation


@one_transaction
def want_confirmation(*, party: MediationParty, wants: bool, at: datetime) -> MediationParty:
    """A party says whether it wants the court to confirm the agreement, as long as the window is open.

    Raises MediationNotFromHere or ConfirmationTooLate.
    """
    mediation = lock_mediation(party.mediation_id)
    _refuse_closed_window(_agreement_of(mediation), day_in_beijing(at))
    party = mediation.parties.get(pk=party.pk)
    party.wants_confirmation_at = (party.wants_confirmation_at or at) if wants else None
    party.save(update_fields=["wants_confirmation_at"])
    return party


@one_transaction
def apply_for_confirmation(*, mediation: Mediation, on: date, court: str, by: User, at: datetime) -> Agreement:
    """Note that all parties have asked the court together. Raises ConfirmationNotJoint, ConfirmationTooLate,
    DayNotPossible or MediationNotFromHere.
    """
    mediation = lock_mediation(mediation.pk)
    agreement = _agreement_of(mediation)
    if on > day_in_beijing(at) or on < agreement.effective_on:
        raise errors.DayNotPossible
    _refuse_closed_window(agreement, on)
    if mediation.parties.filter(wants_confirmation_at=None).exists():
        raise errors.ConfirmationNotJoint
    agreement.confirmation, agreement.applied_on, agreement.court = Confirmation.APPLIED, on, court
    agreement.save(update_fields=["confirmation", "applied_on", "court"])
    tell_parties(mediation, write_down(mediation, What.APPLIED, by=by, at=at), at=at)
    return agreement


@one_transaction
def note_decision(*, mediation: Mediation, confirmed: bool, on: date, by: User, at: datetime) -> Agreement:
    """Note what the court decided. Raises MediationNotFromHere or DayNotPossible."""
    mediation = lock_mediation(mediation.pk)
    agreement = _agreement_of(mediation)
    if agreement.confirmation != Confirmation.APPLIED or agreement.applied_on is None:
        raise errors.MediationNotFromHere
    if not agreement.applied_on <= on <= day_in_beijing(at):
        raise errors.DayNotPossible
    agreement.confirmation = Confirmation.CONFIRMED if confirmed else Confirmation.REJECTED
    agreement.decided_on = on
    agreement.save(update_fields=["confirmation", "decided_on"])
    what = What.CONFIRMED if confirmed else What.REJECTED
    tell_parties(mediation, write_down(mediation, what, by=by, at=at), at=at)
    return agreement


@one_transaction
def follow_up(*, mediation: Mediation, outcome: str, by: User, at: datetime, next_on: date | None = None) -> Mediation:
    """Note how the agreement stands, and when to ask again unless it is performed.

    Raises MediationNotFromHere (no agreement, or performed already) or DayNotPossible.
    """
    mediation = lock_mediation(mediation.pk)
    if mediation.state not in (State.AGREED, State.BROKEN):
        raise errors.MediationNotFromHere
    today = day_in_beijing(at)
    standing = mediation.follow_ups.filter(done_on=None)
    if not standing.update(done_on=today, outcome=outcome, by=by):
        FollowUp.objects.create(mediation=mediation, due_on=today, done_on=today, outcome=outcome, by=by)
    if outcome == FollowUp.Outcome.PERFORMED:
        move_on(mediation, State.PERFORMED, at=at)
        write_down(mediation, What.PERFORMED, by=by, at=at)
        return mediation
    if outcome == FollowUp.Outcome.NOT_PERFORMED and mediation.state == State.AGREED:
        move_on(mediation, State.BROKEN, at=at)
        write_down(mediation, What.BROKEN, by=by, at=at)
    if next_on is not None and next_on <= today:
        raise errors.DayNotPossible
    FollowUp.objects.create(mediation=mediation, due_on=next_on or today + FOLLOW_UP_AFTER)
    return mediation


def remind_of_windows(*, at: datetime) -> int:
    """Tell the parties of agreements whose window closes within a week, once each; says how many agreements.

    The key of the message is the window's last day: however often this runs, each party is told once.
    """
    today = day_in_beijing(at)
    closing = Agreement.objects.filter(
        confirmation=Confirmation.NOT_ASKED, confirm_by__gte=today, confirm_by__lte=today + REMIND_BEFORE
    )
    reminded = 0
    for agreement in closing.select_related("mediation__matter").order_by("pk"):
        for party in agreement.mediation.parties.select_related("person__user", "person__root__user"):
            key = f"mediation:{agreement.mediation_id}:window:{agreement.confirm_by}:{party.pk}"
            tell_party(agreement.mediation, party, key=key, at=at)
        reminded += 1
    return reminded


def _agreement_of(mediation: Mediation) -> Agreement:
    """The agreement, behind its mediation's lock; its text is not read."""
    found = Agreement.objects.filter(mediation=mediation).defer("text").first()
    if found is None:
        raise errors.MediationNotFromHere
    return found


def _refuse_closed_window(agreement: Agreement, day: date) -> None:
    if agreement.confirmation != Confirmation.NOT_ASKED:
        raise errors.MediationNotFromHere
    if day > agreement.confirm_by:
        raise errors.ConfirmationTooLate(last=agreement.confirm_by)
