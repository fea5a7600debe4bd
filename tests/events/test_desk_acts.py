"""At the desk staff act on registrations: they give a place by hand, and export or cancel what they ticked."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.notifications.models import Message
from communities.models import Community
from events.models import Event, Registration
from tests.events.test_desk import at_desk, soon_event, today
from tests.factories import make_community, make_registration, make_resident

pytestmark = pytest.mark.django_db

State = Registration.State
Registrations = tuple[Registration, ...]


@pytest.fixture
def late(community: Community) -> Event:
    """It begins in an hour, two places are free, and nothing is offered any more."""
    return soon_event(community, starts_at=timezone.now() + timedelta(hours=1), capacity=2)


def waiting(event: Event, party: int = 1, **fields: Any) -> Registration:
    return make_registration(event, make_resident(**fields), state=State.WAITING, party=party)


def page_of(name: str, registration: Registration, language: str = "en") -> str:
    return at_desk(name, registration.event.reference, registration.reference, language=language)


def state_of(registration: Registration) -> str:
    return Registration.objects.get(pk=registration.pk).state


def test_a_place_is_given_by_hand(desk: Client, late: Event, staff: User) -> None:
    party = waiting(late)

    response = desk.post(page_of("seat", party), {"note": "At the door"})

    assert response.url == page_of("registration", party)
    assert (state_of(party), party.steps.get().by) == (State.CONFIRMED, staff)


def test_looking_gives_no_place(desk: Client, late: Event) -> None:
    party = waiting(late)

    assert desk.get(page_of("seat", party)).status_code == 200
    assert state_of(party) == State.WAITING


def test_the_page_names_who_is_passed_over(desk: Client, late: Event) -> None:
    waiting(late, full_name="Was First")
    waiting(late, party=3, full_name="Would Not Fit")
    last = waiting(late)

    text = desk.get(page_of("seat", last)).text

    assert ("Was First" in text, "Would Not Fit" in text) == (True, False)


@pytest.mark.parametrize("name", ["registration", "registrations", "event"])
def test_the_way_to_a_place_is_shown_where_it_can_be_given(desk: Client, late: Event, name: str) -> None:
    party = waiting(late)
    address = page_of(name, party) if name == "registration" else at_desk(name, late.reference)

    assert page_of("seat", party) in desk.get(address).text


@pytest.mark.parametrize("name", ["registration", "registrations", "event"])
def test_the_way_to_a_place_is_not_shown_while_offers_decide(desk: Client, community: Community, name: str) -> None:
    party = waiting(soon_event(community))
    address = page_of(name, party) if name == "registration" else at_desk(name, party.event.reference)

    assert page_of("seat", party) not in desk.get(address).text


def test_a_refusal_is_said_with_what_to_do_instead(desk: Client, late: Event) -> None:
    party = waiting(late, party=3)

    text = desk.post(page_of("seat", party), {"note": ""}).text

    assert "people 3, free places 2" in text
    assert "Give the places to a smaller party" in text


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_seated_at_another_communitys_activity(desk: Client, method: str) -> None:
    party = waiting(soon_event(make_community(), starts_at=timezone.now() + timedelta(hours=1)))

    assert getattr(desk, method)(page_of("seat", party)).status_code == 404
    assert state_of(party) == State.WAITING


def three(event: Event) -> Registrations:
    return tuple(make_registration(event, make_resident(full_name=f"Guest {name}")) for name in "ABC")


@pytest.fixture
def guests(community: Community) -> Registrations:
    """Three registrations of one activity."""
    return three(soon_event(community))


def chosen(*registrations: Registration, **others: str) -> dict[str, Any]:
    return {"chosen": [registration.reference for registration in registrations], **others}


def test_the_ticked_ones_are_exported(desk: Client, guests: Registrations) -> None:
    first, _second, third = guests

    response = desk.get(at_desk("export", first.event.reference), chosen(first, third, only="chosen"))

    content = response.getvalue().decode()
    assert [name in content for name in ("Guest A", "Guest B", "Guest C")] == [True, False, True]


def test_the_export_holds_nothing_of_another_activity(desk: Client, guests: Registrations) -> None:
    elsewhere = make_registration(soon_event(make_community()), make_resident(full_name="Elsewhere"))

    response = desk.get(at_desk("export", guests[0].event.reference), chosen(elsewhere, guests[0]))

    content = response.getvalue().decode()
    assert ("Guest A" in content, "Elsewhere" in content) == (True, False)


@pytest.mark.parametrize("name", ["export", "remove"])
def test_with_nothing_ticked_one_is_asked_to_tick(desk: Client, guests: Registrations, name: str) -> None:
    response = desk.get(at_desk(name, guests[0].event.reference), {"only": "chosen"}, follow=True)

    assert "Select at least one registration first." in response.text


def test_a_link_ticks_all_without_scripts(desk: Client, guests: Registrations) -> None:
    address = at_desk("registrations", guests[0].event.reference)

    plain, ticked = desk.get(address).text, desk.get(address, {"select": "all"}).text

    assert "select=all" in plain
    assert (plain.count(" checked>"), ticked.count(" checked>")) == (0, 3)


def test_who_is_told_is_named_before_anything_is_cancelled(desk: Client, guests: Registrations) -> None:
    first, second, _third = guests

    text = desk.get(at_desk("remove", first.event.reference), chosen(first, second)).text

    assert [name in text for name in ("Guest A", "Guest B", "Guest C")] == [True, True, False]
    assert {state_of(guest) for guest in guests} == {State.CONFIRMED}


def test_the_ticked_ones_are_cancelled_with_a_note(desk: Client, guests: Registrations, staff: User) -> None:
    first, second, third = guests

    desk.post(at_desk("remove", first.event.reference), chosen(first, second, note="Burst pipe"))

    assert [state_of(guest) for guest in guests] == [State.CANCELLED, State.CANCELLED, State.CONFIRMED]
    assert (first.steps.get().note, first.steps.get().by) == ("Burst pipe", staff)
    assert Message.objects.filter(template="events/cancelled").count() == 2
    assert not Message.objects.filter(recipient=third.resident).exists()


def test_a_reference_of_another_activity_is_passed_over(desk: Client, guests: Registrations) -> None:
    elsewhere = make_registration(soon_event(make_community()))

    desk.post(at_desk("remove", guests[0].event.reference), chosen(elsewhere, guests[0], note=""))

    assert (state_of(elsewhere), state_of(guests[0])) == (State.CONFIRMED, State.CANCELLED)


def test_those_that_ended_meanwhile_are_counted(desk: Client, guests: Registrations) -> None:
    ended = make_registration(guests[0].event, state=State.DECLINED)

    text = desk.get(at_desk("remove", ended.event.reference), chosen(ended, guests[0])).text

    assert "1 of those you selected has ended already" in text


def test_a_crooked_reference_finds_nothing(desk: Client, guests: Registrations) -> None:
    response = desk.get(at_desk("remove", guests[0].event.reference), {"chosen": "\0'; --"})

    assert response.url == at_desk("registrations", guests[0].event.reference)


@pytest.mark.parametrize("name", ["remove", "seat", "registration", "registrations", "event", "export"])
def test_no_page_asks_more_than_twelve_times(
    desk: Client, late: Event, name: str, django_assert_max_num_queries: Any
) -> None:
    line = [waiting(late) for _ in range(8)]
    arguments = [late.reference, line[-1].reference] if name in {"seat", "registration"} else [late.reference]

    with django_assert_max_num_queries(12):
        response = desk.get(at_desk(name, *arguments), chosen(*line))
        response.getvalue() if response.streaming else response.content

    assert response.status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_pages_answer_in_every_language(desk: Client, late: Event, language: str) -> None:
    party = waiting(late)

    seat = desk.get(page_of("seat", party, language)).text
    remove = desk.get(at_desk("remove", late.reference, language=language), chosen(party)).text

    for text in (seat, remove):
        assert "Give" not in text
        assert "Cancel" not in text


def test_today_says_where_places_are_given_by_hand(desk: Client, late: Event) -> None:
    waiting(late)

    assert at_desk("registrations", late.reference) + "?state=waiting" in desk.get(today()).text


@pytest.mark.parametrize("hours", [2.1, -3])
def test_today_says_nothing_of_it_before_the_cut_off_and_afterwards(
    desk: Client, community: Community, hours: float
) -> None:
    waiting(soon_event(community, starts_at=timezone.now() + timedelta(hours=hours)))

    assert "?state=waiting" not in desk.get(today()).text


def test_today_says_nothing_of_it_while_no_place_is_free(desk: Client, late: Event) -> None:
    make_registration(late, party=2)
    waiting(late)

    assert "?state=waiting" not in desk.get(today()).text
