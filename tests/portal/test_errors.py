"""What a person sees when something goes wrong: why, in their language, and a way on."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils import translation

from portal import views
from tests.pages import ParsedPage

LANGUAGES = {"zh-hans": "zh-Hans", "en": "en", "ko": "ko"}


def shown(response: HttpResponse) -> ParsedPage:
    return ParsedPage.of("http://testserver/", response.content.decode())


def failures(request: HttpRequest) -> dict[int, HttpResponse]:
    """Every failure, as it is answered."""
    with translation.override(request.path.split("/")[1]):
        too_many = render(request, "429.html", status=429)
    return {
        400: views.bad_request(request, SuspiciousOperation()),
        403: views.permission_denied(request, PermissionError()),
        404: views.page_not_found(request, LookupError()),
        413: views.bad_request(request, RequestDataTooBig()),
        429: too_many,
        500: views.server_error(request),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "tag"), LANGUAGES.items())
def test_every_failure_is_told_in_the_language_of_the_address(code: str, tag: str) -> None:
    for status, response in failures(RequestFactory().get(f"/{code}/somewhere/")).items():
        assert (response.status_code, shown(response).lang) == (status, tag)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["zh-hans", "ko"])
def test_no_failure_is_told_in_english_elsewhere(code: str) -> None:
    for response in failures(RequestFactory().get(f"/{code}/somewhere/")).values():
        assert shown(response).foreign_words(frozenset()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_failure_leads_home(code: str) -> None:
    for response in failures(RequestFactory().get(f"/{code}/somewhere/")).values():
        assert f"http://testserver/{code}/" in shown(response).links


@pytest.mark.django_db
def test_an_unknown_page_offers_the_search(client: Client) -> None:
    answer = client.get("/ko/nothing/")

    assert answer.status_code == 404
    assert 'action="/ko/events/"' in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_without_language_speaks_the_browsers(client: Client) -> None:
    answer = client.get("/nothing/", headers={"accept-language": "ko"})

    assert (answer.status_code, shown(answer).lang) == (404, "ko")


def test_a_broken_page_is_told_without_asking_the_database(client: Client) -> None:
    """No database fixture: a statement would fail this test."""
    answer = views.server_error(RequestFactory().get("/zh-hans/"))

    assert "110" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/en/accounts/login/", {"login": "somebody@example.org"})

    assert answer.status_code == 403
    assert "reload the page" in answer.content.decode()


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_with_a_page(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["portal.example.org"]

    answer = client.get("/en/", headers={"host": "elsewhere.example.org"})

    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_failure_is_never_kept_for_others(client: Client, settings: Any) -> None:
    settings.PUBLIC_PAGE_SECONDS = 60

    answer = client.get("/en/nothing/")

    assert "public" not in answer.get("Cache-Control", "")
    assert django_settings.SESSION_COOKIE_NAME not in answer.cookies
