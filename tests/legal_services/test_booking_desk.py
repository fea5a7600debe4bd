"""Clerks book for whoever calls: times, client, what was just taken; nobody else sees the page."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commons.accounts.models import User
from commons.audit.models import Entry
from legal_services.models import Appointment, Service
from tests.factories import NOON, make_manager, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_bookable_service,
    make_clerk,
    make_person,
    make_practising_user,
    make_practitioner,
    make_topic,
)

pytestmark = pytest.mark.django_db

TEN = (NOON + timedelta(days=1)).replace(hour=10)
PAGE = "/en/desk/legal/book/"
CALLER = {"name": "Ms Kim", "phone_0": "KR", "phone_1": "010-1234-5678", "writes": "ko", "people": "1"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    service = make_bookable_service(slug="consultation", is_bookable=False)
    make_practitioner(services=[service], name="Adviser Ming", opens=time(9), closes=time(11))
    return service


@pytest.fixture
def clerk() -> User:
    return make_clerk()


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def at_ten(**asked: Any) -> str:
    wanted = {"service": "consultation", "language": "en", "channel": "in-person", "starts_at": TEN.isoformat()} | asked
    return PAGE + "?" + "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in wanted.items())


def test_the_free_times_are_shown_at_once(desk: Client, service: Service) -> None:
    html = desk.get(PAGE).content.decode()

    assert "Mon 23 Nov 2026" in html
    assert re.search(r'href="\?service=consultation[^"]*starts_at=2026-11-23T10%3A00%3A00%2B08%3A00"', html)


def test_a_caller_is_booked_in_one_go(desk: Client, clerk: User, service: Service) -> None:
    topic = make_topic(slug="lease")

    response = desk.post(at_ten(), {**CALLER, "topic": topic.slug})

    appointment = Appointment.objects.get()
    assert response["Location"] == PAGE
    assert (appointment.state, appointment.starts_at, appointment.created_by) == ("booked", TEN, clerk)
    assert (appointment.name, appointment.phone, appointment.topic) == ("Ms Kim", "+821012345678", topic)
    assert appointment.reference in desk.get(PAGE).content.decode()


def test_somebody_without_phone_or_mail_is_booked_too(desk: Client, service: Service) -> None:
    desk.post(at_ten(), {**CALLER, "phone_0": "", "phone_1": ""})

    assert Appointment.objects.get().phone == ""


def test_a_time_that_was_just_taken_names_the_next_ones(desk: Client, service: Service) -> None:
    make_appointment(service.practitioners.get(), service=service, starts_at=TEN)

    html = desk.post(at_ten(), CALLER).content.decode()

    assert "This time has just been taken by somebody else." in html
    assert "The next free times" in html
    assert "starts_at=2026-11-23T10%3A30%3A00%2B08%3A00" in html
    assert 'value="Ms Kim"' in html


def test_a_client_whom_the_area_knows_fills_the_form_and_the_opening_is_noted(
    desk: Client, clerk: User, service: Service
) -> None:
    person = make_person("김민지", phone="+821012345678", email="minji@example.org")

    html = desk.get(at_ten(person=person.reference)).content.decode()
    desk.post(at_ten(person=person.reference), CALLER)

    assert 'value="minji@example.org"' in html
    assert Appointment.objects.get().person == person
    noted = Entry.objects.filter(actor_id=clerk.pk, reference=person.reference, act="open", via="legal-desk:book")
    assert noted.count() == 2


@pytest.mark.parametrize(
    "query", ["?service=none", "?language=xx", "?starts_at=nonsense", "?starts_at=2026-99-99T10:00", "?from=x"]
)
def test_an_address_that_says_nonsense_is_still_a_page(desk: Client, service: Service, query: str) -> None:
    assert desk.get(PAGE + query).status_code == 200


def test_a_client_who_does_not_exist_is_not_found(desk: Client, service: Service) -> None:
    assert desk.get(f"{PAGE}?person=P-NONE-NONE").status_code == 404


def test_an_area_without_anybody_still_has_a_page(desk: Client) -> None:
    assert desk.get(PAGE).status_code == 200


def test_nobody_but_clerks_books_for_others(client: Client, service: Service) -> None:
    for somebody in (make_resident(), make_manager(), make_area_manager(), make_practising_user()):
        client.force_login(somebody)
        assert client.get(PAGE).status_code == 404
        assert client.post(at_ten(), CALLER).status_code == 404
    assert not Appointment.objects.exists()


def test_the_page_asks_the_database_little(desk: Client, service: Service, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        make_practitioner(services=[service])

    with django_assert_max_num_queries(12):
        desk.get(PAGE)
    with django_assert_max_num_queries(12):
        desk.get(at_ten())
