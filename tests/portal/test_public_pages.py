"""Public pages are kept whole: who gets a kept one, when it stops being good, and what happens without Valkey."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import brotli
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from commons.lib import kept_pages, page_cache
from commons.lib.kept_pages import Page, ProcessShelf, SharedShelf, preferred_encoding
from commons.lib.page_cache import PersonalPublicPageError, PublicPageMiddleware, public_page, touch_public_pages
from tests.factories import NOON, make_event, make_resident

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def keeping(settings: Any) -> None:
    """Keep pages for long enough that no test sees one expire by itself."""
    settings.PUBLIC_PAGE_SECONDS = 60


class Process:
    """A web process whose public view counts how often it ran and says what it is told to."""

    def __init__(self, words: str = "Welcome") -> None:
        self.words = words
        self.runs = 0
        self.portal = PublicPageMiddleware(public_page(self._view))

    def _view(self, request: HttpRequest) -> HttpResponse:
        self.runs += 1
        return HttpResponse(f"{self.words} {request.get_full_path()}")

    def get(self, path: str = "/en/", **headers: str) -> Any:
        return self.portal(
            RequestFactory().get(path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        )


@pytest.fixture
def valkey_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the portal at a Valkey that nobody answers for."""
    shelf = SharedShelf(NOWHERE)
    monkeypatch.setattr(page_cache, "shared_shelf", lambda: shelf)


def test_a_second_visit_runs_no_view() -> None:
    process = Process()

    first, second = process.get(), process.get()

    assert (process.runs, first.content, second.content) == (1, b"Welcome /en/", b"Welcome /en/")


def test_each_address_with_its_query_is_a_page_of_its_own() -> None:
    process = Process()

    pages = [process.get("/en/?q=1").content, process.get("/en/?q=2").content, process.get("/ko/?q=1").content]

    assert pages == [b"Welcome /en/?q=1", b"Welcome /en/?q=2", b"Welcome /ko/?q=1"]


def test_another_process_takes_the_page_from_valkey() -> None:
    one, other = Process(), Process()

    one.get()
    answer = other.get()

    assert (other.runs, answer.content) == (0, b"Welcome /en/")


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_seen_at_once_in_every_process() -> None:
    one, other = Process("Old"), Process("Old")
    one.get()
    other.get()
    one.words = other.words = "New"

    touch_public_pages()

    assert [one.get().content, other.get().content] == [b"New /en/", b"New /en/"]


@pytest.mark.django_db(transaction=True)
def test_a_page_rendered_while_something_was_published_is_not_served_again() -> None:
    process = Process("Old")
    render = process.portal.get_response

    def render_slowly(request: HttpRequest) -> Any:
        answer = render(request)
        touch_public_pages()
        return answer

    process.portal.get_response = render_slowly
    process.get()
    process.words = "New"

    assert process.get().content == b"New /en/"


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_outdates_nothing() -> None:
    process = Process()
    process.get()

    with transaction.atomic():
        touch_public_pages()
        transaction.set_rollback(True)

    process.get()
    assert process.runs == 1


@pytest.mark.django_db
def test_the_version_is_raised_once_in_a_transaction(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as acts:
        touch_public_pages()
        with transaction.atomic():
            touch_public_pages()
        touch_public_pages()

    assert len(acts) == 1


def test_a_page_expires(settings: Any) -> None:
    settings.PUBLIC_PAGE_SECONDS = 0.05
    process = Process()
    process.get()
    kept_pages.time.sleep(0.1)

    process.get()

    assert process.runs == 2


def test_while_one_request_renders_an_expired_page_the_others_get_the_old_one() -> None:
    shelf = ProcessShelf()
    shelf.keep("/en/", replace(_page(), expires_at=0))

    found = [shelf.find("/en/") for _ in range(3)]

    assert [page is not None for page in found] == [False, True, True]


def test_an_expired_page_that_nobody_renders_anew_is_gone_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_pages, "HANDOVER", 0.0)
    shelf = ProcessShelf()
    shelf.keep("/en/", replace(_page(), expires_at=0))

    found = [shelf.find("/en/") for _ in range(3)]

    assert (found, len(shelf), shelf.weight) == ([None, None, None], 0, 0)


def test_without_valkey_every_page_is_rendered(valkey_gone: None) -> None:
    process = Process()

    answers = [process.get() for _ in range(3)]

    assert (process.runs, {answer.status_code for answer in answers}) == (3, {200})


def test_a_silent_valkey_is_not_asked_for_every_page(valkey_gone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    client = page_cache.shared_shelf()._client
    mget = client.mget
    monkeypatch.setattr(client, "mget", lambda *keys: asked.append(keys) or mget(*keys))
    process = Process()

    for _ in range(5):
        process.get()

    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_publishing_works_without_valkey(valkey_gone: None) -> None:
    with transaction.atomic():
        touch_public_pages()

    assert connection.is_usable()


def test_what_a_damaged_valkey_returns_is_not_shown() -> None:
    process = Process()
    address = process.portal._address(RequestFactory().get("/en/")) or ""
    page_cache.shared_shelf()._client.set(kept_pages._key(address), b"nonsense")

    assert process.get().content == b"Welcome /en/"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("", "identity"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", "identity"),
        ("gzip;q=nonsense", "identity"),
    ],
)
def test_the_smallest_accepted_encoding_is_chosen(accepted: str, encoding: str) -> None:
    assert preferred_encoding(accepted) == encoding


def test_a_kept_page_is_sent_in_the_encoding_of_each_browser() -> None:
    process = Process()

    zipped = process.get(accept_encoding="gzip")
    smaller = process.get(accept_encoding="br, gzip")
    plain = process.get()

    assert process.runs == 1
    assert gzip.decompress(zipped.content) == brotli.decompress(smaller.content) == plain.content
    assert [answer.get("Content-Encoding") for answer in (zipped, smaller, plain)] == ["gzip", "br", None]


def test_encodings_have_different_etags() -> None:
    process = Process()

    assert len({process.get(accept_encoding=encoding)["ETag"] for encoding in ("gzip", "br", "")}) == 3


def test_a_browser_that_knows_the_page_gets_not_modified() -> None:
    process = Process()
    known = process.get()["ETag"]

    answer = process.get(if_none_match=f'"other", {known}')

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", known)
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_an_etag_that_a_proxy_weakened_is_recognised() -> None:
    process = Process()
    known = process.get()["ETag"]

    assert process.get(if_none_match=f"W/{known}").status_code == 304


def test_a_changed_page_is_sent_whole() -> None:
    assert Process().get(if_none_match='"of-long-ago"').status_code == 200


def test_head_has_the_headers_and_no_body() -> None:
    process = Process()
    whole = process.get()

    answer = process.portal(RequestFactory().head("/en/"))

    assert (process.runs, answer.content, answer["Content-Length"]) == (1, b"", str(len(whole.content)))


def test_caches_are_told_to_ask_and_what_the_page_depends_on() -> None:
    answer = Process().get()

    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert {part.strip() for part in answer["Vary"].split(",")} == {"Cookie", "Accept-Encoding"}


@pytest.mark.parametrize("cookie", [django_settings.SESSION_COOKIE_NAME, "messages"])
def test_whoever_has_a_session_or_a_message_gets_a_page_of_their_own(cookie: str) -> None:
    process = Process()
    process.get()
    request = RequestFactory().get("/en/")
    request.COOKIES[cookie] = "something"

    answer = process.portal(request)

    assert (process.runs, answer["Cache-Control"]) == (2, "private, no-cache")


def test_a_request_for_a_part_of_a_page_is_neither_answered_from_nor_kept_on_the_shelf() -> None:
    process = Process()

    process.get(hx_request="true")
    process.get()
    process.get(hx_request="true")

    assert process.runs == 3


def test_posting_is_never_answered_from_the_shelf() -> None:
    process = Process()
    process.get()

    process.portal(RequestFactory().post("/en/"))

    assert process.runs == 2


def test_an_endless_address_is_not_kept() -> None:
    process = Process()

    for _ in range(2):
        process.get("/en/?q=" + "x" * 600)

    assert process.runs == 2


def _portal_around(view: Callable[[HttpRequest], HttpResponse]) -> PublicPageMiddleware:
    return PublicPageMiddleware(public_page(view))


def _with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("Hello")
    response.set_cookie("seen", "yes")
    return response


def test_a_public_page_that_sets_a_cookie_is_refused() -> None:
    with pytest.raises(PersonalPublicPageError):
        _portal_around(_with_cookie)(RequestFactory().get("/en/"))


def test_in_production_a_page_that_sets_a_cookie_is_sent_but_not_kept(settings: Any) -> None:
    settings.PRODUCTION = True
    portal = _portal_around(_with_cookie)

    answer = portal(RequestFactory().get("/en/"))

    assert ("seen" in answer.cookies, len(portal.shelf)) == (True, 0)


def test_a_failure_is_not_kept() -> None:
    portal = _portal_around(lambda _request: HttpResponse(status=404))

    portal(RequestFactory().get("/en/nothing/"))

    assert len(portal.shelf) == 0


def _page(size: int = 10) -> Page:
    response = HttpResponse(b"")
    page = Page.of(response, version=b"1", expires_at=kept_pages.time.time() + 60)
    return Page(page.version, page.expires_at, (), page.tag, b"x" * size, b"")


def test_a_full_shelf_lets_go_of_what_was_not_asked_for_longest() -> None:
    shelf = ProcessShelf(most=2)
    shelf.keep("a", _page())
    shelf.keep("b", _page())
    shelf.find("a")

    shelf.keep("c", _page())

    assert [address for address in "abc" if shelf.find(address)] == ["a", "c"]


def test_a_shelf_never_weighs_more_than_it_may() -> None:
    shelf = ProcessShelf(heaviest=20_000)

    for number in range(50):
        shelf.keep(str(number), _page(size=4000))

    assert 0 < shelf.weight <= 20_000


def test_a_page_comes_out_of_valkey_as_it_went_in() -> None:
    page = Page.of(HttpResponse("가나다 <b>中文</b>"), version=b"7f", expires_at=1.5)

    assert Page.unpack(page.pack()) == page


PUBLIC_PATHS = ["/en/", "/zh-hans/", "/ko/", "/en/events/", "/en/events/walk/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC_PATHS)
def test_a_public_page_sets_no_cookie_and_is_kept(path: str, client: Client) -> None:
    make_event(slug="walk")
    client.get(path)

    answer = client.get(path)

    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/en/events/"])
def test_a_kept_page_asks_the_database_nothing(path: str, client: Client, django_assert_num_queries: Any) -> None:
    make_event(slug="walk", starts_at=NOON)
    client.get(path)

    with django_assert_num_queries(0):
        client.get(path)


@pytest.mark.django_db
def test_a_person_sees_their_name_and_nobody_else_does(client: Client) -> None:
    stranger = Client()
    client.force_login(make_resident(full_name="Min-ji Kim"))

    own = client.get("/en/").content.decode()

    assert "Min-ji Kim" in own
    assert "Min-ji Kim" not in stranger.get("/en/").content.decode()
