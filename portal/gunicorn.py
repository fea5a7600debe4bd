"""The web server's settings: `python -m gunicorn --config python:portal.gunicorn portal.wsgi`."""

import ctypes
import gc
import os
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
keepalive = 15
# The sign of life of a worker must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes a private file in it
control_socket_disable = True
reload = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}
# The code is loaded once and shared by the processes; nothing connects to a server while it is loaded.
preload_app = not reload


M_ARENA_MAX = -8
"""glibc, malloc.h"""


def when_ready(server: Any) -> None:  # noqa: ARG001  (a hook's shape)
    """Before the processes part: load what every one of them will need, hand back what that left over, share the rest.

    Collections leave the loaded code alone from here on, so its pages are never copied. Threads share two arenas: one
    for each would keep its own share of free memory.
    """
    if preload_app:
        _learn_languages()
    gc.collect()
    gc.freeze()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc only
        libc.mallopt(M_ARENA_MAX, 2)
        libc.malloc_trim(0)


def _learn_languages() -> None:
    """Have the addresses, the words and the names of days and months ready in every language of the portal."""
    # Only once the settings are there.
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone, translation

    from commons.lib.dates import format_day

    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            reverse("home")
            format_day(timezone.now())
