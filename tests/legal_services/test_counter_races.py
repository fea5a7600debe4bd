"""Real threads on PostgreSQL: many counters draw and call numbers at the same moment.

Each race has a twin in which the lock is taken out: the twin shows that the race is there, and that the lock wins it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any

import pytest
from django.db.models import QuerySet

from legal_services.errors import ChangedMeanwhile
from legal_services.models import Appointment, Person, QueueTicket, ServiceRecord
from legal_services.services import changing, importing, queue, receiving
from tests.events.test_races import at_once
from tests.factories import NOON
from tests.legal_services.making import make_appointment, make_bookable_service, make_clerk
from tests.legal_services.spreadsheets import make_import, row

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = 24


@contextmanager
def without_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read rows without locking them, and give the others time to do so too."""

    def unlocked(self: QuerySet[Any], **_options: Any) -> QuerySet[Any]:
        sleep(0.05)
        return self.all()

    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", unlocked)
        yield


def draw_at_once() -> list[Any]:
    service = make_bookable_service()
    return at_once([lambda: queue.draw(service=service, language="en", by=None, at=NOON)] * CLERKS)


def called_at_once() -> Counter[int]:
    """How often each number was called by clerks who call at the same moment."""
    service = make_bookable_service()
    for _ in range(CLERKS):
        queue.draw(service=service, language="en", by=None, at=NOON)
    results = at_once([lambda: queue.call_next(at=NOON)] * CLERKS)
    return Counter(ticket.number for ticket in results)


def test_each_number_is_drawn_once() -> None:
    numbers = [ticket.number for ticket in draw_at_once()]

    assert sorted(numbers) == list(range(1, CLERKS + 1))


def test_twin_without_the_lock_the_constraint_refuses_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_locks(monkeypatch):
        results = draw_at_once()

    assert any(isinstance(result, ChangedMeanwhile) for result in results)
    numbers = list(QueueTicket.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers))


def test_each_number_is_called_once() -> None:
    assert called_at_once() == dict.fromkeys(range(1, CLERKS + 1), 1)


def test_twin_without_the_lock_two_clerks_call_the_same_number(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("legal_services.services.queue._lock_ticket", lambda ticket: ticket)
        with without_locks(patch):
            called = called_at_once()

    assert max(called.values()) > 1


def arrive_and_cancel() -> tuple[Appointment, list[Any]]:
    appointment, clerk = make_appointment(starts_at=NOON.replace(hour=14)), make_clerk()
    results = at_once(
        [
            lambda: receiving.step(appointment=appointment, to="arrived", by=clerk, at=NOON),
            lambda: changing.cancel(appointment=appointment, by=clerk, at=NOON),
        ]
    )
    appointment.refresh_from_db()
    return appointment, results


@pytest.mark.parametrize("round_", range(5))
def test_an_appointment_is_either_received_or_cancelled(round_: int) -> None:
    appointment, results = arrive_and_cancel()

    assert sum(isinstance(result, Appointment) for result in results) == 1
    assert (appointment.state == "cancelled") == (appointment.reservation.state == "released")


def test_twin_without_the_lock_both_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_locks(monkeypatch):
        outcomes = [arrive_and_cancel()[1] for _ in range(10)]

    assert any(all(isinstance(result, Appointment) for result in results) for results in outcomes)


def test_many_workers_bring_each_row_in_once_and_each_client_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LOGGED_AT_ONCE", 3)
    make_bookable_service(slug="consultation")
    clerk = make_clerk()
    batch = make_import(*(row(phone=f"1380013800{number % 4}") for number in range(24)), by=clerk)
    importing.bring_in(batch=batch, by=clerk, at=NOON)

    for _ in range(10):
        at_once([lambda: importing.work(at=NOON)] * 4)

    assert (ServiceRecord.objects.count(), Person.objects.count()) == (24, 4)
    assert importing.counts(batch)["done"] == 24
