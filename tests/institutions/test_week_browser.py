"""The week of all rooms under a mouse; and axe on the pages of series, calendars and proposed activities."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from commons.accounts.models import User
from commons.scheduling.spans import Span
from events import services
from events.models import Proposal
from institutions.models import Booking, Space
from institutions.services.series import Plan, book_series
from tests.browser.barriers import LANGUAGES, looks, objections
from tests.events.proposing import approve, make_hall, make_proposal
from tests.factories import NOON, make_resident
from tests.institutions.making import make_booking, make_officer, make_settled, make_space

pytestmark = pytest.mark.django_db(transaction=True)

TEN = (NOON + timedelta(days=1)).replace(hour=10)
WEEK = "spaces/week/?from=2026-11-23"
FIRST_MINUTE, MINUTES = 8 * 60, 12 * 60
"""What the drawing of a day begins with, and how long it is, where rooms are open from 9:00 to 18:00."""


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def signed_in(page: Page, origin: str, user: User) -> None:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": origin}])


def strip_of(page: Page, space: Space, day: str) -> Locator:
    return page.locator(f'[data-strip][data-space="{space.pk}"][data-day="{day}"]')


def point(strip: Locator, minute: int) -> tuple[float, float]:
    """Where a minute of the day is on the screen."""
    box = strip.bounding_box()
    assert box
    return box["x"] + box["width"] * (minute - FIRST_MINUTE) / MINUTES, box["y"] + box["height"] / 2


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def test_drawing_over_a_free_time_fills_the_form_in(page: Page, live_portal: str) -> None:
    member, space = make_resident(), make_space()
    make_settled(member)
    signed_in(page, live_portal, member)
    page.goto(f"{live_portal}/en/{WEEK}")
    strip = strip_of(page, space, "2026-11-24")

    drag(page, point(strip, 14 * 60 + 3), point(strip, 15 * 60 + 27))

    page.wait_for_url("**/book/**")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"day": ["2026-11-24"], "starts": ["14:00"], "ends": ["15:30"]}
    assert not Booking.objects.exists()


def test_ones_own_booking_is_dragged_to_another_room_and_day(page: Page, live_portal: str) -> None:
    member, space, other = make_resident(), make_space(), make_space()
    booking = make_booking(space, make_settled(member), title="Board", starts_at=TEN + timedelta(days=2))
    signed_in(page, live_portal, member)
    page.goto(f"{live_portal}/en/{WEEK}")
    here, there = strip_of(page, space, "2026-11-25"), strip_of(page, other, "2026-11-27")

    drag(page, point(here, 10 * 60 + 30), point(there, 13 * 60 + 30))
    expect(page.get_by_role("dialog")).to_contain_text("13:00–14:00")
    page.get_by_role("button", name="Move it").click()
    page.wait_for_url(f"**{booking.get_absolute_url()}")

    booking.refresh_from_db()
    assert (booking.space, booking.starts_at) == (other, TEN + timedelta(days=4, hours=3))


def test_what_cannot_be_moved_is_explained_on_the_form(page: Page, live_portal: str) -> None:
    member, space = make_resident(), make_space()
    booking = make_booking(space, make_settled(member))
    signed_in(page, live_portal, member)
    page.goto(f"{live_portal}/en/{WEEK}")

    drag(
        page,
        point(strip_of(page, space, "2026-11-23"), 10 * 60 + 30),
        point(strip_of(page, space, "2026-11-25"), 10 * 60 + 30),
    )
    page.get_by_role("button", name="Move it").click()
    expect(page.locator(".error-summary")).to_contain_text("too late to move this booking to another day")

    booking.refresh_from_db()
    assert booking.starts_at == TEN


def test_a_booking_that_is_let_go_stays(page: Page, live_portal: str) -> None:
    member, space = make_resident(), make_space()
    booking = make_booking(space, make_settled(member))
    signed_in(page, live_portal, member)
    page.goto(f"{live_portal}/en/{WEEK}")
    strip = strip_of(page, space, "2026-11-23")

    drag(page, point(strip, 10 * 60 + 30), point(strip, 15 * 60))
    page.get_by_role("button", name="Leave it").click()

    booking.refresh_from_db()
    assert booking.starts_at == TEN
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_nobody_drags_what_is_anothers(page: Page, live_portal: str) -> None:
    member, space = make_resident(), make_space()
    make_settled(member)
    make_booking(space, make_settled())
    signed_in(page, live_portal, member)
    page.goto(f"{live_portal}/en/{WEEK}")
    strip = strip_of(page, space, "2026-11-23")

    drag(page, point(strip, 10 * 60 + 30), point(strip, 15 * 60))

    assert page.url.endswith(WEEK)
    expect(page.get_by_role("dialog")).to_have_count(0)


def make_scene() -> tuple[User, User, list[str], list[str]]:
    """A member and an officer, and the pages that each of them opens."""
    member, officer = make_resident(), make_officer()
    institution = make_settled(member)
    space = make_space(capacity=12)
    make_booking(space, institution, title="Board")
    make_booking(space, make_settled(), starts_at=TEN + timedelta(hours=4))
    plan = Plan(space, institution, Span(TEN + timedelta(days=1), TEN + timedelta(days=1, hours=1)), "week", 3, 4)
    series = book_series(plan, spans=plan.spans, title="Choir", by=member, at=NOON).series
    assert series
    hall = make_hall()
    waiting, approved, declined = (
        make_proposal(institution, space=hall, by=member, starts_at=TEN + timedelta(days=days)) for days in (1, 2, 3)
    )
    approve(approved)
    services.decline(proposal=declined, reason="The hall is being painted.", by=officer, at=NOON)
    asked = "?day=2026-11-24&starts=10:00&ends=11:00&every=week&count=4&people=4"
    own = [
        WEEK, f"spaces/{space.slug}/series/", f"spaces/{space.slug}/series/{asked}&institution={institution.pk}",
        path_of(series), f"{path_of(series)}cancel/", f"institutions/ours/{institution.slug}/calendar/",
        "events/proposals/", "events/proposals/new/",
        *(path_of(proposal) for proposal in (waiting, approved, declined)),
        f"{path_of(waiting)}edit/", f"{path_of(waiting)}withdraw/", f"{path_of(approved)}cancel/",
    ]  # fmt: skip
    desk = [f"desk/proposals/{one.reference}/" for one in Proposal.objects.all()]
    desk += ["desk/proposals/", "desk/proposals/?tab=decided", f"desk/proposals/{waiting.reference}/decline/"]
    desk += [f"desk/proposals/{approved.reference}/cancel/", f"desk/institutions/spaces/{space.slug}/calendar/"]
    return member, officer, own, desk


def path_of(thing: Any) -> str:
    return str(thing.get_absolute_url()).removeprefix("/en/")


@pytest.mark.parametrize("side", ["member", "officer"])
def test_axe_objects_to_nothing(browser: Browser, live_portal: str, side: str) -> None:
    member, officer, own, desk = make_scene()
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    signed_in(page, live_portal, member if side == "member" else officer)

    found: list[str] = []
    for language in LANGUAGES:
        for number, path in enumerate(own if side == "member" else desk):
            found += objections(page, f"{live_portal}/{language}/{path}", looks(number, language))
    context.close()

    assert not found, "\n".join(found)
