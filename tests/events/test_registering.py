"""A resident registers: places, parties, and every refusal on the way."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from commons.lib.dates import format_moment
from commons.lib.errors import Refusal
from commons.notifications.models import Message
from events import errors, services
from events.models import Event, Registration
from tests.factories import NOON, make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db

State = Registration.State


def register(event: Event, at: datetime = NOON, **answers: Any) -> Registration:
    return services.register(event=event, resident=answers.pop("resident", None) or make_resident(), at=at, **answers)


def test_the_last_place_goes_to_one_and_the_next_waits() -> None:
    event = make_event(capacity=1)

    first, second = register(event), register(event)

    assert (first.state, second.state) == (State.CONFIRMED, State.WAITING)


def test_a_party_that_does_not_fit_waits_whole() -> None:
    event = make_event(capacity=3, party_max=3)
    register(event, party=2)

    party = register(event, party=2)

    assert (party.state, party.party) == (State.WAITING, 2)


def test_nobody_overtakes_a_waiting_party() -> None:
    event = make_event(capacity=3, party_max=3)
    register(event, party=2)
    register(event, party=2)

    late = register(event, party=1)

    assert late.state == State.WAITING


def test_an_open_offer_counts_as_taken() -> None:
    event = make_event(capacity=1)
    make_registration(event, state=State.OFFERED)

    assert register(event).state == State.WAITING


def test_the_guests_names_are_kept_where_they_are_asked_for() -> None:
    event = make_event(party_max=3, asks_guest_names=True)

    registration = register(event, party=3, guest_names=[" Kim Minji ", "Anna"])

    assert registration.guest_names == ["Kim Minji", "Anna"]


def test_the_guests_names_are_not_kept_where_they_are_not_asked_for() -> None:
    registration = register(make_event(party_max=3), party=2, guest_names=["Anna"])

    assert registration.guest_names == []


@pytest.mark.parametrize(("capacity", "words"), [(1, "confirmed"), (0, "waiting")])
def test_the_resident_is_told(capacity: int, words: str) -> None:
    event = make_event(capacity=1)
    if not capacity:
        make_registration(event)

    registration = register(event)

    message = Message.objects.get(recipient=registration.resident)
    assert (message.template, message.key) == (f"events/{words}", f"registration:{registration.pk}:{words}")


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_the_message_is_in_the_residents_language(language: str) -> None:
    registration = register(
        make_event(title_en="Tea", title_ko="차", title_zh_hans="茶"), resident=make_resident(language=language)
    )

    message = Message.objects.get(recipient=registration.resident)
    assert message.language == language
    assert {"zh-hans": "茶", "en": "Tea", "ko": "차"}[language] in message.subject


def test_the_confirmation_carries_a_calendar_file() -> None:
    registration = register(make_event())

    (attachment,) = Message.objects.get(recipient=registration.resident).attachments
    assert attachment["name"] == f"{registration.reference}.ics"


def test_the_first_step_is_written_down() -> None:
    registration = register(make_event())

    step = registration.steps.get()
    assert (step.state, step.by, step.at) == (State.CONFIRMED, registration.resident, NOON)


def test_a_cancelled_registration_can_be_followed_by_another() -> None:
    event, resident = make_event(), make_resident()
    make_registration(event, resident, state=State.CANCELLED)

    assert register(event, resident=resident).state == State.CONFIRMED


def refused(event: Event, at: datetime = NOON, **answers: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        register(event, at, **answers)
    return caught.value


def test_registering_twice_is_refused() -> None:
    event, resident = make_event(), make_resident()
    standing = register(event, resident=resident)

    assert isinstance(refused(event, resident=resident), errors.AlreadyRegistered)
    assert event.registrations.get() == standing


@pytest.mark.parametrize(
    ("changed", "answers"),
    [
        ({"registration_closes_at": NOON}, {}),
        ({"party_max": 1}, {"party": 2}),
        ({"capacity": 1, "offer_cutoff_hours": 999}, {}),
    ],
)
def test_who_is_registered_is_told_so_whatever_else_is_in_the_way(
    changed: dict[str, Any], answers: dict[str, Any]
) -> None:
    event, resident = make_event(), make_resident()
    register(event, resident=resident)
    Event.objects.filter(pk=event.pk).update(**changed)

    assert isinstance(refused(event, resident=resident, **answers), errors.AlreadyRegistered)
    assert not isinstance(refused(event, **answers), errors.AlreadyRegistered)


REFUSED_EVENTS: dict[type[Refusal], dict[str, Any]] = {
    errors.NotPublished: {"state": Event.State.DRAFT},
    errors.ActivityCancelled: {"state": Event.State.CANCELLED, "cancelled_at": NOON},
    errors.ActivityOver: {"starts_at": NOON - timedelta(days=1)},
    errors.NoRegistrationNeeded: {"capacity": None},
    errors.RegistrationNotOpenYet: {"registration_opens_at": NOON + timedelta(minutes=1)},
    errors.RegistrationClosed: {"registration_closes_at": NOON},
}


@pytest.mark.parametrize("refusal", REFUSED_EVENTS, ids=lambda refusal: refusal.code)
def test_an_activity_that_takes_no_registrations_refuses(refusal: type[Refusal]) -> None:
    assert isinstance(refused(make_event(**REFUSED_EVENTS[refusal])), refusal)


def test_registration_closes_when_the_activity_starts() -> None:
    event = make_event(starts_at=NOON, registration_closes_at=NOON + timedelta(hours=1))

    assert isinstance(refused(event), errors.RegistrationClosed)


def test_an_activity_to_be_published_later_refuses() -> None:
    event = make_event(publish_at=NOON + timedelta(minutes=1))

    assert isinstance(refused(event), errors.NotPublished)


REFUSED_PARTIES: dict[type[Refusal], tuple[dict[str, Any], dict[str, Any]]] = {
    errors.PartyTooLarge: ({"party_max": 2}, {"party": 3}),
    errors.PartyTooSmall: ({}, {"party": 0}),
    errors.GuestNamesMissing: ({"party_max": 3, "asks_guest_names": True}, {"party": 3, "guest_names": ["Anna", " "]}),
    errors.EligibilityNotConfirmed: ({"min_age": 18}, {}),
}


@pytest.mark.parametrize("refusal", REFUSED_PARTIES, ids=lambda refusal: refusal.code)
def test_a_party_that_the_activity_does_not_take_is_refused(refusal: type[Refusal]) -> None:
    event, answers = REFUSED_PARTIES[refusal]

    assert isinstance(refused(make_event(**event), **answers), refusal)


def test_confirming_eligibility_opens_the_door() -> None:
    event = make_event(only_community=True)

    assert register(event, eligible=True).eligibility_confirmed


def test_too_close_to_the_start_nobody_is_queued_in_vain() -> None:
    event = make_event(capacity=1, starts_at=NOON + timedelta(hours=2), offer_cutoff_hours=2)
    make_registration(event)

    assert isinstance(refused(event), errors.NoPlacesLeft)


def test_a_refusal_changes_nothing() -> None:
    event = make_event(party_max=2)

    refused(event, party=3)

    assert not event.registrations.exists()
    assert not Message.objects.exists()


def test_what_changed_since_the_page_was_read_is_told_as_it_is_now() -> None:
    event = make_event(title_en="Table tennis")
    seen = Event.objects.for_pages().get(pk=event.pk)
    moved = NOON + timedelta(days=20)
    event.sessions.update(starts_at=moved, ends_at=moved + timedelta(hours=2))
    Event.objects.filter(pk=event.pk).update(title_en="Chess", changed_at=NOON + timedelta(minutes=1))

    register(seen, resident=make_resident(language="en"))

    told = Message.objects.get()
    assert "Chess" in told.subject
    with translation.override("en"):
        assert format_moment(moved) in told.text


def test_places_taken_since_the_page_was_read_are_counted() -> None:
    event = make_event(capacity=1)
    seen = Event.objects.for_pages().get(pk=event.pk)
    register(event)

    assert register(seen).state == State.WAITING
