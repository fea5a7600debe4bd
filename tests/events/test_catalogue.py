"""The catalogue: what is on, narrowed down by what a person looks for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from events.models import Event, Kind
from tests.factories import (
    NOON,
    in_three_languages,
    make_community,
    make_event,
    make_picture,
    make_registration,
    make_venue,
)
from tests.pages import ParsedPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """The clock stands at noon of a Sunday."""
    with time_machine.travel(NOON, tick=False):
        yield


def titles(client: Client, query: str = "", language: str = "en") -> list[str]:
    """The titles on the catalogue's page, in their order."""
    response = client.get(f"/{language}/events/{query}")
    assert response.status_code == 200
    return [str(event) for event in response.context["page"].object_list]


def test_coming_activities_stand_in_the_order_in_which_they_begin(client: Client) -> None:
    make_event(title_en="Second", starts_at=NOON + timedelta(days=2))
    make_event(title_en="First", starts_at=NOON + timedelta(days=1))

    assert titles(client) == ["First", "Second"]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": Event.State.DRAFT},
        {"publish_at": NOON + timedelta(hours=1)},
        {"starts_at": NOON - timedelta(days=1)},
        {"state": Event.State.CANCELLED, "cancelled_at": NOON},
    ],
    ids=["draft", "not out yet", "over", "cancelled"],
)
def test_what_nobody_can_come_to_is_not_listed(client: Client, fields: dict[str, Any]) -> None:
    make_event(**fields)

    assert titles(client) == []


@pytest.mark.parametrize("query", ["law", "법률", "法律"])
def test_a_word_of_any_language_finds_the_activity(client: Client, query: str) -> None:
    make_event(title_en="Law for tenants", title_zh_hans="租客法律课", title_ko="세입자 법률 강좌")
    make_event()

    assert titles(client, f"?q={query}") == ["Law for tenants"]


def test_the_kind_narrows_the_list(client: Client) -> None:
    make_event(title_en="Table tennis", kind=Kind.SPORT)
    make_event(kind=Kind.TALK)

    assert titles(client, "?kind=sport") == ["Table tennis"]


def test_the_community_narrows_the_list(client: Client) -> None:
    make_event(title_en="Here", community=make_community(slug="wanxiang"))
    make_event()

    assert titles(client, "?community=wanxiang") == ["Here"]


@pytest.mark.parametrize(("when", "days"), [("today", 0), ("weekend", 0), ("month", 5)])
def test_the_days_narrow_the_list(client: Client, when: str, days: int) -> None:
    make_event(title_en="Then", starts_at=NOON + timedelta(days=days, hours=1))
    make_event(starts_at=NOON + timedelta(days=40))

    assert titles(client, f"?when={when}") == ["Then"]


def test_a_language_is_spoken_or_interpreted(client: Client) -> None:
    make_event(title_en="Spoken", spoken=["ko"])
    make_event(title_en="Interpreted", spoken=["zh-hans"], interpreted=["ko"])
    make_event(spoken=["en"])

    assert titles(client, "?language=ko") == ["Spoken", "Interpreted"]


def test_step_free_leaves_out_venues_with_steps(client: Client) -> None:
    make_event(title_en="Level")
    make_event(venue=make_venue(is_step_free=False))

    assert titles(client, "?accessible=on") == ["Level"]


def test_places_leaves_out_what_is_full(client: Client) -> None:
    make_event(title_en="Open")
    make_registration(make_event(capacity=1))

    assert titles(client, "?places=on") == ["Open"]


@pytest.mark.parametrize(
    "query",
    [
        "?kind=nonsense",
        "?when=yesterday&community=no-such-place&language=xx",
        "?page=0",
        "?page=-3",
        "?page=abc",
        "?page=99999999999999999999",
        "?q=%00",
        "?q=%F0%9F%98%80",
        "?q=" + "a" * 3000,
        "?q='%20OR%201=1--",
        "?q=%26%7C!()%3A*",
        "?accessible=maybe&places[]=1",
        "?kind=sport&kind=talk",
    ],
)
def test_an_odd_query_is_answered_calmly(client: Client, query: str) -> None:
    make_event()

    assert client.get(f"/en/events/{query}").status_code == 200


def test_a_value_that_does_not_exist_is_ignored(client: Client) -> None:
    make_event(title_en="Still here")

    assert titles(client, "?kind=nonsense") == ["Still here"]


def test_a_filter_can_be_taken_off_alone(client: Client) -> None:
    make_event(kind=Kind.SPORT)

    page = client.get("/en/events/?kind=sport&places=on").content.decode()

    assert 'href="/en/events/?places=on"' in page
    assert 'href="/en/events/?kind=sport"' in page


def test_markup_in_the_search_is_shown_as_text(client: Client) -> None:
    page = client.get("/en/events/?q=<script>alert(1)</script>").content.decode()

    assert "<script>alert" not in page


def test_an_empty_result_offers_a_way_on(client: Client) -> None:
    make_event(title_en="Something else")

    response = client.get("/en/events/?q=nowhere")

    assert [str(event) for event in response.context["suggested"]] == ["Something else"]


def test_pages_hold_every_activity_once(client: Client) -> None:
    same_time = NOON + timedelta(days=3)
    made = [make_event(starts_at=same_time, venue=make_venue(), community=make_community()) for _ in range(15)]

    shown = titles(client) + titles(client, "?page=2")

    assert sorted(shown) == sorted(str(event) for event in made)


@pytest.mark.parametrize(
    ("language", "count", "places"),
    [("zh-hans", "1 个", "还剩 10 个名额"), ("en", "1 activity", "10 places left"), ("ko", "1", "남은 자리 10개")],
)
def test_counts_and_places_are_said_in_the_language(client: Client, language: str, count: str, places: str) -> None:
    make_event(capacity=10)

    page = client.get(f"/{language}/events/").content.decode()

    assert count in page
    assert places in page


def test_a_title_in_another_language_is_labelled(client: Client) -> None:
    make_event(title_ko="", title_en="Only English")

    page = client.get("/ko/events/").content.decode()

    assert '<span lang="en">Only English</span><span class="untranslated">' in page


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_nothing_on_the_page_is_left_in_english(client: Client, language: str) -> None:
    make_event(spoken=["en", "ko"], kind=Kind.OUTING, **in_three_languages(title="x", summary="y"))

    page = ParsedPage.of("/", client.get(f"/{language}/events/?kind=outing&places=on").content.decode())

    assert page.foreign_words(frozenset({"English", "Hometown"})) == []


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_does_not_grow(client: Client, django_assert_max_num_queries: Any, number: int) -> None:
    for _ in range(number):
        make_event(picture=make_picture(), spoken=["en"])

    with django_assert_max_num_queries(12):
        client.get("/en/events/?q=activity&kind=class&when=month&places=on&accessible=on")
