"""What activities hold about a person, and how it is let go."""

from datetime import timedelta

import pytest

from commons.lib.privacy import registry
from commons.notifications.models import Message
from events import privacy
from events.models import Registration, RegistrationStep
from tests.factories import NOON, make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db

State = Registration.State


def test_registrations_are_in_the_register() -> None:
    assert "registrations" in {holding.name for holding in registry()}


def test_the_export_holds_a_persons_own_registrations_only() -> None:
    event = make_event(title_en="Tea")
    mine = make_registration(event, party=2, guest_names=["Anna"])
    make_registration(event)

    (exported,) = privacy.export(mine.resident)

    assert (exported["reference"], exported["activity"], exported["guest_names"]) == (mine.reference, "Tea", ["Anna"])


def test_erasing_gives_back_what_lies_ahead_and_serves_the_line() -> None:
    event = make_event(capacity=1)
    mine = make_registration(event)
    head = make_registration(event, state=State.WAITING)

    privacy.erase(mine.resident, NOON)

    mine.refresh_from_db()
    head.refresh_from_db()
    assert (mine.state, head.state) == (State.CANCELLED, State.OFFERED)
    assert not Message.objects.filter(recipient=mine.resident).exists()


def test_erasing_forgets_guests_and_notes_of_past_activities_and_keeps_the_count() -> None:
    event = make_event(starts_at=NOON - timedelta(days=3))
    mine = make_registration(event, party=2, guest_names=["Anna"])
    RegistrationStep.objects.create(
        registration=mine, at=NOON, by=mine.resident, state=State.CONFIRMED, party=2, note="Brings Anna"
    )

    privacy.erase(mine.resident, NOON)

    mine.refresh_from_db()
    assert (mine.state, mine.party, mine.guest_names) == (State.CONFIRMED, 2, [])
    assert (mine.steps.get().note, mine.steps.get().by) == ("", None)


def test_what_was_over_two_years_ago_is_forgotten() -> None:
    old = make_registration(make_event(starts_at=NOON - timedelta(days=740)), make_resident())
    recent = make_registration(make_event(starts_at=NOON - timedelta(days=700)))

    privacy.expire(NOON)

    assert list(Registration.objects.all()) == [recent]
    assert not Registration.objects.filter(pk=old.pk).exists()
