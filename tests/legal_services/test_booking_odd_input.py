"""Odd and hostile input on the way to an appointment: it is refused in plain words, and nothing breaks."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client

from legal_services.models import Appointment, Channel, Service
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_practitioner

pytestmark = pytest.mark.django_db

TEN = (NOON + timedelta(days=1)).replace(hour=10)
ENDS_OF_TIME = ["9999-12-31T23:59:59+08:00", "9999-12-31T23:30:00-12:00", "0001-01-01T00:00:00+14:00"]
NAMELESS = {"name": "Kim Minji", "phone_0": "", "writes": "ko", "people": "1"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    """A service with one adviser from nine to eleven."""
    service = make_bookable_service(slug="consultation")
    make_practitioner(services=[service], opens=time(9), closes=time(11))
    return service


def walk_to_details(client: Client, service: Service) -> None:
    client.post("/en/legal/book/need/", {"service": service.slug, "topic": ""})
    client.post("/en/legal/book/way/", {"language": "en", "channel": "in-person"})
    client.post("/en/legal/book/time/", {"starts_at": TEN.isoformat()})


def test_a_service_whose_name_holds_a_nul_is_none(client: Client, service: Service) -> None:
    assert client.get("/en/legal/book/need/?service=%00")["Location"] == "/en/legal/book/"
    assert client.post("/en/legal/book/need/", {"service": "consultation\0"})["Location"] == "/en/legal/book/"


@pytest.mark.parametrize("moment", ENDS_OF_TIME)
def test_a_time_at_an_end_of_the_calendar_is_none(client: Client, service: Service, moment: str) -> None:
    client.post("/en/legal/book/need/", {"service": service.slug, "topic": ""})
    client.post("/en/legal/book/way/", {"language": "en", "channel": "in-person"})

    page = client.post("/en/legal/book/time/", {"starts_at": moment})

    assert "Choose a time." in page.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("moment", ENDS_OF_TIME)
def test_nothing_is_moved_to_an_end_of_the_calendar(client: Client, moment: str) -> None:
    owner = make_resident()
    appointment = make_appointment(user=owner)
    client.force_login(owner)

    page = client.post(f"/en/legal/appointments/{appointment.reference}/move/", {"starts_at": moment})

    assert "Choose a time." in page.content.decode()
    assert Appointment.objects.get().starts_at == appointment.starts_at


def test_a_time_years_ahead_names_no_next_ones(client: Client, service: Service) -> None:
    client.post("/en/legal/book/need/", {"service": service.slug, "topic": ""})
    client.post("/en/legal/book/way/", {"language": "en", "channel": "in-person"})

    page = client.post("/en/legal/book/time/", {"starts_at": "9998-12-31T10:00:00+08:00"})

    assert page.status_code == 200
    assert page.context["following"] == []


def test_a_number_without_its_region_is_asked_for_it_in_plain_words(client: Client, service: Service) -> None:
    walk_to_details(client, service)

    page = client.post("/en/legal/book/details/", {**NAMELESS, "phone_1": "010 1234 5678"})

    wanted = "Choose the region of the number, or begin it with + and the code of the country."
    assert wanted in page.content.decode()


def test_a_number_with_the_code_of_its_country_needs_no_region(client: Client, service: Service) -> None:
    walk_to_details(client, service)

    assert client.post("/en/legal/book/details/", {**NAMELESS, "phone_1": "+82 10 1234 5678"}).status_code == 302


@pytest.mark.parametrize("has_account", [True, False])
def test_the_likely_region_stays_chosen_while_there_is_no_number(
    client: Client, service: Service, has_account: bool
) -> None:
    if has_account:
        client.force_login(make_resident(country="KR"))
    walk_to_details(client, service)
    client.post("/en/legal/book/details/", {**NAMELESS, "phone_1": "", "email": "kim@example.org"})

    shown = client.get("/en/legal/book/details/")

    assert f'<option value="{"KR" if has_account else "CN"}" selected' in shown.content.decode()


def test_the_only_way_to_meet_is_chosen_already(client: Client, service: Service) -> None:
    service.channels = [Channel.IN_PERSON]
    service.save()
    client.post("/en/legal/book/need/", {"service": service.slug, "topic": ""})

    shown = client.get("/en/legal/book/way/")

    assert shown.context["form"]["channel"].value() == "in-person"


def test_a_narrative_that_is_too_long_is_kept_and_told_in_plain_words(client: Client, service: Service) -> None:
    walk_to_details(client, service)
    client.post("/en/legal/book/details/", {**NAMELESS, "phone_1": "", "email": "kim@example.org"})

    page = client.post("/en/legal/book/narrative/", {"narrative": "가" * 5000, "consent": "on"}).content.decode()

    assert "At most 4000 characters fit here. Tell the rest when you meet." in page
    assert "가" * 5000 in page


def test_whoever_booked_without_an_account_is_not_left_before_the_sign_in(client: Client) -> None:
    guest = make_appointment(email="guest@example.org")

    shown = client.get(f"/en/legal/appointments/{guest.reference}/", follow=True).content.decode()

    assert "Booked without an account?" in shown
    assert 'href="/en/legal/appointments/find/"' in shown
    assert "Booked without an account?" not in client.get("/en/accounts/login/?next=/en/me/").content.decode()
