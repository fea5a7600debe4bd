"""A mail leaves while its address is put right, with real threads on PostgreSQL.

The twin takes the lock out: it shows that the race is there, and that the lock wins it.
"""

from datetime import timedelta
from threading import Event
from time import sleep
from typing import Any

import pytest

from legal_services.models import Appointment, AppointmentLink
from legal_services.services import links
from legal_services.services.contact import correct_contact
from tests.factories import NOON
from tests.legal_services.making import make_appointment, make_clerk
from tests.scheduling.racing import at_once, without_lock

pytestmark = pytest.mark.django_db(transaction=True)

WRONG, RIGHT = "kim@exampel.org", "kim@example.org"


def links_to_the_old_address(monkeypatch: pytest.MonkeyPatch) -> int:
    """The secret for a mail is drawn, slowly, while the clerk corrects the address; says how many links stand then."""
    appointment, clerk = make_appointment(email=WRONG, starts_at=NOON + timedelta(days=2)), make_clerk()
    is_drawing, issue = Event(), links.issue

    def issue_slowly(**arguments: Any) -> str:
        is_drawing.set()
        sleep(0.5)
        return issue(**arguments)

    def correct() -> None:
        is_drawing.wait(10)
        correct_contact(appointment=appointment, phone="", email=RIGHT, writes="en", by=clerk, at=NOON)

    with monkeypatch.context() as patch:
        patch.setattr(links, "issue", issue_slowly)
        at_once([lambda: links._draw(links._about(appointment, "manage")), correct])
    assert Appointment.objects.get().email == RIGHT
    return AppointmentLink.objects.filter(revoked_at=None).count()


def test_no_link_to_the_old_address_stands_when_the_address_is_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    assert links_to_the_old_address(monkeypatch) == 0


def test_without_the_lock_such_a_link_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch, Appointment)

    assert links_to_the_old_address(monkeypatch) == 1
