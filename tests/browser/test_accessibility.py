"""axe finds nothing to object to: every kind of page, three languages, light and dark, phone and desktop.

What is looked at where is said by `tests.browser.barriers.looks`.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client, TransactionTestCase, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page

from commons.accounts.models import User
from commons.notifications.models import Message
from communities.models import Notice
from events.models import Event, Registration
from portal.sample import SIGN_INS
from tests.browser import applying_addresses, institution_addresses, legal_addresses, officer_addresses
from tests.browser.barriers import LANGUAGES, SCREENS, looks, objections, objections_here
from tests.conftest import empty_tables
from tests.sample import blank_pictures

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = {one.role: one.email for one in SIGN_INS}


def public_paths() -> Iterator[str]:
    """One address of every kind of public page, and of every state of an activity."""
    at = timezone.now()
    yield from ("", "events/", "events/?kind=sport&places=1", "events/?q=zzzzzz", "communities/", "legal/")
    yield from ("institutions/", "privacy/", "accounts/login/", "accounts/signup/", "accounts/password/reset/")
    yield from ("accounts/login/code/", "no-such-page/", "legal/consultation/", "communities/wanxiang/")
    yield from ("communities/venues/wanxiang-hall/", "communities/venues/wanxiang-hall/taxi/")
    yield from ("spaces/", "spaces/?q=8+people+with+a+projector%2C+tomorrow+afternoon", "spaces/sea-view-room/")
    by_state = {event.availability(at).code: event.slug for event in Event.objects.visible(at)}
    assert len(by_state) >= 7
    yield from (f"events/{slug}/" for slug in by_state.values())
    yield f"events/{by_state['open']}/register/"
    yield f"notices/{Notice.objects.published(at)[0].reference}/"


def resident_paths(resident: User) -> Iterator[str]:
    """A resident's own pages, with a registration in each state that they have one in."""
    yield from ("me/", "me/messages/", "me/profile/", "me/privacy/", "me/privacy/erase/")
    yield from ("accounts/email/", "accounts/2fa/", "accounts/sessions/", "accounts/password/change/")
    yield f"me/messages/{Message.objects.filter(recipient=resident, in_inbox=True)[0].pk}/"
    states = {row.state: row.reference for row in Registration.objects.filter(resident=resident)}
    yield from (f"registrations/{reference}/" for reference in states.values())
    yield f"registrations/{states['confirmed']}/cancel/"


def staff_paths(_staff: User) -> Iterator[str]:
    """The desk, on the activity with the most registrations."""
    at = timezone.now()
    event = Event.objects.listed(at).filter(community__slug="wanxiang").order_by("-people_waiting", "-places_held")[0]
    yield from ("desk/", "desk/events/", "desk/events/new/", "desk/communities/", "desk/messages/")
    acts = ("", "edit/", "preview/", "picture/", "places/", "cancel/", "registrations/")
    yield from (f"desk/events/{event.reference}/{act}" for act in acts)
    yield f"desk/events/{event.reference}/registrations/{event.registrations.active()[0].reference}/"
    acts = ("", "texts/", "picture/", "new-notice/", "new-venue/")
    yield from (f"desk/communities/wanxiang/{act}" for act in acts)
    yield from ("desk/communities/venues/wanxiang-hall/",)


def sign_in(page: Page, origin: str, email: str) -> User:
    """Give the browser the session of this person."""
    user = User.objects.get(email=email)
    client = Client()
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    go_on_as(page, origin, client)
    return user


def go_on_as(page: Page, origin: str, client: Client) -> None:
    """Give the browser the session of this client."""
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": origin}])


@pytest.fixture(scope="module")
def sample_portal(browser: Browser, live_server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Serve the sample data, loaded once for all who look at it here; give the address.

    The tests of this module change nothing that another of them looks at, so nothing is emptied between them.
    """
    with (
        django_db_blocker.unblock(),
        blank_pictures(),
        override_settings(SITE_URL=live_server.url),
        patch.object(TransactionTestCase, "_fixture_teardown", lambda case: None),
    ):
        call_command("load_sample", verbosity=0)
        yield str(live_server.url)
        empty_tables()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """A page of a fresh browser; colours settle at once."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def barriers(page: Page, origin: str, language: str, paths: list[str]) -> str:
    """What axe objects to on these pages in this language; empty when there is nothing."""
    found: list[str] = []
    for number, path in enumerate(paths):
        found += objections(page, f"{origin}/{language}/{path}", looks(number, language))
    return "\n".join(found[:40])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["staff", "visitor", "resident"])
def test_no_page_has_a_barrier(visitor: Page, sample_portal: str, role: str, language: str) -> None:
    if role == "visitor":
        paths = public_paths()
    elif role == "staff":
        paths = staff_paths(sign_in(visitor, sample_portal, PEOPLE["staff"]))
    else:
        paths = resident_paths(sign_in(visitor, sample_portal, PEOPLE[f"resident-{language}"]))

    assert not barriers(visitor, sample_portal, language, list(paths))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["clerk", "visitor", "manager", "adviser", "resident"])
def test_no_page_of_the_legal_service_area_has_a_barrier(
    visitor: Page, sample_portal: str, role: str, language: str
) -> None:
    paths = legal_paths(visitor, sample_portal, language, role)

    assert not barriers(visitor, sample_portal, language, paths)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_officers_has_a_barrier(visitor: Page, sample_portal: str, language: str) -> None:
    sign_in(visitor, sample_portal, PEOPLE["second-officer"])

    assert not barriers(visitor, sample_portal, language, list(officer_addresses.review_paths()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_applying_has_a_barrier(visitor: Page, sample_portal: str, language: str) -> None:
    sign_in(visitor, sample_portal, PEOPLE["institution"])

    assert not barriers(visitor, sample_portal, language, list(applying_addresses.applying_paths()))


def legal_paths(page: Page, origin: str, language: str, role: str) -> list[str]:
    """What whoever has this role opens in the legal service area; a visitor is on the way to an appointment."""
    if role == "visitor":
        go_on_as(page, origin, legal_addresses.on_the_way(language))
        return list(legal_addresses.visitor_paths())
    user = sign_in(page, origin, PEOPLE[f"resident-{language}" if role == "resident" else role])
    if role == "resident":
        legal_addresses.make_own(user)
    kinds = {
        "clerk": legal_addresses.clerk_paths, "manager": legal_addresses.manager_paths,
        "adviser": partial(legal_addresses.adviser_paths, user),
        "resident": partial(legal_addresses.resident_paths, user),
    }  # fmt: skip
    return list(kinds[role]())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["visitor", "institution", "second-officer"])
def test_no_page_around_institutions_has_a_barrier(visitor: Page, sample_portal: str, role: str, language: str) -> None:
    if role != "visitor":
        sign_in(visitor, sample_portal, PEOPLE[role])
    paths = {
        "visitor": institution_addresses.visitor_paths, "institution": institution_addresses.institution_paths,
        "second-officer": institution_addresses.officer_paths,
    }  # fmt: skip

    assert not barriers(visitor, sample_portal, language, list(paths[role]()))


PLANTED = """() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", "<img><p id=faint>Faint</p>");
    Object.assign(document.getElementById("faint").style, {color: "#777", backgroundColor: "#888"});
    document.body.style.minWidth = "2000px";
}"""


def test_planted_barriers_are_objected_to(visitor: Page, live_portal: str) -> None:
    """The control: the looks that a page is given, at an image without words, faint words, and too wide a page."""
    visitor.goto(f"{live_portal}/en/legal/")
    visitor.evaluate(PLANTED)

    found = {
        text.partition(": [")[0] for language in LANGUAGES for text in objections_here(visitor, looks(0, language))
    }

    seen = [(screen, scheme) for screen in SCREENS for scheme in ("light", "dark")]
    assert found >= {f"{screen}, {scheme}: color-contrast" for screen, scheme in seen}
    assert found >= {"phone, light: image-alt", "desktop, dark: image-alt", "phone, dark: image-alt"}
    assert {text.partition(":")[0] for text in found if text.endswith("px too wide")} == set(SCREENS)
