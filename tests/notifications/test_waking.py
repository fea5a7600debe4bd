"""Waking a worker: at once when there is a broker, and never at the resident's cost when there is none."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import transaction

from commons.lib import waking
from commons.notifications import services, tasks
from commons.notifications.models import Delivery
from commons.notifications.services import notify
from tests.factories import make_resident

TASK = "commons.notifications.tasks.deliver"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("closed_breaker")]


@pytest.fixture
def broker_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give a way to point this process at another broker."""

    def point(url: str) -> None:
        monkeypatch.setattr(current_app.conf, "broker_url", url)
        waking._producers.cache_clear()

    return point


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Give a port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        yield listener.getsockname()[1]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the tasks that are sent instead of sending them."""
    names: list[str] = []
    monkeypatch.setattr(waking, "_send", names.append)
    return names


def tell(number: int) -> None:
    """Write one message."""
    context = {"title": "Table tennis", "starts": None}
    with transaction.atomic():
        notify(make_resident(), "sample/told", key=f"told:{number}", context=context)


def test_a_transaction_wakes_one_worker_however_many_messages_it_writes(sent: list[str]) -> None:
    with transaction.atomic():
        for number in range(10):
            tell(number)
        assert sent == []

    assert sent == [TASK]


def test_the_task_that_is_woken_exists() -> None:
    current_app.loader.import_default_modules()
    assert TASK in current_app.tasks


def test_a_rolled_back_transaction_wakes_nobody(sent: list[str]) -> None:
    with transaction.atomic():
        tell(1)
        transaction.set_rollback(True)

    assert sent == []


def test_messages_after_a_rolled_back_savepoint_still_wake_a_worker(sent: list[str]) -> None:
    with transaction.atomic():
        with transaction.atomic():
            tell(1)
            transaction.set_rollback(True)
        tell(2)

    assert sent == [TASK]


def test_without_a_broker_a_hundred_messages_are_written_at_once(broker_at: Callable[[str], None]) -> None:
    broker_at("redis://127.0.0.1:1/0")

    before = time.monotonic()
    for number in range(100):
        tell(number)

    # Kombu's own patience is six seconds for each.
    assert time.monotonic() - before < 30
    assert Delivery.objects.filter(state="queued").count() == 100


def test_a_broker_that_hangs_costs_one_request_a_moment(broker_at: Callable[[str], None], silent_port: int) -> None:
    broker_at(f"redis://127.0.0.1:{silent_port}/0")

    before = time.monotonic()
    tell(1)
    assert time.monotonic() - before < 4
    assert waking.breaker.is_open()
    tell(2)

    assert Delivery.objects.filter(state="queued").count() == 2


def test_the_broker_is_asked_again_after_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker = waking.Breaker(pause=10)
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    breaker.trip()
    assert breaker.is_open()
    now = 110.0
    assert not breaker.is_open()


def test_a_wake_up_reaches_the_brokers_queue(broker_queue: Any) -> None:
    tell(1)

    assert broker_queue() == 1


def test_a_wake_up_that_nobody_has_heard_stands_for_the_next(broker_queue: Any) -> None:
    for number in range(5):
        tell(number)

    assert broker_queue() == 1


def test_what_is_written_after_a_worker_began_wakes_one_again(broker_queue: Any) -> None:
    tell(1)
    tasks.deliver()
    tell(2)

    assert broker_queue() == 2


def test_the_bell_is_quiet_before_the_worker_looks(broker_queue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that is committed while the worker looks is one that it may miss: it wakes a worker anew."""
    tell(1)
    monkeypatch.setattr(services, "deliver_due", lambda **_: tell(2))
    tasks.deliver()

    assert broker_queue() == 2


def test_a_wake_up_that_failed_does_not_silence_the_next(
    broker_at: Callable[[str], None], broker_queue: Any, settings: Any
) -> None:
    broker_at("redis://127.0.0.1:1/0")
    tell(1)
    broker_at(settings.CELERY_BROKER_URL)
    waking.breaker.reset()
    tell(2)

    assert broker_queue() == 1
