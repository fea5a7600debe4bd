"""The pages on which an old spreadsheet is read, named, checked, brought in and taken out."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import User
from commons.audit.models import Entry
from legal_services.models import Import, ServiceRecord
from legal_services.services import importing
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_clerk
from tests.legal_services.spreadsheets import HEADINGS, brought_in, make_import, row, work_off, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def clerk() -> User:
    make_bookable_service(slug="consultation")
    return make_clerk()


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def send(client: Client, content: bytes, name: str = "old.xlsx") -> str:
    address = reverse("legal-desk:imports")
    return client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True).content.decode()


def test_a_file_goes_through_all_its_steps(desk: Client) -> None:
    shown = send(desk, xlsx(HEADINGS, row(), row(day="never")))
    batch = Import.objects.get()
    assert "Kim Minji" in shown
    named = {f"column_{fact}": str(index) for fact, index in batch.columns.items()}
    plain = {"plain_channel": "in-person", "plain_outcome": "answered"}

    desk.post(reverse("legal-desk:import_columns", args=[batch.reference]), named | plain)
    work_off(batch)
    checked = desk.get(batch.get_absolute_url()).content.decode()
    desk.post(reverse("legal-desk:import_act", args=[batch.reference, "bring-in"]))
    running = desk.get(batch.get_absolute_url()).content.decode()
    work_off(batch)
    done = desk.get(batch.get_absolute_url()).content.decode()

    assert "Day: is no day" in checked
    assert "Bring 1 row into the log" in checked
    assert "You can leave this page" in running
    assert ServiceRecord.objects.get().reference in done
    desk.post(reverse("legal-desk:import_act", args=[batch.reference, "take-out"]))
    work_off(batch)
    assert not ServiceRecord.objects.exists()


def test_a_file_that_cannot_be_read_says_so(desk: Client) -> None:
    shown = send(desk, b"\x89PNG\r\n\x1a\n\0\0\0", "picture.xlsx")

    assert "This file cannot be read as a spreadsheet" in shown
    assert not Import.objects.exists()


def test_the_column_of_the_day_is_needed(desk: Client, clerk: User) -> None:
    send(desk, xlsx(["A", "B"], ["x", "y"]))
    batch = Import.objects.get()

    response = desk.post(reverse("legal-desk:import_columns", args=[batch.reference]), {"column_held_on": ""})

    batch.refresh_from_db()
    assert response.status_code == 200
    assert batch.phase == Import.Phase.MAPPING


def test_what_a_row_says_never_becomes_part_of_the_page(desk: Client, clerk: User) -> None:
    batch = make_import(row(day="never", name="<script>alert(1)</script>"), by=clerk)

    shown = desk.get(batch.get_absolute_url()).content.decode()

    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_a_page_that_waits_for_the_workers_names_nobody_and_is_not_noted(desk: Client, clerk: User) -> None:
    batch = make_import(row(name="Planted Name"), by=clerk)
    opened = Entry.objects.filter(act="open", reference=batch.reference)
    importing.bring_in(batch=batch, by=clerk, at=NOON)

    waiting = desk.get(batch.get_absolute_url()).content.decode()
    noted_at_work = opened.count()
    work_off(batch)
    desk.get(batch.get_absolute_url())

    assert "Planted Name" not in waiting
    assert (noted_at_work, opened.count()) == (0, 1)


def test_an_act_that_is_none_does_not_exist(desk: Client, clerk: User) -> None:
    batch = make_import(row(), by=clerk)

    assert desk.post(reverse("legal-desk:import_act", args=[batch.reference, "explode"])).status_code == 404


def test_each_page_asks_little(
    desk: Client, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    batch = brought_in(*(row(name=f"Client {number}") for number in range(60)), by=clerk)
    fresh = make_import(*(row(name=f"Client {number}") for number in range(5)), row(name="Client 99"), by=clerk)

    for address in (
        reverse("legal-desk:imports"), batch.get_absolute_url(), f"{batch.get_absolute_url()}?state=done&page=2",
        fresh.get_absolute_url(), reverse("legal-desk:import_columns", args=[fresh.reference]),
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            assert desk.get(address).status_code == 200


def test_an_import_at_work_is_asked_for_by_many_workers_and_done_once(clerk: User) -> None:
    batch = brought_in(row(), by=clerk)

    assert importing.work(at=NOON) is False
    assert batch.phase == Import.Phase.DONE
