"""The page on which a resident registers, from the first visit without an account to the confirmed place."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commons.accounts.models import User
from events.models import Event, Registration
from tests.factories import NOON, make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db

State = Registration.State


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """The clock stands at noon of a Sunday."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def resident(client: Client) -> User:
    """The person in front of the page, signed in."""
    person = make_resident()
    client.force_login(person)
    return person


def address(event: Event, language: str = "en") -> str:
    """Where one registers."""
    return f"/{language}/events/{event.slug}/register/"


def registration_of(event: Event) -> Registration:
    """The only registration for the activity."""
    return event.registrations.get()


def test_one_press_gives_a_place(client: Client, resident: User) -> None:
    event = make_event()

    response = client.post(address(event))

    registration = registration_of(event)
    assert (registration.resident, registration.state, registration.party) == (resident, State.CONFIRMED, 1)
    assert response["Location"] == f"/en/registrations/{registration.reference}/"


def test_a_party_with_its_names_is_registered(client: Client, resident: User) -> None:
    event = make_event(party_max=4, asks_guest_names=True)

    client.post(address(event), {"party": "3", "guest_names": "Kim Minji\n\n  Anna   Lee "})

    assert registration_of(event).guest_names == ["Kim Minji", "Anna Lee"]


def test_a_full_activity_says_the_place_in_line_before_one_joins_it(client: Client, resident: User) -> None:
    event = make_event(capacity=1)
    make_registration(event)
    make_registration(event, state=State.WAITING)

    page = client.get(address(event)).content.decode()

    assert "You would be number 2 on the waiting list." in page


def test_whoever_joins_the_line_waits(client: Client, resident: User) -> None:
    event = make_event(capacity=1)
    make_registration(event)

    client.post(address(event))

    assert event.registrations.get(resident=resident).state == State.WAITING


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"party": "0"},
        {"party": "-1"},
        {"party": "5"},
        {"party": "9999999999999999999999"},
        {"party": "two"},
        {"party": "2", "guest_names": ""},
        {"party": "1", "guest_names": "Somebody"},
        {"party": "2", "guest_names": "a" * 151},
        {"party": "2", "guest_names": "Kim\0"},
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_lost(client: Client, resident: User, answers: dict[str, str]) -> None:
    event = make_event(party_max=4, asks_guest_names=True)

    response = client.post(address(event), answers)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert not event.registrations.exists()


def test_what_was_typed_stays(client: Client, resident: User) -> None:
    event = make_event(party_max=4, asks_guest_names=True)

    page = client.post(address(event), {"party": "4", "guest_names": "Kim Minji"}).content.decode()

    assert "Kim Minji" in page
    assert 'value="4" ' in page


def test_the_rules_must_be_confirmed(client: Client, resident: User) -> None:
    event = make_event(min_age=18)

    without = client.post(address(event))
    client.post(address(event), {"eligible": "on"})

    assert "Please confirm that everyone you register meets the rules" in without.content.decode()
    assert registration_of(event).eligibility_confirmed


def test_a_second_press_shows_the_first_registration(client: Client, resident: User) -> None:
    event = make_event()

    first, second = client.post(address(event)), client.post(address(event))

    assert first["Location"] == second["Location"]
    assert event.registrations.count() == 1


CLOSED: dict[str, tuple[dict[str, Any], str]] = {
    "free entry": ({"capacity": None}, "nobody needs to register"),
    "not open yet": ({"registration_opens_at": NOON + timedelta(days=1)}, "Registration opens"),
    "closed": ({"registration_closes_at": NOON}, "has closed"),
    "over": ({"starts_at": NOON - timedelta(days=1)}, "is over"),
    "cancelled": ({"state": Event.State.CANCELLED, "cancelled_at": NOON}, "has been cancelled"),
}


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_comes_too_late_or_too_early_is_told_why(
    client: Client, resident: User, name: str, method: str
) -> None:
    fields, reason = CLOSED[name]
    event = make_event(**fields)

    response = getattr(client, method)(address(event))

    assert reason in response.content.decode()
    assert not event.registrations.exists()


def test_a_draft_cannot_be_registered_for(client: Client, resident: User) -> None:
    event = make_event(state=Event.State.DRAFT)

    assert client.post(address(event)).status_code == 404


@pytest.mark.parametrize(("button", "door"), [("sign_up", "signup"), ("sign_in", "login")])
def test_a_visitor_is_sent_to_sign_up_or_in_and_back(client: Client, button: str, door: str) -> None:
    event = make_event()

    response = client.post(address(event, "ko"), {button: ""})

    assert response["Location"] == f"/ko/accounts/{door}/?next=%2Fko%2Fevents%2F{event.slug}%2Fregister%2F"


def test_a_visitors_mistake_is_said_before_they_sign_up(client: Client) -> None:
    event = make_event(min_age=18)

    assert client.post(address(event), {"sign_up": ""}).status_code == 200


def test_what_a_visitor_chose_comes_back_after_signing_in(client: Client) -> None:
    event = make_event(party_max=4, asks_guest_names=True, min_age=18)
    person = make_resident(password="a long enough secret")
    client.post(address(event), {"party": "3", "guest_names": "Kim Minji\nAnna Lee", "eligible": "on", "sign_in": ""})

    client.post("/en/accounts/login/", {"login": person.email, "password": "a long enough secret"})
    response = client.get(address(event))

    form = response.context["form"]
    assert form.initial == {"party": 3, "guest_names": "Kim Minji\nAnna Lee", "eligible": True}
    assert "Your choices were kept" in response.content.decode()


def test_what_was_kept_is_forgotten_once_registered(client: Client) -> None:
    event = make_event()
    client.post(address(event), {"sign_up": ""})
    client.force_login(make_resident())

    client.post(address(event))

    assert event.slug not in client.session.get("events.kept", {})


def test_a_foreign_site_cannot_register_somebody() -> None:
    event = make_event()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_resident())

    assert client.post(address(event)).status_code == 403


@pytest.mark.parametrize("waiting", [0, 20])
def test_the_number_of_queries_does_not_grow(
    client: Client, resident: User, django_assert_max_num_queries: Any, waiting: int
) -> None:
    event = make_event(capacity=1)
    make_registration(event)
    for _ in range(waiting):
        make_registration(event, state=State.WAITING)

    with django_assert_max_num_queries(12):
        client.get(address(event))
