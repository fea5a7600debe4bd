"""Staff cancel several registrations at once."""

import pytest

from commons.notifications.models import Message
from events import services
from events.models import Registration
from tests.factories import NOON, make_event, make_registration, make_staff

pytestmark = pytest.mark.django_db

State = Registration.State


def references(*registrations: Registration) -> list[str]:
    return [registration.reference for registration in registrations]


def test_each_is_cancelled_with_the_note_and_told() -> None:
    event, staff = make_event(), make_staff()
    first, second = make_registration(event), make_registration(event)

    services.cancel_many(event=event, references=references(first, second), by=staff, at=NOON, note="Burst pipe")

    for registration in (first, second):
        step = registration.steps.get()
        assert (step.state, step.by, step.note) == (State.CANCELLED, staff, "Burst pipe")
        assert "Burst pipe" in Message.objects.get(recipient=registration.resident).text


def test_the_others_keep_their_places() -> None:
    event = make_event()
    chosen, other = make_registration(event), make_registration(event)

    services.cancel_many(event=event, references=references(chosen), by=make_staff(), at=NOON)

    other.refresh_from_db()
    assert other.state == State.CONFIRMED


def test_the_free_places_are_offered_only_to_those_who_stay_in_line() -> None:
    event = make_event(capacity=1)
    holder = make_registration(event)
    leaving, staying = (make_registration(event, state=State.WAITING) for _ in range(2))

    services.cancel_many(event=event, references=references(holder, leaving), by=make_staff(), at=NOON)

    staying.refresh_from_db()
    assert staying.state == State.OFFERED
    assert Message.objects.get(recipient=leaving.resident).template == "events/cancelled"


def test_one_of_another_activity_is_left_alone() -> None:
    elsewhere = make_registration(make_event())

    cancelled = services.cancel_many(event=make_event(), references=references(elsewhere), by=make_staff(), at=NOON)

    elsewhere.refresh_from_db()
    assert (cancelled, elsewhere.state) == ([], State.CONFIRMED)


def test_one_that_has_ended_is_not_told_again() -> None:
    event = make_event()
    ended = make_registration(event, state=State.DECLINED)

    assert services.cancel_many(event=event, references=references(ended), by=make_staff(), at=NOON) == []
    assert not Message.objects.exists()
