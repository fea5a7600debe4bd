"""A web server as `make run` starts it, with the benchmark's settings."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import psutil

WORKERS = 2


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running server: where it answers, and how much memory its workers hold."""

    def __init__(self, origin: str, process: psutil.Process) -> None:
        self.origin = origin
        self.process = process

    def largest_worker(self) -> str:
        """Return in MiB what the largest worker sees, and what of it is its own or its part of what all of them share.

        The code is loaded before the processes part (portal.gunicorn): most of what each of them sees exists once.
        """
        memory = max((child.memory_full_info() for child in self.process.children()), key=lambda one: one.rss)
        share = getattr(memory, "pss", memory.uss)  # only Linux knows the proportional share
        return f"{memory.rss / 2**20:8.0f} MiB seen, {share / 2**20:.0f} MiB taken"


@contextlib.contextmanager
def running(*, cached: bool) -> Iterator[Server]:
    """Serve the portal until the block ends; with `cached` off every page is rendered anew."""
    origin = f"http://127.0.0.1:{free_port()}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PUBLIC_PAGE_SECONDS": "5" if cached else "0",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", origin.removeprefix("http://")]
    command += ["--config", "portal/gunicorn.py", "--workers", str(WORKERS), "--log-level", "warning"]
    process = subprocess.Popen([*command, "--access-logfile", "/dev/null"], env=environment)
    try:
        _wait(origin)
        yield Server(origin, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(20)


def _wait(origin: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{origin}/healthz", timeout=5):  # noqa: S310 - always our own http address
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    message = "The web server did not answer within ten seconds."
    raise RuntimeError(message)
