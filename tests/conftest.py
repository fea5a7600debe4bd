"""Fixtures for every test: a clean cache, a real browser, a real worker."""

import gc
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from commons.documents import examination
from tests.servers import is_parallel_worker

hypothesis_settings.register_profile("hometown", deadline=None)
hypothesis_settings.load_profile("hometown")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--js-flags=--no-opt --no-maglev"]
"""No card is there to draw with, and a page is gone before its scripts have run often enough to be worth optimizing."""
BASE_DIR = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """Leave what importing and collecting has made out of every later search for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """Begin with an empty cache and an empty queue: rows are rolled back between tests, cached pages are not."""
    cache.clear()


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Begin in the language of the sources, whatever the test before has left the thread in."""
    translation.activate(settings.LANGUAGE_CODE)


_verdicts: dict[tuple[str, str], str] = {}
_look = examination._verdict


@pytest.fixture(autouse=True)
def known_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each file looked into once in a run: the examiner is a program of its own, and takes its time to start.

    `tests/documents` and those who change the examiner ask it every time.
    """

    def verdict(content: bytes, media_type: str) -> str:
        key = (hashlib.sha256(content).hexdigest(), media_type)
        if key not in _verdicts:
            _verdicts[key] = _look(content, media_type)
        return _verdicts[key]

    monkeypatch.setattr(examination, "_verdict", verdict)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    """Let the processes of a parallel run copy one migrated database: migrating takes half a minute of a processor."""
    if not is_parallel_worker():
        return
    # The first who comes migrates the database that the run was given, in which nobody tests; the others wait for it.
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")
        call_command("migrate", verbosity=0)
        connection.close()  # a database in use is not copied
    connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let tests empty the access log of the test database; in every other one it only grows."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_truncate")
    with patch.object(TransactionTestCase, "_fixture_teardown", lambda case: empty_tables()):
        yield


KEPT = {"django_content_type", "auth_permission"}
"""What Django writes anew after a flush."""
TRUNCATED = {"audit_entry"}
"""The database always refuses to delete from these. No other table points to them."""


def empty_tables() -> None:
    """Leave what a flush would leave, after a test that has committed rows.

    A flush truncates every table there is, which makes a thousand files anew, and then writes all permissions again; a
    test has put a few rows into a few tables.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        names = {*connection.introspection.django_table_names(only_existing=True, include_views=False)} - KEPT
        filled = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in sorted(names))  # noqa: S608 - ours
        cursor.execute(" UNION ALL ".join(filled))
        found = [name for (name,) in cursor.fetchall()]
        # When everything goes, neither the order of foreign keys nor what triggers keep matters.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in found:
            cursor.execute(f"TRUNCATE {name}" if name in TRUNCATED else f"DELETE FROM {name}")  # noqa: S608 - ours


def chromium() -> str:
    """Return the machine's Chromium. Its absence is a failure, never a reason to skip."""
    for name in (os.environ.get("CHROMIUM", ""), *CHROMIUMS):
        if name and (found := shutil.which(name)):
            return found
    pytest.fail("No Chromium was found: install it (apt install chromium fonts-noto-cjk) or name it in CHROMIUM.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the machine's own Chromium, headless."""
    program = chromium()
    # Playwright's synchronous interface keeps an event loop in this thread; Django would refuse its database in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=BROWSER_OPTIONS)
        yield running
        running.close()


def watched(context: BrowserContext) -> Iterator[Page]:
    """Give a page of the context; a script error or a breach of the content security policy fails the test."""
    wrong: list[str] = []
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not wrong


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page on a desktop screen."""
    yield from watched(browser.new_context(viewport={"width": 1280, "height": 900}))


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Give a page on a phone."""
    yield from watched(browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True))


@pytest.fixture
def live_portal(live_server: Any, settings: Any) -> str:
    """Serve the portal with its static files to a browser; give its address."""
    settings.SITE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a real Celery worker on this test's database and broker. Its mails are files in the folder `mail`."""
    worker = start_celery_worker(tmp_path)
    yield worker
    worker.terminate()
    try:
        worker.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def start_celery_worker(folder: Path, **variables: str) -> subprocess.Popen[bytes]:
    """Start one more worker, whose mails are written to `folder / "mail"`; the caller ends it.

    `variables` are added to its environment.
    """
    database = connection.settings_dict
    environment = (
        os.environ
        | {
            "DATABASE_URL": f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}",
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        }
        | variables
    )
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency=1", "--without-gossip"]
    return subprocess.Popen(
        [*command, "--without-mingle", "--loglevel=WARNING"], cwd=BASE_DIR, env=environment, start_new_session=True
    )
