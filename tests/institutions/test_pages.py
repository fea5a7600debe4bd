"""What institutions that think of settling read."""

from typing import Any

import pytest
from django.test import Client

from institutions.models import Site
from institutions.plan import HEIGHT, NODE_HEIGHT, NODE_WIDTH, Plan, broken_into_lines
from tests.factories import in_three_languages, make_area, make_community, make_figure, make_site, make_venue

pytestmark = pytest.mark.django_db
LANGUAGES = {"zh-hans": "中文", "en": "English", "ko": "한국어"}


def make_living_room(parks: int = 3) -> None:
    venue = make_venue(community=make_community(), phone="+866315551111", **in_three_languages(name="Living Room"))
    for _ in range(3):
        make_area(venue=venue)
    make_site(kind=Site.Kind.CORE, **in_three_languages(name="Wisdom Valley"))
    for _ in range(parks):
        make_site()
    make_figure("institutions-signed", 16, topic="institutions")


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_areas_core_and_parks_in_the_readers_language(client: Client, language: str) -> None:
    make_living_room()

    html = read(client, f"/{language}/institutions/")

    for text in ("Living Room", "Meet here.", "Wisdom Valley", "Ships and engines."):
        assert f"{LANGUAGES[language]} {text}" in html
    assert "tel:+866315551111" in html


def test_the_drawing_is_named_for_those_who_do_not_see_it(client: Client) -> None:
    make_living_room()

    html = read(client, "/en/institutions/")

    assert 'role="img" aria-labelledby="plan-title"' in html
    assert "English Wisdom Valley in the middle, with 3 parks around it</title>" in html


def test_nothing_can_be_sent_yet_so_nothing_says_so(client: Client) -> None:
    make_living_room()

    html = read(client, "/en/institutions/")

    assert "How to apply" in html
    assert "<form" not in html


def test_a_district_without_parks_has_a_page_too(client: Client) -> None:
    read(client, "/ko/institutions/")


def test_the_page_asks_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    make_living_room(parks=8)

    with django_assert_max_num_queries(12):
        read(client, "/en/institutions/")


@pytest.mark.parametrize("count", range(1, 7))
def test_the_sites_of_the_drawing_stay_on_the_sheet_and_apart(count: int) -> None:
    make_living_room(parks=count)

    plan = Plan.of(list(Site.objects.all()))

    assert plan is not None
    for park in plan.parks:
        assert 0 <= park.left <= plan.width - NODE_WIDTH
        assert 0 <= park.top <= HEIGHT - NODE_HEIGHT
    middles = [(park.x, park.y) for park in plan.parks]
    for number, (x, y) in enumerate(middles):
        for other_x, other_y in middles[number + 1 :]:
            assert abs(x - other_x) >= NODE_WIDTH or abs(y - other_y) >= NODE_HEIGHT


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Wisdom Valley", ["Wisdom", "Valley"]),
        ("智慧谷", ["智慧谷"]),
        ("中韩自贸区产业园", ["中韩自贸", "区产业园"]),
        ("한중 자유무역구 단지", ["한중", "자유무역구", "단지"]),
    ],
)
def test_names_are_broken_where_their_script_allows(name: str, lines: list[str]) -> None:
    assert broken_into_lines(name, 8 if not name.startswith("한") else 10) == lines


def test_a_very_long_name_keeps_all_its_words() -> None:
    name = "one two three four five six seven"

    lines = broken_into_lines(name, 5)

    assert len(lines) == 4
    assert " ".join(lines) == name
