"""Whoever forgot the password comes back to what they had chosen, by way of the mail; nobody is led off the site."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from commons.accounts.ways_back import LONGEST, local_address, with_way_back
from commons.notifications.models import Message
from tests.accounts.people import make_member

pytestmark = pytest.mark.django_db

CHOSEN = "/en/events/tea-tasting/register/?party=2"
NEW_PASSWORD = "another-breeze-43"
HOSTILE = [
    "https://evil.example/", "http://testserver/en/", "//evil.example/", "///evil.example/en/", "/\\evil.example/",
    "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example/", "/%0d%0aLocation:%20evil", "/en/\r\nX-Evil: 1",
    " /en/", "/ /evil.example/", "evil.example", "en/events/", "/en/no-such-page/", "http:///evil.example/",
    "https:evil", "/\u2028/evil.example", "//[::1", "/en/events/?q=" + "x" * LONGEST, "/media/x.jpg\x00", "",
]  # fmt: skip


def mailed_link() -> str:
    """The link in the one mail that was written."""
    return next(word for word in Message.objects.get().text.split() if "/accounts/" in word)


def ask(client: Client, back: str, email: str = "hana@example.org") -> str:
    """Ask for a new password on the way to somewhere; where one is sent then."""
    return client.post("/en/accounts/password/reset/", {"email": email, "next": back})["Location"]


def test_whoever_forgot_the_password_comes_back_to_what_they_chose(client: Client) -> None:
    make_member(email="hana@example.org")
    sign_in = client.get("/en/accounts/login/", {"next": CHOSEN}).content.decode()
    there = next(part.split('"')[0] for part in sign_in.split('href="') if part.startswith("/en/accounts/password/"))
    form = client.get(there.replace("&amp;", "&"))
    ask(client, form.context["redirect_field_value"])

    # In another browser, such as the one that the mail program opens.
    elsewhere = Client()
    page = elsewhere.get(elsewhere.get(mailed_link())["Location"])
    answers = {"password1": NEW_PASSWORD, "next": page.context["redirect_field_value"]}
    response = elsewhere.post(page.context["action_url"], answers)

    assert response["Location"] == CHOSEN
    assert "_auth_user_id" in elsewhere.session


def test_the_way_back_leads_past_the_second_step(client: Client) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(make_member(email="hana@example.org"), secret)
    ask(client, CHOSEN)

    page = client.get(client.get(mailed_link())["Location"])
    step = client.post(page.context["action_url"], {"password1": NEW_PASSWORD, "next": CHOSEN})["Location"]
    counter = next(iter(yield_hotp_counters_from_time()))
    response = client.post(step, {"code": format_hotp_value(hotp_value(secret, counter))})

    assert response["Location"] == CHOSEN


def test_the_page_after_asking_says_to_look_at_the_mail_and_keeps_the_way_back(client: Client) -> None:
    make_member(email="hana@example.org")

    page = urlsplit(ask(client, CHOSEN))

    assert page.path == "/en/accounts/password/reset/done/"
    assert parse_qs(page.query) == {"next": [CHOSEN]}
    assert "next=%2Fen%2Fevents" in client.get(page.geturl()).content.decode()


def test_a_link_that_is_used_up_offers_a_new_one_with_the_same_way_back(client: Client) -> None:
    page = client.get("/en/accounts/password/reset/key/1-nonsense/", {"next": CHOSEN}).content.decode()

    assert "password/reset/?next=%2Fen%2Fevents" in page


def test_a_stranger_is_led_to_sign_up_and_on(client: Client) -> None:
    ask(client, CHOSEN, email="stranger@example.org")

    assert parse_qs(urlsplit(mailed_link()).query) == {"next": [CHOSEN]}


def test_the_mail_leads_to_the_page_in_the_persons_language_and_on(client: Client) -> None:
    make_member(email="hana@example.org", language="ko")

    ask(client, CHOSEN)

    link = urlsplit(mailed_link())
    assert link.path.startswith("/ko/accounts/password/reset/key/")
    assert parse_qs(link.query) == {"next": [CHOSEN]}


@pytest.mark.parametrize("back", HOSTILE)
def test_a_mail_carries_no_other_address(client: Client, back: str) -> None:
    make_member(email="hana@example.org")

    there = ask(client, back)

    assert urlsplit(mailed_link()).query == ""
    assert urlsplit(there).netloc == ""
    assert urlsplit(there).path == "/en/accounts/password/reset/done/"


@pytest.mark.parametrize("back", [one for one in HOSTILE if "testserver" not in one])
def test_a_link_that_somebody_meddled_with_leads_nowhere_else(client: Client, back: str) -> None:
    make_member(email="hana@example.org")
    ask(client, "")

    page = client.get(client.get(mailed_link(), {"next": back})["Location"])
    response = client.post(page.context["action_url"], {"password1": NEW_PASSWORD, "next": back})

    # As a browser understands it: backslashes are slashes, and control characters are nothing.
    there = re.sub(r"[\x00-\x20]", "", response["Location"].replace("\\", "/"))
    assert urlsplit(urljoin("http://testserver/en/accounts/", there)).netloc == "testserver"


@pytest.mark.parametrize("back", HOSTILE)
def test_what_is_no_page_of_this_site_is_no_way_back(back: str) -> None:
    assert local_address(back) == ""


@pytest.mark.parametrize("back", [CHOSEN, "/", "/ko/", "/zh-hans/legal/book/?service=notary", "/en/me/"])
def test_a_page_of_this_site_is_a_way_back(back: str) -> None:
    assert local_address(back) == back


def test_the_way_back_joins_a_query_that_is_there() -> None:
    assert with_way_back("/a/?b=c", "/en/?q=1&w=2") == "/a/?b=c&next=%2Fen%2F%3Fq%3D1%26w%3D2"
