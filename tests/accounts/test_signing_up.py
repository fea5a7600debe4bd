"""Signing up: the least that is asked for, the consent that is kept, the way back to what was begun."""

from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.test import Client

from commons.accounts.models import Consent, User
from commons.notifications.models import Delivery, Message
from tests.factories import make_resident

pytestmark = pytest.mark.django_db

SIGN_UP = "/{}/accounts/signup/"


def answers(**changes: Any) -> dict[str, Any]:
    """What a new resident types."""
    typed = {"full_name": "김하나", "email": "hana@example.org", "password1": "sea-breeze-42", "consent": "on"}
    return {name: value for name, value in (typed | changes).items() if value is not None}


def test_four_answers_make_an_account_and_sign_in(client: Client) -> None:
    response = client.post(SIGN_UP.format("ko"), answers())

    assert (response.status_code, response["Location"]) == (302, "/ko/me/")
    assert User.objects.get().full_name == "김하나"
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_the_form_asks_for_nothing_else(client: Client) -> None:
    form = client.get(SIGN_UP.format("en")).context["form"]

    assert list(form.fields) == ["full_name", "email", "password1", "consent"]


def test_the_language_of_the_page_becomes_the_persons(client: Client) -> None:
    client.post(SIGN_UP.format("zh-hans"), answers())

    assert User.objects.get().language == "zh-hans"


def test_consent_is_recorded_with_version_language_and_time(client: Client) -> None:
    client.post(SIGN_UP.format("ko"), answers())

    consent = Consent.objects.get()
    assert (consent.version, consent.language, consent.withdrawn_at) == ("2026-11", "ko", None)
    assert consent.given_at >= consent.user.joined_at


def test_without_consent_there_is_no_account(client: Client) -> None:
    response = client.post(SIGN_UP.format("ko"), answers(consent=None))

    assert response.status_code == 200
    assert "동의" in str(response.context["form"].errors["consent"])
    assert not User.objects.exists()


def test_no_account_is_left_behind_when_the_consent_cannot_be_kept(client: Client) -> None:
    client.raise_request_exception = False
    with patch("commons.accounts.forms.sign_up.give_consent", side_effect=RuntimeError):
        client.post(SIGN_UP.format("en"), answers())

    assert not User.objects.exists()


def test_the_privacy_notice_and_its_version_are_linked_in_the_pages_language(client: Client) -> None:
    page = client.get(SIGN_UP.format("ko")).content.decode()

    assert "/ko/privacy/" in page
    assert "2026-11" in page


def test_the_way_back_is_kept(client: Client) -> None:
    response = client.post(SIGN_UP.format("ko"), answers(next="/ko/events/tennis/register/?party=2"))

    assert response["Location"] == "/ko/events/tennis/register/?party=2"


def test_sign_in_and_sign_up_hand_the_way_back_to_each_other(client: Client) -> None:
    back = "next=%2Fko%2Fevents%2Ftennis%2Fregister%2F%3Fparty%3D2"

    assert back in client.get(f"/ko/accounts/login/?{back}").content.decode()
    assert back in client.get(f"/ko/accounts/signup/?{back}").content.decode()
    assert back in client.get(f"/ko/accounts/login/code/?{back}").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_way_back_never_leads_elsewhere(client: Client, elsewhere: str) -> None:
    response = client.post(SIGN_UP.format("en"), answers(next=elsewhere))

    assert response["Location"] == "/en/me/"


def test_the_same_address_in_capitals_is_the_same_person(client: Client) -> None:
    make_resident(email="hana@example.org")

    response = client.post(SIGN_UP.format("en"), answers(email="HANA@Example.org"))

    assert "account with this e-mail address already" in str(response.context["form"].errors["email"])
    assert User.objects.count() == 1


def test_two_presses_at_once_lead_to_sign_in_and_not_to_an_error(client: Client) -> None:
    with patch("commons.accounts.adapter.AccountAdapter.save_user", side_effect=IntegrityError):
        response = client.post(SIGN_UP.format("en"), answers())

    assert (response.status_code, response["Location"]) == (302, "/en/accounts/login/")


def test_the_mail_to_confirm_waits_in_the_outbox_and_never_in_the_inbox(client: Client) -> None:
    client.post(SIGN_UP.format("ko"), answers())

    message = Message.objects.get()
    assert (message.language, message.in_inbox, message.recipient) == ("ko", False, User.objects.get())
    assert "/ko/accounts/confirm-email/" in message.text
    assert Delivery.objects.get().address == "hana@example.org"


def test_the_link_in_the_mail_confirms_the_address(client: Client) -> None:
    client.post(SIGN_UP.format("en"), answers())
    link = next(word for word in Message.objects.get().text.split() if "confirm-email" in word)

    opened = client.get(link)
    client.post(link)

    assert "hana@example.org" in opened.content.decode()
    assert EmailAddress.objects.get().verified


def test_opening_the_link_alone_confirms_nothing(client: Client) -> None:
    client.post(SIGN_UP.format("en"), answers())
    link = next(word for word in Message.objects.get().text.split() if "confirm-email" in word)

    client.get(link)

    assert not EmailAddress.objects.get().verified
