"""The review of an application: taken up, assigned, noted, recommended by one officer and decided by a second."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from commons.lib.dates import day_in_beijing
from institutions.deadlines import due_in
from institutions.errors import WrongState, reviewing
from institutions.models import Application, Check, CheckItem, Note, Paper, Step
from institutions.roles import roles_of
from institutions.services import review_news
from institutions.services.moving import move_application
from institutions.services.transactions import lock_application, one_transaction
from institutions.states import OPEN_APPLICATION, ApplicationState

if TYPE_CHECKING:
    from commons.accounts.models import User

State = ApplicationState
Verdict = Application.Verdict
Findings = Mapping[CheckItem, tuple[str, str]]
"""For each item of the checklist what was found (a value of Check.Finding), and a note for colleagues."""


@one_transaction
def take_up(*, application: Application, by: "User", at: datetime) -> Step:
    """Begin the review; the officer becomes the owner unless there is one. Raises WrongState or NotYourMove."""
    application = lock_application(application.pk)
    application.owner_id = application.owner_id or by.pk
    application.due_on = due_in(State.IN_REVIEW, at)
    return move_application(application=application, name="take-up", by=by, at=at)


@one_transaction
def assign(*, applications: Iterable[Application], owner: "User | None", by: "User", at: datetime) -> int:
    """Give the applications to one officer, or to nobody; those that are over stay as they are. Says how many changed.

    The officer is told once of all that were given, unless they took them themselves.
    Raises NotAnOfficer when the person does not receive institutions, or acts for one of these.
    """
    keys = sorted(application.pk for application in applications)
    roles = roles_of(owner) if owner else None
    given = []
    # Locked one after the other in the order of their keys, so that two officers who assign at once do not deadlock.
    for application in map(lock_application, keys):
        if roles and (not roles.is_officer or application.institution_id in roles.institutions):
            raise reviewing.NotAnOfficer
        if application.state in OPEN_APPLICATION and application.owner_id != getattr(owner, "pk", None):
            application.owner = owner
            application.save(update_fields=["owner"])
            given.append(application)
    if given and owner is not None and owner != by:
        review_news.tell_given(given, owner, by=by, at=at)
    return len(given)


@one_transaction
def set_due(*, application: Application, due_on: date, at: datetime) -> Application:
    """Say by which day the officers will have acted. Raises WrongState or DayOver."""
    application = lock_application(application.pk)
    if application.state not in {State.SUBMITTED, State.IN_REVIEW, State.RECOMMENDED}:
        raise WrongState
    if due_on != application.due_on:
        refuse_past(due_on, at)
        application.due_on = due_on
        application.save(update_fields=["due_on"])
    return application


@one_transaction
def write_note(*, application: Application, text: str, by: "User", at: datetime) -> Note:
    """Say something to the other officers; nobody else ever reads it, and nobody takes it back."""
    return Note.objects.create(application=application, text=text, by=by, at=at)


@one_transaction
def note_findings(*, application: Application, findings: Findings, by: "User", at: datetime) -> int:
    """Note what was found on items of the checklist; what did not change keeps its officer and time. Says how many did.

    Raises NotUnderReview.
    """
    application = lock_application(application.pk)
    refuse_unless_under_review(application)
    known = {check.item_id: check for check in Check.objects.filter(application=application)}
    changed = 0
    for item, (finding, note) in findings.items():
        check = known.get(item.pk) or Check(application=application, item=item)
        if (check.finding, check.note) != (finding, note):
            check.finding, check.note, check.by, check.at = finding, note, by, at
            check.save()
            changed += 1
    return changed


@one_transaction
def recommend(*, application: Application, verdict: str, note: str, by: "User", at: datetime) -> Step:
    """Say how a second officer should decide, and to the colleagues why.

    Every item of the checklist has a finding then, nothing stays to be asked, and for an approval every document that
    stands is accepted. Raises ChecklistOpen, QuestionsPrepared, PapersOpen, WrongState or NotYourMove.
    """
    application = lock_application(application.pk)
    if application.state == State.IN_REVIEW:
        _refuse_unfinished(application, verdict)
    application.verdict, application.recommended_by = verdict, by
    application.due_on = due_in(State.RECOMMENDED, at)
    step = move_application(application=application, name="recommend", by=by, at=at)
    Note.objects.create(application=application, text=note, by=by, at=at)
    return step


@one_transaction
def send_back(*, application: Application, note: str, by: "User", at: datetime) -> Step:
    """Return a recommendation to review, with a note for colleagues. Raises WrongState, SecondOfficerNeeded, …"""
    application = lock_application(application.pk)
    first = application.recommended_by
    application.due_on = due_in(State.IN_REVIEW, at)
    step = move_application(application=application, name="send-back", by=by, at=at)
    application.verdict, application.recommended_by = "", None
    application.save(update_fields=["verdict", "recommended_by"])
    Note.objects.create(application=application, text=note, by=by, at=at)
    if first:
        review_news.tell_sent_back(application, first, step=step, at=at)
    return step


@one_transaction
def decide(*, application: Application, verdict: str, reason: str, by: "User", at: datetime) -> Step:
    """Approve or decline as recommended, as a second officer, with a reason that the institution reads.

    The reason may be empty for an approval. Raises AgainstRecommendation, SecondOfficerNeeded, WrongState, …
    """
    application = lock_application(application.pk)
    if application.state == State.RECOMMENDED and application.verdict != verdict:
        raise reviewing.AgainstRecommendation
    application.decided_by, application.decided_at = by, at
    application.decision_reason = reason
    application.due_on = None
    step = move_application(application=application, name=verdict, by=by, at=at)
    review_news.tell_decision(application, at=at)
    return step


def refuse_unless_under_review(application: Application) -> None:
    """Raises NotUnderReview unless the officers are looking at it."""
    if application.state != State.IN_REVIEW:
        raise reviewing.NotUnderReview


def refuse_past(day: date, at: datetime) -> None:
    """Raises DayOver for a day before today."""
    if day < day_in_beijing(at):
        raise reviewing.DayOver


def _refuse_unfinished(application: Application, verdict: str) -> None:
    looked_at = Check.objects.filter(application=application).values("item")
    if missing := CheckItem.objects.filter(is_active=True).exclude(pk__in=looked_at):
        raise reviewing.ChecklistOpen(open=" · ".join(str(item) for item in missing))
    if application.requests.filter(sent_at=None).exists():
        raise reviewing.QuestionsPrepared
    standing = application.papers.select_related("kind").exclude(state=Paper.State.REPLACED)
    if verdict == Verdict.APPROVE and (waiting := standing.exclude(state=Paper.State.ACCEPTED)):
        raise reviewing.PapersOpen(open=" · ".join(str(paper.kind) for paper in waiting))
