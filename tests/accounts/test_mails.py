"""Mails about the account: in the person's language, through the outbox, whatever the mail server does."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from commons.accounts.mails import post_mail
from commons.accounts.models import User
from commons.notifications.models import Delivery, Message
from tests.accounts.people import PASSWORD, make_member, prove_again, sign_in

pytestmark = pytest.mark.django_db

CHANGE = {"timestamp": timezone.now(), "ip": "203.0.113.7", "user_agent": "Browser"}
MAILS: dict[str, dict[str, Any]] = {
    "account/email/login_code": {"code": "314159"},
    "account/email/email_confirmation": {"activate_url": "http://testserver/en/accounts/confirm-email/x/"},
    "account/email/email_confirmation_signup": {"activate_url": "http://testserver/en/accounts/confirm-email/x/"},
    "account/email/password_reset_key": {"password_reset_url": "http://testserver/en/accounts/password/reset/key/1-x/"},
    "account/email/account_already_exists": {"password_reset_url": "http://testserver/en/accounts/password/reset/"},
    "account/email/unknown_account": {"signup_url": "http://testserver/en/accounts/signup/"},
    "account/email/account_erased": {"privacy_email": "privacy@example.org"},
    "account/email/email_changed": CHANGE | {"from_email": "a@example.org", "to_email": "b@example.org"},
    "account/email/email_deleted": CHANGE | {"deleted_email": "a@example.org"},
    "account/email/password_changed": CHANGE,
    "account/email/password_reset": CHANGE,
    "account/email/password_set": CHANGE,
    "mfa/email/recovery_codes_generated": CHANGE,
    "mfa/email/totp_activated": CHANGE,
    "mfa/email/totp_deactivated": CHANGE,
    "mfa/email/webauthn_added": CHANGE,
    "mfa/email/webauthn_removed": CHANGE,
    "socialaccount/email/account_connected": CHANGE | {"provider": "LINE"},
    "socialaccount/email/account_disconnected": CHANGE | {"provider": "LINE"},
}
NO_WORDS = re.compile(r"https?://\S+|[\w.]+@[\w.]+|LINE|Hometown|O'Neill")


def write(template: str, user: User) -> Message:
    """Write one of the mails to this person, from an English page."""
    with translation.override("en"):
        post_mail(template, address=str(user.email), context=MAILS[template] | {"user": user}, page_language="en")
    return Message.objects.latest("created_at")


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
@pytest.mark.parametrize("template", MAILS)
def test_each_mail_is_in_the_persons_language(template: str, language: str) -> None:
    message = write(template, make_member(full_name="O'Neill", language=language))

    assert message.subject
    assert "O'Neill" in message.text
    assert "\n\n\n" not in message.text
    if language != "en":
        said = NO_WORDS.sub(" ", f"{message.subject} {message.text}")
        assert re.findall(r"[A-Za-z]{3,}", said) == []


@pytest.mark.parametrize("template", MAILS)
def test_no_mail_about_the_account_is_kept_in_the_inbox(template: str) -> None:
    assert not write(template, make_member()).in_inbox


def test_the_html_part_says_the_same_with_a_button_and_a_large_code() -> None:
    user = make_member(language="ko")

    confirm = write("account/email/email_confirmation", user)
    code = write("account/email/login_code", user)

    assert 'href="http://testserver/ko/accounts/confirm-email/x/"' in confirm.html
    assert "이메일 주소 확인하기" in confirm.html
    assert re.search(r"font-size:\s*32px[^>]*>314159<", code.html)


def test_links_lead_to_pages_in_the_persons_language() -> None:
    assert (
        "/zh-hans/accounts/password/reset/key/1-x/"
        in write("account/email/password_reset_key", make_member(language="zh-hans")).text
    )


def test_a_dead_mail_server_does_not_keep_anybody_from_signing_up(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answers = {"full_name": "Ann Lee", "email": "ann@example.org", "password1": PASSWORD, "consent": "on"}

    response = client.post("/en/accounts/signup/", answers)

    assert response.status_code == 302
    assert Delivery.objects.get().state == Delivery.State.QUEUED
    assert not hasattr(mail, "outbox") or mail.outbox == []


def test_a_new_address_counts_when_its_link_is_opened_and_the_old_one_is_told(client: Client) -> None:
    user = make_member(email="old@example.org", language="ko")
    sign_in(client, user)
    prove_again(client)

    client.post("/en/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    user.refresh_from_db()
    before = user.email
    to_new = Message.objects.latest("created_at")
    client.post(next(word for word in to_new.text.split() if "confirm-email" in word))

    user.refresh_from_db()
    to_old = Message.objects.latest("created_at")
    assert (before, user.email) == ("old@example.org", "new@example.org")
    assert to_new.deliveries.get().address == "new@example.org"
    assert (to_old.deliveries.get().address, to_old.language) == ("old@example.org", "ko")
    assert "new@example.org" in to_old.text


def test_an_address_that_somebody_else_has_meanwhile_is_not_taken(client: Client) -> None:
    user = make_member(email="old@example.org")
    sign_in(client, user)
    prove_again(client)
    client.post("/en/accounts/email/", {"action_add": "1", "email": "new@example.org"})
    link = next(word for word in Message.objects.latest("created_at").text.split() if "confirm-email" in word)
    make_member(email="new@example.org")
    EmailAddress.objects.filter(email="new@example.org", verified=True).update(verified=False)

    client.post(link)

    user.refresh_from_db()
    assert user.email == "old@example.org"
