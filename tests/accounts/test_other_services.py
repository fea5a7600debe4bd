"""Signing in with Kakao, Naver, WeChat, LINE, Google or Apple: there when the keys are, and consent all the same."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import allauth.urls
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers import registry
from django.conf import settings as portal_settings
from django.test import Client
from django.urls import clear_url_caches

import portal.urls
from commons.accounts.models import User
from tests.accounts.people import make_member, prove_again, sign_in

pytestmark = pytest.mark.django_db

SERVICES = ("kakao", "naver", "weixin", "line", "google", "apple")


def read_urls_anew() -> None:
    """Let the addresses follow the services that are installed now."""
    registry.provider_map.clear()
    registry.loaded = False
    for urls in (allauth.urls, portal.urls):
        importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def keys(settings: Any) -> Iterator[None]:
    """Give the keys of every service, as if the process had started with them."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: {"APPS": [{"client_id": "id", "secret": "secret", "key": "key", "settings": {}}]} for name in SERVICES
    }
    without = settings.INSTALLED_APPS
    settings.INSTALLED_APPS = [*without, *(f"allauth.socialaccount.providers.{name}" for name in SERVICES)]
    read_urls_anew()
    yield
    settings.INSTALLED_APPS = without
    read_urls_anew()


def settings_with(**environment: str) -> dict[str, Any]:
    """Read what the settings make of an environment, in a process of its own."""
    script = (
        "import json; from portal import settings as s;"
        "print(json.dumps([s.SOCIALACCOUNT_PROVIDERS, s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']]))"
    )
    command = [sys.executable, "-c", script]
    outcome = subprocess.run(
        command, capture_output=True, check=True, cwd=portal_settings.BASE_DIR, env=os.environ | environment
    )
    providers, targets = json.loads(outcome.stdout)
    return {"providers": providers, "targets": targets}


def test_without_keys_no_service_is_offered(client: Client) -> None:
    assert "3rdparty" not in client.get("/en/accounts/login/").content.decode()
    assert settings_with()["providers"] == {}


def test_a_service_appears_when_its_key_is_in_the_environment() -> None:
    found = settings_with(KAKAO_CLIENT_ID="abc", KAKAO_SECRET="xyz")

    assert list(found["providers"]) == ["kakao"]
    assert found["targets"][1:] == ["https://kauth.kakao.com"]


def test_apples_key_may_be_written_on_one_line() -> None:
    found = settings_with(APPLE_CLIENT_ID="abc", APPLE_KEY="team", APPLE_CERTIFICATE_KEY="-----BEGIN\\nabc\\n-----END")

    assert found["providers"]["apple"]["APPS"][0]["settings"]["certificate_key"] == "-----BEGIN\nabc\n-----END"


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "使用 微信 继续"), ("en", "Go on with WeChat"), ("ko", "위챗 계정으로 계속하기")],
)
def test_services_are_named_as_people_know_them(client: Client, language: str, words: str) -> None:
    assert words in client.get(f"/{language}/accounts/login/").content.decode()


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize("service", SERVICES)
def test_a_button_leads_to_the_service_and_keeps_the_way_back(client: Client, service: str) -> None:
    page = client.get("/ko/accounts/login/?next=/ko/events/").content.decode()

    response = client.post(f"/ko/accounts/{service}/login/?process=login&next=/ko/events/")

    assert f'action="/ko/accounts/{service}/login/?process=login&amp;next=%2Fko%2Fevents%2F"' in page
    assert response["Location"].startswith("https://")


@pytest.mark.usefixtures("keys")
def test_a_link_alone_leads_to_no_service(client: Client) -> None:
    response = client.get("/ko/accounts/kakao/login/")

    assert response.status_code == 200
    assert "카카오" in response.content.decode()


def begin_sign_up(client: Client, *, email: str) -> None:
    """Come back from Kakao as somebody whom the portal does not know."""
    user = User(full_name="김하나", email=email)
    login = SocialLogin(
        provider=get_adapter().get_provider(None, "kakao"),
        user=user,
        account=SocialAccount(provider="kakao", uid="4711"),
        email_addresses=[EmailAddress(email=email, verified=True, primary=True)],
    )
    session = client.session
    session["socialaccount_sociallogin"] = login.serialize()
    session.save()


@pytest.mark.usefixtures("keys")
def test_an_account_from_a_service_needs_consent_too(client: Client) -> None:
    begin_sign_up(client, email="hana@example.org")
    page = client.get("/ko/accounts/3rdparty/signup/").content.decode()

    refused = client.post("/ko/accounts/3rdparty/signup/", {"full_name": "김하나", "email": "hana@example.org"})

    assert 'value="김하나"' in page
    assert "카카오에서 본인 확인을 마쳤습니다" in page
    assert refused.status_code == 200
    assert not User.objects.exists()


@pytest.mark.usefixtures("keys")
def test_an_account_from_a_service_has_name_language_and_consent(client: Client) -> None:
    begin_sign_up(client, email="hana@example.org")

    client.post("/ko/accounts/3rdparty/signup/", {"full_name": "김하나", "email": "hana@example.org", "consent": "on"})

    user = User.objects.get()
    assert (user.full_name, user.language, user.has_usable_password()) == ("김하나", "ko", False)
    assert user.consents.get().version == "2026-11"
    assert "_auth_user_id" in client.session


@pytest.mark.usefixtures("keys")
def test_a_known_address_is_not_taken_over_from_a_service(client: Client) -> None:
    make_member(email="hana@example.org")
    begin_sign_up(client, email="hana@example.org")

    response = client.post(
        "/ko/accounts/3rdparty/signup/", {"full_name": "x", "email": "hana@example.org", "consent": "on"}
    )

    assert "이미 있습니다" in str(response.context["form"].errors["email"])


@pytest.mark.usefixtures("keys")
def test_a_connected_service_is_listed_and_disconnected(client: Client) -> None:
    user = make_member()
    account = SocialAccount.objects.create(user=user, provider="kakao", uid="4711")
    sign_in(client, user)
    prove_again(client)

    page = client.get("/ko/accounts/3rdparty/").content.decode()
    client.post("/ko/accounts/3rdparty/", {"account": account.pk})

    assert "카카오" in page
    assert not SocialAccount.objects.exists()
