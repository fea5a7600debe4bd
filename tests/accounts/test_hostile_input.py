"""What nobody types by accident: a clear refusal in words, never an error page."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.notifications.models import Message
from tests.accounts.people import PASSWORD, make_member, prove_again, sign_in

pytestmark = pytest.mark.django_db

ODD_NAMES = (
    "",
    "   ",
    "\u3000",
    "a" * 151,
    "a" * 100_000,
    "Ann\x00Lee",
    "Ann\x07Lee",
    "Ann\u202eeeL",
    "\u2067Ann\u2069",
    "\u200b\u200b",
    "12345",
    "!!!",
    "Win a prize: https://evil.example/",
    "www.evil.example",
    "Visit evil.com now",
)
GOOD_NAMES = (
    "李明",
    "김하나",
    "Zoë",
    "José María de la Cruz",
    "O'Neill-Smith Jr.",
    "Nguyễn Thị Hoa",
    "Иван Петров",
    "محمد",
    "می\u200cخواهم",
    "X",
    "Ann <b>Lee</b>",
    "阿卜杜拉·买买提",
)
ODD_ADDRESSES = (
    "",
    "x",
    "x@",
    "@example.org",
    "a b@example.org",
    "a@example.org\r\nBcc: b@example.org",
    "a\x00@example.org",
    "a" * 60 + "@" + "b." * 100 + "org",
    "x" * 100_000 + "@example.org",
    "<script>@example.org",
)


def sign_up(client: Client, **changes: Any) -> Any:
    """Send the form with some answers changed."""
    answers = {"full_name": "Ann Lee", "email": "ann@example.org", "password1": PASSWORD, "consent": "on"}
    return client.post("/en/accounts/signup/", answers | changes)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_refused_in_words(client: Client, name: str) -> None:
    response = sign_up(client, full_name=name)

    assert response.status_code == 200
    assert response.context["form"].errors["full_name"]
    assert not User.objects.exists()


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_a_name_in_any_script_is_kept_as_it_is(client: Client, name: str) -> None:
    sign_up(client, full_name=f"  {name} ")

    assert User.objects.get().full_name == name


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_an_odd_address_is_refused_in_words(client: Client, address: str) -> None:
    response = sign_up(client, email=address)

    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password", ["", "short", "1234567890", "password123", "ann@example.org", "x" * 5000, "a\x00" * 9]
)
def test_a_weak_or_odd_password_is_refused_in_words(client: Client, password: str) -> None:
    response = sign_up(client, password1=password)

    assert response.status_code == 200
    assert response.context["form"].errors["password1"]


def test_a_name_cannot_write_into_a_page_or_a_mail(client: Client) -> None:
    sign_up(client, full_name="Ann <script>alert(1)</script>")

    page = client.get("/en/me/profile/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<script>alert(1)" not in Message.objects.get().html
    assert "Ann <script>" in Message.objects.get().text


@pytest.mark.parametrize("page", ["login/", "login/code/", "password/reset/", "signup/"])
@pytest.mark.parametrize("value", ["\x00", "x" * 100_000, "\u202e", "a@example.org\x00", "{{ 7*7 }}"])
def test_no_form_of_a_visitor_breaks(client: Client, page: str, value: str) -> None:
    names = ("login", "password", "email", "full_name", "password1", "consent", "next", "code")

    assert client.post(f"/ko/accounts/{page}", dict.fromkeys(names, value)).status_code in {200, 302}


@pytest.mark.parametrize("way_back", ["\x00", "/\r\nSet-Cookie: a=b", "http://[", "x" * 10_000, "///evil.example"])
def test_no_way_back_breaks_or_misleads(client: Client, way_back: str) -> None:
    make_member(email="hana@example.org")

    page = client.get("/en/accounts/login/", {"next": way_back})
    response = client.post("/en/accounts/login/", {"login": "hana@example.org", "password": PASSWORD, "next": way_back})

    assert page.status_code == 200
    assert response.status_code == 302
    assert "evil" not in response["Location"]
    assert "Set-Cookie: a=b" not in str(response.headers)


@pytest.mark.parametrize("key", ["x", "a:b:c", "MQ:1abc:zzz", "é", "x" * 3000])
def test_no_link_breaks(client: Client, key: str) -> None:
    assert client.get(f"/en/accounts/confirm-email/{key}/").status_code in {200, 404}
    assert client.post(f"/en/accounts/confirm-email/{key}/").status_code in {404}
    assert client.get(f"/en/accounts/password/reset/key/{key}-{key}/").status_code in {200, 404}


def test_a_link_of_last_week_says_that_it_has_expired(client: Client) -> None:
    sign_up(client)
    link = next(word for word in Message.objects.get().text.split() if "confirm-email" in word)

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        page = client.get(link).content.decode()

    assert "expired" in page


@pytest.mark.parametrize("value", ["", "abc", "999999999999999999999999", "-1", "\x00", "1; DROP TABLE"])
def test_no_choice_of_a_device_breaks(client: Client, value: str) -> None:
    sign_in(client, make_member())

    assert client.post("/en/accounts/sessions/", {"session": value}).status_code == 302


PROFILE_ANSWERS = (
    {"full_name": "\x00", "called": "\u202ex", "local_name": "x" * 999, "language": "\x00", "country": "\x00"},
    {"phone_0": "\x00", "phone_1": "\x00"},
    {"phone_0": "KR", "phone_1": "9" * 10_000},
    {"phone_0": "", "phone_1": "010-1234-5678"},
    {"phone_0": "XX", "phone_1": "1"},
    {"country": "KOR"},
)


@pytest.mark.parametrize("answers", PROFILE_ANSWERS)
def test_the_profile_refuses_in_words(client: Client, answers: dict[str, str]) -> None:
    user = make_member(full_name="Ann Lee")
    sign_in(client, user)

    response = client.post("/en/me/profile/", {"full_name": "Ann Lee", "language": "en"} | answers)

    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("credential", ["", "x", "[]", "{}", '{"id": 1}', '{"response": {}}', "null", "\x00"])
def test_no_made_up_passkey_breaks(client: Client, credential: str) -> None:
    user = make_member()

    visitor = Client().post("/en/accounts/2fa/webauthn/login/", {"credential": credential})
    sign_in(client, user)
    prove_again(client)
    client.get("/en/accounts/2fa/webauthn/add/")
    member = client.post("/en/accounts/2fa/webauthn/add/", {"credential": credential, "name": "x"})

    assert visitor.status_code in {200, 302}
    assert member.status_code == 200
