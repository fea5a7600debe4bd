"""Residents give places back; staff do it for them; parties become smaller."""

from datetime import timedelta

import pytest

from commons.notifications.models import Message
from events import errors, services
from events.models import Registration
from tests.factories import NOON, make_event, make_registration, make_staff

pytestmark = pytest.mark.django_db

State = Registration.State


def test_a_cancelled_place_is_free_again() -> None:
    event = make_event(capacity=2)
    registration = make_registration(event)

    cancelled = services.cancel(registration=registration, by=registration.resident, at=NOON)

    event.refresh_from_db()
    assert (cancelled.state, event.places_left) == (State.CANCELLED, 2)
    assert Message.objects.get(recipient=registration.resident).template == "events/cancelled"


def test_a_registration_that_ended_cannot_be_cancelled_again() -> None:
    registration = make_registration(make_event(), state=State.CANCELLED)

    with pytest.raises(errors.RegistrationEnded):
        services.cancel(registration=registration, by=registration.resident, at=NOON)


def test_after_the_deadline_the_resident_calls_the_community() -> None:
    registration = make_registration(make_event(cancel_until=NOON))

    with pytest.raises(errors.CancellationClosed):
        services.cancel(registration=registration, by=registration.resident, at=NOON)


def test_without_a_deadline_residents_cancel_until_the_start() -> None:
    registration = make_registration(make_event(starts_at=NOON))

    with pytest.raises(errors.CancellationClosed):
        services.cancel(registration=registration, by=registration.resident, at=NOON)


def test_a_spot_in_line_can_be_left_after_the_deadline() -> None:
    registration = make_registration(make_event(cancel_until=NOON), state=State.WAITING)

    assert services.cancel(registration=registration, by=registration.resident, at=NOON).state == State.CANCELLED


def test_staff_cancel_after_the_deadline_and_their_note_is_kept() -> None:
    event = make_event(cancel_until=NOON)
    staff, registration = make_staff(event.community), make_registration(event)

    services.cancel(registration=registration, by=staff, at=NOON, note="Asked by phone")

    step = registration.steps.get()
    assert (step.by, step.note, step.is_by_staff(registration.resident)) == (staff, "Asked by phone", True)


def test_a_smaller_party_frees_places_and_keeps_the_named_guests() -> None:
    event = make_event(capacity=5, party_max=3, asks_guest_names=True)
    registration = make_registration(event, party=3, guest_names=["Anna", "Bo"])

    smaller = services.reduce_party(
        registration=registration, party=2, guest_names=["Bo"], by=registration.resident, at=NOON
    )

    event.refresh_from_db()
    assert (smaller.party, smaller.guest_names, event.places_held) == (2, ["Bo"], 2)


def test_without_new_names_the_first_guests_still_come() -> None:
    event = make_event(party_max=3, asks_guest_names=True)
    registration = make_registration(event, party=3, guest_names=["Anna", "Bo"])

    smaller = services.reduce_party(registration=registration, party=2, by=registration.resident, at=NOON)

    assert smaller.guest_names == ["Anna"]


@pytest.mark.parametrize("party", [2, 3])
def test_a_party_does_not_grow(party: int) -> None:
    registration = make_registration(make_event(party_max=3), party=2)

    with pytest.raises(errors.PartyNotSmaller):
        services.reduce_party(registration=registration, party=party, by=registration.resident, at=NOON)


def test_a_party_of_nobody_is_refused() -> None:
    registration = make_registration(make_event(party_max=3), party=2)

    with pytest.raises(errors.PartyTooSmall):
        services.reduce_party(registration=registration, party=0, by=registration.resident, at=NOON)


def test_the_party_stays_as_it_is_after_the_deadline() -> None:
    registration = make_registration(make_event(party_max=3, cancel_until=NOON), party=2)

    with pytest.raises(errors.CancellationClosed):
        services.reduce_party(registration=registration, party=1, by=registration.resident, at=NOON)


def test_a_waiting_party_becomes_smaller_without_losing_its_spot() -> None:
    event = make_event(capacity=3)
    make_registration(event, party=3)
    first = make_registration(event, state=State.WAITING, party=3)
    make_registration(event, state=State.WAITING)

    smaller = services.reduce_party(registration=first, party=2, by=first.resident, at=NOON + timedelta(hours=1))

    assert (smaller.state, smaller.position_in_queue) == (State.WAITING, 1)
