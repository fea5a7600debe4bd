"""Reminders of the review: each exactly once, on the day that is due."""

from datetime import timedelta
from typing import Any

import pytest

from commons.notifications.models import Message
from institutions.models import Application
from institutions.services import judging, review_reminders, reviewing
from institutions.tasks import remind_of_reviews
from tests.events.test_races import at_once
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.reviewing import make_handed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOON.date()


def ask(days: int) -> Application:
    """An application of which an answer is wanted in so many days."""
    application = make_handed_in()
    judging.prepare_question(application=application, task="purpose", reason="For whom?")
    judging.send_request(
        application=application, message="", due_on=TODAY + days * DAY, by=making.make_officer(), at=NOON
    )
    return Application.objects.get(pk=application.pk)


def told(what: str) -> list[Any]:
    return [message.recipient for message in Message.objects.filter(template=f"institutions/{what}").order_by("pk")]


def test_institution_is_reminded_three_days_before_and_once_after() -> None:
    application = ask(10)
    member = application.institution.members.get().user

    days = {day for day in range(30) for _twice in range(2) if review_reminders.remind(at=NOON + day * DAY)}

    assert days == {7, 11}
    assert told("answer_wanted") == [member, member]
    texts = [
        message.subject
        for message in Message.objects.filter(template="institutions/answer_wanted").order_by("created_at")
    ]
    assert "wanted by" in texts[0]
    assert "missing" in texts[1]


def test_answered_request_is_not_reminded_of() -> None:
    application = ask(2)
    application.requests.update(answered_at=NOON)
    Application.objects.filter(pk=application.pk).update(state="in-review")

    assert review_reminders.remind(at=NOON) == 0


def test_owner_is_told_once_of_each_day_that_passed() -> None:
    application, owner = make_handed_in(due_on=TODAY), making.make_officer()
    making.make_officer()
    reviewing.assign(applications=[application], owner=owner, by=making.make_officer(), at=NOON)

    assert [review_reminders.remind(at=NOON + day * DAY) for day in (0, 1, 1, 2)] == [0, 1, 0, 0]
    later = NOON + 2 * DAY
    reviewing.set_due(application=application, due_on=later.date(), at=later)
    assert [review_reminders.remind(at=NOON + day * DAY) for day in (2, 3, 4)] == [0, 1, 0]

    assert told("overdue") == [owner, owner]


def test_every_officer_is_told_of_what_nobody_owns() -> None:
    make_handed_in(state="submitted", due_on=TODAY - DAY)
    officers = [making.make_officer(), making.make_officer()]

    review_reminders.remind(at=NOON)

    assert set(told("overdue")) == set(officers)


def test_decided_application_is_never_overdue() -> None:
    for state in ("approved", "declined", "withdrawn", "more-asked"):
        make_handed_in(state=state, due_on=TODAY - DAY)
    making.make_officer()

    assert review_reminders.remind(at=NOON) == 0


def test_trouble_with_one_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make_handed_in(due_on=TODAY - DAY), make_handed_in(due_on=TODAY - DAY)
    making.make_officer()
    lock = review_reminders.lock_application

    def break_one(key: int) -> Application:
        if key == bad.pk:
            raise RuntimeError
        return lock(key)

    monkeypatch.setattr(review_reminders, "lock_application", break_one)

    assert review_reminders.remind(at=NOON) == 1
    assert good.reference in Message.objects.get().subject


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_remind_once() -> None:
    application = ask(2)
    late = make_handed_in(due_on=TODAY - DAY, owner=making.make_officer())

    at_once([lambda: review_reminders.remind(at=NOON)] * 8)

    assert len(told("answer_wanted")) == 1
    assert len(told("overdue")) == 1
    assert {application.state, late.state} == {"more-asked", "in-review"}


def test_beat_has_a_worker_remind(settings: Any) -> None:
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert remind_of_reviews.name in tasks
    remind_of_reviews()
