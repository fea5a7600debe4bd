"""Signing in: by password, by code, by second step; what goes wrong, and where one comes back to."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from commons.notifications.models import Message
from tests.accounts.people import PASSWORD, make_member, sign_in
from tests.factories import make_resident

pytestmark = pytest.mark.django_db

BACK = "/ko/events/tennis/register/?party=2"


def code_in_the_last_mail() -> str:
    """The sign-in code that was sent last."""
    found = re.search(r"^\d{6}$", Message.objects.latest("created_at").text, flags=re.MULTILINE)
    assert found
    return found.group()


def test_password_and_address_in_any_case_let_in(client: Client) -> None:
    make_member(email="hana@example.org")

    response = client.post("/ko/accounts/login/", {"login": "HANA@Example.ORG ", "password": PASSWORD, "next": BACK})

    assert response["Location"] == BACK


def test_a_wrong_password_is_answered_in_the_pages_language(client: Client) -> None:
    make_member(email="hana@example.org")

    response = client.post("/ko/accounts/login/", {"login": "hana@example.org", "password": "wrong-wrong"})

    assert "맞지 않습니다" in response.content.decode()


def test_the_site_goes_on_in_the_language_of_the_page(client: Client) -> None:
    make_member(email="hana@example.org", language="ko")

    response = client.post("/en/accounts/login/", {"login": "hana@example.org", "password": PASSWORD})

    assert response["Location"] == "/en/me/"


def test_a_code_from_the_mail_lets_in_and_leads_back(client: Client) -> None:
    make_member(email="hana@example.org", language="ko")

    asked = client.post("/en/accounts/login/code/", {"email": "hana@example.org", "next": BACK})
    response = client.post(asked["Location"], {"code": code_in_the_last_mail(), "next": BACK})

    assert response["Location"] == BACK
    assert "_auth_user_id" in client.session


def test_the_code_comes_in_the_persons_own_language_and_never_into_the_inbox(client: Client) -> None:
    make_member(email="hana@example.org", language="ko")

    client.post("/en/accounts/login/code/", {"email": "hana@example.org"})

    message = Message.objects.get()
    assert (message.language, message.in_inbox) == ("ko", False)
    assert "로그인 코드" in message.subject


def test_a_code_is_not_sent_any_more_once_it_is_no_good(client: Client) -> None:
    make_member(email="hana@example.org")

    client.post("/en/accounts/login/code/", {"email": "hana@example.org"})

    message = Message.objects.get()
    assert message.good_until == message.created_at + timedelta(minutes=10)


def test_an_old_code_leads_back_to_the_beginning(client: Client) -> None:
    make_member(email="hana@example.org")
    asked = client.post("/ko/accounts/login/code/", {"email": "hana@example.org"})

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        response = client.post(asked["Location"], {"code": code_in_the_last_mail()})

    assert response["Location"].startswith("/ko/accounts/login/code/")
    assert "_auth_user_id" not in client.session


def test_three_wrong_codes_end_the_try(client: Client) -> None:
    make_member(email="hana@example.org")
    asked = client.post("/en/accounts/login/code/", {"email": "hana@example.org"})["Location"]

    answers = [client.post(asked, {"code": "no"}).status_code for _ in range(3)]

    assert answers == [200, 200, 302]


def test_a_stranger_is_told_the_same_on_the_page_and_the_truth_by_mail(client: Client) -> None:
    known = make_member(email="hana@example.org")
    page_for_known = client.post("/en/accounts/login/code/", {"email": known.email}, follow=True).content.decode()
    stranger = Client()
    page = stranger.post("/ko/accounts/login/code/", {"email": "nobody@example.org"}, follow=True)

    assert page.redirect_chain[-1][0].startswith("/ko/accounts/login/code/confirm/")
    assert "If there is an account" in page_for_known
    message = Message.objects.latest("created_at")
    assert (message.language, message.recipient) == ("ko", None)
    assert "/ko/accounts/signup/" in message.text


def test_the_second_step_is_asked_for_and_lets_in(client: Client) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(make_member(email="hana@example.org"), secret)

    first = client.post("/en/accounts/login/", {"login": "hana@example.org", "password": PASSWORD, "next": BACK})
    counter = next(iter(yield_hotp_counters_from_time()))
    response = client.post(first["Location"], {"code": format_hotp_value(hotp_value(secret, counter))})

    assert first["Location"].startswith("/en/accounts/2fa/authenticate/")
    assert response["Location"] == BACK


def test_a_forgotten_password_is_replaced_with_the_link_and_lets_in(client: Client) -> None:
    user = make_member(email="hana@example.org", language="ko")
    client.post("/en/accounts/password/reset/", {"email": "hana@example.org"})
    message = Message.objects.get()
    link = next(word for word in message.text.split() if "password/reset/key" in word)

    form = client.get(link)["Location"]
    response = client.post(form, {"password1": "another-breeze-43"})

    user.refresh_from_db()
    assert "/ko/accounts/" in link
    assert user.check_password("another-breeze-43")
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_the_link_for_a_new_password_works_once(client: Client) -> None:
    make_member(email="hana@example.org")
    client.post("/en/accounts/password/reset/", {"email": "hana@example.org"})
    link = next(word for word in Message.objects.get().text.split() if "password/reset/key" in word)
    client.post(client.get(link)["Location"], {"password1": "another-breeze-43"})

    again = Client().get(link)

    assert "no longer good" in again.content.decode()


def test_a_closed_account_is_told_so(client: Client) -> None:
    make_member(email="hana@example.org", is_active=False)

    response = client.post("/en/accounts/login/", {"login": "hana@example.org", "password": PASSWORD}, follow=True)

    assert "_auth_user_id" not in client.session
    assert response.status_code == 200


def test_somebody_without_an_address_of_their_own_cannot_be_signed_in_as(client: Client) -> None:
    make_resident(email=None)

    response = client.post("/en/accounts/login/", {"login": "", "password": "x"})

    assert response.status_code == 200
    assert response.context["form"].errors


def test_too_many_tries_are_refused_in_words(client: Client) -> None:
    make_member(email="hana@example.org")
    for _ in range(6):
        page = client.post("/ko/accounts/login/", {"login": "hana@example.org", "password": "wrong-wrong"})

    assert "시도 횟수가 너무 많습니다" in page.content.decode()


def test_too_many_requests_get_the_page_for_them(client: Client) -> None:
    for _ in range(31):
        response = client.post("/ko/accounts/login/", {"login": "x", "password": "y"})

    assert response.status_code == 429
    assert '<html lang="ko"' in response.content.decode()


def test_signing_out_is_asked_for_by_a_form(client: Client) -> None:
    user = make_member()
    sign_in(client, user)

    client.get("/en/accounts/logout/")
    still_in = "_auth_user_id" in client.session
    response = client.post("/en/accounts/logout/")

    assert still_in
    assert response["Location"] == "/en/"
    assert "_auth_user_id" not in client.session
