"""How long the pages of the legal service area take with years of records behind them, each against its budget.

What is kept of the figures month by month is there from the second round on, as it is in the morning after the nightly
task. Two rows say what happens otherwise: a session is logged before each look, and nothing is kept at all.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commons.accounts.models import User
from legal_services.figures.asking import Dimension
from legal_services.models import Service, ServiceRecord

ROUNDS = 20
BUDGET = 200
STATEMENTS = 12
Ask = Callable[[], Any]


def _log() -> None:
    """Change the last session of all, so that its month has to be counted anew."""
    last = ServiceRecord.objects.standing().order_by("-held_on")[:1]
    ServiceRecord.objects.filter(pk__in=last.values("pk")).update(anonymous=time.time_ns() % 500)


BEFORE: dict[str, Callable[[], Any]] = {
    "report of a year, a session later": _log,
    "year by topic, nothing kept": cache.clear,
    "report of a year, nothing kept": cache.clear,
}
"""What is done before each look, without being timed."""


def measure() -> Iterator[str]:
    """Yield a row for each page: p50 and p95 of the server's time, how many statements, and whether the budget is kept.

    The pages are asked for in this process, by one client at a time.
    """
    yield f"legal service area with {ServiceRecord.objects.count()} records, {ROUNDS} rounds, budget {BUDGET} ms"
    with translation.override("en"):
        for name, ask in _asks().items():
            yield _row(name, ask)


def _asks() -> dict[str, Ask]:
    desk, guest = _clerk(), Client(SERVER_NAME="localhost")
    _walk_to_times(guest)
    today = date.today()  # noqa: DTZ011 - the machine's own day is near enough
    month = {"first": str(today - timedelta(days=30)), "last": str(today)}
    year = {"first": str(today - timedelta(days=365)), "last": str(today)}

    def page(name: str, browser: Client = desk, **sent: str) -> Ask:
        return lambda: browser.get(reverse(name), sent)

    def find(words: str) -> Ask:
        return lambda: desk.post(reverse("legal-desk:find-client"), {"q": words})

    return {
        "times to choose from": page("legal:book_time", guest),
        "the day": page("legal-desk:day"),
        "form of the log": lambda: desk.get(reverse("legal-desk:log-entry", args=[uuid4()])),
        "client search, Hangul": find("김민준"),
        "client search, Hanzi": find("王建国"),
        "client search, Latin": find("Minjun Kim"),
        "client search, phone": find("0000012345"),
        "records": page("legal-desk:records"),
        "records, last page": page("legal-desk:records", page="last"),
        "records of a name": page("legal-desk:records", q="김민준"),
        "people": page("legal-desk:people", q="Park Jiwei"),
        "matters": page("legal-desk:matters"),
        "figures of a month": page("legal-desk:figures", **month),
        **{f"figures of a year by {one}": page("legal-desk:figures", by=one, **year) for one in Dimension},
        "persons of a year, row by row": page("legal-desk:figure_rows", measure="persons", **year),
        "report of a month": page("legal-desk:report", **month),
        "report of a year": page("legal-desk:report", **year),
        "report of a year as a spreadsheet": page("legal-desk:report_file", **year),
        "report of a year, a session later": page("legal-desk:report", **year),
        "year by topic, nothing kept": page("legal-desk:figures", by="topic", **year),
        "report of a year, nothing kept": page("legal-desk:report", **year),
    }


def _row(name: str, ask: Ask) -> str:
    statements: list[str] = []
    with connection.execute_wrapper(partial(_noted, statements)):
        answer = ask()
    assert answer.status_code == 200, (name, answer.status_code)
    times = []
    for _ in range(ROUNDS):
        BEFORE.get(name, int)()
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    p95 = sorted(times)[int(len(times) * 0.95) - 1]
    verdict = "" if p95 <= BUDGET and len(statements) <= STATEMENTS else "   over the budget"
    return (
        f"{name:<34} p50 {statistics.median(times):6.0f} ms  p95 {p95:6.0f} ms  {len(statements):3} statements{verdict}"
    )


def _noted(statements: list[str], execute: Any, sql: str, *rest: Any) -> Any:
    statements.append(sql)
    return execute(sql, *rest)


def _clerk() -> Client:
    """A browser in which a clerk is signed in who also reads the figures."""
    clerk = User.objects.create_user(f"bench-{time.time_ns()}@example.org", full_name="Bench Clerk")
    wanted = Permission.objects.filter(content_type__app_label="legal_services")
    clerk.user_permissions.set(wanted.filter(codename__in=["work_at_the_counter", "manage_the_area"]))
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(clerk, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


def _walk_to_times(browser: Client) -> None:
    """Answer the questions that come before the times: a consultation in Chinese, which all twenty advisers speak."""
    service = Service.objects.filter(is_bookable=True, kind="consultation").order_by("pk")[0]
    browser.post(reverse("legal:book_need"), {"service": service.slug, "topic": ""})
    browser.post(reverse("legal:book_way"), {"language": "zh-hans", "channel": "in-person"})
    assert browser.get(reverse("legal:book_time")).status_code == 200
