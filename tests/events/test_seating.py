"""Too late for offers: staff give the places that are free to those who wait, by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from events import errors, services
from events.models import Event, Registration
from tests.factories import NOON, make_event, make_registration, make_resident, make_staff
from tests.pages import CJK

pytestmark = pytest.mark.django_db

State = Registration.State


def late_event(**fields: Any) -> Event:
    """An activity that begins in an hour: its cut-off for offers was an hour ago."""
    return make_event(**{"starts_at": NOON + timedelta(hours=1), "offer_cutoff_hours": 2, "capacity": 2} | fields)


def waiting(event: Event, party: int = 1, **fields: Any) -> Registration:
    return make_registration(event, state=State.WAITING, party=party, **fields)


def seat(registration: Registration, *, at: datetime = NOON, note: str = "") -> Registration:
    staff = make_staff(registration.event.community)
    return services.seat(registration=registration, by=staff, at=at, note=note)


def test_a_waiting_party_gets_the_free_places_at_once() -> None:
    party = waiting(late_event(), party=2)

    assert seat(party).state == State.CONFIRMED
    party.event.refresh_from_db()
    assert (party.event.places_held, party.event.people_waiting) == (2, 0)


def test_the_resident_is_told_in_their_language_with_a_calendar_file() -> None:
    party = waiting(late_event(), resident=make_resident(language="ko"))

    seat(party)

    message = Message.objects.get(recipient=party.resident)
    assert (message.template, message.language) == ("events/confirmed", "ko")
    assert len(message.attachments) == 1


def test_the_history_says_who_gave_the_place_and_why() -> None:
    party, staff = waiting(late_event()), make_staff()

    services.seat(registration=party, by=staff, at=NOON, note="At the door")

    step = party.steps.get()
    assert (step.by, step.state, step.note) == (staff, State.CONFIRMED, "At the door")


def test_seating_twice_is_harmless() -> None:
    party = waiting(late_event())
    seat(party)

    assert seat(party).state == State.CONFIRMED
    assert party.steps.count() == Message.objects.count() == 1


def test_somebody_further_back_may_be_seated() -> None:
    event = late_event()
    first, second = waiting(event), waiting(event)

    seat(second)

    first.refresh_from_db()
    assert (first.state, first.position_in_queue) == (State.WAITING, 1)


def test_somebody_is_seated_while_the_activity_is_on() -> None:
    assert seat(waiting(late_event()), at=NOON + timedelta(hours=2)).state == State.CONFIRMED


def test_before_the_cut_off_the_offers_decide() -> None:
    with pytest.raises(errors.OffersDecide):
        seat(waiting(late_event()), at=NOON - timedelta(hours=1, seconds=1))


def test_from_the_cut_off_on_staff_decide() -> None:
    assert seat(waiting(late_event()), at=NOON - timedelta(hours=1)).state == State.CONFIRMED


def test_once_it_is_over_nobody_is_seated() -> None:
    with pytest.raises(errors.ActivityOver):
        seat(waiting(late_event()), at=NOON + timedelta(hours=3))


def test_a_party_that_does_not_fit_is_refused_with_the_numbers() -> None:
    event = late_event()
    make_registration(event)

    with pytest.raises(errors.TooFewPlacesLeft) as caught:
        seat(waiting(event, party=2))

    assert caught.value.values == {"party": 2, "free": 1}


@pytest.mark.parametrize("state", [State.OFFERED, State.CANCELLED, State.DECLINED, State.EXPIRED])
def test_only_those_who_wait_are_seated(state: State) -> None:
    with pytest.raises(errors.NotWaiting):
        seat(make_registration(late_event(), state=state))


def test_nobody_is_seated_at_a_cancelled_activity() -> None:
    with pytest.raises(errors.ActivityCancelled):
        seat(waiting(late_event(state=Event.State.CANCELLED, cancelled_at=NOON)))


@pytest.mark.parametrize(
    "refusal", [errors.NotWaiting(), errors.OffersDecide(until=NOON), errors.TooFewPlacesLeft(party=3, free=1)]
)
@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_a_refusal_and_its_way_on_are_said_in_the_language(refusal: Refusal, language: str) -> None:
    with translation.override(language):
        assert CJK.search(str(refusal))
        assert CJK.search(refusal.advice)
