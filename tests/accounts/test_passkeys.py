"""Passkeys in a real browser, with an authenticator that the browser plays itself."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from tests.accounts.people import PASSWORD, make_member

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def passkey_page(page: Page) -> Page:
    """Give a page of a browser on a device that holds passkeys and knows its owner's finger."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    state = {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options | state})
    return page


def sign_in_with_password(page: Page, portal: str, language: str) -> None:
    """Fill the sign-in form."""
    page.goto(f"{portal}/{language}/accounts/login/")
    page.locator("#id_login").fill("hana@example.org")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form .button").first.click()
    page.wait_for_url("**/me/")


def test_a_passkey_is_added_and_then_signs_in_alone(passkey_page: Page, live_portal: str) -> None:
    page = passkey_page
    portal = live_portal.replace("127.0.0.1", "localhost")
    user = make_member(email="hana@example.org", language="ko")
    sign_in_with_password(page, portal, "ko")

    page.goto(f"{portal}/ko/accounts/2fa/webauthn/add/")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("form .button").first.click()
    page.wait_for_url("**/webauthn/add/")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"/2fa/(?!webauthn/add)"))

    key = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().is_passwordless
    assert key.wrap().name == "Chrome · Linux"

    page.context.clear_cookies()
    page.goto(f"{portal}/ko/accounts/login/?next=/ko/me/profile/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/ko/me/profile/")
    expect(page.locator("h1")).to_have_text("내 프로필")


def test_a_declined_passkey_is_answered_in_words(passkey_page: Page, live_portal: str) -> None:
    page = passkey_page
    page.goto(f"{live_portal.replace('127.0.0.1', 'localhost')}/zh-hans/accounts/login/")

    page.locator("#passkey_login").click()

    expect(page.locator("#passkey_problem")).to_contain_text("没有使用通行密钥", timeout=30_000)


def test_the_password_can_be_shown(page: Page, live_portal: str) -> None:
    page.goto(f"{live_portal}/en/accounts/signup/")
    page.locator("#id_password1").fill("sea-breeze-42")

    page.get_by_role("button", name="Show the password").click()

    assert page.locator("#id_password1").get_attribute("type") == "text"
