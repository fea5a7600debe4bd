"""The client's pages: by account or by a link that a mail scanner cannot make do anything."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commons.notifications.services import deliver_due
from legal_services.models import Appointment, AppointmentLink, EarlierTimeRequest
from legal_services.services import changing, earlier
from legal_services.services.links import issue, revoke_links
from legal_services.services.messages import tell
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_practitioner

pytestmark = pytest.mark.django_db

MONDAY_TEN = (NOON + timedelta(days=1)).replace(hour=10)
MONDAY_TWO = MONDAY_TEN.replace(hour=14)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    """It is Sunday noon, and addresses are English unless said otherwise."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


def make_guest(**fields: Any) -> Appointment:
    """An appointment on Monday at ten of a client without an account."""
    return make_appointment(**{"email": "guest@example.org"} | fields)


def page(appointment: Appointment, name: str = "appointment", *arguments: Any) -> str:
    """The address of one of its pages, in English."""
    with translation.override("en"):
        return reverse(f"legal:{name}", args=[appointment.reference, *arguments])


def by_link(appointment: Appointment, scope: str = "manage") -> Client:
    """A browser that has opened the link in a message."""
    client = Client()
    secret = issue(appointment=appointment, scope=scope, at=NOON)
    response = client.get(reverse("legal:appointment_link", args=[secret]))
    assert response.status_code == 302
    return client


def test_the_link_in_the_message_opens_the_appointment_and_the_secret_is_left_behind(client: Client) -> None:
    appointment = make_guest()
    tell(appointment, "booked", at=NOON)
    deliver_due(at=NOON)
    address = re.search(r"http\S+(/en/legal/appointments/link/\S+)", mail.outbox[0].body)
    assert address is not None

    opened = client.get(address[1])
    shown = client.get(opened["Location"])

    assert opened["Location"] == page(appointment)
    assert shown.status_code == 200
    secret = address[1].rstrip("/").rpartition("/")[2]
    assert secret not in shown.content.decode() + shown["Referrer-Policy"] + opened["Location"]
    assert "no-store" in shown["Cache-Control"]
    assert "legal" not in re.search(r"<title>(.*?)</title>", shown.content.decode(), re.DOTALL)[1].lower()  # type: ignore[index]


def test_a_scanner_that_opens_every_address_changes_nothing() -> None:
    appointment = make_guest()
    scanner = by_link(appointment)
    before = Appointment.objects.values().get(pk=appointment.pk)

    for name in (
        "appointment", "appointment_move", "appointment_cancel", "appointment_calendar", "appointment_offer",
        "appointment_earlier", "appointment_narrative", "appointment_files",
    ):  # fmt: skip
        for method in ("get", "head", "options"):
            getattr(scanner, method)(page(appointment, name))

    assert Appointment.objects.values().get(pk=appointment.pk) == before
    assert not EarlierTimeRequest.objects.exists()


def test_a_scanner_cannot_post_without_the_token_of_a_page() -> None:
    appointment = make_guest()
    scanner = Client(enforce_csrf_checks=True)
    secret = issue(appointment=appointment, scope="manage", at=NOON)
    scanner.get(reverse("legal:appointment_link", args=[secret]))

    assert scanner.post(reverse("legal:appointment_link", args=[secret])).status_code in {403, 405}
    assert scanner.post(page(appointment, "appointment_cancel")).status_code == 403

    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.BOOKED


@pytest.mark.parametrize("why", ["unknown", "expired", "revoked"])
def test_a_link_that_no_longer_holds_says_so_and_opens_nothing(client: Client, why: str) -> None:
    appointment = make_guest()
    secret = issue(appointment=appointment, scope="manage", at=NOON)
    if why == "unknown":
        secret = "x" * 43
    elif why == "expired":
        AppointmentLink.objects.update(expires_at=NOON)
    else:
        revoke_links(appointment=appointment, at=NOON)

    response = client.get(reverse("legal:appointment_link", args=[secret]))

    assert response.status_code == 404
    assert "This link is no longer valid" in response.content.decode()
    assert response["Referrer-Policy"] == "no-referrer"
    assert client.get(page(appointment)).status_code == 302


def test_a_browser_forgets_the_appointment_after_two_hours() -> None:
    appointment = make_guest()
    browser = by_link(appointment)

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert browser.get(page(appointment)).status_code == 200
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert browser.get(page(appointment)).status_code == 302


def test_a_revoked_link_shuts_the_browsers_that_came_by_it() -> None:
    appointment = make_guest()
    browser = by_link(appointment)

    revoke_links(appointment=appointment, at=NOON)

    assert browser.get(page(appointment)).status_code == 302


def test_the_link_opens_its_own_appointment_only() -> None:
    browser = by_link(make_guest())

    assert browser.get(page(make_guest())).status_code == 302


def test_an_offer_link_answers_the_offer_and_nothing_else() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    appointment = make_guest(practitioner=adviser, service=service, starts_at=MONDAY_TWO)
    earlier.ask(appointment=appointment, by=None, at=NOON)
    earlier.offer_freed(at=NOON)
    browser = by_link(appointment, scope="offer")

    assert browser.get(page(appointment)).status_code == 302
    assert browser.post(page(appointment, "appointment_cancel")).status_code == 302
    offered = browser.get(page(appointment, "appointment_offer"))
    browser.post(page(appointment, "appointment_offer"), {"accept": "1"})

    appointment.refresh_from_db()
    assert "Take the earlier time" in offered.content.decode()
    assert appointment.state == Appointment.State.BOOKED
    assert appointment.starts_at < MONDAY_TWO
    assert "The earlier time is yours" in browser.get(page(appointment, "appointment_offer")).content.decode()


def test_an_account_opens_its_own_and_others_are_answered_404(client: Client) -> None:
    owner = make_resident()
    appointment = make_guest(user=owner)
    client.force_login(make_resident())
    assert client.get(page(appointment)).status_code == 404

    client.force_login(owner)
    assert client.get(page(appointment)).status_code == 200


def test_cancelling_asks_once_and_then_cancels() -> None:
    appointment = make_guest()
    browser = by_link(appointment)

    asked = browser.get(page(appointment, "appointment_cancel"))
    done = browser.post(page(appointment, "appointment_cancel"), follow=True)

    assert "Yes, cancel it" in asked.content.decode()
    assert "This appointment is cancelled" in done.content.decode()


def test_a_taken_time_is_answered_with_the_next_free_ones_in_the_language_of_the_page() -> None:
    appointment = make_guest()
    make_appointment(appointment.practitioner, service=appointment.service, starts_at=MONDAY_TWO)
    browser = by_link(appointment)
    address = page(appointment, "appointment_move").replace("/en/", "/ko/")

    response = browser.post(address, {"starts_at": MONDAY_TWO.isoformat()})

    body = response.content.decode()
    assert response.status_code == 200
    assert (MONDAY_TWO + timedelta(minutes=30)).isoformat() in body
    assert "2026년 11월 23일 (월) 14:30" in body
    appointment.refresh_from_db()
    assert appointment.starts_at == MONDAY_TEN


def test_a_free_time_becomes_the_appointments() -> None:
    appointment = make_guest()
    browser = by_link(appointment)

    offered = browser.get(page(appointment, "appointment_move"))
    browser.post(page(appointment, "appointment_move"), {"starts_at": MONDAY_TWO.isoformat()})

    assert MONDAY_TWO.isoformat() in offered.content.decode()
    appointment.refresh_from_db()
    assert appointment.starts_at == MONDAY_TWO


def test_what_was_written_is_deleted_by_its_writer() -> None:
    appointment = make_guest(narrative="My landlord …", narrative_consent_at=NOON)
    browser = by_link(appointment)
    assert "Delete what I wrote" in browser.get(page(appointment)).content.decode()

    browser.post(page(appointment, "appointment_narrative"))

    appointment.refresh_from_db()
    assert (appointment.narrative, appointment.narrative_consent_at) == (None, None)
    assert "Delete what I wrote" not in browser.get(page(appointment)).content.decode()


def test_a_lost_link_is_sent_anew_to_the_same_address_only(client: Client) -> None:
    appointment = make_guest()
    find = reverse("legal:appointment_find")

    answers = [
        client.post(find, {"reference": appointment.reference.lower(), "email": address}, follow=True).content.decode()
        for address in ("stranger@example.org", "GUEST@example.org")
    ]
    deliver_due(at=NOON)

    assert all("a message with a new link is on its way" in answer for answer in answers)
    assert [sent.to for sent in mail.outbox] == [["guest@example.org"]]


def test_nobody_fills_a_strangers_mailbox(client: Client) -> None:
    appointment = make_guest()
    asked = {"reference": appointment.reference, "email": "guest@example.org"}

    for minute in range(10):
        with time_machine.travel(NOON + timedelta(minutes=minute), tick=False):
            client.post(reverse("legal:appointment_find"), asked)
    deliver_due(at=NOON + timedelta(minutes=10))

    assert len(mail.outbox) == 3


def test_the_pages_cost_few_statements(django_assert_max_num_queries: Any) -> None:
    owner = make_resident()
    appointment = make_guest(user=owner)
    earlier.ask(appointment=appointment, by=owner, at=NOON)
    client = Client()
    client.force_login(owner)

    for name in ("appointment", "appointment_move", "appointment_cancel", "appointment_offer"):
        with django_assert_max_num_queries(12):
            assert client.get(page(appointment, name)).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_every_state_has_a_page_in_every_language(language: str) -> None:
    owner = make_resident(language=language)
    client = Client()
    client.force_login(owner)

    for state in Appointment.State.values[1:]:
        for channel in ("in-person", "phone", "video"):
            appointment = make_guest(user=owner, state=state, channel=channel)
            shown = client.get(page(appointment).replace("/en/", f"/{language}/"))
            assert shown.status_code == 200
            assert appointment.reference in shown.content.decode()


def test_the_language_spoken_is_named_in_the_language_of_the_page(client: Client) -> None:
    owner = make_resident()
    appointment = make_guest(user=owner, language="ko")
    client.force_login(owner)

    shown = client.get(page(appointment).replace("/en/", "/zh-hans/")).content.decode()

    assert "韩语" in shown
    assert "Korean" not in shown


def test_my_matters_show_appointments_and_nothing_internal(client: Client, django_assert_max_num_queries: Any) -> None:
    from tests.legal_services.making import make_matter, make_person, make_record, make_topic

    owner = make_resident()
    topic = make_topic(name_en="Divorce")
    person = make_person("Owner", user=owner)
    adviser = make_practitioner()
    matter = make_matter(person, adviser=adviser, topic=topic, other_side=make_person("The other side"))
    make_record(person, matter=matter)
    coming = make_guest(user=owner)
    gone = make_guest(user=owner, state="cancelled", starts_at=MONDAY_TWO)
    strangers = make_matter(make_person("Stranger"))
    client.force_login(owner)

    with django_assert_max_num_queries(12):
        body = client.get(reverse("me:matters")).content.decode()

    assert matter.reference in body
    assert page(coming) in body
    assert page(gone) in body
    assert strangers.reference not in body
    assert "The other side" not in body
    assert "Divorce" not in body
    assert page(coming) in client.get(reverse("me:home")).content.decode()


def test_a_cancelled_appointment_leads_on(client: Client) -> None:
    owner = make_resident()
    appointment = make_guest(user=owner)
    changing.cancel(appointment=appointment, by=owner, at=NOON)
    client.force_login(owner)

    assert reverse("legal:book") in client.get(page(appointment)).content.decode()
