"""What residents read about the legal service area."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import in_three_languages, make_community, make_figure, make_service, make_venue

pytestmark = pytest.mark.django_db
LANGUAGES = {"zh-hans": "中文", "en": "English", "ko": "한국어"}


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def make_area_of_services() -> None:
    venue = make_venue(phone="+866315550000", community=make_community(), **in_three_languages(name="Service Area"))
    for slug in ("consultation", "notary", "mediation"):
        make_service(slug=slug, venue=venue)
    make_figure("consultation-person-times", 3000, is_at_least=True, topic="legal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_area_says_what_it_does_where_and_when(client: Client, language: str) -> None:
    make_area_of_services()

    html = read(client, f"/{language}/legal/")

    for text in ("Service Area", "Advice on living here.", "9:00–17:00"):
        assert f"{LANGUAGES[language]} {text}" in html
    assert "tel:+866315550000" in html
    assert f'href="/{language}/legal/notary/"' in html


def test_the_opening_figures_have_a_date_and_a_source(client: Client) -> None:
    make_area_of_services()
    make_figure("institutions-signed", 16, topic="institutions")

    html = read(client, "/en/legal/")

    assert "more than 3,000" in html
    assert "As of Tue 22 Nov 2022. Source: English Press report." in html
    assert "institutions-signed" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_says_all_that_a_person_needs_to_come(client: Client, language: str) -> None:
    make_service(slug="notary")

    html = read(client, f"/{language}/legal/notary/")

    for text in ("Everybody.", "Free.", "An hour.", "Passport", "9:00–17:00"):
        assert f"{LANGUAGES[language]} {text}" in html
    assert "<li>Contract</li>" in html


def test_a_checklist_in_another_language_is_labelled(client: Client) -> None:
    make_service(slug="notary", bring_ko="")

    html = read(client, "/ko/legal/notary/")

    assert '<ul class="checklist" lang="en">' in html
    assert "untranslated" in html


def test_nothing_can_be_booked_yet_so_nothing_says_so(client: Client) -> None:
    make_service(slug="notary")

    assert "Book" not in read(client, "/en/legal/notary/")


def test_an_area_without_services_leads_on(client: Client) -> None:
    assert "/en/communities/" in read(client, "/en/legal/")


def test_an_unknown_service_is_not_found(client: Client) -> None:
    assert client.get("/en/legal/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["", "notary/"])
def test_a_page_asks_the_database_little(client: Client, django_assert_max_num_queries: Any, path: str) -> None:
    make_area_of_services()

    with django_assert_max_num_queries(12):
        read(client, f"/en/legal/{path}")


def test_search_engines_read_where_the_service_is_given(client: Client) -> None:
    make_area_of_services()

    html = read(client, "/en/legal/notary/")

    facts = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[0])
    assert facts["@type"] == "GovernmentService"
    assert facts["availableChannel"]["servicePhone"]["telephone"] == "+866315550000"
