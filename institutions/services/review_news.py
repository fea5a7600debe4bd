"""What an institution is told about its application, and what officers are told; never a word meant for colleagues."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from commons.notifications.models import Message
from institutions.models import Application, Letter, Request, Step
from institutions.services.addresses import own_queue, page_of_application, page_of_review
from institutions.services.messages import tell_members, tell_officer

if TYPE_CHECKING:
    from commons.accounts.models import User


def tell_asked(application: Application, request: Request, *, at: datetime) -> list[Message]:
    """Tell the members that more is asked, in how many points, and by when."""
    return tell_members(
        application.institution, "asked", key=f"institutions-asked:{request.pk}", at=at,
        url=page_of_application(application), application=application, due_on=request.due_on,
        count=request.items.count(), words_on_top=request.message,
    )  # fmt: skip


def tell_decision(application: Application, *, at: datetime) -> list[Message]:
    """Tell the members that the application is approved or declined, with the reason that was written for them."""
    return tell_members(
        application.institution, "decided", key=f"institutions-decided:{application.pk}", at=at,
        url=page_of_application(application), application=application, reason=application.decision_reason,
        is_approved=application.state == Application.State.APPROVED,
    )  # fmt: skip


def tell_letter(letter: Letter, *, at: datetime) -> list[Message]:
    """Bring the members a letter, in the language in which it was written."""
    application = letter.application
    return tell_members(
        application.institution, "letter", key=f"institutions-letter:{letter.pk}", at=at,
        url=page_of_application(application), application=application, letter=letter,
    )  # fmt: skip


def tell_answer_wanted(application: Application, request: Request, *, is_over: bool, at: datetime) -> list[Message]:
    """Remind the members of what is asked: three days before the day, and when it is over."""
    when = "over" if is_over else "soon"
    return tell_members(
        application.institution, "answer_wanted", key=key_of_reminder(request.pk, request.due_on, when), at=at,
        url=page_of_application(application), application=application, due_on=request.due_on, is_over=is_over,
    )  # fmt: skip


def key_of_reminder(request_id: int, due_on: date | None, when: str) -> str:
    """What tells a reminder apart; the day is part of it, so that another day has reminders of its own."""
    return f"institutions-answer:{request_id}:{due_on}:{when}"


def tell_sent_back(application: Application, officer: "User", *, step: Step, at: datetime) -> Message:
    """Tell the officer who recommended that a colleague sent it back to review."""
    return tell_officer(
        officer, "sent_back", key=f"institutions-sent-back:{step.pk}", url=page_of_review(application), at=at,
        application=application, institution=application.institution,
    )  # fmt: skip


def tell_given(given: Sequence[Application], owner: "User", *, by: "User", at: datetime) -> Message | None:
    """Tell an officer that a colleague gave them applications: one message for all that were given in one act.

    None for an account to which no message may go.
    """
    if not owner.may_be_written_to:
        return None
    first = given[0]
    url = page_of_review(first) if len(given) == 1 else own_queue()
    return tell_officer(
        owner, "given", key=f"institutions-given:{first.pk}:{at.isoformat()}", url=url, at=at, given=given, person=by,
        application=first, institution=first.institution,
    )  # fmt: skip


def tell_answered(application: Application, *, step: Step, at: datetime) -> Message | None:
    """Tell the owner that the institution has answered; nobody, when nobody owns the application."""
    if application.owner is None:
        return None
    return tell_officer(
        application.owner, "answered", key=f"institutions-answered:{step.pk}", url=page_of_review(application), at=at,
        application=application, institution=application.institution,
    )  # fmt: skip


def tell_overdue(application: Application, officer: "User", *, at: datetime) -> Message:
    """Tell an officer that an application waits for longer than was promised."""
    return tell_officer(
        officer, "overdue", key=key_of_overdue(application), url=page_of_review(application), at=at,
        application=application, institution=application.institution, due_on=application.due_on,
    )  # fmt: skip


def key_of_overdue(application: Application) -> str:
    """What tells the reminder apart: the application and the day by which it was due."""
    return f"institutions-overdue:{application.pk}:{application.due_on}"
