"""Rows of an old spreadsheet are checked, come into the log once, and are taken out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import User
from commons.audit import services as audit
from commons.audit.models import Entry
from commons.lib.dates import day_in_beijing
from legal_services.errors.importing import ImportAtWork, NothingToBringIn
from legal_services.import_columns import guess_columns
from legal_services.models import (
    Assignment,
    Attendance,
    Import,
    ImportRow,
    Matter,
    MatterRole,
    Person,
    Service,
    ServiceRecord,
)
from legal_services.services import importing, recording
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_clerk, make_person, make_practitioner
from tests.legal_services.spreadsheets import HEADINGS, brought_in, make_import, row, work_off

pytestmark = pytest.mark.django_db

State = ImportRow.State
TABLES = (ServiceRecord, Attendance, Matter, MatterRole, Assignment, Person)


@pytest.fixture
def clerk() -> User:
    make_bookable_service(slug="consultation", name_zh_hans="法律咨询")
    return make_clerk()


def sizes() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in TABLES}


def test_a_row_becomes_one_record_as_it_says(clerk: User) -> None:
    batch = brought_in(row(service="法律咨询", language="韩语", outcome="answered", anonymous="2"), by=clerk)

    record = ServiceRecord.objects.get()
    assert (batch.phase, record.batch) == (Import.Phase.DONE, batch)
    assert (record.held_on, record.language, record.anonymous) == (date(2026, 3, 5), "ko", 2)
    assert [person.name for person in record.attendees.all()] == ["Kim Minji"]
    assert record.matter.opened_at.date() <= record.held_on


def test_checking_writes_nothing(clerk: User) -> None:
    before = sizes()

    batch = make_import(row(), row(day="tomorrow"), by=clerk)

    assert sizes() == before
    assert importing.counts(batch)["ready"] == 1
    assert importing.counts(batch)["wrong"] == 1


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (row(day="someday"), ["held_on", "no-day"]),
        (row(day=""), ["held_on", "required"]),
        (row(day="2026-11-23"), ["held_on", "not-yet"]),
        (row(day="1926-03-05"), ["held_on", "not-yet"]),
        (row(service="alchemy"), ["service", "unknown"]),
        (row(language=""), ["language", "required"]),
        (row(phone="call me"), ["phone", "no-phone"]),
        (row(anonymous="501"), ["anonymous", "no-number"]),
        (row(outcome="referred"), ["referred_to", "required"]),
        (row(name="x" * 151), ["name", "too-long"]),
    ],
)
def test_what_is_wrong_with_a_row_is_said(clerk: User, cells: list[str], problem: list[str]) -> None:
    batch = make_import(cells, by=clerk)

    line = batch.lines.get()
    assert (line.state, line.problems) == (State.WRONG, [problem])


def test_what_holds_for_all_rows_is_said_once(clerk: User) -> None:
    brought_in(row(service="", language=""), by=clerk, plain={"service": "consultation", "language": "en"})

    assert ServiceRecord.objects.get().language == "en"


def test_a_row_without_a_name_is_one_person_without_a_name(clerk: User) -> None:
    brought_in(row(name="", anonymous="1"), by=clerk)

    record = ServiceRecord.objects.get()
    assert (record.anonymous, record.attendees.count(), Person.objects.count()) == (2, 0, 0)


def test_the_same_name_and_phone_are_one_person(clerk: User) -> None:
    brought_in(row(phone="13800138000"), row(phone="138 0013 8000"), row(phone="13900139000"), by=clerk)

    assert Person.objects.count() == 2


def test_equal_names_alone_are_one_person_only_when_the_clerk_says_so(clerk: User) -> None:
    brought_in(row(), row(), by=clerk)
    assert Person.objects.count() == 2

    brought_in(row(day="2026-03-06"), row(day="2026-03-07"), by=clerk, same_names=True)
    assert Person.objects.count() == 3


def test_somebody_known_by_this_name_and_phone_is_not_written_down_again(clerk: User) -> None:
    known = make_person("Kim Minji", phone="+8613800138000")

    brought_in(row(phone="13800138000"), row(name="Kim Other", phone="13800138000"), by=clerk)

    assert known.attendances.count() == 1
    assert Person.objects.count() == 2


def test_rows_of_one_matter_share_it(clerk: User) -> None:
    brought_in(
        row(phone="13800138000", matter="7"), row(phone="13800138000", matter="7"),
        row(phone="13900139000", matter="7"),
        by=clerk,
    )  # fmt: skip

    assert Matter.objects.count() == 2


def test_what_a_row_said_is_encrypted_and_forgotten_once_it_is_in_the_log(clerk: User) -> None:
    batch = make_import(row(name="Planted Name"), row(day="wrong", name="Planted Name"), by=clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM legal_services_importrow")
        stored = [bytes(cells) for (cells,) in cursor.fetchall()]
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    assert all(b"Planted" not in cells for cells in stored)
    assert [bool(line.cells) for line in batch.lines.all()] == [False, True]


def test_a_worker_that_is_killed_leaves_no_row_twice(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LOGGED_AT_ONCE", 2)
    batch = make_import(*(row(name=f"Client {number}") for number in range(5)), by=clerk)
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    importing.work(at=NOON)
    with patch.object(audit, "record_many", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        importing.work(at=NOON)
    assert ServiceRecord.objects.count() == 2

    work_off(batch)

    assert (ServiceRecord.objects.count(), Person.objects.count()) == (5, 5)
    assert importing.counts(batch)["done"] == 5


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """Have the database refuse people of this name."""
    rule = "ADD CONSTRAINT planted CHECK (name <> %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE legal_services_person {rule}", [name])
    yield


def test_a_row_that_the_log_refuses_stops_no_other(clerk: User) -> None:
    names = ["One", "Two", "Refused", "Four", "Five", "Six", "Seven"]
    batch = make_import(*(row(name=name) for name in names), by=clerk)
    importing.bring_in(batch=batch, by=clerk, at=NOON)
    with refusing("Refused"):
        work_off(batch)

    states = [line.state for line in batch.lines.all()]
    assert states == [State.DONE, State.DONE, State.WRONG, State.DONE, State.DONE, State.DONE, State.DONE]
    assert batch.lines.get(state=State.WRONG).problems == [["", "refused"]]
    assert [record.attendees.get().name for record in ServiceRecord.objects.order_by("pk")] == [
        name for name in names if name != "Refused"
    ]


@pytest.mark.parametrize("count", [100, 200])
def test_the_statements_are_few_however_many_rows_there_are(
    clerk: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [
        row(name=f"Client {number % 80}", phone=f"138{number % 80:08}", matter=str(number % 90))
        for number in range(count)
    ]
    batch = make_import(*rows, by=clerk)
    importing.bring_in(batch=batch, by=clerk, at=NOON)

    with django_assert_max_num_queries(25):
        importing.work(at=NOON)

    assert importing.counts(batch)["done"] == count
    with django_assert_max_num_queries(70):
        importing.take_out(batch=batch, by=clerk, at=NOON)
        importing.work(at=NOON)
    assert (ServiceRecord.objects.count(), Person.objects.count(), Matter.objects.count()) == (0, 0, 0)


def test_rows_in_different_chunks_share_clients_and_matters(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "LOGGED_AT_ONCE", 1)
    brought_in(
        row(phone="13800138000", matter="7"), row(phone="13800138000", matter="7", day="2026-02-01"),
        row(phone="13800138000", matter="8"), by=clerk,
    )  # fmt: skip

    assert (Person.objects.count(), Matter.objects.count()) == (1, 2)
    older = Matter.objects.earliest("opened_at")
    assert (older.records.count(), day_in_beijing(older.opened_at)) == (2, date(2026, 2, 1))
    assert MatterRole.objects.count() == 2


def test_a_chunk_is_logged_as_sessions_at_the_counter_are(clerk: User) -> None:
    """The same rows, brought in one by one through the log's own service, leave the same tables and the same trail."""
    adviser = make_practitioner(name="Li Na")
    values = {"service": Service.objects.get(), "language": "ko", "outcome": "answered", "practitioner": adviser}
    brought_in([*row(), "Li Na"], by=clerk, columns=guess_columns(HEADINGS) | {"practitioner": len(HEADINGS)})
    imported = list(Entry.objects.exclude(subject=importing.SUBJECT).order_by("pk").values_list("subject", "reason"))
    mark = Entry.objects.latest("pk").pk

    recording.log_service(
        submission=uuid4(), session=recording.Session(held_on=date(2026, 3, 5), **values),
        client=recording.NewPerson(name="Kim Minji", language="ko"), by=clerk, at=NOON,
    )  # fmt: skip

    logged = list(Entry.objects.filter(pk__gt=mark).order_by("pk").values_list("subject", "reason"))
    assert sorted(imported) == sorted(logged)
    one, other = ServiceRecord.objects.order_by("pk")
    for name in ("service", "practitioner", "language", "held_on", "outcome", "anonymous", "entered_by", "entered_at"):
        assert getattr(one, name) == getattr(other, name), name
    assert one.matter.assignments.get().task == other.matter.assignments.get().task
    assert (one.matter.kind, one.matter.opened_at) == (other.matter.kind, other.matter.opened_at)


def test_taking_out_leaves_everything_as_it_was(clerk: User) -> None:
    make_person("Known", phone="+8613900139000")
    before = sizes()
    batch = brought_in(
        row(phone="13800138000", matter="7"), row(phone="13800138000", matter="7"),
        row(name="Known", phone="13900139000"), row(name=""), by=clerk,
    )  # fmt: skip
    assert sizes() != before

    importing.take_out(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    assert sizes() == before
    assert (batch.phase, batch.undone_at, batch.undone_by) == (Import.Phase.UNDONE, NOON, clerk)
    assert importing.counts(batch)["undone"] == 4


def test_what_was_worked_on_since_stays(clerk: User) -> None:
    batch = brought_in(row(name="Voided"), row(name="Came again"), by=clerk)
    voided, again = (line.record for line in batch.lines.select_related("record"))
    assert voided is not None
    assert again is not None
    recording.void(record=voided, reason="Twice.", by=clerk, at=NOON)
    came_again = recording.log_service(
        submission=voided.submission.__class__(int=7), client=again.attendees.get(), matter=again.matter, by=clerk,
        session=recording.Session(service=again.service, language="ko", outcome="answered"), at=NOON,
    )  # fmt: skip

    importing.take_out(batch=batch, by=clerk, at=NOON)
    work_off(batch)

    assert [line.state for line in batch.lines.all()] == [State.KEPT, State.UNDONE]
    assert set(ServiceRecord.objects.all()) == {voided, came_again}
    assert set(Matter.objects.all()) == {voided.matter, again.matter}


def test_an_import_goes_from_one_phase_to_the_next_once(clerk: User) -> None:
    batch = make_import(row(), by=clerk)
    importing.bring_in(batch=batch, by=clerk, at=NOON)

    with pytest.raises(ImportAtWork):
        importing.bring_in(batch=batch, by=clerk, at=NOON)
    with pytest.raises(ImportAtWork):
        importing.throw_away(batch=batch, by=clerk, at=NOON)


def test_nothing_right_is_nothing_to_bring_in(clerk: User) -> None:
    batch = make_import(row(day="never"), by=clerk)

    with pytest.raises(NothingToBringIn):
        importing.bring_in(batch=batch, by=clerk, at=NOON)


def test_a_file_is_thrown_away_with_its_rows(clerk: User) -> None:
    importing.throw_away(batch=make_import(row(), by=clerk), by=clerk, at=NOON)

    assert (Import.objects.count(), ImportRow.objects.count()) == (0, 0)


def test_rows_that_were_not_brought_in_are_forgotten_after_their_term(clerk: User) -> None:
    from legal_services import matters_privacy

    batch = make_import(row(day="never"), by=clerk)

    matters_privacy.expire(NOON + matters_privacy.KEPT_IMPORT + timedelta(days=1))

    assert batch.lines.get().cells is None
