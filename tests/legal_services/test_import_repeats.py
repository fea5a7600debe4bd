"""Rows that another import has brought into the log stay out, however often a file is sent, unless a clerk says so."""

from collections.abc import Callable
from time import sleep
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from legal_services.models import Import, ServiceRecord
from legal_services.services import importing, repeats
from tests.events.test_races import at_once
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_clerk
from tests.legal_services.spreadsheets import brought_in, make_import, row, work_off

pytestmark = pytest.mark.django_db

UNNAMED = row(name="")


@pytest.fixture
def clerk() -> User:
    make_bookable_service(slug="consultation", name_zh_hans="法律咨询")
    return make_clerk()


def states(batch: Import) -> dict[str, int]:
    return {state: n for state, n in importing.counts(batch).items() if n}


def test_a_file_that_was_put_right_brings_in_only_what_is_new(clerk: User) -> None:
    brought_in(row(), row(name="Lee Jun", day="never"), by=clerk)

    again = make_import(row(), row(name="Lee Jun"), by=clerk)
    assert states(again) == {"repeated": 1, "ready": 1}
    importing.bring_in(batch=again, by=clerk, at=NOON)
    work_off(again)

    assert states(again) == {"repeated": 1, "done": 1}
    assert ServiceRecord.objects.count() == 2


def test_equal_rows_of_one_file_are_as_many_sessions(clerk: User) -> None:
    brought_in(UNNAMED, UNNAMED, by=clerk)

    again = make_import(UNNAMED, UNNAMED, UNNAMED, by=clerk)

    assert ServiceRecord.objects.count() == 2
    assert [line.state for line in again.lines.all()] == ["repeated", "repeated", "ready"]


def test_a_row_that_says_anything_else_is_another_session(clerk: User) -> None:
    brought_in(row(), by=clerk)

    others = make_import(row(day="2026-03-06"), row(name="Kim Minju"), row(outcome="continues"), by=clerk)

    assert states(others) == {"ready": 3}


def test_what_was_taken_out_can_be_brought_in_again(clerk: User) -> None:
    first = brought_in(row(), by=clerk)
    again = make_import(row(), by=clerk)
    importing.take_out(batch=first, by=clerk, at=NOON)
    work_off(first)

    third = brought_in(row(), by=clerk)

    assert states(again) == {"repeated": 1}  # as it was when it was checked
    assert states(third) == {"done": 1}
    assert ServiceRecord.objects.count() == 1


def test_what_came_into_the_log_since_the_check_stays_out(clerk: User) -> None:
    early, late = make_import(row(), row(name="Lee Jun"), by=clerk), make_import(row(), by=clerk)
    importing.bring_in(batch=late, by=clerk, at=NOON)

    importing.bring_in(batch=early, by=clerk, at=NOON)
    work_off(early)

    assert states(early) == {"repeated": 1, "done": 1}
    assert ServiceRecord.objects.count() == 2


def test_the_clerk_sees_the_other_import_and_may_count_both(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    first = brought_in(UNNAMED, by=clerk)
    second = make_import(UNNAMED, by=clerk)

    shown = client.get(second.get_absolute_url()).content.decode()
    assert "no session counts twice" in shown
    assert first.reference in shown
    assert "bring-in" not in shown
    client.post(reverse("legal-desk:import_act", args=[second.reference, "repeats-too"]))
    client.post(reverse("legal-desk:import_act", args=[second.reference, "bring-in"]))
    work_off(second)

    assert ServiceRecord.objects.count() == 2


def test_naming_the_columns_anew_asks_anew(clerk: User) -> None:
    brought_in(row(), by=clerk)
    batch = make_import(row(), by=clerk)
    importing.bring_repeats_too(batch=batch, by=clerk, at=NOON)
    batch.refresh_from_db()
    assert states(batch) == {"ready": 1}

    importing.give_meaning(batch=batch, columns=batch.columns, plain=batch.plain, same_names=False, by=clerk, at=NOON)
    work_off(batch)

    assert states(batch) == {"repeated": 1}


def bring_in_both(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bring the same session in by two files, both at the same moment."""
    batches = [make_import(row(), by=clerk) for _ in range(2)]
    mark = repeats.mark_repeats

    def slowly(batch: Import) -> None:
        mark(batch)
        sleep(0.3)

    def act_of(batch: Import) -> Callable[[], Any]:
        return lambda: importing.bring_in(batch=batch, by=clerk, at=NOON)

    monkeypatch.setattr(importing, "mark_repeats", slowly)
    at_once(act_of(batch) for batch in batches)
    for batch in batches:
        work_off(batch)


@pytest.mark.django_db(transaction=True)
def test_two_files_at_the_same_moment_count_a_session_once(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in_both(clerk, monkeypatch)

    assert ServiceRecord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_count_twice(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_lock_all_checked", lambda: None)

    bring_in_both(clerk, monkeypatch)

    assert ServiceRecord.objects.count() == 2
