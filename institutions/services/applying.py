"""An application on the institution's side: begun, handed in, answered, withdrawn."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.utils.text import slugify

from commons.lib.languages import suffix
from commons.lib.references import new_reference
from commons.translations.services import record_edit
from institutions import errors
from institutions.application_facts import facts_of, standing_papers
from institutions.deadlines import due_in
from institutions.errors.applying import ContractConcluded, Incomplete, NothingChanged, TooManyApplications
from institutions.models import Application, Contract, Institution, Member, Paper, Request, Revision, Step, Task
from institutions.models.institution import PAGES
from institutions.revisions import snapshot
from institutions.services.applying_news import tell_submitted, tell_withdrawn
from institutions.services.contract_copies import take_back_copies
from institutions.services.moving import move_application, move_contract
from institutions.services.review_news import tell_answered
from institutions.services.transactions import (
    lock_application,
    lock_contract,
    lock_institution,
    one_transaction,
)
from institutions.states import OPEN_APPLICATION, ApplicationState, ContractState
from institutions.task_list import Facts, KindPart, Part, Status, TaskList, task_list

if TYPE_CHECKING:
    from commons.accounts.models import User

MOST_DRAFTS = 5
"""So many applications one person has begun and not handed in; more are no work but a flood."""
BEFORE_SIGNING = (ContractState.DRAFTED, ContractState.SIGNED)
NO_CONTRACT = (ContractState.DROPPED,)


@one_transaction
def begin(*, kind: str, country: str, name: str, language: str, by: "User", at: datetime) -> Application:
    """A new institution that the person represents, and its application. Raises TooManyApplications.

    `name` is in the language of the page; the others are added later.
    """
    # The person's row is the lock: their drafts are counted behind it.
    get_user_model().objects.select_for_update(no_key=True).values_list("pk").get(pk=by.pk)
    drafts = Application.objects.filter(created_by=by, state=ApplicationState.DRAFT).count()
    if drafts >= MOST_DRAFTS:
        raise TooManyApplications(drafts)
    reference = new_reference("O")
    institution = Institution.objects.create(
        reference=reference, slug=_free_slug(name, reference), kind=kind, country=country, created_at=at,
        **{f"name_{suffix(language)}": name},
    )  # fmt: skip
    record_edit(institution, changed={"name": {language}}, editor=by, at=at)
    Member.objects.create(institution=institution, user=by, duty=Member.Duty.REPRESENTATIVE, since=at)
    _forget_roles(by)
    return _open(institution, language=language, by=by, at=at)


@one_transaction
def begin_again(*, institution: Institution, language: str, by: "User", at: datetime) -> Application:
    """Another application of an institution whose earlier ones are over, with what the last one said.

    Raises AlreadyApplying.
    """
    # Locked: colleagues who begin at the same moment get one application, not two.
    institution = lock_institution(institution.pk)
    if institution.applications.filter(state__in=OPEN_APPLICATION).exists():
        raise errors.AlreadyApplying
    last = institution.applications.exclude(state=ApplicationState.APPROVED).first()
    kept = (
        "representative_name", "representative_position", "representative_email", "representative_phone", "authority",
        "purpose", "area", "desks", "room_hours", "months",
    )  # fmt: skip
    said = {name: getattr(last, name) for name in kept} if last else {}
    return _open(institution, language=language, by=by, at=at, **said)


@one_transaction
def submit(*, application: Application, by: "User", at: datetime) -> Step:
    """Hand the application in, whole. Raises Incomplete, WrongState or NotYourMove; nothing is changed then."""
    application = _lock_both(application)
    facts = facts_of(application, at=at)
    if application.state == ApplicationState.DRAFT:
        _refuse_incomplete(task_list(facts))
    application.submitted_at = at
    application.due_on = due_in(ApplicationState.SUBMITTED, at)
    step = move_application(application=application, name="submit", by=by, at=at)
    _keep_revision(facts, by=by, at=at)
    tell_submitted(application, step=step, at=at)
    return step


@one_transaction
def answer(*, application: Application, words: str, by: "User", at: datetime) -> Step:
    """Answer what was asked: what was changed counts, and `words` say why something stays as it is.

    Raises Incomplete, NothingChanged, WrongState or NotYourMove.
    """
    application = _lock_both(application)
    facts = facts_of(application, at=at)
    request = facts.request
    if request is None:
        raise errors.WrongState
    listed = task_list(facts)
    if listed.unchanged and not words.strip():
        raise NothingChanged(_named(listed.unchanged))
    _refuse_incomplete(listed, but_for_unchanged=True)
    application.due_on = due_in(ApplicationState.IN_REVIEW, at)
    step = move_application(application=application, name="answer", by=by, at=at)
    request.answered_at, request.answer = at, words.strip()
    request.save(update_fields=["answered_at", "answer"])
    _replace_returned(facts)
    _keep_revision(facts, by=by, at=at)
    tell_submitted(application, step=step, at=at)
    tell_answered(application, step=step, at=at)
    return step


@one_transaction
def withdraw(*, application: Application, by: "User", at: datetime) -> Step:
    """Take the application back, and with it a contract that not both have signed.

    Raises ContractConcluded, WrongState or NotYourMove.
    """
    application = _lock_both(application)
    # In the order of locks: the application first, then its contract, which may be countersigned at this moment.
    contracts = Contract.objects.filter(application=application).exclude(state__in=NO_CONTRACT).order_by("pk")
    held = [lock_contract(pk) for pk in contracts.values_list("pk", flat=True)]
    if any(contract.state not in (*BEFORE_SIGNING, *NO_CONTRACT) for contract in held):
        raise ContractConcluded
    application.due_on = None
    step = move_application(application=application, name="withdraw", by=by, at=at)
    for contract in held:
        if contract.state in BEFORE_SIGNING:
            move_contract(contract=contract, name="drop", by=by, at=at)
            take_back_copies(contract=contract, at=at)
    Request.objects.filter(application=application, sent_at=None).delete()
    if application.submitted_at:
        tell_withdrawn(application, step=step, at=at)
    return step


def _lock_both(application: Application) -> Application:
    """The application with its institution, both locked: colleagues may be changing the answers of either."""
    institution = lock_institution(application.institution_id)
    application = lock_application(application.pk)
    application.institution = institution
    return application


def _open(institution: Institution, *, language: str, by: "User", at: datetime, **said: object) -> Application:
    return Application.objects.create(
        reference=new_reference("T"), institution=institution, language=language, state_since=at, created_at=at,
        created_by=by, **said,
    )  # fmt: skip


def _free_slug(name: str, reference: str) -> str:
    """An address from the name, if it can be written in ASCII and is free; from the reference otherwise."""
    slug = slugify(name)[:60].strip("-")
    if len(slug) < 3:
        return reference.lower()
    taken = slug in PAGES or Institution.objects.filter(slug=slug).exists()
    return f"{slug}-{reference[-4:].lower()}" if taken else slug


def _refuse_incomplete(listed: TaskList, *, but_for_unchanged: bool = False) -> None:
    missing = [part for part in listed.unfinished if not (but_for_unchanged and _is_excused(part, listed))]
    if missing:
        raise Incomplete(_named(missing))


def _is_excused(part: Part, listed: TaskList) -> bool:
    """Whether nothing is wrong with the part but that it stays as it was, for a reason that is given."""
    if part.task == Task.DOCUMENTS:
        return part.status == Status.PROBLEM and not any(kind.blocks and not kind.is_unchanged for kind in listed.kinds)
    return part.is_unchanged and not part.missing


def _named(parts: "list[Part] | list[Part | KindPart]") -> str:
    return ", ".join(str(part.kind.name if isinstance(part, KindPart) else part.task.label) for part in parts)


def _replace_returned(facts: Facts) -> None:
    """What was returned makes way for what came instead; it stays for the officers to compare."""
    came = {paper.kind_id for paper in facts.papers if facts.is_new(paper)}
    for paper in facts.papers:
        if paper.state == Paper.State.RETURNED and paper.kind_id in came:
            paper.state = Paper.State.REPLACED
            paper.save(update_fields=["state"])


def _keep_revision(facts: Facts, *, by: "User", at: datetime) -> Revision:
    """Write down what the application says now, behind its lock."""
    application = facts.application
    last = application.revisions.aggregate(last=Max("number"))["last"] or 0
    content = snapshot(application, standing_papers(facts.papers))
    return Revision.objects.create(application=application, number=last + 1, content=content, by=by, at=at)


def _forget_roles(person: "User") -> None:
    """Have the roles asked anew: they have just changed."""
    if hasattr(person, "_roles"):
        del person._roles
