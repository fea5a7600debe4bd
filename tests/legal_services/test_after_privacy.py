"""What is held about a client around appointments is handed out, forgotten on request, and let go of in time."""

from datetime import timedelta
from typing import Any

import pytest

from commons.documents.models import Document
from commons.scheduling.models import Occupancy
from legal_services import privacy
from legal_services.models import Appointment, AppointmentFile, AppointmentLink
from legal_services.services import files
from legal_services.services.links import issue
from tests.documents.files import an_image, uploaded
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment

pytestmark = pytest.mark.django_db

MONDAY_TEN = (NOON + timedelta(days=1)).replace(hour=10)


def make_full(**fields: Any) -> Appointment:
    """An appointment with a narrative, a file and a link."""
    told = {"narrative": "The landlord keeps it.", "narrative_consent_at": NOON, "email": "guest@example.org"}
    appointment = make_appointment(**told | fields)
    files.add(appointment=appointment, uploads=[uploaded(an_image(), "lease.jpg")], by=None, at=NOON)
    issue(appointment=appointment, scope="manage", at=NOON)
    return appointment


def test_a_person_gets_what_they_wrote_and_handed_in() -> None:
    owner = make_resident()
    make_full(user=owner)

    (exported,) = privacy.export(owner)

    assert exported["what_it_is_about"] == "The landlord keeps it."
    assert exported["files"] == ["lease.jpg"]
    assert privacy.export(make_resident()) == []


def test_erasure_cancels_and_forgets() -> None:
    owner = make_resident()
    appointment = make_full(user=owner)
    other = make_full(user=make_resident(), starts_at=MONDAY_TEN + timedelta(hours=2))

    privacy.erase(owner, NOON)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.user, appointment.email) == ("cancelled", None, "")
    assert (appointment.name, appointment.narrative) == (privacy.NOBODY, None)
    assert appointment.files.count() == 0
    assert other.files.count() == 1
    assert Document.objects.kept().count() == 1
    assert AppointmentLink.objects.filter(appointment=appointment).count() == 0
    assert Occupancy.objects.filter(active=True).count() == 1


def test_each_thing_is_kept_for_its_time() -> None:
    appointment = make_full()
    ends = appointment.ends_at

    privacy.expire(ends + privacy.KEPT_NARRATIVE - timedelta(days=1))
    assert AppointmentFile.objects.count() == 1

    privacy.expire(ends + privacy.KEPT_NARRATIVE + timedelta(days=1))
    appointment.refresh_from_db()
    assert (AppointmentFile.objects.count(), appointment.narrative, appointment.email) == (0, None, "guest@example.org")

    privacy.expire(ends + privacy.KEPT_CONTACT + timedelta(days=1))
    appointment.refresh_from_db()
    assert (appointment.name, appointment.email) == (privacy.NOBODY, "")

    privacy.expire(ends + privacy.KEPT_APPOINTMENT + timedelta(days=1))
    assert not Appointment.objects.exists()


def test_letting_go_twice_touches_nothing_the_second_time() -> None:
    make_full()
    later = MONDAY_TEN + privacy.KEPT_CONTACT + timedelta(days=2)

    privacy.expire(later)

    assert privacy.expire(later) == 0
