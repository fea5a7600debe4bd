"""What is done before the processes start, in one Django process of its own.

Progress goes to stderr; the sign-ins of the sample people, if there are any, go to stdout as JSON.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
import redis
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection

from portal import catalogues
from portal.run.surroundings import BASE_DIR


def step(title: str, act: Callable[[], object]) -> None:
    """Do one thing and say how long it took."""
    print(f"  {title:.<36} ", end="", file=sys.stderr, flush=True)
    began = time.monotonic()
    act()
    print(f"{time.monotonic() - began:5.1f} s", file=sys.stderr, flush=True)


def refuse_silent_servers() -> None:
    """End with one sentence when the database or the broker cannot be reached."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        why = str(error).splitlines()[0]
        sys.exit(f"\nThe database of DATABASE_URL does not answer ({why}): start it, or correct the URL.")
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        sys.exit(f"\nThe broker of REDIS_URL does not answer ({error}): start it, or correct the URL.")


def collect_static(mark: Path) -> None:
    """Collect and compress the static files, unless nothing has changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            seen.update(f"{path} {file.st_size} {file.st_mtime_ns}\n".encode())
    if not (mark.exists() and settings.STATIC_ROOT.exists() and mark.read_text() == seen.hexdigest()):
        call_command("collectstatic", verbosity=0, interactive=False)
        mark.write_text(seen.hexdigest())


def load_sample(run: Path) -> bool:
    """On the first start of a development portal, fill the empty database. Tell whether the sample people are there."""
    from communities.models import Community

    begun, loaded = run / "sample-begun", run / "sample-loaded"
    if settings.ENVIRONMENT != "development":
        return False
    if not loaded.exists() and (begun.exists() or not Community.objects.exists()):
        begun.touch()
        step("sample data, this once", lambda: call_command("load_sample", verbosity=0))
        begun.rename(loaded)
    return loaded.exists()


def main() -> None:
    """Prepare the portal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    step("messages", lambda: catalogues.compile_catalogues(BASE_DIR))
    step("settings", django.setup)
    refuse_silent_servers()
    run = settings.VAR_DIR / "run"
    step("database tables", lambda: call_command("migrate", verbosity=0, interactive=False))
    step("static files", lambda: collect_static(run / "static-files"))
    if load_sample(run):
        from portal.sample import SIGN_INS

        print(json.dumps([[str(part) for part in sign_in] for sign_in in SIGN_INS]))


if __name__ == "__main__":
    try:
        main()
    except ImproperlyConfigured as refusal:
        sys.exit(f"\n{refusal}")
