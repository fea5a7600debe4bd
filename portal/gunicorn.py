"""The web server's settings: `python -m gunicorn --config python:portal.gunicorn portal.wsgi`."""

import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 10
keepalive = 15
# The sign of life of a worker must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn makes a private file in it
control_socket_disable = True
reload = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}
# The code is loaded once and shared by the processes; nothing connects to a server while it is loaded.
preload_app = not reload
