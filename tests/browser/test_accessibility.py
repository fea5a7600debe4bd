"""axe finds nothing to object to: every kind of page, three languages, light and dark, phone and desktop."""

from collections.abc import Iterator
from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from commons.accounts.models import User
from commons.notifications.models import Message
from communities.models import Notice
from events.models import Event, Registration
from portal.sample import SIGN_INS
from tests.browser import legal_addresses

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
LANGUAGES = ("zh-hans", "en", "ko")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast"]}
"""What the dark can change."""
LOOKS = (("phone", "light"), ("desktop", "dark"), ("phone", "dark"), ("desktop", "light"))
"""Any three in a row hold both screens and both schemes: in three languages a page is seen in each of them."""


def public_paths() -> Iterator[str]:
    """One address of every kind of public page, and of every state of an activity."""
    at = timezone.now()
    yield from ("", "events/", "events/?kind=sport&places=1", "events/?q=zzzzzz", "communities/", "legal/")
    yield from ("institutions/", "privacy/", "accounts/login/", "accounts/signup/", "accounts/password/reset/")
    yield from ("accounts/login/code/", "no-such-page/", "legal/consultation/", "communities/wanxiang/")
    yield from ("communities/venues/wanxiang-hall/", "communities/venues/wanxiang-hall/taxi/")
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


def objections(page: Page, url: str) -> list[str]:
    """What axe objects to on this page: on both screens by day, and its colours by night."""
    # Colours are looked at when they have settled.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(url)
    found = []
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        found += [f"{screen}, light: {violation}" for violation in violations(page, RULES)]
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{screen}: {width} px too wide"] if width > 0 else []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for screen, size in SCREENS.items():
        page.set_viewport_size(size)
        found += [f"{screen}, dark: {violation}" for violation in violations(page, COLOURS)]
    return [f"{url} {objection}" for objection in found]


def objections_at(page: Page, url: str, look: tuple[str, str]) -> list[str]:
    """What axe objects to on this page, looked at once: on one screen, in one scheme; and its width on both."""
    screen, scheme = look
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size(SCREENS[screen])
    answer = page.goto(url)
    wanted = 404 if "/link/gone/" in url else 200
    found = [] if answer and answer.status == wanted else [f"answered {answer and answer.status}"]
    found += [f"{screen}, {scheme}: {violation}" for violation in violations(page, RULES)]
    for name, size in SCREENS.items():
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{name}: {width} px too wide"] if width > 0 else []
    return [f"{url} {objection}" for objection in found]


def violations(page: Page, rules: dict[str, list[str]]) -> Iterator[str]:
    """What breaks one of these rules, with the first elements that do."""
    for violation in Axe().run(page, options=rules).response["violations"]:
        yield f"{violation['id']}: {[node['html'][:160] for node in violation['nodes'][:3]]}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_barrier(browser: Browser, live_portal: str, language: str) -> None:
    call_command("load_sample", verbosity=0)
    people = {one.role: one.email for one in SIGN_INS}
    found: list[str] = []
    for email in (None, people[f"resident-{language}"], people["staff"]):
        # Colours are looked at when they have settled.
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        paths = public_paths()
        if email:
            user = sign_in(page, live_portal, email)
            paths = staff_paths(user) if email == people["staff"] else resident_paths(user)
        for path in list(paths):
            found += objections(page, f"{live_portal}/{language}/{path}")
        context.close()
    assert not found, "\n".join(found[:40])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_legal_service_area_has_a_barrier(browser: Browser, live_portal: str, language: str) -> None:
    """Each page is looked at once in each language; over the languages, on both screens, by day and by night."""
    call_command("load_sample", verbosity=0)
    people = {one.role: one.email for one in SIGN_INS}
    legal_addresses.make_own(User.objects.get(email=people[f"resident-{language}"]))
    found: list[str] = []
    number = LANGUAGES.index(language)
    for role in ("", f"resident-{language}", "clerk", "adviser", "manager"):
        page = browser.new_context(reduced_motion="reduce").new_page()
        for path in legal_paths(page, live_portal, language, people.get(role, "")):
            found += objections_at(page, f"{live_portal}/{language}/{path}", LOOKS[number % len(LOOKS)])
            number += 1
        page.context.close()
    assert not found, "\n".join(found[:40])


def legal_paths(page: Page, origin: str, language: str, email: str) -> list[str]:
    """What whoever has this address opens in the legal service area; without one, a visitor who is booking."""
    if not email:
        go_on_as(page, origin, legal_addresses.on_the_way(language))
        return list(legal_addresses.visitor_paths())
    user = sign_in(page, origin, email)
    kinds = {
        "clerk": legal_addresses.clerk_paths, "manager": legal_addresses.manager_paths,
        "adviser": partial(legal_addresses.adviser_paths, user),
    }  # fmt: skip
    return list(kinds.get(email.partition("@")[0], partial(legal_addresses.resident_paths, user))())
