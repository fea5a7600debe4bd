"""Real threads on PostgreSQL: a client cancels while the desk asks them to choose another time."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from legal_services.models import Appointment
from legal_services.services import availability
from legal_services.services.changing import cancel
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_clerk

pytestmark = pytest.mark.django_db(transaction=True)


def asked_while_it_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Cancel in a transaction that stays open while the desk asks; whether the client was asked nevertheless."""
    appointment = make_appointment(user=make_resident(), starts_at=NOON + timedelta(days=1))
    clerk, asking = make_clerk(), threading.Event()
    known = availability.lock_appointment

    def noticed(appointment_id: int) -> Appointment:
        asking.set()
        return known(appointment_id)

    def ask() -> None:
        try:
            availability.offer_rebooking(appointment=appointment, times=[], at=NOON)
        except Refusal:
            pass
        finally:
            connection.close()

    monkeypatch.setattr(availability, "lock_appointment", noticed)
    other = threading.Thread(target=ask)
    with transaction.atomic():
        cancel(appointment=appointment, by=clerk, at=NOON, by_client=False)
        other.start()
        asking.wait(10)
        # Without the lock the desk needs no more than a moment to read, write and commit.
        other.join(1.5)
    other.join(10)
    return Message.objects.filter(key__contains=":rebook:").exists()


def test_a_client_who_has_just_cancelled_is_not_asked_to_choose_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not asked_while_it_is_cancelled(monkeypatch)


def test_without_the_lock_they_would_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked(appointment_id: int) -> Any:
        return Appointment.objects.select_related("service__venue", "user").get(pk=appointment_id)

    monkeypatch.setattr(availability, "lock_appointment", unlocked)

    assert asked_while_it_is_cancelled(monkeypatch)
