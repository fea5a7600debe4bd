"""The home page, the shell around every page, and the choice of a language."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commons.baselines.models import Baseline
from tests.factories import NOON, in_three_languages, make_community, make_event, make_notice, make_resident
from tests.pages import ParsedPage

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en", "ko": "ko"}


@pytest.fixture(autouse=True)
def noon(db: None) -> Any:
    """Stop the clock at noon."""
    with time_machine.travel(NOON, tick=False):
        yield


def read(client: Client, path: str = "/en/", **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def parsed(client: Client, path: str) -> ParsedPage:
    return ParsedPage.of(f"http://testserver{path}", read(client, path))


@pytest.mark.parametrize(("code", "tag"), LANGUAGES.items())
def test_the_home_page_is_in_the_language_of_its_address(client: Client, code: str, tag: str) -> None:
    assert parsed(client, f"/{code}/").lang == tag


@pytest.mark.parametrize("code", ["zh-hans", "ko"])
def test_no_english_is_left_on_other_home_pages(client: Client, code: str) -> None:
    assert parsed(client, f"/{code}/").foreign_words(frozenset()) == []


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.5", "ko"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hans"),
        ("en-GB", "en"),
        ("ru,fr;q=0.8", "en"),
        ("", "en"),
    ],
)
def test_the_bare_address_leads_to_the_browsers_language_or_english(client: Client, accepted: str, code: str) -> None:
    answer = client.get("/", headers={"accept-language": accepted})

    assert (answer.status_code, answer["Location"]) == (302, f"/{code}/")
    assert "Accept-Language" in answer["Vary"]


def test_the_bare_address_leads_a_person_to_their_own_language(client: Client) -> None:
    client.force_login(make_resident(language="ko"))

    assert client.get("/", headers={"accept-language": "en"})["Location"] == "/ko/"


def test_what_takes_place_within_a_week_is_shown_in_order(client: Client) -> None:
    make_event(title_en="Later", starts_at=NOON + timedelta(days=5))
    make_event(title_en="Sooner", starts_at=NOON + timedelta(days=2))
    make_event(title_en="Far away", starts_at=NOON + timedelta(days=20))

    page = read(client)

    assert "This week" in page
    assert "Far away" not in page
    assert page.index("Sooner") < page.index("Later")


def test_a_quiet_week_shows_what_comes_after_it(client: Client) -> None:
    make_event(title_en="Far away", starts_at=NOON + timedelta(days=20))

    page = read(client)

    assert "Coming up" in page
    assert "Far away" in page


def test_without_activities_the_page_says_whom_to_ask(client: Client) -> None:
    assert "No activities are planned right now" in read(client)


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_what_is_not_open_is_not_shown(client: Client, state: str) -> None:
    cancelled_at = NOON if state == "cancelled" else None
    make_event(title_en="Hidden one", starts_at=NOON + timedelta(days=1), state=state, cancelled_at=cancelled_at)

    assert "Hidden one" not in read(client)


def test_the_figures_say_of_when_and_whence_they_are(client: Client) -> None:
    texts = in_three_languages(label="consultations", source="a press report")
    Baseline.objects.create(measure="consultations", value=3000, is_at_least=True, as_of=date(2022, 11, 22), **texts)

    page = read(client)

    assert "3,000+" in page
    assert "As of Tue 22 Nov 2022. Source: English a press report." in page


def test_the_search_leads_to_the_catalogue(client: Client) -> None:
    assert re.search(r'<form class="search" action="/en/events/"', read(client))


def test_an_urgent_notice_stands_above_every_page_while_it_is_out(client: Client) -> None:
    make_notice(is_urgent=True, publish_at=NOON, title_en="Typhoon tonight")
    make_notice(is_urgent=True, publish_at=NOON + timedelta(hours=1), title_en="Not out yet")

    for path in ("/en/", "/en/events/", "/en/nothing/"):
        assert "Typhoon tonight" in read(client, path)
        assert "Not out yet" not in read(client, path)


@pytest.mark.parametrize("path", ["", "events/", "events/?q=tea&kind=class"])
def test_the_language_links_stay_on_the_page_with_its_query(client: Client, path: str) -> None:
    links = parsed(client, f"/en/{path}").links

    assert {f"http://testserver/{code}/{path}" for code in LANGUAGES} <= links


def test_every_language_names_its_counterparts_and_itself(client: Client, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    expected = {tag: f"http://testserver/{code}/events/" for code, tag in LANGUAGES.items()}

    for code, tag in LANGUAGES.items():
        page = parsed(client, f"/{code}/events/?q=tea")
        assert page.alternates == expected
        assert page.canonical == expected[tag]


def test_pages_about_a_person_are_kept_out_of_search_engines(client: Client) -> None:
    page = read(client, "/en/accounts/login/")

    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_the_current_page_is_marked(client: Client) -> None:
    assert re.search(r'<a href="/en/events/" aria-current="page">', read(client, "/en/events/"))


def test_signing_in_comes_back_to_the_page(client: Client) -> None:
    assert "/en/accounts/login/?next=%2Fen%2Fevents%2F%3Fq%3Dtea" in read(client, "/en/events/?q=tea")


def test_a_person_finds_their_name_and_their_unread_messages(client: Client) -> None:
    client.force_login(make_resident(full_name="Kim Min-ji", called="Minji"))

    page = read(client)

    assert "Minji" in page
    assert "Sign in" not in page


def test_a_page_holds_no_inline_script_or_style(client: Client) -> None:
    make_event()

    assert parsed(client, "/en/").inline == []


def test_search_engines_learn_the_site_and_its_search(client: Client) -> None:
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', read(client, "/ko/"))

    assert data is not None
    facts = json.loads(data[1])
    assert (facts["@type"], facts["name"], facts["inLanguage"]) == ("WebSite", "고향", "ko")


def test_the_home_page_needs_few_statements_however_much_is_on(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(9):
        make_event(starts_at=NOON + timedelta(days=1, hours=number))
        make_community()

    with django_assert_max_num_queries(8):
        client.get("/en/")


def test_a_person_costs_few_more(client: Client, django_assert_max_num_queries: Any) -> None:
    client.force_login(make_resident())

    with django_assert_max_num_queries(12):
        client.get("/en/")


def test_robots_are_told_where_the_list_of_pages_is(client: Client) -> None:
    answer = client.get("/robots.txt")

    assert answer["Content-Type"].startswith("text/plain")
    assert "Sitemap: http" in answer.content.decode()


def test_the_list_of_pages_holds_each_activity_in_every_language(client: Client) -> None:
    make_event(slug="walk")
    make_event(slug="secret", state="draft")

    listed = client.get("/sitemap.xml").content.decode()

    assert all(f"/{code}/events/walk/" in listed for code in LANGUAGES)
    assert "secret" not in listed
