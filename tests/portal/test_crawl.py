"""A visitor's walk through every public page, in each language, on the sample data."""

import gzip
from collections import deque
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from commons.lib.languages import OWN_NAMES, html_lang
from tests.factories import make_service
from tests.pages import ParsedPage
from tests.sample import blank_pictures

HOST = "http://testserver"
FIRST_VIEW = 60_000
"""Bytes that the first view of a public page may take over the network, compressed, without photographs."""
ALLOWED_LATIN = frozenset({"Hometown", "English", "TOTP", "CSV", "PDF", "JSON"})
"""Words that stand in Latin letters in Chinese and Korean too."""
MARK = {"zh-Hans": "尚未翻译", "ko": "아직 번역되지 않음", "en": "not yet translated"}
"""How a page labels a text that it shows in another language than its own."""
LEGAL = ("legal/", "legal/consultation/", "legal/notary/", "legal/mediation/")
"""What everybody may read about the legal service area, on the sample data."""
EXPECTED_ELSEWHERE = (
    "/accounts/",
    "/apply/",
    "/book/",
    "/appointments/",
    "/register/",
    "/me/",
    "/desk/",
    "/registrations/",
)
"""Pages with a form or for one person: they are checked for themselves, and have no translations to announce."""


def walk(client: Client, start: str) -> dict[str, ParsedPage]:
    """Follow every link from the start; fail at the first that is broken."""
    pages: dict[str, ParsedPage] = {}
    waiting, seen = deque([start]), {start}
    while waiting:
        url = waiting.popleft()
        response = client.get(url.removeprefix(HOST), headers={"accept-language": "fr"})
        assert response.status_code in {200, 302}, f"{url}: {response.status_code}"
        if response.status_code == 302 or not response["Content-Type"].startswith("text/html"):
            continue
        page = pages[url] = ParsedPage.of(url, response.content.decode())
        for link in page.links:
            is_own = link.startswith(HOST) and not link.startswith((f"{HOST}/media/", f"{HOST}/static/"))
            if is_own and "?" not in link and link not in seen:
                seen.add(link)
                waiting.append(link)
    return pages


@pytest.fixture
def public_pages(client: Client, db: None) -> dict[str, ParsedPage]:
    """Every page that can be reached from the three home pages, on the sample data."""
    with blank_pictures():
        call_command("load_sample", verbosity=0)
    pages: dict[str, ParsedPage] = {}
    for code in OWN_NAMES:
        pages |= walk(client, f"{HOST}/{code}/")
    return pages


def test_every_public_page_is_whole_in_every_language(public_pages: dict[str, ParsedPage]) -> None:
    """One walk, for it is long: language, alternates both ways, no English, no broken asset, nothing inline."""
    assert len(public_pages) > 150
    assert {f"{HOST}/{code}/{path}" for code in OWN_NAMES for path in LEGAL} <= public_pages.keys()
    wrong: list[str] = []
    for url, page in public_pages.items():
        code = urlsplit(url).path.split("/")[1]
        if page.lang != html_lang(code):
            wrong.append(f"{url}: lang is {page.lang}")
        wrong += [f"{url}: not translated: {text!r}" for text in page.foreign_words(ALLOWED_LATIN)]
        wrong += [f"{url}: inline {what}" for what in page.inline]
        wrong += [f"{url}: id {name} twice" for name in set(page.ids) if page.ids.count(name) > 1]
        wrong += [f"{url}: no such file {asset}" for asset in page.assets if not exists(asset)]
        if (weight := page.weight + sum(map(weight_of, page.assets))) > FIRST_VIEW:
            wrong.append(f"{url}: {weight} bytes at the first view")
        if not page.title:
            wrong.append(f"{url}: no title")
        if not any(part in url for part in EXPECTED_ELSEWHERE):
            wrong += alternates_wrong(url, page, public_pages)
    assert not wrong, "\n" + "\n".join(sorted(set(wrong))[:60])


def alternates_wrong(url: str, page: ParsedPage, pages: dict[str, ParsedPage]) -> list[str]:
    """What is wrong with the page's canonical address and with its translations, which must point back.

    A page whose text was never written in its language leads to those that exist, and none of them leads to it.
    """
    if html_lang(page.lang) not in page.alternates:
        return [] if MARK[page.lang] in {words.text for words in page.words} else [f"{url}: does not name itself"]
    wrong = []
    if urlsplit(page.canonical).path != urlsplit(url).path:
        wrong.append(f"{url}: canonical is {page.canonical or 'missing'}")
    for lang, target in page.alternates.items():
        there = pages.get(f"{HOST}{urlsplit(target).path}")
        if lang == "x-default":
            continue
        if there is None:
            wrong.append(f"{url}: hreflang {lang} leads to {target}, which nothing links to")
        elif urlsplit(url).path not in {urlsplit(back).path for back in there.alternates.values()}:
            wrong.append(f"{url}: hreflang {lang} does not point back")
    return wrong


ONE_PERSONS = (
    "legal/book/", "legal/book/need/?service=consultation", "legal/appointments/find/", "legal/appointments/link/x/",
    "legal/cases/link/x/",
)  # fmt: skip
"""Pages of the legal service area on the way to one person's affairs."""


@pytest.mark.django_db
@pytest.mark.parametrize("path", ONE_PERSONS)
def test_search_engines_leave_one_persons_legal_affairs_alone(client: Client, path: str) -> None:
    make_service(slug="consultation", is_bookable=True)

    page = client.get(f"/en/{path}").content.decode()

    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page
    assert "hreflang=" not in page.partition("<body")[0]
    assert f"/en/{path}" not in client.get("/sitemap.xml").content.decode()
    place = "/".join(path.split("/")[:2])
    assert f"Disallow: /*/{place}/\n" in client.get("/robots.txt").content.decode()


@cache
def weight_of(asset: str) -> int:
    """The compressed bytes of a stylesheet, a script or a drawing of our own; photographs do not count."""
    path = urlsplit(asset).path
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    return len(gzip.compress(Path(found).read_bytes())) if found else 0


def exists(asset: str) -> bool:
    """Whether a static file is there; other assets are pages of our own or pictures, which have tests of their own."""
    path = urlsplit(asset).path
    return finders.find(path.removeprefix("/static/")) is not None if path.startswith("/static/") else True
