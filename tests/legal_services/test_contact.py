"""A mistyped address is put right at the desk: old links are shut, and a new confirmation goes to the new address."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commons.accounts.models import User
from commons.audit.models import Entry
from commons.lib.errors import Refusal
from commons.notifications.models import Delivery, Message
from commons.notifications.services import deliver_due
from legal_services.access_reasons import in_words
from legal_services.models import Appointment, AppointmentLink, EarlierTimeRequest
from legal_services.services import changing, earlier, reminders
from legal_services.services.contact import correct_contact
from legal_services.services.links import issue, link_by_secret
from legal_services.services.messages import tell
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_bookable_service,
    make_clerk,
    make_practitioner,
)

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "kim@exampel.org", "kim@example.org"
TUESDAY_TEN = (NOON + timedelta(days=2)).replace(hour=10)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def clerk(db: None) -> User:
    return make_clerk()


def make_guest(**fields: Any) -> Appointment:
    """An appointment of somebody without an account, whose confirmation has been written."""
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    values = {"email": WRONG, "phone": "+8613800138000", "starts_at": TUESDAY_TEN}
    appointment = make_appointment(adviser, service=service, **values | fields)
    tell(appointment, "booked", at=NOON)
    return appointment


def correct(appointment: Appointment, by: User, **changes: str) -> Appointment:
    values = {"phone": str(appointment.phone), "email": RIGHT, "writes": appointment.writes}
    return correct_contact(appointment=appointment, by=by, at=NOON + timedelta(minutes=1), **values | changes)


def link_in(text: str) -> str:
    found = re.search(r"link/([\w-]{20,})/", text)
    assert found is not None
    return found[1]


def test_a_new_confirmation_with_a_working_link_goes_to_the_right_address(clerk: User) -> None:
    appointment = make_guest()
    deliver_due(at=NOON)
    old = link_in(str(mail.outbox[0].body))

    correct(appointment, clerk)
    deliver_due(at=NOON + timedelta(minutes=2))

    sent = mail.outbox[1]
    assert sent.to == [RIGHT]
    assert f"{appointment.reference}.ics" in sent.message().as_string()
    new = link_by_secret(link_in(str(sent.body)), at=NOON)
    assert new is not None
    assert new.appointment == appointment
    assert link_by_secret(old, at=NOON) is None


def test_a_browser_that_came_by_an_old_link_is_shut_out(clerk: User, client: Client) -> None:
    appointment = make_guest()
    client.get(reverse("legal:appointment_link", args=[issue(appointment=appointment, scope="manage", at=NOON)]))
    assert client.get(appointment.get_absolute_url()).status_code == 200

    correct(appointment, clerk)

    assert client.get(appointment.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("state", [Delivery.State.QUEUED, Delivery.State.FAILED])
def test_nothing_more_is_sent_to_the_old_address(clerk: User, state: str) -> None:
    appointment = make_guest()
    Delivery.objects.update(state=state)

    correct(appointment, clerk)

    assert list(Delivery.objects.filter(address=WRONG).values_list("state", flat=True)) == [Delivery.State.DROPPED]
    assert Message.objects.exclude(text="").get().deliveries.get().address == RIGHT


def test_a_mail_to_the_old_address_that_leaves_at_this_moment_carries_a_dead_link(clerk: User) -> None:
    appointment = make_guest()
    waiting = Delivery.objects.select_related("message").get()
    correct(appointment, clerk)
    Delivery.objects.exclude(pk=waiting.pk).update(state=Delivery.State.DROPPED)
    Delivery.objects.filter(pk=waiting.pk).update(state=Delivery.State.QUEUED)
    Message.objects.filter(pk=waiting.message_id).update(text=waiting.message.text)

    deliver_due(at=NOON + timedelta(minutes=2))

    assert mail.outbox[0].to == [WRONG]
    assert link_by_secret(link_in(str(mail.outbox[0].body)), at=NOON) is None


def test_the_log_notes_what_was_corrected_and_no_address(clerk: User) -> None:
    appointment = make_guest()

    correct(appointment, clerk, writes="ko")

    entries = Entry.objects.filter(reference=appointment.reference, actor_id=clerk.pk)
    assert sorted(entries.values_list("reason", flat=True)) == ["contact: email", "contact: writes"]
    assert in_words("contact: email") == "Contact corrected: E-mail address"
    assert not any(RIGHT in str(vars(entry)) or WRONG in str(vars(entry)) for entry in entries)


def test_the_same_contact_twice_changes_nothing(clerk: User) -> None:
    appointment = make_guest()
    correct(appointment, clerk)

    correct(appointment, clerk)

    assert Message.objects.count() == 2
    assert Entry.objects.filter(reason="contact: email").count() == 1


def test_a_number_alone_is_corrected_without_a_new_mail(clerk: User) -> None:
    appointment = make_guest()
    issue(appointment=appointment, scope="manage", at=NOON)

    corrected = correct(appointment, clerk, email=WRONG, phone="+821012345678")

    assert str(corrected.phone) == "+821012345678"
    assert Message.objects.count() == 1
    assert not AppointmentLink.objects.filter(revoked_at__isnull=False).exists()


def test_an_offer_to_the_old_address_is_made_anew_to_the_right_one(clerk: User) -> None:
    appointment = make_guest()
    earlier.ask(appointment=appointment, by=None, at=NOON)
    earlier.offer_freed(at=NOON)

    correct(appointment, clerk)
    assert EarlierTimeRequest.objects.get().state == EarlierTimeRequest.State.WAITING
    earlier.offer_freed(at=NOON + timedelta(minutes=2))

    offered = Message.objects.filter(template="legal_services/offered").exclude(text="")
    assert [one.deliveries.get().address for one in offered] == [RIGHT]


def test_without_an_address_nobody_waits_for_a_message(clerk: User) -> None:
    appointment = make_guest()
    earlier.ask(appointment=appointment, by=None, at=NOON)

    correct(appointment, clerk, email="")

    assert EarlierTimeRequest.objects.get().state == EarlierTimeRequest.State.CLOSED
    assert not Delivery.objects.filter(state=Delivery.State.QUEUED).exists()


def test_what_is_told_afterwards_goes_to_the_right_address_and_overtakes_the_correction(clerk: User) -> None:
    appointment = make_guest()
    correct(appointment, clerk)
    Delivery.objects.filter(address=RIGHT).update(state=Delivery.State.FAILED)

    later = TUESDAY_TEN + timedelta(hours=1)
    changing.move(appointment=appointment, starts_at=later, by=clerk, at=NOON + timedelta(minutes=2))

    told = {one.message.template: (one.address, one.state) for one in Delivery.objects.filter(address=RIGHT)}
    assert told == {
        "legal_services/booked": (RIGHT, Delivery.State.DROPPED),
        "legal_services/moved": (RIGHT, Delivery.State.QUEUED),
    }
    reminders.remind(at=later - timedelta(hours=24))
    assert Delivery.objects.get(message__template="legal_services/reminder").address == RIGHT


@pytest.mark.parametrize(
    ("fields", "changes", "code"),
    [
        ({}, {"email": "", "phone": ""}, "contact-needed"),
        ({"channel": "phone"}, {"phone": ""}, "number-needed"),
        ({"state": Appointment.State.CANCELLED}, {}, "appointment-ended"),
    ],
)
def test_what_cannot_be_corrected_is_refused(
    clerk: User, fields: dict[str, Any], changes: dict[str, str], code: str
) -> None:
    appointment = make_guest(**fields)

    with pytest.raises(Refusal) as refused:
        correct(appointment, clerk, **changes)

    assert refused.value.code == code


def test_a_client_with_an_account_corrects_it_there(clerk: User) -> None:
    appointment = make_guest(user=make_resident(), email="")

    with pytest.raises(Refusal) as refused:
        correct(appointment, clerk)

    assert refused.value.code == "contact-of-account"


def test_a_clerk_comes_from_the_list_of_failed_mails_and_corrects(clerk: User, client: Client) -> None:
    appointment = make_guest()
    Delivery.objects.update(state=Delivery.State.FAILED, last_error="550 no such mailbox")
    client.force_login(clerk)
    address = f"/en/desk/legal/appointments/{appointment.reference}/contact/"
    assert address in client.get("/en/desk/messages/").content.decode()
    assert WRONG in client.get(address).content.decode()

    answers = {"email": RIGHT, "phone_0": "CN", "phone_1": "13800138000", "writes": "en"}
    shown = client.post(address, answers, follow=True).content.decode()

    assert f"A new confirmation is on its way to {RIGHT}." in shown
    assert address not in client.get("/en/desk/messages/").content.decode()


def test_the_list_names_no_page_to_those_who_may_not_open_it(client: Client) -> None:
    make_guest()
    Delivery.objects.update(state=Delivery.State.FAILED)
    manager = make_area_manager()
    client.force_login(manager)

    assert "/contact/" not in client.get("/en/desk/messages/").content.decode()


def test_the_list_costs_no_more_for_many_failed_mails(
    clerk: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    for day in range(4):
        make_guest(starts_at=TUESDAY_TEN + timedelta(days=day % 3, hours=day))
    Delivery.objects.update(state=Delivery.State.FAILED)
    client.force_login(clerk)

    with django_assert_max_num_queries(12):
        assert client.get("/en/desk/messages/").content.decode().count("/contact/") == 4


@pytest.mark.parametrize("answers", [{"email": "kim@", "writes": "en"}, {"email": "", "phone_1": "", "writes": "en"}])
def test_what_was_typed_wrong_is_said_and_kept(clerk: User, client: Client, answers: dict[str, str]) -> None:
    appointment = make_guest()
    client.force_login(clerk)

    shown = client.post(f"/en/desk/legal/appointments/{appointment.reference}/contact/", answers)

    assert shown.status_code == 200
    assert 'role="alert"' in shown.content.decode()
    assert Appointment.objects.get().email == WRONG


def test_a_guest_reads_where_messages_go(client: Client) -> None:
    appointment = make_guest()
    client.get(reverse("legal:appointment_link", args=[issue(appointment=appointment, scope="manage", at=NOON)]))

    assert f"Messages about it go to {WRONG}." in client.get(appointment.get_absolute_url()).content.decode()
