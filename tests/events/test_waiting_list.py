"""Free places are offered to those who wait: in order, each party whole, for a limited time."""

from datetime import timedelta
from typing import Any

import pytest

from commons.notifications.models import Message
from events import errors, services
from events.models import Event, Registration
from tests.factories import NOON, make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db

State = Registration.State


def waiting(event: Event, party: int = 1, **fields: Any) -> Registration:
    return make_registration(event, state=State.WAITING, party=party, **fields)


def states(*registrations: Registration) -> list[str]:
    return [Registration.objects.get(pk=registration.pk).state for registration in registrations]


def test_a_cancelled_place_is_offered_to_the_head_of_the_line() -> None:
    event = make_event(capacity=1)
    holder, head, second = make_registration(event), waiting(event), waiting(event)

    services.cancel(registration=holder, by=holder.resident, at=NOON)

    assert states(head, second) == [State.OFFERED, State.WAITING]


def test_a_large_party_at_the_head_is_not_overtaken() -> None:
    event = make_event(capacity=3)
    make_registration(event, party=2)
    holder, large, small = make_registration(event), waiting(event, party=2), waiting(event)

    services.cancel(registration=holder, by=holder.resident, at=NOON)

    assert states(large, small) == [State.WAITING, State.WAITING]


def test_one_large_party_makes_room_for_several() -> None:
    event = make_event(capacity=3)
    holder = make_registration(event, party=3)
    line = [waiting(event) for _ in range(4)]

    services.cancel(registration=holder, by=holder.resident, at=NOON)

    assert states(*line) == [State.OFFERED, State.OFFERED, State.OFFERED, State.WAITING]


def test_an_offer_stands_for_the_hours_that_the_activity_gives() -> None:
    event = make_event(capacity=2, offer_hours=6)
    head = waiting(event)

    (offered,) = services.promote(event=event, at=NOON)

    assert (offered.pk, offered.offer_expires_at) == (head.pk, NOON + timedelta(hours=6))


def test_an_offer_never_outlives_the_cut_off() -> None:
    event = make_event(starts_at=NOON + timedelta(hours=5), offer_cutoff_hours=2, offer_hours=24)
    waiting(event)

    (offered,) = services.promote(event=event, at=NOON)

    assert offered.offer_expires_at == NOON + timedelta(hours=3)


def test_inside_the_cut_off_nothing_is_offered() -> None:
    event = make_event(starts_at=NOON + timedelta(hours=2), offer_cutoff_hours=2)
    waiting(event)

    assert services.promote(event=event, at=NOON) == []


def test_a_cancelled_activity_offers_nothing() -> None:
    event = make_event(state=Event.State.CANCELLED, cancelled_at=NOON)
    waiting(event)

    assert services.promote(event=event, at=NOON) == []


def test_accepting_confirms_the_place() -> None:
    offered = make_registration(make_event(), state=State.OFFERED)

    accepted = services.accept_offer(registration=offered, by=offered.resident, at=NOON)

    assert (accepted.state, accepted.offer_expires_at) == (State.CONFIRMED, None)
    assert Message.objects.filter(key=f"registration:{offered.pk}:accepted").exists()


def test_accepting_twice_is_harmless() -> None:
    offered = make_registration(make_event(), state=State.OFFERED)
    services.accept_offer(registration=offered, by=offered.resident, at=NOON)

    again = services.accept_offer(registration=offered, by=offered.resident, at=NOON)

    assert again.state == State.CONFIRMED
    assert again.steps.count() == 1


def test_declining_passes_the_place_on() -> None:
    event = make_event(capacity=1)
    offered, head = make_registration(event, state=State.OFFERED), waiting(event)

    services.decline_offer(registration=offered, by=offered.resident, at=NOON)

    assert states(offered, head) == [State.DECLINED, State.OFFERED]


def test_an_offer_whose_time_is_up_cannot_be_accepted_even_before_the_sweep() -> None:
    offered = make_registration(make_event(), state=State.OFFERED, offer_expires_at=NOON)

    with pytest.raises(errors.OfferExpired):
        services.accept_offer(registration=offered, by=offered.resident, at=NOON)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [(State.WAITING, errors.NoOffer), (State.CANCELLED, errors.NoOffer), (State.EXPIRED, errors.OfferExpired)],
)
@pytest.mark.parametrize("answer", [services.accept_offer, services.decline_offer])
def test_without_an_offer_there_is_nothing_to_answer(answer: Any, state: State, refusal: Any) -> None:
    registration = make_registration(make_event(), state=state)

    with pytest.raises(refusal):
        answer(registration=registration, by=registration.resident, at=NOON)


def test_the_sweep_closes_what_is_due_and_passes_the_places_on() -> None:
    event = make_event(capacity=2)
    due = make_registration(event, state=State.OFFERED, offer_expires_at=NOON)
    standing = make_registration(event, state=State.OFFERED, offer_expires_at=NOON + timedelta(minutes=1))
    head = waiting(event)

    closed = services.expire_offers(at=NOON)

    assert closed == 1
    assert states(due, standing, head) == [State.EXPIRED, State.OFFERED, State.OFFERED]


def test_the_sweep_twice_does_nothing_twice() -> None:
    due = make_registration(make_event(), state=State.OFFERED, offer_expires_at=NOON)
    services.expire_offers(at=NOON)

    assert services.expire_offers(at=NOON) == 0
    assert Message.objects.filter(recipient=due.resident).count() == 1


def test_an_activity_in_trouble_does_not_keep_the_others_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = (make_registration(make_event(), state=State.OFFERED, offer_expires_at=NOON) for _ in range(2))
    tell = services.waiting_list.tell

    def fail_for_one(registration: Registration, *arguments: Any, **options: Any) -> None:
        if registration.pk == bad.pk:
            raise RuntimeError
        tell(registration, *arguments, **options)

    monkeypatch.setattr("events.services.waiting_list.tell", fail_for_one)

    assert services.expire_offers(at=NOON) == 1
    assert states(bad, good) == [State.OFFERED, State.EXPIRED]


def test_the_place_in_line_counts_the_parties_ahead() -> None:
    event = make_event(capacity=1)
    make_registration(event)
    waiting(make_event())
    first, second = waiting(event, party=1), waiting(event)

    assert (first.position_in_queue, second.position_in_queue) == (1, 2)


def test_a_list_knows_the_places_in_line_with_one_query(django_assert_num_queries: Any) -> None:
    event = make_event(capacity=1)
    make_registration(event)
    for _ in range(3):
        waiting(event)

    with django_assert_num_queries(1):
        positions = [registration.position for registration in event.registrations.with_position().order_by("pk")]

    assert positions == [None, 1, 2, 3]


def test_leaving_the_waiting_list_moves_the_others_up() -> None:
    event = make_event(capacity=1)
    make_registration(event)
    first, second = waiting(event), waiting(event)

    services.cancel(registration=first, by=first.resident, at=NOON)

    assert second.position_in_queue == 1


def test_leaving_the_head_of_the_line_can_serve_a_smaller_party() -> None:
    event = make_event(capacity=2)
    make_registration(event)
    large, small = waiting(event, party=2), waiting(event)

    services.cancel(registration=large, by=large.resident, at=NOON)

    assert states(small) == [State.OFFERED]


def test_a_smaller_party_at_the_head_is_offered_what_now_suffices() -> None:
    event = make_event(capacity=2)
    make_registration(event)
    head = waiting(event, party=2)

    smaller = services.reduce_party(registration=head, party=1, by=head.resident, at=NOON)

    assert (smaller.state, smaller.party) == (State.OFFERED, 1)


def test_more_places_are_offered_at_once() -> None:
    event = make_event(capacity=1)
    make_registration(event)
    line = [waiting(event) for _ in range(3)]

    services.change_capacity(event=event, capacity=3, at=NOON)

    assert states(*line) == [State.OFFERED, State.OFFERED, State.WAITING]


def test_fewer_places_than_people_are_refused() -> None:
    event = make_event(capacity=5)
    make_registration(event, party=3)

    with pytest.raises(errors.CapacityBelowHeld) as caught:
        services.change_capacity(event=event, capacity=2, at=NOON)

    assert caught.value.values == {"held": 3}


def test_fewer_places_than_a_waiting_party_are_refused() -> None:
    event = make_event(capacity=5)
    make_registration(event, party=2)
    waiting(event, party=4)

    with pytest.raises(errors.CapacityBelowParty):
        services.change_capacity(event=event, capacity=3, at=NOON)


def test_fewer_places_shrink_the_largest_party() -> None:
    event = services.change_capacity(event=make_event(capacity=9, party_max=6), capacity=4, at=NOON)

    assert (event.capacity, event.party_max) == (4, 4)


def test_the_resident_is_offered_a_place_in_their_language() -> None:
    event = make_event()
    head = waiting(event, resident=make_resident(language="ko"))

    services.promote(event=event, at=NOON)

    message = Message.objects.get(recipient=head.resident)
    assert (message.template, message.language) == ("events/offered", "ko")
