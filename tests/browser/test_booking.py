"""Booking an appointment in a real browser: by keyboard alone, with and without scripts, in Seoul's zone."""

import os
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from commons.lib.dates import BEIJING
from commons.scheduling.models import Resource, WeeklyRule
from legal_services.models import Appointment, Service
from tests.browser.barriers import RULES, objections_here
from tests.conftest import watched
from tests.factories import make_service
from tests.legal_services.making import make_practitioner, make_topic

pytestmark = pytest.mark.django_db(transaction=True)

FARTHEST = 150
"""So many presses of the Tab key reach everything on a page."""
WEEKEND = (5, 6)
PICTURES = os.environ.get("PICTURES", "")
"""A folder for pictures of every step, when somebody wants to look at them."""
HINTS = {"zh-hans": "北京时间", "en": "Beijing time", "ko": "베이징 시간"}


@pytest.fixture(params=[("ko", True), ("zh-hans", False), ("en", True)], ids=["ko", "zh no scripts", "en"])
def person(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, str]]:
    """A phone in Seoul, where clocks are an hour ahead of Beijing; and the language of its owner."""
    language, scripts = request.param
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale=language, timezone_id="Asia/Seoul", java_script_enabled=scripts
    )
    for page in watched(context):
        yield page, language


def make_consultation() -> Service:
    """A consultation with an adviser for Chinese and English, and an interpreter for Korean, every day of the week."""
    service = make_service(slug="consultation", is_bookable=True)
    for topic in range(3):
        make_topic(slug=f"topic-{topic}")
    make_practitioner(services=[service], name="示例明法")
    make_practitioner(interprets=True, name="예시 맑음", languages=["ko", "zh-hans"])
    Resource.objects.update(follows_calendar=False)
    weekend = [(resource, day) for resource in Resource.objects.all() for day in WEEKEND]
    WeeklyRule.objects.bulk_create(
        WeeklyRule(
            resource=resource, weekday=day, starts=time(9), ends=time(17), valid_from=timezone.now().date(),
            created_at=timezone.now(),
        )
        for resource, day in weekend
    )  # fmt: skip
    return service


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


def tick(page: Page, selector: str) -> None:
    """Walk to a box or a choice and tick it; a group of choices is entered at its first one."""
    target = main(page, selector)
    if target.evaluate("node => node.type === 'checkbox'"):
        press_to(page, target)
        page.keyboard.press("Space")
    else:
        target.focus()
        page.keyboard.press("Space")


def main(page: Page, selector: str) -> Locator:
    """The first match in the page's main part."""
    return page.locator(f"main {selector}").first


def look(page: Page, step: str, language: str) -> None:
    """Take a picture when asked to, and let axe object where scripts run."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        for width, height in ((390, 844), (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{PICTURES}/{language}-{step}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
    if language != "zh-hans":
        assert not objections_here(page, [("phone", "light", RULES)])


def test_a_visitor_in_seoul_books_in_beijing_time(person: tuple[Page, str], live_portal: str) -> None:
    page, language = person
    service = make_consultation()
    way = f"/{language}/legal/book"
    page.goto(f"{live_portal}/{language}/legal/")
    open_by_key(page, main(page, f"a[href='{way}/']"))
    look(page, "1-start", language)
    open_by_key(page, main(page, "a.verb"))
    tick(page, "[name=topic][value=topic-1]")
    look(page, "2-need", language)
    open_by_key(page, main(page, "form .actions button"))
    tick(page, "[name=language][value=ko]")
    tick(page, "[name=channel][value=in-person]")
    look(page, "3-way", language)
    open_by_key(page, main(page, "form .actions button"))

    expect(page.locator("main")).to_contain_text(HINTS[language])
    look(page, "4-time", language)
    day = (timezone.now() + timedelta(days=2)).astimezone(BEIJING).date()
    ten = datetime.combine(day, time(10), tzinfo=BEIJING)
    button = main(page, f"button[value='{ten.isoformat()}']")
    assert button.inner_text() == "10:00"
    open_by_key(page, button)

    press_to(page, main(page, "[name=name]"))
    page.keyboard.type("김민지")
    main(page, "[name=phone_0]").select_option("KR")
    press_to(page, main(page, "[name=phone_1]"))
    page.keyboard.type("010-1234-5678")
    tick(page, "[name=writes][value=ko]")
    look(page, "5-details", language)
    open_by_key(page, main(page, "form .actions button"))
    press_to(page, main(page, "[name=narrative]"))
    page.keyboard.type("보증금을 돌려받지 못했습니다.")
    tick(page, "[name=consent]")
    look(page, "6-narrative", language)
    open_by_key(page, main(page, "form .actions button"))

    expect(main(page, ".facts time")).to_contain_text("10:00–10:30" if language != "ko" else "10:00~10:30")
    look(page, "7-check", language)
    open_by_key(page, main(page, "form .actions button"))

    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.starts_at, appointment.service) == (Appointment.State.BOOKED, ten, service)
    assert appointment.interpreter is not None
    assert urlsplit(page.url).path == f"/{language}/legal/appointments/{appointment.reference}/"
    expect(main(page, "time")).to_contain_text("10:00")
    look(page, "8-booked", language)
