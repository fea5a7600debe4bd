"""The portal's main job in a real browser: by keyboard alone, with and without scripts, in each language."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from events import services
from events.models import Event, Kind, Registration
from tests.conftest import watched
from tests.factories import make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db(transaction=True)

State = Registration.State
TITLES = {"zh-hans": "乒乓球", "en": "Table tennis", "ko": "탁구"}
LANGUAGES = tuple(TITLES)
FARTHEST = 120
"""So many presses of the Tab key reach everything on a page."""
WITH_OR_WITHOUT_SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """The language that the visitor's browser asks for."""
    return str(request.param)


@pytest.fixture
def visitor(browser: Browser, language: str, scripts: bool) -> Iterator[Page]:
    """A page of a fresh browser."""
    yield from watched(
        browser.new_context(viewport={"width": 1280, "height": 900}, locale=language, java_script_enabled=scripts)
    )


def make_table_tennis(**fields: Any) -> Event:
    """An activity in a week's time, in three languages."""
    titles = {f"title_{language.replace('-', '_')}": title for language, title in TITLES.items()}
    start = (timezone.now() + timedelta(days=7)).replace(minute=0, second=0, microsecond=0)
    published = {"publish_at": timezone.now() - timedelta(days=1), "slug": "table-tennis", "kind": Kind.SPORT}
    return make_event(starts_at=start, **published | titles | fields)


def press_to(page: Page, target: Locator) -> None:
    """Walk with the Tab key until the target has the focus, as a person without a mouse does."""
    for _ in range(FARTHEST):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {target}.")


def open_by_key(page: Page, target: Locator) -> None:
    """Walk to a link or a button and press it."""
    press_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: Page, name: str, text: str) -> None:
    """Walk to a field and fill it."""
    press_to(page, page.locator(f"[name={name}]"))
    page.keyboard.type(text)


def main(page: Page, selector: str) -> Locator:
    """The first match in the page's main part."""
    return page.locator(f"main {selector}").first


@WITH_OR_WITHOUT_SCRIPTS
def test_a_newcomer_gets_a_place_and_a_message(visitor: Page, live_portal: str, language: str) -> None:
    event = make_table_tennis(capacity=5, party_max=3, min_age=6)

    visitor.goto(live_portal)
    assert urlsplit(visitor.url).path == f"/{language}/"
    open_by_key(visitor, visitor.locator(f"nav a[href='/{language}/events/']").first)
    open_by_key(visitor, main(visitor, "article h3 a"))
    open_by_key(visitor, main(visitor, "a[href$='/register/']"))

    press_to(visitor, main(visitor, "[name=party]"))
    visitor.keyboard.press("ArrowDown")
    press_to(visitor, main(visitor, "[name=eligible]"))
    visitor.keyboard.press("Space")
    open_by_key(visitor, main(visitor, "[name=sign_up]"))

    type_into(visitor, "full_name", "Kim Minji")
    type_into(visitor, "email", "minji@example.org")
    type_into(visitor, "password1", "a secret by the sea")
    press_to(visitor, main(visitor, "[name=consent]"))
    visitor.keyboard.press("Space")
    open_by_key(visitor, main(visitor, "form .actions button"))

    expect(main(visitor, "[name=party][value='2']")).to_be_checked()
    expect(main(visitor, "[name=eligible]")).to_be_checked()
    open_by_key(visitor, main(visitor, "form[action$='/register/'] button.button"))

    registration = Registration.objects.get(event=event)
    assert (registration.state, registration.party) == (State.CONFIRMED, 2)
    assert urlsplit(visitor.url).path == f"/{language}/registrations/{registration.reference}/"
    expect(main(visitor, ".ticket.confirmed")).to_contain_text(TITLES[language])
    expect_the_message(visitor, language)


def expect_the_message(visitor: Page, language: str) -> None:
    """The confirmation is in the inbox and leaves as a mail, both in the visitor's language."""
    open_by_key(visitor, visitor.locator(f".crumbs a[href='/{language}/me/']"))
    open_by_key(visitor, main(visitor, f"a[href='/{language}/me/messages/']"))
    message = Message.objects.get(template="events/confirmed")
    open_by_key(visitor, main(visitor, f"a[href*='{message.pk}']"))
    expect(main(visitor, "h1")).to_contain_text(TITLES[language])

    deliver_due(at=timezone.now())
    (sent,) = [letter for letter in mail.outbox if TITLES[language] in letter.subject]
    assert message.language == language
    assert sent.to == ["minji@example.org"]
    assert "Content-Type: text/calendar" in sent.message().as_string()


@WITH_OR_WITHOUT_SCRIPTS
def test_whoever_waits_is_offered_a_place_and_accepts_it(visitor: Page, live_portal: str, language: str) -> None:
    event = make_table_tennis(capacity=1)
    ahead = make_registration(event)
    resident = make_resident(language=language, password="a secret by the sea")

    visitor.goto(f"{live_portal}/{language}/events/table-tennis/")
    open_by_key(visitor, main(visitor, "a[href$='/register/']"))
    open_by_key(visitor, main(visitor, "[name=sign_in]"))
    type_into(visitor, "login", resident.email)
    type_into(visitor, "password", "a secret by the sea")
    open_by_key(visitor, main(visitor, "form .actions button"))
    open_by_key(visitor, main(visitor, "form[action$='/register/'] button.button"))
    expect(main(visitor, ".ticket.waiting")).to_contain_text("1")

    services.cancel(registration=ahead, by=ahead.resident, at=timezone.now())
    visitor.context.clear_cookies()
    visitor.goto(the_link_in_the_mail(live_portal))
    assert event.registrations.get(resident=resident).state == State.OFFERED
    open_by_key(visitor, main(visitor, "form[action*='/accept/'] button"))

    expect(main(visitor, ".ticket.confirmed")).to_contain_text(TITLES[language])
    assert event.registrations.get(resident=resident).state == State.CONFIRMED


def the_link_in_the_mail(live_portal: str) -> str:
    """The address that the offer's mail leads to."""
    text = Message.objects.get(template="events/offered").text
    (link,) = [line for line in text.splitlines() if line.startswith(f"{live_portal}/") and "token=" in line]
    return link
