"""Real workers, a real broker, a real mail server: what is lost on the way leaves later, and once."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as portal_settings
from django.db import transaction
from kombu.exceptions import OperationalError

from commons.notifications.models import Delivery
from commons.notifications.services import notify
from commons.notifications.tasks import sweep_deliveries
from portal.embedded.engines import Valkey
from portal.embedded.places import Account, Places
from tests.conftest import start_celery_worker
from tests.factories import make_resident
from tests.notifications.mail_server import MailServer
from tests.waiting import wait_until

LEASE_SECONDS = 3
PATIENCE = 150
"""Seconds; a worker starts slowly beside all other tests."""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("closed_breaker", "broker_queue"),
]


@pytest.fixture
def start_worker(tmp_path: Path, server: MailServer) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Give a way to start workers that send through the test's mail server."""
    workers = []

    def start(**variables: str) -> subprocess.Popen[bytes]:
        variables |= {"EMAIL_URL": server.url, "MESSAGE_LEASE_SECONDS": str(LEASE_SECONDS)}
        workers.append(start_celery_worker(tmp_path, **variables))
        return workers[-1]

    yield start
    for worker in workers:
        kill(worker)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """Run a broker that the test may stop and start, and have this process use it."""
    account = Account.for_servers(None)
    places = Places.throwaway(account)
    valkey = Valkey(places, account)
    valkey.start()
    monkeypatch.setattr(current_app.conf, "broker_url", valkey.url.replace("unix://", "redis+socket://", 1))
    yield valkey
    valkey.stop()
    shutil.rmtree(places.home, ignore_errors=True)


def sweep() -> None:
    """Do what beat does every 30 seconds; a broker that is not back yet is no reason to fail."""
    with contextlib.suppress(OperationalError), current_app.connection_for_write() as connection:
        sweep_deliveries.apply_async(connection=connection, retry=False)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """End the worker and its children without a chance to tidy up."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def tell(number: int = 1) -> Delivery:
    """Write one message, and wake a worker if there is one."""
    with transaction.atomic():
        message = notify(make_resident(), "sample/told", key=f"told:{number}", context={"title": "Table tennis"})
    return message.deliveries.get()


def is_sent(delivery: Delivery) -> bool:
    """Whether the database says that the message left."""
    return Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.SENT).exists()


def test_a_message_leaves_by_itself(server: MailServer, start_worker: Callable[[], Any]) -> None:
    start_worker()
    delivery = tell()

    wait_until(lambda: is_sent(delivery), seconds=PATIENCE)

    assert len(server.accepted) == 1


def test_a_worker_killed_while_it_sends_leaves_the_message_to_the_next(
    server: MailServer, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    first = start_worker()
    server.hold()
    delivery = tell()
    assert server.holding.wait(150)

    kill(first)
    server.release()
    start_worker()
    wait_until(lambda: is_sent(delivery), meanwhile=sweep_deliveries.delay, pause=1, seconds=PATIENCE)
    time.sleep(LEASE_SECONDS)

    assert len(server.accepted) == 1
    assert Delivery.objects.get(pk=delivery.pk).attempts == 2


def test_messages_written_without_a_broker_leave_when_it_is_back(
    server: MailServer, start_worker: Callable[..., Any], broker: Valkey
) -> None:
    start_worker(REDIS_URL=broker.url)
    before = tell(0)
    wait_until(lambda: is_sent(before), seconds=PATIENCE)

    broker.stop()
    started = time.monotonic()
    deliveries = [tell(number) for number in range(1, 6)]
    assert time.monotonic() - started < 15
    broker.start()
    wait_until(lambda: all(is_sent(delivery) for delivery in deliveries), meanwhile=sweep, pause=1, seconds=PATIENCE)
    time.sleep(1)

    assert len(server.accepted) == 6


def test_two_workers_share_the_queue(server: MailServer, start_worker: Callable[[], Any]) -> None:
    start_worker()
    start_worker()
    deliveries = [tell(number) for number in range(60)]

    wait_until(lambda: all(is_sent(delivery) for delivery in deliveries), seconds=PATIENCE)

    assert len(server.accepted) == 60
    assert len({email["Message-ID"] for email in server.accepted}) == 60


@pytest.mark.parametrize(
    ("task", "seconds"), [("commons.notifications.tasks.sweep_deliveries", 30), ("portal.tasks.beat_heart", 20)]
)
def test_beat_sends_what_must_come_by_itself(task: str, seconds: int) -> None:
    current_app.loader.import_default_modules()

    (entry,) = (entry for entry in portal_settings.CELERY_BEAT_SCHEDULE.values() if entry["task"] == task)

    assert task in current_app.tasks
    assert entry["schedule"].total_seconds() == seconds
