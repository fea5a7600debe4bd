"""Reminders of the review: to institutions before and after the day of an answer, to officers after their own day.

What was written is the memory of it: the key of each message holds the day, so that any number of workers, killed at
any moment, write it once.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from commons.lib.dates import day_in_beijing
from commons.notifications.models import Message
from institutions.models import Application, Request
from institutions.officers import officers
from institutions.services import review_news
from institutions.services.transactions import lock_application, one_transaction
from institutions.states import ApplicationState

DAYS_BEFORE = timedelta(days=3)
WITH_OFFICERS = (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.RECOMMENDED)
logger = logging.getLogger(__name__)


def remind(*, at: datetime) -> int:
    """Write every reminder that is due, each in a transaction of its own; says for how many applications."""
    today = day_in_beijing(at)
    return _each(_asked(today), _remind_institution, at) + _each(_overdue(today), _remind_officers, at)


def _each(keys: Iterable[int], remind_one: Callable[..., bool], at: datetime) -> int:
    """One in trouble does not keep the others waiting."""
    written = 0
    for key in keys:
        try:
            written += remind_one(key, at=at)
        except Exception:
            logger.exception("The reminder of application %s could not be written", key)
    return written


def _asked(today: date) -> list[int]:
    """Applications whose answer is due within three days, or overdue, and not reminded of yet."""
    standing = Request.objects.filter(
        sent_at__isnull=False, answered_at=None, due_on__lte=today + DAYS_BEFORE,
        application__state=ApplicationState.MORE_ASKED,
    )  # fmt: skip
    return [
        request.application_id
        for request in standing.only("due_on", "application_id")
        if not _is_written(review_news.key_of_reminder(request.pk, request.due_on, _when(request, today)))
    ]


def _overdue(today: date) -> list[int]:
    late = _late(today).only("due_on")
    return [application.pk for application in late if not _is_written(review_news.key_of_overdue(application))]


def _late(today: date) -> "QuerySet[Application]":
    return Application.objects.filter(state__in=WITH_OFFICERS, due_on__lt=today)


def _is_written(key: str) -> bool:
    """Whether somebody was told already: the keys of the messages go on with the recipient."""
    return Message.objects.filter(key__startswith=f"{key}:").exists()


def _when(request: Request, today: date) -> str:
    return "over" if request.due_on and request.due_on < today else "soon"


@one_transaction
def _remind_institution(application_id: int, *, at: datetime) -> bool:
    # Locked: an answer that arrives at this moment comes before, and nothing is written, or after.
    application = lock_application(application_id)
    request = application.requests.filter(sent_at__isnull=False, answered_at=None).first()
    if application.state != ApplicationState.MORE_ASKED or request is None or request.due_on is None:
        return False
    is_over = request.due_on < day_in_beijing(at)
    return bool(review_news.tell_answer_wanted(application, request, is_over=is_over, at=at))


@one_transaction
def _remind_officers(application_id: int, *, at: datetime) -> bool:
    """Tell the owner; without one, every officer, so that somebody takes it."""
    application = lock_application(application_id)
    if not _late(day_in_beijing(at)).filter(pk=application.pk).exists():
        return False
    told = [application.owner] if application.owner else list(officers())
    return bool([review_news.tell_overdue(application, officer, at=at) for officer in told])
