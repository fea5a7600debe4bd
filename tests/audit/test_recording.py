"""Entries are added in the caller's transaction, and never changed by anybody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.audit import services
from commons.audit.models import Act, Entry
from tests.factories import NOON, make_resident

pytestmark = pytest.mark.django_db


def run(*statements: str) -> None:
    """Have the database do these in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_an_entry_says_who_did_what_to_which_thing() -> None:
    clerk = make_resident()

    services.record(actor=clerk, act=Act.OPEN, subject="legal.matter", reference="M-1", reason="On the phone", at=NOON)

    found = services.entries_about("legal.matter", "M-1").get()
    assert (found.actor_id, found.act, found.reason, found.at) == (clerk.pk, "open", "On the phone", NOON)


def test_the_portal_itself_has_no_account() -> None:
    services.record(actor=None, act="change", subject="legal.matter", reference="M-1", at=NOON)

    assert services.entries_by(None).count() == 1


def test_an_entry_is_rolled_back_with_what_it_tells() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        services.record(actor=None, act=Act.CHANGE, subject="legal.matter", reference="M-1", at=NOON)
        raise RuntimeError

    assert not Entry.objects.exists()


def test_many_entries_are_one_statement() -> None:
    clerk = make_resident()
    hits = [
        services.entry(actor=clerk, act=Act.SEARCH_HIT, subject="legal.matter", reference=f"M-{number}", at=NOON)
        for number in range(200)
    ]

    with CaptureQueriesContext(connection) as captured:
        services.record_many(hits)

    assert len(captured) == 1
    assert services.entries_by(clerk).count() == 200


def test_the_newest_entry_comes_first_and_others_stay_out() -> None:
    for hours, reference in ((0, "M-1"), (2, "M-1"), (1, "M-2")):
        at = NOON + timedelta(hours=hours)
        services.record(actor=None, act=Act.OPEN, subject="legal.matter", reference=reference, at=at)

    assert [entry.at.hour for entry in services.entries_about("legal.matter", "M-1")] == [6, 4]


def test_an_unknown_act_is_refused() -> None:
    with pytest.raises(ValueError, match="peek"):
        services.record(actor=None, act="peek", subject="legal.matter", reference="M-1", at=NOON)


@pytest.mark.parametrize("fields", [{"act": "peek"}, {"subject": ""}, {"reference": ""}])
def test_the_database_refuses_an_entry_that_says_nothing(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(**{"at": NOON, "act": "open", "subject": "legal.matter", "reference": "M-1"} | fields)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'nothing to see'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE accounts_user, audit_entry CASCADE",
    ],
)
def test_the_database_refuses_to_change_or_delete(statement: str) -> None:
    services.record(actor=None, act=Act.OPEN, subject="legal.matter", reference="M-1", at=NOON)

    with pytest.raises(IntegrityError, match="The access log only grows"):
        # The one trigger that tests rest (see conftest) so that they can empty the database.
        run("ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_no_truncate", statement)

    assert Entry.objects.get().reason == ""


def test_a_replica_keeps_to_it_too() -> None:
    services.record(actor=None, act=Act.OPEN, subject="legal.matter", reference="M-1", at=NOON)

    with pytest.raises(IntegrityError):
        run("SET LOCAL session_replication_role = replica", "DELETE FROM audit_entry")


def test_django_cannot_delete_an_entry_either() -> None:
    entry = services.record(actor=None, act=Act.OPEN, subject="legal.matter", reference="M-1", at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
