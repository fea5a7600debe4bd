"""A resident's registration: the confirmation to come back to, by account or by signed link."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from events.models import Event, Registration
from events.services import link_to, token_for
from tests.factories import NOON, in_three_languages, make_event, make_registration, make_resident
from tests.pages import ParsedPage

pytestmark = pytest.mark.django_db

State = Registration.State


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """The clock stands at noon of a Sunday."""
    with time_machine.travel(NOON, tick=False):
        yield


def address(registration: Registration, act: str = "", language: str = "en") -> str:
    """Where the registration, or an act on it, is found."""
    return f"/{language}/registrations/{registration.reference}/{act}"


def path_of(link: str) -> str:
    """The part of an absolute address that the test client wants."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def by_account(client: Client, registration: Registration) -> str:
    """Sign in as the resident; the address needs nothing more."""
    client.force_login(registration.resident)
    return ""


def by_link(_client: Client, registration: Registration) -> str:
    """What the address of the signed link carries."""
    return f"?token={token_for(registration)}"


WAYS = pytest.mark.parametrize("way", [by_account, by_link])


@WAYS
@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.CONFIRMED, "You have a place"),
        (State.WAITING, "You are number 1 in line."),
        (State.OFFERED, "Please answer by Mon 23 Nov 2026, 12:00"),
        (State.CANCELLED, "Your registration is cancelled"),
        (State.DECLINED, "You declined the place"),
        (State.EXPIRED, "The offer has expired"),
        (State.CALLED_OFF, "This activity has been cancelled."),
    ],
)
def test_the_page_says_how_the_registration_stands(client: Client, way: Any, state: State, words: str) -> None:
    registration = make_registration(make_event(), state=state)

    page = client.get(address(registration) + way(client, registration)).content.decode()

    assert words in page
    assert registration.reference in page


@pytest.mark.parametrize(("hours", "is_late"), [(3, False), (1, True)])
def test_whoever_waits_is_not_promised_an_offer_once_it_is_too_late(client: Client, hours: int, is_late: bool) -> None:
    waiting = make_registration(make_event(starts_at=NOON + timedelta(hours=hours)), state=State.WAITING)
    client.force_login(waiting.resident)

    text = client.get(address(waiting)).text

    assert ("When it is your turn" in text, "It is too late for offers now." in text) == (not is_late, is_late)


def test_a_reference_typed_in_small_letters_is_found(client: Client) -> None:
    registration = make_registration(make_event())
    client.force_login(registration.resident)

    assert client.get(f"/en/registrations/{registration.reference.lower()}/").status_code == 200


def test_the_link_of_a_message_opens_the_page(client: Client) -> None:
    registration = make_registration(make_event())

    assert client.get(path_of(link_to(registration))).status_code == 200


def test_the_place_in_line_is_the_present_one(client: Client) -> None:
    event = make_event(capacity=1)
    ahead = make_registration(event, state=State.WAITING)
    registration = make_registration(event, state=State.WAITING)
    client.force_login(registration.resident)

    before = client.get(address(registration)).content.decode()
    Registration.objects.filter(pk=ahead.pk).update(state=State.CANCELLED)
    after = client.get(address(registration)).content.decode()

    assert "You are number 2 in line." in before
    assert "You are number 1 in line." in after


@WAYS
def test_an_offer_is_accepted_by_a_post(client: Client, way: Any) -> None:
    registration = make_registration(make_event(), state=State.OFFERED)

    response = client.post(address(registration, "accept/") + way(client, registration), follow=True)

    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED
    assert "The place is yours." in response.content.decode()


@WAYS
def test_an_offer_is_declined_by_a_post(client: Client, way: Any) -> None:
    registration = make_registration(make_event(), state=State.OFFERED)

    response = client.post(address(registration, "decline/") + way(client, registration), follow=True)

    registration.refresh_from_db()
    assert registration.state == State.DECLINED
    assert "You declined the place" in response.content.decode()


@WAYS
@pytest.mark.parametrize("act", ["accept/", "decline/", "cancel/", "reduce/", "calendar.ics", ""])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_an_address_changes_nothing(client: Client, way: Any, act: str, method: str) -> None:
    registration = make_registration(make_event(party_max=2), state=State.OFFERED, party=2)
    before = Registration.objects.values().get()

    getattr(client, method)(address(registration, act) + way(client, registration))

    assert Registration.objects.values().get() == before


def test_an_expired_offer_is_refused_with_the_reason(client: Client) -> None:
    registration = make_registration(make_event(), state=State.OFFERED, offer_expires_at=NOON - timedelta(minutes=1))
    client.force_login(registration.resident)

    page = client.post(address(registration, "accept/"), follow=True).content.decode()

    assert "The time to answer this offer is over" in page
    assert "Accept the place" not in page


@WAYS
def test_cancelling_asks_first_and_then_cancels(client: Client, way: Any) -> None:
    registration = make_registration(make_event())
    query = way(client, registration)

    asked = client.get(address(registration, "cancel/") + query).content.decode()
    done = client.post(address(registration, "cancel/") + query, follow=True).content.decode()

    assert "Cancel the registration?" in asked
    assert "Your registration is cancelled" in done


def test_after_the_deadline_the_page_says_whom_to_call(client: Client) -> None:
    registration = make_registration(make_event(cancel_until=NOON))
    client.force_login(registration.resident)

    page = client.get(address(registration)).content.decode()
    client.post(address(registration, "cancel/"))

    assert "too late to cancel here" in page
    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED


@WAYS
def test_a_party_can_become_smaller(client: Client, way: Any) -> None:
    registration = make_registration(make_event(party_max=4), party=4)

    client.post(address(registration, "reduce/") + way(client, registration), {"party": "2"})

    registration.refresh_from_db()
    assert registration.party == 2


@pytest.mark.parametrize("party", ["", "0", "4", "99", "x"])
def test_a_party_becomes_nothing_but_smaller(client: Client, party: str) -> None:
    registration = make_registration(make_event(party_max=4), party=4)
    client.force_login(registration.resident)

    client.post(address(registration, "reduce/"), {"party": party})

    registration.refresh_from_db()
    assert registration.party == 4


ACTS = pytest.mark.parametrize("act", ["", "accept/", "decline/", "cancel/", "reduce/", "calendar.ics"])


@ACTS
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_anybody_else_the_registration_does_not_exist(client: Client, act: str, method: str) -> None:
    registration = make_registration(make_event(), state=State.OFFERED)
    client.force_login(make_resident())

    status = getattr(client, method)(address(registration, act)).status_code

    registration.refresh_from_db()
    assert (status, registration.state) in {(404, State.OFFERED), (405, State.OFFERED)}


@ACTS
@pytest.mark.parametrize("reference", ["own", "R-2222-2222", "R-%00", "..%2f", "a" * 300])
def test_whoever_is_signed_out_is_asked_to_sign_in_whether_it_exists_or_not(
    client: Client, act: str, reference: str
) -> None:
    registration = make_registration(make_event())
    reference = registration.reference if reference == "own" else reference

    response = client.get(f"/en/registrations/{reference}/{act}")

    assert response.status_code in {302, 404}
    if "%" not in reference:
        assert response["Location"].startswith("/en/accounts/login/?next=")


@pytest.mark.parametrize("token", ["", "nonsense", "%00", "a" * 5000, "R-2222-2222:abc"])
def test_a_wrong_token_opens_nothing(client: Client, token: str) -> None:
    registration = make_registration(make_event())

    assert client.get(address(registration) + f"?token={token}").status_code == 302


def test_one_persons_token_does_not_open_anothers_registration(client: Client) -> None:
    event = make_event()
    mine, theirs = make_registration(event), make_registration(event)

    assert client.get(address(theirs) + f"?token={token_for(mine)}").status_code == 302


def test_the_token_stays_private(client: Client) -> None:
    registration = make_registration(make_event())

    response = client.get(address(registration) + by_link(client, registration))

    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_foreign_site_cannot_accept_for_somebody() -> None:
    registration = make_registration(make_event(), state=State.OFFERED)
    client = Client(enforce_csrf_checks=True)
    client.force_login(registration.resident)

    assert client.post(address(registration, "accept/")).status_code == 403


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
@pytest.mark.parametrize("state", list(State))
def test_nothing_on_the_page_is_left_in_english(client: Client, language: str, state: State) -> None:
    event = make_event(party_max=3, **in_three_languages(title="x", summary="y", bring="z"))
    resident = make_resident(full_name="김민지", language=language)
    registration = make_registration(event, resident, state=state, party=2)
    client.force_login(resident)

    page = ParsedPage.of("/", client.get(address(registration, language=language)).content.decode())

    assert page.foreign_words(frozenset({"English", "Hometown"})) == []


def test_a_cancelled_activity_gives_its_reason(client: Client) -> None:
    event = make_event(state=Event.State.CANCELLED, cancelled_at=NOON, cancel_reason_en="The hall is flooded.")
    registration = make_registration(event, state=State.CALLED_OFF)
    client.force_login(registration.resident)

    assert "The hall is flooded." in client.get(address(registration)).content.decode()


@pytest.mark.parametrize("waiting", [0, 20])
def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: Any, waiting: int) -> None:
    event = make_event(capacity=1)
    for _ in range(waiting):
        make_registration(event, state=State.WAITING)
    registration = make_registration(event, state=State.WAITING)
    client.force_login(registration.resident)

    with django_assert_max_num_queries(12):
        client.get(address(registration))
