"""Reminders: a day and two hours before, each exactly once, and none for a time that no longer holds."""

import threading
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection, transaction

from commons.lib.waking import breaker
from commons.notifications.models import Delivery, Message
from commons.notifications.services import deliver_due, sweep
from legal_services import tasks
from legal_services.models import Appointment
from legal_services.services import changing, messages, reminders
from legal_services.services.reminders import remind
from tests.factories import NOON
from tests.legal_services.making import make_appointment

START = (NOON + timedelta(days=4)).replace(hour=10)
"""A Thursday morning, some days after it was booked."""
DAY_BEFORE = START - timedelta(hours=24)
TWO_HOURS_BEFORE = START - timedelta(hours=2)


def make_guest(**fields: object) -> Appointment:
    """An appointment that was booked days ahead by a client without an account."""
    return make_appointment(**{"email": "guest@example.org", "starts_at": START} | fields)  # type: ignore[arg-type]


def written() -> int:
    """How many reminders were written."""
    return Message.objects.filter(template="legal_services/reminder").count()


@pytest.mark.django_db
def test_each_reminder_comes_at_its_time_and_once() -> None:
    make_guest()
    counts = []

    for moment in (
        DAY_BEFORE - timedelta(minutes=1), DAY_BEFORE, DAY_BEFORE + timedelta(minutes=1),
        TWO_HOURS_BEFORE - timedelta(minutes=1), TWO_HOURS_BEFORE, TWO_HOURS_BEFORE + timedelta(minutes=1),
        START, START + timedelta(hours=1),
    ):  # fmt: skip
        remind(at=moment)
        counts.append(written())

    assert counts == [0, 1, 1, 1, 2, 2, 2, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(("late", "expected"), [(timedelta(hours=20), 1), (timedelta(hours=21, minutes=30), 0)])
def test_a_late_worker_reminds_while_it_helps(late: timedelta, expected: int) -> None:
    make_guest()

    remind(at=DAY_BEFORE + late)

    assert written() == expected


@pytest.mark.django_db
def test_none_after_a_cancellation() -> None:
    appointment = make_guest()
    changing.cancel(appointment=appointment, by=None, at=NOON)

    remind(at=DAY_BEFORE)
    remind(at=TWO_HOURS_BEFORE)

    assert written() == 0


@pytest.mark.django_db
def test_a_reminder_that_waits_for_the_mail_server_is_stopped_by_a_cancellation() -> None:
    appointment = make_guest()
    remind(at=DAY_BEFORE)

    changing.cancel(appointment=appointment, by=None, at=DAY_BEFORE + timedelta(minutes=1))
    deliver_due(at=DAY_BEFORE + timedelta(minutes=2))

    assert [sent.subject for sent in mail.outbox] == [f"Appointment {appointment.reference} is cancelled"]
    reminder = Delivery.objects.get(message__template="legal_services/reminder")
    assert reminder.state == Delivery.State.DROPPED


@pytest.mark.django_db
def test_a_moved_appointment_is_reminded_of_its_new_time_only() -> None:
    appointment = make_guest()
    remind(at=DAY_BEFORE)

    later = START + timedelta(days=1)
    changing.move(appointment=appointment, starts_at=later, by=None, at=DAY_BEFORE + timedelta(minutes=1))
    for moment in (TWO_HOURS_BEFORE, later - timedelta(hours=24), later - timedelta(hours=2)):
        remind(at=moment)
    deliver_due(at=later - timedelta(hours=2))

    subjects = [sent.subject for sent in mail.outbox if sent.subject.startswith("Reminder")]
    assert len(subjects) == 1
    assert "Fri 27 Nov" in subjects[0]
    assert written() == 3


@pytest.mark.django_db
def test_who_books_within_the_day_is_not_reminded_of_what_they_just_did() -> None:
    make_guest(created_at=START - timedelta(hours=5))

    remind(at=START - timedelta(hours=4))
    assert written() == 0

    remind(at=TWO_HOURS_BEFORE)
    assert written() == 1


@pytest.mark.django_db
def test_without_an_address_nobody_is_asked_again_and_again() -> None:
    make_guest(email="")

    assert list(reminders._due(DAY_BEFORE)) == []


@pytest.mark.django_db
def test_a_reminder_that_could_not_leave_in_time_stays() -> None:
    make_guest()
    remind(at=TWO_HOURS_BEFORE)

    deliver_due(at=START + timedelta(minutes=1))

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one() -> None:
    make_guest()
    ready = threading.Barrier(4, timeout=20)

    def work() -> None:
        ready.wait()
        remind(at=DAY_BEFORE)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert written() == 1
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_it_commits_leaves_the_reminder_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    make_guest()
    told = messages.tell

    def killed(*args: object, **kwargs: object) -> None:
        told(*args, **kwargs)  # type: ignore[arg-type]
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(messages, "tell", killed)
        with pytest.raises(SystemExit):
            remind(at=DAY_BEFORE)
    assert written() == 0

    remind(at=DAY_BEFORE + timedelta(minutes=1))

    assert written() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_sends_is_followed_by_one_that_does() -> None:
    from commons.notifications.services.delivery import POLICY, claim

    make_guest()
    remind(at=DAY_BEFORE)
    claim(channel="email", at=DAY_BEFORE, policy=POLICY)

    deliver_due(at=DAY_BEFORE + timedelta(seconds=1))
    assert mail.outbox == []

    sweep(at=DAY_BEFORE + POLICY.lease + timedelta(seconds=1))
    sweep(at=DAY_BEFORE + 2 * POLICY.lease)
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_with_the_broker_down_the_reminder_is_written_and_leaves_with_the_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from commons.lib import waking

    def no_broker(*_args: object, **_kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(waking, "_bell", no_broker)
    make_guest()

    with time_machine.travel(DAY_BEFORE, tick=False):
        tasks.remind()
    breaker.reset()
    sweep(at=DAY_BEFORE + timedelta(seconds=30))

    assert written() == 1
    assert len(mail.outbox) == 1


def between(first: datetime, act: str) -> int:
    """Write a reminder while another transaction that holds the appointment cancels it; how many mails leave."""
    appointment = make_guest()
    locked, go_on = threading.Event(), threading.Event()

    def cancels() -> None:
        with transaction.atomic():
            if act == "cancel":
                changing.cancel(appointment=appointment, by=None, at=first)
            else:
                changing.move(appointment=appointment, starts_at=START + timedelta(days=1), by=None, at=first)
            locked.set()
            go_on.wait(1)
        connection.close()

    def reminds() -> None:
        remind(at=first)
        connection.close()

    one = threading.Thread(target=cancels)
    one.start()
    assert locked.wait(20)
    other = threading.Thread(target=reminds)
    other.start()
    other.join(0.5)
    go_on.set()
    one.join()
    other.join()
    return written()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["cancel", "move"])
def test_a_reminder_waits_for_a_cancellation_under_way(act: str) -> None:
    assert between(DAY_BEFORE, act) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["cancel", "move"])
def test_without_the_lock_the_cancelled_appointment_is_reminded_of(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the appointment is read without locking its row."""

    def unlocked(appointment_id: int) -> Appointment:
        return Appointment.objects.select_related("service__venue").get(pk=appointment_id)

    monkeypatch.setattr(reminders, "lock_appointment", unlocked)

    assert between(DAY_BEFORE, act) == 1
