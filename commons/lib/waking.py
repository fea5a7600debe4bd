"""Wake a worker after the transaction, without ever making the person who waits for the page pay for a lost broker.

A wake-up is a courtesy: whatever it announces stands in the database, and a sweeper that beat runs finds it. So it is
tried once, for a moment, and given up; after a failure nobody tries again for a while.

While a wake-up waits that no worker has heard yet, another would say nothing new: a bell that rings already is left
alone. A worker quiets the bell before it reads the database, so it sees whatever was committed before the bell was
found ringing.
"""

import logging
import time
from functools import cache, partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import pools
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

HASTE = {"max_retries": 0, "socket_connect_timeout": 0.3, "socket_timeout": 0.5}
"""For the connections of web processes only; workers wait longer for their broker."""
PAUSE_SECONDS = 10.0
"""For so long after a failure the broker is not asked again by this process."""
STALE_SECONDS = 60
"""A wake-up that no worker took for so long is dropped: the sweeper has done its work."""
RINGING_SECONDS = 5
"""For so long a wake-up that nobody heard stands for later ones; then it may be lost, and another one is sent."""


class Breaker:
    """Remembers that the broker did not answer, so that one request waits for it and not every one."""

    def __init__(self, pause: float = PAUSE_SECONDS) -> None:
        self.pause = pause
        self.open_until = float("-inf")

    def is_open(self) -> bool:
        """Whether the last call failed so lately that the next would be a waste."""
        return time.monotonic() < self.open_until

    def trip(self) -> None:
        """Note a failure."""
        self.open_until = time.monotonic() + self.pause

    def reset(self) -> None:
        """Forget the last failure."""
        self.open_until = float("-inf")


breaker = Breaker()


def wake(task: str) -> None:
    """Have a worker run the task of this name, which takes no arguments, soon after the current transaction commits.

    However often a transaction asks, the task is sent once. Never raises for a lost broker.
    """
    connection = transaction.get_connection()
    # The list behind on_commit is no documented API; without the look a called-off activity wakes workers once a guest.
    if any(getattr(entry[1], "args", None) == (task,) for entry in connection.run_on_commit):
        return
    transaction.on_commit(partial(_send, task))


def quiet(task: str) -> None:
    """Note that a worker has heard the wake-up; the task calls this before it reads what there is to do."""
    try:
        _bell(settings.REDIS_URL).delete(_ringing(task))
    except (RedisError, OSError) as error:
        logger.warning("A bell could not be quieted, it ends by itself: %s", error)


def _send(task: str) -> None:
    if breaker.is_open():
        return
    try:
        bell = _bell(settings.REDIS_URL)
        if not bell.set(_ringing(task), b"1", ex=RINGING_SECONDS, nx=True):
            return
        try:
            _publish(task)
        except BaseException:
            bell.delete(_ringing(task))
            raise
    except Exception as error:  # noqa: BLE001  (transports raise what they like, and none of it concerns the resident)
        breaker.trip()
        logger.warning("No worker could be woken, the sweeper will see to it: %s", error)


def _publish(task: str) -> None:
    with _producers().acquire(block=True, timeout=1) as producer:
        current_app.send_task(task, producer=producer, retry=False, ignore_result=True, expires=STALE_SECONDS)


def _ringing(task: str) -> str:
    """The key that stands while a wake-up for the task waits in this portal's queue."""
    return f"{settings.CELERY_TASK_DEFAULT_QUEUE}:ringing:{task}"


@cache
def _bell(url: str) -> Redis:
    patience = HASTE["socket_connect_timeout"]
    return Redis.from_url(url, socket_connect_timeout=patience, socket_timeout=patience, retry=Retry(NoBackoff(), 1))


@cache
def _producers() -> Any:
    return pools.producers[current_app.connection_for_write(transport_options=HASTE)]
