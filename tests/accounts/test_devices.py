"""Where a person is signed in, and signing out from afar."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from commons.accounts.sessions import describe_device
from tests.accounts.people import PASSWORD, make_member, prove_again, sign_in

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.fixture
def elsewhere() -> Client:
    """Give the browser of another device."""
    return Client(headers={"user-agent": PHONE})


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [(PHONE, "Safari · iPhone"), (WECHAT, "WeChat · Android"), ("", "Unknown device"), ("\x00" * 9, "Unknown device")],
)
def test_a_device_is_told_in_a_few_words(user_agent: str, words: str) -> None:
    assert describe_device(user_agent) == words


def test_each_device_is_listed_and_this_one_marked(client: Client, elsewhere: Client) -> None:
    user = make_member()
    sign_in(client, user)
    sign_in(elsewhere, user)

    sessions = client.get("/en/accounts/sessions/").context["sessions"]

    assert [(session.device, session.is_here) for session in sessions] == [
        ("Safari · iPhone", False),
        ("Unknown device", True),
    ]


def test_one_other_device_is_signed_out(client: Client, elsewhere: Client) -> None:
    user = make_member()
    sign_in(client, user)
    sign_in(elsewhere, user)
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    client.post("/en/accounts/sessions/", {"session": other.pk})

    assert elsewhere.get("/en/me/profile/").status_code == 302
    assert client.get("/en/me/profile/").status_code == 200


def test_all_other_devices_are_signed_out_at_once(client: Client, elsewhere: Client) -> None:
    user = make_member()
    sign_in(client, user)
    sign_in(elsewhere, user)

    client.post("/en/accounts/sessions/", {"others": "1"})

    assert elsewhere.get("/en/me/profile/").status_code == 302
    assert client.get("/en/me/profile/").status_code == 200


def test_nobody_signs_out_somebody_else(client: Client, elsewhere: Client) -> None:
    sign_in(client, make_member())
    sign_in(elsewhere, make_member())
    other = UserSession.objects.get(session_key=elsewhere.session.session_key)

    client.post("/en/accounts/sessions/", {"session": other.pk})

    assert elsewhere.get("/en/me/profile/").status_code == 200


def test_a_changed_password_signs_the_others_out(client: Client, elsewhere: Client) -> None:
    user = make_member()
    sign_in(client, user)
    sign_in(elsewhere, user)
    prove_again(client)

    client.post("/en/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another-breeze-43"})

    assert elsewhere.get("/en/me/profile/").status_code == 302
    assert [session.is_here for session in client.get("/en/accounts/sessions/").context["sessions"]] == [True]


def test_many_devices_cost_no_more_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    user = make_member()
    for _ in range(8):
        sign_in(Client(), user)
    sign_in(client, user)

    with django_assert_max_num_queries(12):
        assert len(client.get("/en/accounts/sessions/").context["sessions"]) == 9
