"""Real threads on PostgreSQL: one form sent many times at the same moment is one row, and a record is voided once.

Each race has a twin in which what guards it is taken out: the twin shows that the race is there.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from legal_services import errors
from legal_services.models import Matter, Person, ServiceRecord
from legal_services.querysets import ServiceRecordQuerySet
from legal_services.services import recording
from legal_services.services.recording import NewPerson, Origin, Session
from tests.events.test_races import at_once
from tests.factories import NOON, make_service
from tests.legal_services.making import make_clerk, make_person

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 8


def log_at_once(submissions: list[UUID], **fields: Any) -> list[Any]:
    """Send a form for a new client so many times at the same moment."""
    clerk, session = make_clerk(), Session(service=make_service(), language="ko", outcome="answered")

    def act_of(submission: UUID) -> Any:
        values: dict[str, Any] = {"client": NewPerson(name="김민지"), "by": clerk, "at": NOON}
        return lambda: recording.log_service(submission=submission, session=session, **values | fields)

    return at_once([act_of(submission) for submission in submissions])


@contextmanager
def all_looking_before_any_writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every thread find that nothing is there yet, as in the worst moment."""
    together = threading.Barrier(TIMES)
    look = ServiceRecordQuerySet.first

    def slow(self: ServiceRecordQuerySet) -> Any:
        found = look(self)
        together.wait(10)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(ServiceRecordQuerySet, "first", slow)
        yield


@contextmanager
def without_the_guard() -> Iterator[None]:
    """Take the unique submission out, and put it back when the rows are gone."""
    field = ServiceRecord._meta.get_field("submission")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE legal_services_servicerecord DROP CONSTRAINT legal_services_servicerecord_submission_key"
        )
    try:
        yield
    finally:
        ServiceRecord.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE legal_services_servicerecord ADD CONSTRAINT"
                f" legal_services_servicerecord_submission_key UNIQUE ({field.column})"
            )


def test_one_form_sent_many_times_at_once_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    with all_looking_before_any_writes(monkeypatch):
        results = log_at_once([uuid4()] * TIMES)

    assert {result.pk for result in results} == {ServiceRecord.objects.get().pk}
    assert (Person.objects.count(), Matter.objects.count()) == (1, 1)


def test_without_the_unique_submission_it_is_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_the_guard():
        with all_looking_before_any_writes(monkeypatch):
            log_at_once([uuid4()] * TIMES)

        assert ServiceRecord.objects.count() == TIMES


def make_logged() -> ServiceRecord:
    """A record of this portal's own making."""
    session = Session(service=make_service(), language="ko", outcome="answered")
    return recording.log_service(submission=uuid4(), session=session, client=make_person(), by=make_clerk(), at=NOON)


def correct_at_once(wrong: ServiceRecord) -> list[Any]:
    """Two clerks and more correct one record at the same moment."""
    client = wrong.attendees.get()
    return log_at_once(
        [uuid4() for _ in range(TIMES)], client=client, matter=wrong.matter, origin=Origin(corrects=wrong)
    )


def test_a_record_is_corrected_once() -> None:
    wrong = make_logged()

    results = correct_at_once(wrong)

    assert sum(isinstance(result, errors.AlreadyVoided) for result in results) == TIMES - 1
    assert ServiceRecord.objects.standing().count() == 1


def void_at_once(record: ServiceRecord) -> list[Any]:
    clerk = make_clerk()
    return at_once([lambda: recording.void(record=record, reason="twice", by=clerk, at=NOON)] * TIMES)


def test_a_record_is_voided_once() -> None:
    results = void_at_once(make_logged())

    assert sum(isinstance(result, errors.AlreadyVoided) for result in results) == TIMES - 1


def test_without_the_lock_several_void_it(monkeypatch: pytest.MonkeyPatch) -> None:
    record = make_logged()
    look = ServiceRecordQuerySet.get

    def slow(self: ServiceRecordQuerySet, *args: Any, **kwargs: Any) -> Any:
        found = look(self, *args, **kwargs)
        time.sleep(0.2)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(ServiceRecordQuerySet, "select_for_update", lambda self, **_options: self.all())
        patch.setattr(ServiceRecordQuerySet, "get", slow)
        results = void_at_once(record)

    assert sum(isinstance(result, ServiceRecord) for result in results) > 1
