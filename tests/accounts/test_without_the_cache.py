"""The cache is gone: people still come in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from commons.accounts.models import User
from commons.lib.cache import ForgivingRedisCache
from tests.accounts.people import PASSWORD, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lost_cache(settings: Any) -> Iterator[None]:
    """Point the cache at a port on which nobody listens."""
    place = {"BACKEND": "commons.lib.cache.ForgivingRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": place}
    yield
    ForgivingRedisCache.resting_until = 0.0


def test_signing_in_works(client: Client) -> None:
    make_member(email="hana@example.org")

    response = client.post("/en/accounts/login/", {"login": "hana@example.org", "password": PASSWORD})

    assert response["Location"] == "/en/me/"


def test_signing_up_works(client: Client) -> None:
    answers = {"full_name": "Ann Lee", "email": "ann@example.org", "password1": PASSWORD, "consent": "on"}

    assert client.post("/en/accounts/signup/", answers).status_code == 302
    assert User.objects.exists()


def test_a_wrong_password_is_still_refused(client: Client) -> None:
    make_member(email="hana@example.org")

    client.post("/en/accounts/login/", {"login": "hana@example.org", "password": "wrong-wrong"})

    assert "_auth_user_id" not in client.session


def test_every_call_answers_as_an_empty_cache_does() -> None:
    cache = caches["default"]

    assert cache.add("lock", 1) is True
    assert cache.get("a") is None
    assert cache.get("a", 7) == 7
    assert cache.get("a", default=7) == 7
    assert cache.get_many(["a"]) == {}
    assert cache.delete("a") is False
    assert "a" not in cache
    cache.set("a", 1)
    assert cache.get_or_set("a", 5) == 5
    assert cache.set_many({"a": 1}) == ["a"]
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_lost_server_is_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = caches["default"]
    cache.get("a")

    monkeypatch.setattr("django.core.cache.backends.redis.RedisCacheClient.get", lambda *a: pytest.fail("asked again"))
    assert cache.get("a") is None
