"""The process that books or cancels a series dies: what it left is finished, and its outcome is told exactly once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from commons.accounts.models import User
from commons.lib.dates import BEIJING
from commons.notifications.models import Message
from commons.scheduling.spans import Span
from institutions.models import Allowance, Booking, Institution, Series, SeriesDate, SeriesOrder, Space
from institutions.services.series import Plan, book_series, cancel_following, finish_interrupted, orders
from institutions.tasks import finish_series
from tests.conftest import BASE_DIR, start_celery_worker
from tests.events.test_races import at_once
from tests.factories import NOON, make_resident
from tests.institutions.making import make_booking, make_contract, make_institution, make_settled, make_space
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db

TEN = (NOON + timedelta(days=1)).replace(hour=10)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
LATER = NOON + 2 * orders.INTERRUPTED_AFTER


class Killed(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


@pytest.fixture
def member() -> User:
    return make_resident()


@pytest.fixture
def institution(member: User) -> Institution:
    return make_settled(member)


@pytest.fixture
def space() -> Space:
    return make_space(after_minutes=0)


def plan_of(space: Space, institution: Institution | None, first: datetime = TEN, times: int = 4) -> Plan:
    return Plan(space, institution, Span(first, first + HOUR), Series.Every.WEEK, times, 4)


def dying(monkeypatch: pytest.MonkeyPatch, act: str, call: int) -> None:
    """Let the process die when a service of bookings has done so much, before the last of it is kept."""
    done, calls = getattr(orders.bookings, act), 0

    def do(**answers: Any) -> Any:
        nonlocal calls
        made = done(**answers)
        calls += 1
        if calls == call:
            raise Killed
        return made

    monkeypatch.setattr(orders.bookings, act, do)


def book_and_die(
    monkeypatch: pytest.MonkeyPatch, plan: Plan, member: User, call: int, act: str = "book", at: datetime = NOON
) -> None:
    with monkeypatch.context() as patch:
        dying(patch, act, call)
        with pytest.raises(Killed):
            book_series(plan, spans=plan.spans, title="Choir", by=member, at=at)


def told() -> list[Message]:
    return list(Message.objects.filter(template__startswith="institutions/series_"))


@pytest.mark.parametrize("call", [1, 2, 4])
def test_what_was_left_is_booked_and_told_once(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User, call: int
) -> None:
    make_booking(space, starts_at=TEN + WEEK)
    plan = plan_of(space, institution, times=5)

    book_and_die(monkeypatch, plan, member, call)
    assert Booking.objects.filter(institution=institution).count() == call - 1
    assert told() == []
    assert finish_interrupted(at=LATER) == 1
    assert finish_interrupted(at=LATER) == 0

    (message,) = told()
    series = Series.objects.get()
    assert message.recipient == member
    assert "4 dates" in message.subject
    assert "just been taken" in message.text
    assert message.url == series.get_absolute_url()
    assert [booking.title for booking in series.bookings.all()] == ["Choir"] * 4
    assert sum(Allowance.objects.values_list("used", flat=True)) == 240


def test_whoever_dies_before_telling_leaves_that_to_the_next(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    make_booking(space, starts_at=TEN + WEEK)
    plan = plan_of(space, institution)
    tell = orders.tell_of_order

    def tell_and_die(*args: Any, **kwargs: Any) -> None:
        tell(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(orders, "tell_of_order", tell_and_die)
        with pytest.raises(Killed):
            book_series(plan, spans=plan.spans, title="", by=member, at=NOON)
    assert told() == []

    assert [finish_interrupted(at=LATER), finish_interrupted(at=LATER)] == [1, 0]

    (message,) = told()
    assert "3 dates" in message.subject
    assert "just been taken" in message.text
    assert Booking.objects.filter(institution=institution).count() == 3


def test_dates_that_died_one_after_the_other_are_all_finished(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    plan = plan_of(space, institution)
    book_and_die(monkeypatch, plan, member, call=2)

    for _ in range(2):
        with monkeypatch.context() as patch:
            dying(patch, "book", 2)
            with pytest.raises(Killed):
                finish_interrupted(at=LATER)
    finish_interrupted(at=LATER)

    assert Booking.objects.standing().count() == 4
    assert len(told()) == 1


def test_what_is_being_worked_on_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    book_and_die(monkeypatch, plan_of(space, institution), member, call=2)

    assert finish_interrupted(at=NOON + timedelta(seconds=90)) == 0

    assert Booking.objects.count() == 1


def test_whoever_saw_no_page_learns_that_nothing_could_be_had(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    plan = plan_of(space, institution)
    book_and_die(monkeypatch, plan, member, call=1)
    for span in plan.spans:
        make_booking(space, starts_at=span.starts_at)

    assert [finish_interrupted(at=LATER), finish_interrupted(at=LATER)] == [1, 0]

    (message,) = told()
    assert "none of the dates could be booked" in message.subject
    assert message.text.count("just been taken") == 4
    assert message.url == f"/en/spaces/{space.slug}/series/"
    assert not Series.objects.exists()


def test_reasons_are_read_in_the_readers_language(space: Space) -> None:
    members = [make_resident(language="ko"), make_resident(language="zh-hans")]
    institution = make_institution(member=members[0])
    institution.members.create(user=members[1], duty="colleague", since=NOON)
    make_contract(institution, room_minutes=90)
    plan = plan_of(space, institution, times=2)

    outcome = book_series(plan, spans=plan.spans, title="", by=members[0], at=NOON)

    (missed,) = SeriesDate.objects.filter(state="missed")
    with translation.override("ko"):
        korean = missed.why_not
    assert "2026년 11월" in korean
    assert "30분" in korean
    assert "2026年11月" in missed.why["zh-hans"]
    assert korean in Message.objects.get(recipient=members[0]).text
    assert [str(one.refusal) for one in outcome.missed] == [missed.why["en"]]


def test_whoever_left_meanwhile_books_nothing_more(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    colleague = make_resident()
    institution.members.create(user=colleague, duty="representative", since=NOON)
    book_and_die(monkeypatch, plan_of(space, institution), member, call=2)
    institution.members.filter(user=member).update(until=NOON)

    finish_interrupted(at=LATER)

    assert Booking.objects.count() == 1
    (message,) = told()
    assert message.recipient == colleague
    assert SeriesDate.objects.filter(state="missed").count() == 3


def test_words_and_name_go_when_the_outcome_is_told(space: Space, institution: Institution, member: User) -> None:
    plan = plan_of(space, institution)

    book_series(plan, spans=plan.spans, title="Choir", by=member, at=NOON)

    order = SeriesOrder.objects.get()
    assert (order.told_at, order.by, order.title) == (NOON, None, "")
    assert set(Booking.objects.values_list("title", flat=True)) == {"Choir"}


def test_cancelling_that_dies_half_way_is_finished_and_told_once(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    plan = plan_of(space, institution)
    series = book_series(plan, spans=plan.spans, title="", by=member, at=NOON).series
    assert series
    with monkeypatch.context() as patch:
        dying(patch, "cancel", 2)
        with pytest.raises(Killed):
            cancel_following(series=series, since=TEN + WEEK, by=member, at=NOON)
    assert series.bookings.standing().count() == 3

    assert [finish_interrupted(at=LATER), finish_interrupted(at=LATER)] == [1, 0]

    assert series.bookings.standing().get().starts_at == TEN
    (message,) = Message.objects.filter(template="institutions/series_cancelled")
    assert "3 dates are cancelled" in message.subject


def test_a_date_that_fails_again_and_again_does_not_keep_the_others_waiting(
    monkeypatch: pytest.MonkeyPatch, space: Space, institution: Institution, member: User
) -> None:
    plan = plan_of(space, institution)
    book = orders.bookings.book

    def broken(**answers: Any) -> Any:
        if answers["starts_at"] == TEN + WEEK:
            raise RuntimeError
        return book(**answers)

    monkeypatch.setattr(orders.bookings, "book", broken)
    with pytest.raises(RuntimeError):
        book_series(plan, spans=plan.spans, title="", by=member, at=NOON)

    assert finish_interrupted(at=LATER) == 0
    assert told() == []
    assert finish_interrupted(at=NOON + orders.GIVEN_UP_AFTER) == 1

    (message,) = told()
    assert "3 dates" in message.subject
    assert "Something went wrong on our side" in message.text


@pytest.mark.django_db(transaction=True)
def test_many_workers_finish_a_series_once(monkeypatch: pytest.MonkeyPatch, space: Space) -> None:
    member = make_resident()
    institution = make_settled(member)
    book_and_die(monkeypatch, plan_of(space, institution), member, call=2)

    results = at_once([lambda: finish_interrupted(at=LATER)] * 6)

    assert sum(results) == 1
    assert Booking.objects.standing().count() == 4
    assert len(told()) == 1
    assert set(SeriesDate.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_of_the_date_a_worker_refuses_what_another_has_booked(
    monkeypatch: pytest.MonkeyPatch, space: Space
) -> None:
    member = make_resident()
    institution = make_settled(member)
    book_and_die(monkeypatch, plan_of(space, institution), member, call=2)
    query = type(SeriesDate.objects.all())
    unlocked = type("Unlocked", (query,), {"select_for_update": lambda self, **options: self.all()})
    monkeypatch.setattr(SeriesDate.objects, "_queryset_class", unlocked)
    refused: list[str] = []
    keep = orders._keep_refusal

    def noting(date_id: int, refusal: Any) -> None:
        refused.append(refusal.code)
        keep(date_id, refusal)

    monkeypatch.setattr(orders, "_keep_refusal", noting)

    at_once([lambda: finish_interrupted(at=LATER)] * 6)

    assert refused


SCRIPT = """
import sys, time
from datetime import datetime, timedelta
import django
django.setup()
from commons.accounts.models import User
from commons.scheduling.spans import Span
from institutions.models import Institution, Space
from institutions.services.series import Plan, book_series, orders

space, institution, member = Space.objects.get(), Institution.objects.get(), User.objects.get(pk=sys.argv[1])
first, at = (datetime.fromisoformat(text) for text in sys.argv[2:4])
book, calls = orders.bookings.book, 0

def slow(**answers):
    global calls
    calls += 1
    made = book(**answers)
    if calls == 3:
        print("third", flush=True)
        time.sleep(600)
    return made

orders.bookings.book = slow
plan = Plan(space, institution, Span(first, first + timedelta(hours=1)), "week", 5, 4)
book_series(plan, spans=plan.spans, title="Choir", by=member, at=at)
"""


def environment() -> dict[str, str]:
    """Of a process that works on the database of this test."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}"
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings"}


def kill(process: subprocess.Popen[Any]) -> None:
    """End the process and its children without a chance to tidy up."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Give a way to start real workers; those that are left are ended."""
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        workers.append(start_celery_worker(tmp_path))
        return workers[-1]

    yield start
    for worker in workers:
        if worker.poll() is None:
            kill(worker)


@pytest.mark.django_db(transaction=True)
def test_killed_processes_leave_a_series_that_the_next_worker_finishes(
    space: Space, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """The process that was asked is killed at the third date, the worker that goes on at the last."""
    at = timezone.now()
    first = (at + timedelta(days=1)).astimezone(BEIJING).replace(hour=10, minute=0, second=0, microsecond=0)
    member = make_resident()
    institution = make_institution(member=member)
    make_contract(institution, starts_on=at.date() - WEEK, ends_on=at.date() + 40 * WEEK)
    Space.objects.update(days_ahead=90)
    make_booking(space, starts_at=first + WEEK)
    asked = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(member.pk), first.isoformat(), at.isoformat()],
        cwd=BASE_DIR, env=environment(), start_new_session=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert asked.stdout
    assert asked.stdout.readline() == b"third\n"
    kill(asked)
    own = Booking.objects.filter(institution=institution)
    assert own.count() == 1
    assert told() == []
    SeriesOrder.objects.update(ordered_at=at - orders.INTERRUPTED_AFTER)

    worker = start_worker()
    last = SeriesDate.objects.latest("starts_at")
    with transaction.atomic():
        SeriesDate.objects.select_for_update(no_key=True).get(pk=last.pk)
        finish_series.delay()
        wait_until(lambda: own.count() == 3)
        kill(worker)
    assert told() == []
    start_worker()
    finish_series.delay()
    wait_until(told)
    finish_series.delay()
    time.sleep(2)

    assert own.count() == 4
    (message,) = told()
    assert message.recipient == member
    assert "4 dates" in message.subject
    assert "just been taken" in message.text
    assert sum(Allowance.objects.values_list("used", flat=True)) == 240
