"""Every page of the account, in each language: it answers, in the page's language, with nothing inline."""

import re
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from commons.accounts.models import User
from commons.accounts.services import withdraw_consent
from tests.accounts.people import PASSWORD, make_member, prove_again, sign_in
from tests.factories import make_resident

pytestmark = pytest.mark.django_db

LANGUAGES = ("zh-hans", "en", "ko")
VISITOR_PAGES = (
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
    "socialaccount_login_cancelled",
    "accounts:privacy_notice",
)
OWN_PAGES = (
    "me:profile",
    "me:privacy",
    "me:erase",
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "usersessions_list",
    "socialaccount_connections",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_generate_recovery_codes",
)
SECOND_STEP_PAGES = (
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
)
NAMES_THAT_STAY = re.compile(
    r"English|example\.org|Wei Lin|Chrome|JSON|PIN|QR|LINE|Kakao|Cookie|localhost|testserver|Hometown|Key one"
    r"|Korea|\b[A-Z]{2,}\b|[\w.+-]+@[\w.-]+|\d[\w:.-]*"
)


def enter(client: Client, language: str) -> User:
    """Sign a new member in, and once more as before a change to the account."""
    user = make_lin(language)
    sign_in(client, user)
    prove_again(client)
    return user


def make_lin(language: str) -> User:
    """A member who reads this language."""
    return make_member(email="lin@example.org", full_name="林伟", language=language)


def credential() -> dict[str, Any]:
    """What a browser hands over when it has made a passkey, with a key that opens nothing."""
    public_key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    attested = AttestedCredentialData.create(Aaguid.NONE, b"key one", public_key)
    proof = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.AT, 0, attested)
    return {
        "id": websafe_encode(b"key one"),
        "rawId": websafe_encode(b"key one"),
        "type": "public-key",
        "clientExtensionResults": {"credProps": {"rk": True}},
        "response": {
            "clientDataJSON": websafe_encode(b'{"type": "webauthn.create", "challenge": "", "origin": ""}'),
            "attestationObject": websafe_encode(AttestationObject.create("none", proof, {})),
        },
    }


def visible_words(page: str) -> str:
    """What a person reads or hears on the page's main part: text, alternative texts and labels."""
    main = page[page.index("<main") : page.index("</main>")]
    labels = " ".join(re.findall(r'(?:alt|aria-label|placeholder|title|data-\w+)="([^"]*)"', main))
    main = re.sub(r"<(script|style|code)\b.*?</\1>", " ", main, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", main) + " " + labels)


def english_in(page: str) -> list[str]:
    """Words in Latin letters that have no business on a Chinese or Korean page."""
    return re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]+)*", NAMES_THAT_STAY.sub(" ", visible_words(page)))


def check(client: Client, language: str, url: str) -> None:
    """The page is there, in its language, and asks the browser for nothing that the security policy forbids."""
    response = client.get(url)
    assert response.status_code in {200, 401}, (url, response.status_code, response.headers.get("Location"))
    page = response.content.decode()
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else language}"' in page
    assert "<h1" in page
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page), url
    for attributes, _body in re.findall(r"<script\b([^>]*)>(.*?)</script>", page, flags=re.DOTALL):
        assert "src=" in attributes or 'type="application/json"' in attributes, (url, attributes)
    if language != "en":
        assert english_in(page) == [], url


def addresses(language: str, names: tuple[str, ...]) -> list[str]:
    """The pages' addresses in this language."""
    with translation.override(language):
        return [reverse(name) for name in names]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*VISITOR_PAGES, "socialaccount_login_error"])
def test_a_visitors_page_speaks_its_language(client: Client, language: str, name: str) -> None:
    check(client, language, *addresses(language, (name,)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_persons_own_pages_speak_their_language(client: Client, language: str) -> None:
    enter(client, language)

    for url in addresses(language, OWN_PAGES):
        check(client, language, url)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_two_step_sign_in_speak_their_language(client: Client, language: str) -> None:
    user = enter(client, language)
    TOTP.activate(user, "ABCDEFGHABCDEFGHABCDEFGHABCDEFGH")
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Key one", "credential": credential()})

    for url in addresses(language, SECOND_STEP_PAGES):
        check(client, language, url)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        with translation.override(language):
            check(client, language, reverse(name, kwargs={"pk": key.pk}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_step_speaks_its_language(client: Client, language: str) -> None:
    TOTP.activate(make_lin(language), "ABCDEFGHABCDEFGHABCDEFGHABCDEFGH")

    response = client.post(f"/{language}/accounts/login/", {"login": "lin@example.org", "password": PASSWORD})

    check(client, language, response["Location"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_the_code_speaks_its_language(client: Client, language: str) -> None:
    make_lin(language)

    response = client.post(f"/{language}/accounts/login/code/", {"email": "lin@example.org"})

    check(client, language, response["Location"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_of_a_paused_account_speaks_its_language(client: Client, language: str) -> None:
    user = enter(client, language)
    withdraw_consent(user=user, at=timezone.now())

    check(client, language, f"/{language}/me/privacy/")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("link", ["confirm-email/nonsense/", "password/reset/key/1-nonsense/"])
def test_a_link_that_is_no_good_says_so_in_the_pages_language(client: Client, language: str, link: str) -> None:
    check(client, language, f"/{language}/accounts/{link}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_that_confirms_an_address_speaks_its_language(client: Client, language: str) -> None:
    address = EmailAddress.objects.create(user=make_resident(email="lin@example.org"), email="lin@example.org")
    with translation.override(language):
        url = reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])

    check(client, language, url)


WRONG_ANSWERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("signup/", {}),
    ("signup/", {"full_name": "1", "email": "lin", "password1": "short"}),
    ("signup/", {"full_name": "a" * 200, "email": "x@example.org", "password1": "password123", "consent": "on"}),
    ("signup/", {"full_name": "Lin", "email": "lin@example.org", "password1": "lin@example.org", "consent": "on"}),
    ("login/", {}),
    ("login/", {"login": "lin@example.org", "password": "not it at all"}),
    ("login/code/", {"email": "no"}),
    ("password/reset/", {"email": ""}),
)


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
@pytest.mark.parametrize(("page", "answers"), WRONG_ANSWERS)
def test_what_is_wrong_is_said_in_the_pages_language(
    client: Client, language: str, page: str, answers: dict[str, str]
) -> None:
    make_lin(language)

    response = client.post(f"/{language}/accounts/{page}", answers)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert english_in(response.content.decode()) == []


OWN_WRONG_ANSWERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("accounts/email/", {"action_add": "1", "email": "no"}),
    ("accounts/email/", {"action_add": "1", "email": "lin@example.org"}),
    ("accounts/password/change/", {"oldpassword": "no", "password1": "1234567890"}),
    ("accounts/reauthenticate/", {"password": "no"}),
    ("accounts/2fa/totp/activate/", {"code": "000000"}),
    ("accounts/2fa/webauthn/add/", {"name": "x", "credential": "{}"}),
    ("me/profile/", {"full_name": "", "phone_0": "KR", "phone_1": "12", "language": "xx", "country": "ZZ"}),
    ("me/privacy/erase/", {}),
)


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
@pytest.mark.parametrize(("page", "answers"), OWN_WRONG_ANSWERS)
def test_what_is_wrong_on_ones_own_pages_is_said_in_their_language(
    client: Client, language: str, page: str, answers: dict[str, str]
) -> None:
    enter(client, language)

    response = client.post(f"/{language}/{page}", answers)

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert english_in(response.content.decode()) == []


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_of_ones_own_costs_few_queries(client: Client, django_assert_max_num_queries: Any, name: str) -> None:
    enter(client, "ko")
    (url,) = addresses("ko", (name,))
    client.get(url)

    with django_assert_max_num_queries(12):
        client.get(url)
