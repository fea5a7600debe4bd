"""What is kept of the figures is never older than the log: each change is seen at once, and only what is committed."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from legal_services.figures import keeping
from legal_services.figures.asking import Counts, Dimension, Period
from legal_services.figures.counting import count
from legal_services.models import ChangedMonth, Person, ServiceRecord
from tests.factories import NOON
from tests.legal_services import making
from tests.legal_services.plain_figures import RandomLog, plainly

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = Period(date(2025, 12, 10), date(2026, 11, 30))


def statements(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def people() -> int:
    return count(YEAR)[None].persons


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_to_the_log_the_figures_show_it_at_once(seed: int) -> None:
    log = RandomLog(seed, sessions=40)

    for _ in range(3):
        for change in log.random.sample(log.changes(), len(log.changes())):
            change()
            for period in (YEAR, log.period()):
                assert count(period, *Dimension) == plainly(period, *Dimension), change.__name__


def test_a_month_that_did_not_change_is_not_counted_again() -> None:
    for month in (6, 7, 8):
        making.make_record(making.make_person(country="KR"), held_on=date(2026, month, 3))
    counted = statements(lambda: count(YEAR, *Dimension))
    kept = statements(lambda: count(YEAR, *Dimension))

    assert counted == 4
    assert kept == 1


def test_only_the_month_that_changed_is_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [making.make_record(held_on=date(2026, month, 3)) for month in (6, 7, 8)]
    count(YEAR)
    counted: list[Any] = []
    tally = keeping.tally
    monkeypatch.setattr(keeping, "tally", lambda stretches, *rest: counted.extend(stretches) or tally(stretches, *rest))

    ServiceRecord.objects.filter(pk=records[1].pk).update(anonymous=2)
    count(YEAR)

    assert [stretch.month.month for stretch in counted] == [7]


def test_what_the_figures_do_not_count_marks_nothing() -> None:
    person = making.make_person()
    record = making.make_record(person)
    before = set(ChangedMonth.objects.values_list("token", flat=True))

    ServiceRecord.objects.filter(pk=record.pk).update(followed_up_at=NOON, referred_to="the court")
    Person.objects.filter(pk=person.pk).update(name="Another", phone="+8613800000000")

    assert before == set(ChangedMonth.objects.values_list("token", flat=True))


def test_without_the_cache_the_figures_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    making.make_record(making.make_person())
    monkeypatch.setattr(cache, "get_many", lambda *_a, **_k: {})
    monkeypatch.setattr(cache, "set_many", lambda *_a, **_k: [])

    assert [people(), people()] == [1, 1]


def test_what_a_transaction_sees_before_it_is_undone_is_not_kept() -> None:
    making.make_record(making.make_person())

    with transaction.atomic():
        making.make_record(making.make_person())
        assert people() == 2
        transaction.set_rollback(True)

    assert people() == 1
    making.make_record(making.make_person())
    assert people() == 2


def test_a_savepoint_that_is_undone_takes_its_mark_and_its_memory_of_it_away() -> None:
    making.make_record(making.make_person())
    assert people() == 1

    with transaction.atomic():
        with transaction.atomic():
            making.make_record(making.make_person())
            transaction.set_rollback(True)
        making.make_record(making.make_person())

    assert people() == 2


@pytest.fixture
def somebody_logs() -> Iterator[tuple[threading.Event, threading.Event, threading.Thread]]:
    """Another clerk who has logged a session of this month and has not committed it yet."""
    matter = making.make_matter()
    person = making.make_person()
    written, may_end = threading.Event(), threading.Event()

    def log() -> None:
        with transaction.atomic():
            making.make_record(person, matter=matter)
            written.set()
            may_end.wait(20)
        connection.close()

    making.make_record(making.make_person())
    thread = threading.Thread(target=log)
    thread.start()
    assert written.wait(20)
    yield written, may_end, thread
    may_end.set()
    thread.join()


def test_what_is_counted_before_a_commit_is_counted_anew_after_it(somebody_logs: Any) -> None:
    _written, may_end, thread = somebody_logs

    assert [people(), people()] == [1, 1]
    may_end.set()
    thread.join()

    assert people() == 2


def _log_without_patience() -> None:
    matter = making.make_matter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
        making.make_record(making.make_person(), matter=matter)


def test_clerks_who_log_in_one_month_do_not_wait_for_each_other(somebody_logs: Any) -> None:
    _written, may_end, thread = somebody_logs

    _log_without_patience()
    assert people() == 2
    may_end.set()
    thread.join()

    assert people() == 3


def test_they_would_wait_if_marks_were_not_passed_over(somebody_logs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('legal_services_mark_months'::regproc)")
        written = cursor.fetchone()[0]
        assert " SKIP LOCKED" in written
        cursor.execute(written.replace(" SKIP LOCKED", ""))
        try:
            with pytest.raises(OperationalError, match="lock timeout"):
                _log_without_patience()
        finally:
            cursor.execute(written)


def test_many_changes_leave_a_month_one_mark() -> None:
    for _ in range(5):
        making.make_record(making.make_person())

    assert ChangedMonth.objects.count() == 1
    assert count(YEAR)[None] == Counts(services=5, matters=5, person_times=5, persons=5)


def test_the_nightly_task_counts_the_year_that_is_looked_at_in_the_morning() -> None:
    making.make_record(making.make_person(), held_on=date(2025, 12, 31))
    making.make_record(making.make_person())
    this_year = Period(date(2026, 1, 1), date(2026, 12, 31))

    keeping.count_ahead(at=NOON)

    assert statements(lambda: count(this_year, *Dimension)) == 1
    assert count(this_year)[None].persons == 1
