"""Waiting for what another process or thread does."""

import time
from collections.abc import Callable
from typing import Any


def wait_until(
    holds: Callable[[], Any], *, seconds: float = 60, meanwhile: Callable[[], Any] = lambda: None, pause: float = 0.1
) -> None:
    """Wait for something to hold, doing something else at each look until then; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "It never happened."
        meanwhile()
        time.sleep(pause)
