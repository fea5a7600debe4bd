"""An activity's page: its facts, its places, and what one can do about it now."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from events.models import Event, Registration
from tests.factories import NOON, make_community, make_event, make_picture, make_registration, make_resident, make_venue
from tests.pages import ParsedPage

pytestmark = pytest.mark.django_db

State = Registration.State


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """The clock stands at noon of a Sunday."""
    with time_machine.travel(NOON, tick=False):
        yield


def page_of(client: Client, event: Event, language: str = "en") -> str:
    """The page's source."""
    response = client.get(f"/{language}/events/{event.slug}/")
    assert response.status_code == 200
    return response.content.decode()


def said(client: Client, event: Event, language: str = "en") -> str:
    """The page's text on one line."""
    parsed = ParsedPage.of("/", page_of(client, event, language))
    return " ".join(" ".join(words.text for words in parsed.words).split())


def test_the_facts_are_on_the_page(client: Client) -> None:
    event = make_event(
        venue=make_venue(name_en="Wanxiang Hall", address_zh="皇冠街道万象社区", access_note_en="Lift to the hall"),
        community=make_community(name_en="Wanxiang Community"),
        spoken=["en"],
        interpreted=["zh-hans"],
        fee_en="20 yuan",
        bring_en="Sports shoes",
        organiser_en="The table tennis club",
        min_age=12,
        max_age=99,
    )

    text = said(client, event)

    for fact in (
        "Sun 29 Nov 2026, 12:00–14:00",
        "Beijing time",
        "Wanxiang Hall",
        "皇冠街道万象社区",
        "Lift to the hall",
        "Wanxiang Community",
        "English",
        "With interpretation into: Chinese",
        "20 yuan",
        "Sports shoes",
        "The table tennis club",
        "From 12 to 99 years of age",
    ):
        assert fact in text


def test_every_session_is_listed(client: Client) -> None:
    days = [NOON + timedelta(days=day) for day in (1, 8, 15)]
    event = make_event(sessions=[(day, day + timedelta(hours=1)) for day in days])

    text = said(client, event)

    assert "Mon 23 Nov 2026, 12:00–13:00" in text
    assert "Mon 7 Dec 2026, 12:00–13:00" in text


def test_many_sessions_begin_with_the_next_one(client: Client) -> None:
    days = [NOON + timedelta(days=day) for day in range(-3, 9)]
    event = make_event(sessions=[(day, day + timedelta(hours=1)) for day in days])

    text = said(client, event)

    assert text.index("Sun 22 Nov 2026, 12:00–13:00") < text.index("All 12 sessions") < text.index("Thu 19 Nov 2026")


OPEN = {"capacity": 10}
FULL = {"capacity": 1}
STATES: dict[str, tuple[dict[str, Any], str, str]] = {
    "open": (OPEN, "10 places left", "Register"),
    "waiting list": (FULL, "Waiting list", "Join the waiting list"),
    "full": (FULL | {"offer_cutoff_hours": 24 * 8}, "Full", "Come with fewer people if you can, or call"),
    "free entry": ({"capacity": None}, "Free entry", "Just come"),
    "not open yet": (
        OPEN | {"registration_opens_at": NOON + timedelta(days=1)},
        "Registration opens",
        "Come back then",
    ),
    "closed": (OPEN | {"registration_closes_at": NOON}, "Registration has closed", "Call the community"),
    "over": (OPEN | {"starts_at": NOON - timedelta(days=1)}, "Over", "See what is coming up"),
    "cancelled": (
        OPEN | {"state": Event.State.CANCELLED, "cancelled_at": NOON, "cancel_reason_en": "The hall is flooded."},
        "Cancelled",
        "The hall is flooded.",
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_every_state_says_how_it_stands_and_what_to_do(client: Client, name: str) -> None:
    fields, phrase, advice = STATES[name]
    event = make_event(**fields)
    if fields.get("capacity") == 1:
        make_registration(event)

    text = said(client, event)

    assert phrase in text
    assert advice in text


@pytest.mark.parametrize("name", STATES)
def test_the_way_to_register_is_there_only_when_one_can(client: Client, name: str) -> None:
    event = make_event(**STATES[name][0])
    if STATES[name][0].get("capacity") == 1:
        make_registration(event)

    links = ParsedPage.of("", page_of(client, event)).links

    assert (f"/en/events/{event.slug}/register/" in links) == (name in {"open", "waiting list"})


@pytest.mark.parametrize(
    "fields",
    [{"state": Event.State.DRAFT}, {"publish_at": NOON + timedelta(minutes=1)}],
    ids=["draft", "not out yet"],
)
def test_what_is_not_published_does_not_exist(client: Client, fields: dict[str, Any]) -> None:
    event = make_event(**fields)

    assert client.get(f"/en/events/{event.slug}/").status_code == 404


def test_an_ended_activity_suggests_others(client: Client) -> None:
    over = make_event(starts_at=NOON - timedelta(days=1))
    make_event(title_en="Next week")

    assert "Next week" in said(client, over)


@pytest.mark.parametrize(
    ("state", "words"),
    [(State.CONFIRMED, "You have a place"), (State.WAITING, "waiting list"), (State.OFFERED, "Accept or decline")],
)
def test_a_registered_person_sees_how_they_stand(client: Client, state: State, words: str) -> None:
    registration = make_registration(make_event(), state=state)
    client.force_login(registration.resident)

    page = page_of(client, registration.event)

    assert words in page
    assert registration.get_absolute_url() in page


def test_a_cancelled_registration_leaves_the_way_open(client: Client) -> None:
    registration = make_registration(make_event(), state=State.CANCELLED)
    client.force_login(registration.resident)

    assert f"/en/events/{registration.event.slug}/register/" in page_of(client, registration.event)


def test_a_visitor_gets_no_cookie(client: Client) -> None:
    response = client.get(make_event().get_absolute_url())

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def structured(page: str) -> dict[str, Any]:
    """The page's data for search engines."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    facts: dict[str, Any] = json.loads(found[1])
    return facts


def test_search_engines_find_the_facts(client: Client) -> None:
    event = make_event(title_ko="탁구", venue=make_venue(address_zh="皇冠街道"))

    facts = structured(page_of(client, event, "ko"))

    assert facts["@type"] == "Event"
    assert facts["name"] == "탁구"
    assert facts["startDate"] == "2026-11-29T12:00:00+08:00"
    assert facts["location"]["address"] == "皇冠街道"
    assert facts["url"].endswith(f"/ko/events/{event.slug}/")


def test_a_title_cannot_end_the_script(client: Client) -> None:
    event = make_event(title_en="</script><script>alert(1)</script>")

    page = page_of(client, event)

    assert structured(page)["name"] == event.title_en
    assert "<script>alert" not in page


def test_texts_in_another_language_are_labelled(client: Client) -> None:
    event = make_event(title_ko="", summary_ko="", title_en="Table tennis", summary_en="Come along.")

    page = page_of(client, event, "ko")

    assert '<span lang="en">Table tennis</span><span class="untranslated">' in page
    assert '<span lang="en">Come along.</span><span class="untranslated">' in page


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_nothing_on_the_page_is_left_in_english(client: Client, language: str, name: str) -> None:
    event = make_event(**STATES[name][0], spoken=["en"], interpreted=["ko"], min_age=6, only_community=True)

    page = ParsedPage.of("/", page_of(client, event, language))

    assert page.foreign_words(frozenset({"English", "Hometown"})) == []


@pytest.mark.parametrize("sessions", [1, 12])
def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: Any, sessions: int) -> None:
    days = [NOON + timedelta(days=day) for day in range(1, sessions + 1)]
    event = make_event(
        sessions=[(day, day + timedelta(hours=1)) for day in days], picture=make_picture(), only_community=True
    )
    client.force_login(make_resident())

    with django_assert_max_num_queries(12):
        page_of(client, event)
