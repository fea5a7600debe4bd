"""The staff's main job in a real browser, in Chinese: by keyboard alone, with and without scripts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from communities.models import Community, Venue
from events import services
from events.models import Event, Registration
from tests.browser.test_main_job import WITH_OR_WITHOUT_SCRIPTS, main, open_by_key, press_to, type_into
from tests.conftest import watched
from tests.factories import make_community, make_event, make_registration, make_resident, make_staff, make_venue

pytestmark = pytest.mark.django_db(transaction=True)

State = Registration.State
PASSWORD = "a secret by the sea"
TEXTS = {
    "title_zh_hans": "包饺子",
    "title_en": "Dumpling evening",
    "title_ko": "만두 빚기",
    "summary_zh_hans": "一起包饺子，一起吃。",
    "summary_en": "Fold and eat dumplings together.",
    "summary_ko": "함께 만두를 빚고 먹어요.",
}


@pytest.fixture
def community() -> Community:
    """The community that the member of staff works for."""
    return make_community(name_zh_hans="万象社区")


@pytest.fixture
def venue(community: Community) -> Venue:
    """Where it takes place."""
    return make_venue(community=community, name_zh_hans="活动厅")


@pytest.fixture
def staff(community: Community) -> User:
    """A member of staff who reads Chinese."""
    return make_staff(community, full_name="王芳", language="zh-hans", password=PASSWORD)


@pytest.fixture
def colleague(browser: Browser, scripts: bool) -> Iterator[Page]:
    """A page of the staff's browser."""
    viewport = {"width": 1280, "height": 900}
    yield from watched(
        browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=scripts)  # type: ignore[arg-type]
    )


def sign_in(page: Page, portal: str, staff: User) -> None:
    """Ask for the desk, sign in, and be there."""
    page.goto(f"{portal}/zh-hans/desk/")
    type_into(page, "login", str(staff.email))
    type_into(page, "password", PASSWORD)
    open_by_key(page, main(page, "form .actions button"))
    expect(main(page, "h1")).to_have_text("今天")


def type_moment(page: Page, name: str, moment: datetime) -> None:
    """Fill a field for a day and a time, part by part, as the browser's own picker wants it."""
    field = main(page, f"[name='{name}']")
    press_to(page, field)
    page.keyboard.type(f"{timezone.localtime(moment):%m%d%Y}")
    page.keyboard.press("ArrowRight")
    page.keyboard.type(f"{timezone.localtime(moment):%I%M%p}")
    expect(field).to_have_value(f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}")


def choose(page: Page, name: str, words: str) -> None:
    """Walk down a list until the choice is there."""
    field = main(page, f"[name='{name}']")
    press_to(page, field)
    for _choice in range(12):
        if field.evaluate("list => list.selectedOptions[0].text") == words:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{name} does not offer {words}.")


def link_to(page: Page, path: str) -> Locator:
    """The first link in the page's main part that ends so."""
    return main(page, f"a[href$='{path}']")


def write_the_activity(page: Page, start: datetime) -> Event:
    """From the desk's first page to a saved draft."""
    open_by_key(page, link_to(page, "/events/new/"))
    choose(page, "kind", "课程")
    for name, text in TEXTS.items():
        type_into(page, name, text)
    type_moment(page, "sessions-0-starts_at", start)
    type_moment(page, "sessions-0-ends_at", start + timedelta(hours=2))
    choose(page, "sessions-0-venue", "活动厅")
    type_into(page, "capacity", "8")
    open_by_key(page, main(page, ".actions.stay button"))
    return Event.objects.get()


def publish(page: Page, event: Event) -> None:
    """Look at it as residents will, then let them see it."""
    open_by_key(page, link_to(page, "/preview/"))
    expect(main(page, "h1")).to_contain_text("包饺子")
    open_by_key(page, page.locator(f".notice a[href$='/{event.reference}/publish/']"))
    open_by_key(page, main(page, "form .actions button"))


@WITH_OR_WITHOUT_SCRIPTS
def test_staff_write_publish_fill_and_call_off_an_activity(
    colleague: Page, live_portal: str, staff: User, venue: Venue
) -> None:
    start = (timezone.now() + timedelta(days=7)).replace(minute=30, second=0, microsecond=0)
    sign_in(colleague, live_portal, staff)

    event = write_the_activity(colleague, start)
    assert {name: getattr(event, name) for name in TEXTS} == TEXTS
    assert (event.starts_at, event.sessions.get().venue, event.capacity) == (start, venue, 8)

    publish(colleague, event)
    event.refresh_from_db()
    assert event.is_public(timezone.now())

    arriving = [make_resident(full_name=name, language="ko") for name in ("김민지", "박서준")]
    for resident in arriving:
        services.register(event=event, resident=resident, at=timezone.now())
    open_by_key(colleague, link_to(colleague, f"/{event.reference}/registrations/"))
    see_export_and_cancel(colleague, event)
    call_off(colleague, event)


def see_export_and_cancel(page: Page, event: Event) -> None:
    """Two have come: export both, and cancel the second."""
    kept, gone = event.registrations.order_by("pk")
    expect(main(page, "tbody")).to_contain_text("김민지")
    open_by_key(page, link_to(page, "select=all&page=1"))
    press_to(page, main(page, "form[action$='/export/'] .actions button"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    content = Path(download.value.path()).read_text("utf-8")
    assert kept.reference in content
    assert gone.reference in content

    press_to(page, main(page, f"[name=chosen][value='{kept.reference}']"))
    page.keyboard.press("Space")
    open_by_key(page, main(page, "button[formaction$='/registrations/cancel/']"))
    expect(main(page, "tbody")).to_contain_text("박서준")
    expect(main(page, "tbody")).not_to_contain_text("김민지")
    type_into(page, "note", "已电话说明")
    open_by_key(page, main(page, "form .actions button"))
    assert [one.state for one in event.registrations.order_by("pk")] == [State.CONFIRMED, State.CANCELLED]


def call_off(page: Page, event: Event) -> None:
    """See who is told, say why, and cancel the whole activity."""
    open_by_key(page, page.locator(f".crumbs a[href$='/desk/events/{event.reference}/']"))
    open_by_key(page, link_to(page, f"/{event.reference}/cancel/"))
    press_to(page, main(page, "details summary"))
    page.keyboard.press("Enter")
    expect(main(page, "details tbody")).to_be_visible()
    expect(main(page, "details tbody")).to_contain_text("김민지")
    type_into(page, "zh_hans", "台风来了。")
    type_into(page, "ko", "태풍이 옵니다.")
    press_to(page, main(page, "[name=sure]"))
    page.keyboard.press("Space")
    open_by_key(page, main(page, "form .actions button"))

    assert Event.objects.get().state == Event.State.CANCELLED
    deliver_due(at=timezone.now())
    message = Message.objects.get(template="events/called_off")
    assert (message.recipient.full_name, message.language) == ("김민지", "ko")
    assert any("태풍이 옵니다." in letter.body for letter in mail.outbox)


@WITH_OR_WITHOUT_SCRIPTS
def test_staff_give_a_free_place_by_hand(
    colleague: Page, live_portal: str, staff: User, venue: Venue, community: Community
) -> None:
    event = make_event(community=community, venue=venue, starts_at=timezone.now() + timedelta(hours=1))
    waiting = make_registration(event, make_resident(full_name="김민지"), state=State.WAITING)

    sign_in(colleague, live_portal, staff)
    open_by_key(colleague, link_to(colleague, f"/{event.reference}/"))
    open_by_key(colleague, link_to(colleague, f"/{waiting.reference}/seat/"))
    type_into(colleague, "note", "在门口")
    open_by_key(colleague, main(colleague, "form[action$='/seat/'] button"))

    assert event.registrations.get().state == State.CONFIRMED
    expect(main(colleague, ".chip.open")).to_be_visible()
    expect(main(colleague, "ol.list")).to_contain_text("在门口")
