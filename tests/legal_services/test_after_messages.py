"""What a client is told: to their account or to their address, and never what it is about."""

from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from legal_services.models import Appointment, AppointmentLink
from legal_services.services.links import digest_of
from legal_services.services.messages import tell
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_topic

pytestmark = pytest.mark.django_db

WHAT = ("booked", "moved", "cancelled", "reminder", "offer_lapsed", "rebook", "link")
TELLING = ("Divorce", "离婚", "이혼", "Family law consultation", "家事法律咨询", "가사 법률 상담")


def make_delicate(**fields: object) -> Appointment:
    """An appointment whose service and topic nobody else should read."""
    names = {"name_zh_hans": "家事法律咨询", "name_en": "Family law consultation", "name_ko": "가사 법률 상담"}
    topic = make_topic(name_zh_hans="离婚", name_en="Divorce", name_ko="이혼")
    return make_appointment(
        service=make_bookable_service(**names), topic=topic, **{"email": "guest@example.org"} | fields
    )


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
@pytest.mark.parametrize("what", WHAT)
def test_neither_subject_nor_words_nor_calendar_tell_the_topic(what: str, language: str) -> None:
    appointment = make_delicate(writes=language)

    message = tell(appointment, what, at=NOON)
    deliver_due(at=NOON)

    assert message is not None
    sent = mail.outbox[0]
    assert appointment.reference in sent.subject
    for text in (sent.subject, sent.message().as_string(), sent.body, str(sent.alternatives)):
        assert not [word for word in TELLING if word in text]
    for part in sent.attachments:
        ics = part.get_payload(decode=True).decode()
        assert not [word for word in TELLING if word in ics]
        assert "legal" not in ics.lower()


def test_a_guest_gets_a_link_whose_secret_stands_in_no_table() -> None:
    appointment = make_delicate()

    message = tell(appointment, "booked", at=NOON)
    assert message is not None
    kept = Message.objects.get(pk=message.pk)
    deliver_due(at=NOON)

    secret = mail.outbox[0].body.split("/legal/appointments/link/")[1].split("/")[0]
    assert secret not in kept.text + kept.html
    assert mail.outbox[0].alternatives[0][0].count(secret) == 1
    link = AppointmentLink.objects.get()
    assert link.digest == digest_of(secret)
    assert secret not in str(link.__dict__)


def test_a_client_with_an_account_is_led_to_the_page_behind_the_sign_in() -> None:
    appointment = make_delicate(user=make_resident(language="ko"), email="")

    message = tell(appointment, "booked", at=NOON)
    deliver_due(at=NOON)

    assert message is not None
    assert message.url == f"/ko/legal/appointments/{appointment.reference}/"
    assert message.url in mail.outbox[0].body
    assert not AppointmentLink.objects.exists()


def test_the_same_act_tells_once() -> None:
    appointment = make_delicate()

    tell(appointment, "booked", at=NOON)
    tell(appointment, "booked", at=NOON + timedelta(minutes=1))

    assert Message.objects.count() == 1


def test_without_an_address_nothing_is_written() -> None:
    assert tell(make_delicate(email=""), "booked", at=NOON) is None


def test_a_name_that_looks_like_a_placeholder_opens_nothing() -> None:
    appointment = make_delicate(name="[[appointment-link/1.manage:AAAA]]")

    tell(appointment, "booked", at=NOON)
    deliver_due(at=NOON)

    assert AppointmentLink.objects.count() == 1


def test_the_calendar_entry_is_replaced_and_taken_out() -> None:
    appointment = make_delicate()
    appointment.calendar_sequence = 3
    appointment.state = Appointment.State.CANCELLED

    tell(appointment, "cancelled", at=NOON, by_client=True)
    deliver_due(at=NOON)

    part = mail.outbox[0].attachments[0]
    assert part.get_param("method") == "CANCEL"
    (entry,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert (entry["sequence"], entry["status"]) == (3, "CANCELLED")
    assert entry["dtstart"].params["TZID"] == "Asia/Shanghai"
