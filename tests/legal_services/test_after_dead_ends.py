"""No dead ends after booking: addresses that only take what is sent, offers of the past, cancelled appointments."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from commons.accounts.models import User
from legal_services.calendar import calendar_for
from legal_services.models import Appointment, EarlierTimeRequest
from legal_services.services import changing, earlier, files
from tests.documents.files import an_image
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_practitioner

pytestmark = pytest.mark.django_db

TUESDAY_TEN = (NOON + timedelta(days=2)).replace(hour=10)
PHOTOGRAPH = an_image()


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    """It is Sunday noon, and addresses are English unless said otherwise."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def owner(client: Client) -> User:
    """Whose appointment it is, signed in."""
    owner = make_resident()
    client.force_login(owner)
    return owner


def make_own(owner: User, **fields: Any) -> Appointment:
    """An appointment on Tuesday at ten, with an adviser who is there from Monday to Friday."""
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    return make_appointment(adviser, service=service, user=owner, starts_at=TUESDAY_TEN, **fields)


def take_earlier(appointment: Appointment) -> Appointment:
    earlier.ask(appointment=appointment, by=None, at=NOON)
    assert earlier.offer_freed(at=NOON) == 1
    request = EarlierTimeRequest.objects.get()
    return earlier.accept(request=request, by=None, at=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("name", ["files", "earlier", "narrative"])
def test_an_address_that_only_takes_what_is_sent_leads_back_to_its_page(client: Client, owner: User, name: str) -> None:
    appointment = make_own(owner)

    led = client.get(f"/ko/legal/appointments/{appointment.reference}/{name}/")

    assert led["Location"] == f"/ko/legal/appointments/{appointment.reference}/"


@pytest.mark.parametrize("name", ["answer", "note", "confirmation"])
def test_so_does_that_of_a_mediation(client: Client, name: str) -> None:
    assert client.get(f"/ko/legal/mediations/D-2222-2222/{name}/")["Location"] == "/ko/legal/mediations/D-2222-2222/"


def test_an_earlier_time_that_was_taken_is_said_until_the_appointment_moves_again(client: Client, owner: User) -> None:
    appointment = take_earlier(make_own(owner))
    page = f"/en/legal/appointments/{appointment.reference}/offer/"
    assert "The earlier time is yours" in client.get(page).content.decode()

    changing.move(appointment=appointment, starts_at=TUESDAY_TEN, by=owner, at=NOON + timedelta(minutes=2))

    shown = client.get(page).content.decode()
    assert "The earlier time is yours" not in shown
    assert "There is no earlier time at the moment" in shown


def test_after_a_cancellation_the_page_of_the_offer_says_that(client: Client, owner: User) -> None:
    appointment = take_earlier(make_own(owner))
    changing.cancel(appointment=appointment, by=owner, at=NOON + timedelta(minutes=2))

    shown = client.get(f"/en/legal/appointments/{appointment.reference}/offer/").content.decode()

    assert "The earlier time is yours" not in shown
    assert "This appointment is cancelled" in shown


def test_files_of_a_cancelled_appointment_can_be_deleted_and_another_be_booked(client: Client, owner: User) -> None:
    appointment = make_own(owner)
    upload = SimpleUploadedFile("lease.jpg", PHOTOGRAPH, content_type="image/jpeg")
    [file] = files.add(appointment=appointment, uploads=[upload], by=owner, at=NOON)
    changing.cancel(appointment=appointment, by=owner, at=NOON)
    address = f"/en/legal/appointments/{appointment.reference}/"

    shown = client.get(address).content.decode()
    client.post(f"{address}files/{file.document_id}/remove/")

    assert "Book another appointment" in shown
    assert f"{address}files/{file.document_id}/remove/" in shown
    assert not appointment.files.exists()


def test_what_was_written_for_a_cancelled_appointment_can_be_deleted(client: Client, owner: User) -> None:
    appointment = make_own(owner, narrative="The landlord keeps it.", narrative_consent_at=NOON)
    changing.cancel(appointment=appointment, by=owner, at=NOON)

    assert "Delete what I wrote" in client.get(f"/en/legal/appointments/{appointment.reference}/").content.decode()


def test_a_calendar_entry_speaks_of_a_message_only_where_one_was_sent() -> None:
    by_mail = make_appointment(email="guest@example.org")
    by_phone = make_appointment(phone="+8613800138000")

    assert b"use\r\n  the link" in calendar_for(by_mail, language="en")
    assert b"call us and give" in calendar_for(by_phone, language="en").replace(b"\r\n ", b"")
    assert b"link" not in calendar_for(by_phone, language="en")


def test_the_entry_of_a_cancelled_appointment_offers_no_change() -> None:
    appointment = make_appointment(email="guest@example.org", state=Appointment.State.CANCELLED)

    assert b"To move" not in calendar_for(appointment, language="en")
