"""Jobs of the clock that die half way: run again, they do nothing twice and forget nothing.

A job dies as a process does: in the middle of writing, so that its transaction is rolled back, and without going on to
the next row. Each job is killed at every message that it writes, one after the other.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commons.notifications.models import Message
from institutions.models import Application, Booking, Contract, ContractReminder, Enquiry, Institution
from institutions.services import (
    abandonment,
    bookings,
    enquiry_reminders,
    judging,
    lifecycle,
    messages,
    review_reminders,
)
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.contracts import TODAY, countersigned
from tests.institutions.reviewing import make_handed_in

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOST_MESSAGES = 6
"""More than any of these jobs writes here; killed there, it is not killed at all."""


class Killed(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


def run_and_kill(monkeypatch: pytest.MonkeyPatch, job: Callable[[], object], *, at_message: int) -> bool:
    """Run the job and kill it when it has written so many messages, before the last is committed; whether it died."""
    written, notify = 0, messages.notify

    def dying(*args: Any, **kwargs: Any) -> Message:
        nonlocal written
        message = notify(*args, **kwargs)
        written += 1
        if written == at_message:
            raise Killed
        return message

    with monkeypatch.context() as patch:
        patch.setattr(messages, "notify", dying)
        try:
            job()
        except Killed:
            return True
    return False


def told() -> Counter[tuple[str, str]]:
    """How often each message was written: its template with the recipient."""
    found = Message.objects.values_list("template", "recipient__email", "key")
    return Counter((f"{template} {key}", email) for template, email, key in found)


def finishes(monkeypatch: pytest.MonkeyPatch, job: Callable[[], object], at_message: int, messages_in_all: int) -> None:
    """Kill the job at this message, run it twice more: every message is there, once."""
    died = run_and_kill(monkeypatch, job, at_message=at_message)

    assert died == (at_message <= messages_in_all)
    assert len(told()) < messages_in_all or not died
    job()
    after = told()
    assert set(after.values()) == {1}
    assert len(after) == messages_in_all
    job()
    assert told() == after


def settled_by_two() -> Institution:
    institution = making.make_settled(make_resident())
    making.make_member(institution)
    return institution


@pytest.mark.parametrize("at_message", range(1, MOST_MESSAGES))
def test_unused_rooms_are_given_back_once(monkeypatch: pytest.MonkeyPatch, at_message: int) -> None:
    institution = settled_by_two()
    made = [making.make_booking(institution=institution, starts_at=NOON + HOUR) for _ in range(2)]

    finishes(monkeypatch, lambda: bookings.release_unused(at=NOON + 2 * HOUR), at_message, messages_in_all=4)

    assert set(Booking.objects.values_list("state", flat=True)) == {"released"}
    assert [Booking.objects.get(pk=one.pk).calendar_sequence for one in made] == [1, 1]


@pytest.mark.parametrize("at_message", range(1, MOST_MESSAGES))
def test_officers_are_reminded_of_enquiries_once(monkeypatch: pytest.MonkeyPatch, at_message: int) -> None:
    officers = [making.make_officer(), making.make_officer()]
    for _ in range(2):
        making.make_enquiry()

    finishes(monkeypatch, lambda: enquiry_reminders.remind(at=NOON + 3 * DAY), at_message, messages_in_all=4)

    assert Enquiry.objects.filter(state="open").count() == 2
    assert {email for _message, email in told()} == {officer.email for officer in officers}


@pytest.mark.parametrize("at_message", range(1, MOST_MESSAGES))
def test_institutions_and_officers_are_reminded_of_applications_once(
    monkeypatch: pytest.MonkeyPatch, at_message: int
) -> None:
    asked, late = make_handed_in(), make_handed_in(due_on=TODAY - DAY)
    making.make_member(asked.institution)
    judging.prepare_question(application=asked, task="purpose", reason="For whom?")
    judging.send_request(application=asked, message="", due_on=TODAY + DAY, by=making.make_officer(), at=NOON)
    making.make_officer()
    Message.objects.all().delete()

    # Two who act for the institution; two officers, because nobody owns the other application.
    finishes(monkeypatch, lambda: review_reminders.remind(at=NOON), at_message, messages_in_all=4)

    assert set(Application.objects.values_list("state", flat=True)) == {"more-asked", late.state}


@pytest.mark.parametrize("at_message", range(1, MOST_MESSAGES))
def test_the_end_of_contracts_is_announced_once(monkeypatch: pytest.MonkeyPatch, at_message: int) -> None:
    for _ in range(2):
        countersigned(making.make_institution(member=make_resident()), ends_on=TODAY + 20 * DAY)
    Message.objects.all().delete()

    # Of each contract the institution and the officer who drafted it.
    finishes(monkeypatch, lambda: lifecycle.run(at=NOON), at_message, messages_in_all=4)

    assert set(Contract.objects.values_list("state", flat=True)) == {"expiring"}
    assert ContractReminder.objects.count() == 2


@pytest.mark.parametrize("at_message", range(1, MOST_MESSAGES))
def test_officers_are_told_once_of_institutions_that_nobody_represents(
    monkeypatch: pytest.MonkeyPatch, at_message: int
) -> None:
    for _ in range(2):
        making.make_application(state="submitted")
        making.make_officer()

    finishes(monkeypatch, lambda: abandonment.report(at=NOON), at_message, messages_in_all=4)


@pytest.mark.parametrize("at_message", range(1, MOST_MESSAGES))
def test_contracts_expire_once(monkeypatch: pytest.MonkeyPatch, at_message: int) -> None:
    contracts = [
        countersigned(making.make_institution(member=make_resident()), ends_on=TODAY + 20 * DAY, grace_days=0)
        for _ in range(2)
    ]
    Message.objects.all().delete()

    finishes(monkeypatch, lambda: lifecycle.run(at=NOON + 21 * DAY), at_message, messages_in_all=4)

    moves = [[step.move for step in contract.steps.all()] for contract in contracts]
    assert [one[-2:] for one in moves] == [["near-end", "expire"]] * 2
    assert all(one.count("expire") == 1 for one in moves)
