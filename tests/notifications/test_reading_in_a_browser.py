"""The inbox in a real browser: a message that is opened counts as read, and without scripts a button says so."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from commons.notifications.models import Message
from commons.notifications.services import notify
from tests.factories import make_resident

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def message() -> Message:
    """One unread message."""
    return notify(make_resident(), "sample/told", key="told", context={"title": "Table tennis"})


def sign_in(context: BrowserContext, person: Any, address: str) -> None:
    """Give the browser the person's session."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


def test_opening_a_message_marks_it_as_read(page: Page, live_portal: str, message: Message) -> None:
    sign_in(page.context, message.recipient, live_portal)

    page.goto(live_portal + message.get_absolute_url())
    expect(page.get_by_role("status").filter(has_text="Read")).to_be_visible()

    page.goto(live_portal + reverse("me:messages"))
    expect(page.locator(".list > .read")).to_have_count(1)


def test_without_scripts_a_button_marks_it_as_read(browser: Browser, live_portal: str, message: Message) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, message.recipient, live_portal)
    page = context.new_page()

    page.goto(live_portal + message.get_absolute_url())
    page.get_by_role("button", name="Mark as read").click()

    expect(page.locator(".list > .read")).to_have_count(1)
    context.close()
