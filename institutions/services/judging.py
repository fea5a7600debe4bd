"""Documents of an application, accepted or returned, and what is asked of the institution: prepared, then sent."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from institutions.errors import reviewing
from institutions.models import Application, Paper, PaperKind, Request, RequestItem, Step, Task
from institutions.services import review_news
from institutions.services.moving import move_application
from institutions.services.reviewing import refuse_past, refuse_unless_under_review
from institutions.services.transactions import lock_application, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def accept_paper(*, paper: Paper, valid_until: date | None = None, by: "User", at: datetime) -> Paper:
    """Accept a document; one that expires with its last day. A question about it is taken out of what is prepared.

    Raises NotUnderReview, PaperReplaced or ValidityNeeded.
    """
    application, paper = _lock(paper)
    if paper.kind.expires and valid_until is None:
        raise reviewing.ValidityNeeded
    if valid_until:
        try:
            refuse_past(valid_until, at)
        except reviewing.DayOver as over:
            raise reviewing.ValidityNeeded from over
    paper.valid_until = valid_until
    _judge(paper, Paper.State.ACCEPTED, reason="", by=by, at=at)
    _take_out(application, kind=paper.kind)
    return paper


@one_transaction
def return_paper(*, paper: Paper, reason: str, by: "User", at: datetime) -> Paper:
    """Return a document with a reason in the institution's language, and prepare to ask for another.

    The institution learns of it when the request is sent. Raises NotUnderReview or PaperReplaced.
    """
    application, paper = _lock(paper)
    _judge(paper, Paper.State.RETURNED, reason=reason, by=by, at=at)
    request = _prepared(application)
    RequestItem.objects.update_or_create(
        request=request, task=Task.DOCUMENTS, kind=paper.kind, defaults={"reason": reason}
    )
    return paper


@one_transaction
def prepare_question(*, application: Application, task: str, kind: PaperKind | None = None, reason: str) -> RequestItem:
    """Prepare to ask about one part, or for one kind of document; it reopens only that.

    Raises NotUnderReview or AskedAlready.
    """
    application = lock_application(application.pk)
    refuse_unless_under_review(application)
    request = _prepared(application)
    if request.items.filter(task=task, kind=kind).exists():
        raise reviewing.AskedAlready
    return request.items.create(task=task, kind=kind, reason=reason)


@one_transaction
def take_out_question(*, application: Application, item: RequestItem) -> None:
    """Take a question out of what is prepared; a document that was returned with it waits to be looked at again.

    Raises NotUnderReview; nothing happens to what has been sent.
    """
    application = lock_application(application.pk)
    refuse_unless_under_review(application)
    if item.kind_id:
        application.papers.filter(kind=item.kind_id, state=Paper.State.RETURNED).update(
            state=Paper.State.ADDED, reason="", reviewed_by=None, reviewed_at=None
        )
    _take_out(application, item=item)


@one_transaction
def send_request(*, application: Application, message: str, due_on: date, by: "User", at: datetime) -> Step:
    """Ask what was prepared, to be answered by the day; it is the institution's turn then, and its members are told.

    Raises NothingAsked, DayOver, WrongState or NotYourMove.
    """
    application = lock_application(application.pk)
    refuse_past(due_on, at)
    request = application.requests.filter(sent_at=None).first()
    application.due_on = due_on
    step = move_application(application=application, name="ask", by=by, at=at)
    if request is None:
        raise reviewing.NothingAsked
    request.message, request.due_on, request.asked_by, request.sent_at = message, due_on, by, at
    request.save()
    review_news.tell_asked(application, request, at=at)
    return step


def _lock(paper: Paper) -> tuple[Application, Paper]:
    """The application, locked, and the paper as it stands behind the lock."""
    application = lock_application(paper.application_id)
    refuse_unless_under_review(application)
    paper = Paper.objects.select_related("kind").get(pk=paper.pk)
    if paper.state == Paper.State.REPLACED:
        raise reviewing.PaperReplaced
    return application, paper


def _judge(paper: Paper, state: str, *, reason: str, by: "User", at: datetime) -> None:
    paper.state, paper.reason, paper.reviewed_by, paper.reviewed_at = state, reason, by, at
    paper.save()


def _prepared(application: Application) -> Request:
    """What is being prepared; begun if nothing is. The application's row is locked."""
    return application.requests.get_or_create(answered_at=None, sent_at=None)[0]


def _take_out(application: Application, *, kind: PaperKind | None = None, item: RequestItem | None = None) -> None:
    """Take out one item of what is prepared; without any item there is nothing prepared."""
    items = RequestItem.objects.filter(request__application=application, request__sent_at=None)
    (items.filter(pk=item.pk) if item else items.filter(kind=kind)).delete()
    if not items.exists():
        application.requests.filter(sent_at=None).delete()
