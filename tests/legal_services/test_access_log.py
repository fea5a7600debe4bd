"""The access log: what is in it, who reads it, and that it stays."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client

from commons.accounts.models import User
from commons.audit.models import Act, Entry
from commons.audit.services import record
from tests.factories import NOON
from tests.legal_services import making

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/legal/access-log/"


@pytest.fixture
def manager(client: Client) -> User:
    """A manager of the area, signed in."""
    made = making.make_area_manager()
    client.force_login(made, backend="django.contrib.auth.backends.ModelBackend")
    return made


def note(actor: User | None, reference: str = "M-AAAA-AAAA", **fields: Any) -> Entry:
    """One entry about a matter, an hour before noon."""
    values: dict[str, Any] = {"act": Act.OPEN, "subject": "legal.matter", "at": NOON - timedelta(hours=1)}
    return record(actor=actor, reference=reference, **values | fields)


def test_an_entry_says_who_when_what_and_why(client: Client, manager: User) -> None:
    clerk = making.make_clerk(full_name="Clara Clerk")
    note(clerk, reason="the client called")

    text = client.get(PAGE).content.decode()

    assert "Clara Clerk" in text
    assert "M-AAAA-AAAA" in text
    assert "the client called" in text
    assert "Opened" in text


def test_the_log_is_narrowed_by_reference_name_act_and_day(client: Client, manager: User) -> None:
    clara, other = making.make_clerk(full_name="Clara Clerk"), making.make_clerk()
    wanted = note(clara, "M-BBBB-BBBB", act=Act.DOWNLOAD, at=NOON - timedelta(days=3))
    note(clara)
    note(other, "M-BBBB-BBBB", act=Act.DOWNLOAD)
    day = (NOON - timedelta(days=3)).date().isoformat()

    asked = {
        "q": "m-bbbb-bbbb",
        "who": "clara",
        "act": "download",
        "subject": "legal.matter",
        "first": day,
        "last": day,
    }
    found = [line["entry"] for line in client.get(PAGE, asked).context["lines"]]

    assert found == [wanted]


@pytest.mark.parametrize("asked", [{"act": "x"}, {"first": "soon"}, {"q": "%" * 60}, {"who": "\\' --"}, {"page": "no"}])
def test_nonsense_is_no_error(client: Client, manager: User, asked: dict[str, str]) -> None:
    assert client.get(PAGE, asked).status_code == 200


def test_reading_many_matters_in_an_hour_and_at_night_is_shown(client: Client, manager: User, settings: Any) -> None:
    settings.AUDIT_MANY_PER_HOUR = 5
    busy, nightly = making.make_clerk(full_name="Busy Clerk"), making.make_clerk(full_name="Nightly Clerk")
    for number in range(6):
        note(busy, f"M-{number}", at=NOON - timedelta(hours=2, minutes=number))
    note(nightly, at=NOON - timedelta(hours=11))

    with time_machine.travel(NOON):
        odd = client.get(PAGE).context["odd"]

    assert [(str(line["actor"]), line["reading"].oddity) for line in odd] == [
        ("Busy Clerk", "many"),
        ("Nightly Clerk", "night"),
    ]


def test_what_other_parts_of_the_portal_log_is_not_shown(client: Client, manager: User) -> None:
    note(None, subject="institutions.application")

    assert client.get(PAGE).context["lines"] == []


def test_nobody_changes_or_removes_an_entry(client: Client, manager: User) -> None:
    kept = note(manager)

    for statement in ("UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert Entry.objects.get(pk=kept.pk).reason == ""


@pytest.mark.parametrize("make", [making.make_clerk, making.make_practising_user])
def test_nobody_but_a_manager_reads_the_log(client: Client, make: Any) -> None:
    client.force_login(make(), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(PAGE).status_code == 404


def test_the_page_asks_the_database_little(client: Client, manager: User, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        note(making.make_clerk(), f"M-{number}")

    with django_assert_max_num_queries(12):
        client.get(PAGE)
