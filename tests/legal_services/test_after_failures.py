"""Messages about appointments that could not be delivered: which can be sent again, until when, and which not."""

from datetime import timedelta

import pytest

from commons.notifications.models import Delivery
from commons.notifications.services import resend
from legal_services.models import Appointment
from legal_services.services import changing, messages, reminders
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_clerk

pytestmark = pytest.mark.django_db


def make_guest(**fields: object) -> Appointment:
    """An appointment of somebody without an account."""
    return make_appointment(**{"email": "typo@exampel.org"} | fields)


def fail() -> None:
    """Every message that waits is refused for good."""
    Delivery.objects.filter(state=Delivery.State.QUEUED).update(state=Delivery.State.FAILED)


def sent_again(minutes: int = 0) -> int:
    return resend(deliveries=Delivery.objects.all(), at=NOON + timedelta(minutes=minutes))


def test_a_guests_confirmation_can_be_sent_again_until_the_appointment_is_over() -> None:
    appointment = make_guest()
    messages.tell(appointment, "booked", at=NOON)
    fail()
    minutes = int((appointment.ends_at - NOON).total_seconds() // 60)

    assert Delivery.objects.resendable(NOON + timedelta(minutes=minutes - 1)).count() == 1
    assert sent_again(minutes + 1) == 0
    assert sent_again() == 1


@pytest.mark.parametrize("has_account", [True, False])
def test_news_of_a_time_that_was_moved_are_not_sent_again(has_account: bool) -> None:
    appointment = make_guest(user=make_resident() if has_account else None)
    messages.tell(appointment, "booked", at=NOON)
    fail()

    later = appointment.starts_at + timedelta(hours=1)
    changing.move(appointment=appointment, starts_at=later, by=make_clerk(), at=NOON)
    fail()

    found = Delivery.objects.resendable(NOON)
    assert [one.message.template for one in found] == ["legal_services/moved"]


def test_after_a_cancellation_only_that_can_be_told_again() -> None:
    appointment = make_guest()
    messages.tell(appointment, "booked", at=NOON)
    later = appointment.starts_at + timedelta(hours=1)
    changing.move(appointment=appointment, starts_at=later, by=make_clerk(), at=NOON)
    reminders.remind(at=later - timedelta(hours=24))
    fail()

    changing.cancel(appointment=appointment, by=make_clerk(), at=NOON, by_client=False)
    fail()

    found = Delivery.objects.resendable(NOON)
    assert [one.message.template for one in found] == ["legal_services/cancelled"]
