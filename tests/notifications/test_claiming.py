"""Many workers on one queue: no message is sent twice, and without the lock some are."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection

from commons.notifications.models import DeliveryQuerySet
from commons.notifications.services import deliver_due, post
from commons.notifications.services.delivery import Policy
from tests.notifications.post_office import PostOffice

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
WORKERS, MESSAGES = 20, 100

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("post_office")]


def send_with_many_workers(round_: int = 0) -> tuple[list[str], list[OperationalError]]:
    """Queue the messages, have the workers start at the same moment; gives what was sent, and what deadlocked."""
    deadlocks: list[OperationalError] = []
    for number in range(MESSAGES):
        key = f"hello:{round_}:{number}"
        post(address="a@example.org", language="en", subject="Hi", text="Hi", key=key, at=NOON)
    barrier = Barrier(WORKERS)
    PostOffice.seconds = 0.01

    def work() -> None:
        barrier.wait()
        try:
            deliver_due(at=NOON, policy=Policy(batch=5))
        except OperationalError as error:
            deadlocks.append(error)
        connection.close()

    workers = [Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return PostOffice.sent, deadlocks


def test_twenty_workers_send_every_message_once() -> None:
    sent, deadlocks = send_with_many_workers()

    assert not deadlocks
    assert len(sent) == MESSAGES
    assert len(set(sent)) == MESSAGES


def test_without_the_lock_the_same_workers_send_some_twice_or_stop_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(rows: DeliveryQuerySet, **_how: Any) -> DeliveryQuerySet:
        return rows.all()

    monkeypatch.setattr(DeliveryQuerySet, "select_for_update", unlocked)

    def went_wrong(round_: int) -> bool:
        sent, deadlocks = send_with_many_workers(round_)
        return len(sent) > MESSAGES * (round_ + 1) or bool(deadlocks)

    assert any(went_wrong(round_) for round_ in range(10))
