"""What a load balancer and the people on call are told."""

import socket
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from portal import health
from portal.tasks import beat_heart

pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_listens(settings: Any) -> None:
    """Point the portal at a broker that is not there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://:secret@127.0.0.1:{taken.getsockname()[1]}/0"


def test_healthz_answers_without_database_host_or_cookie(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    settings.SECURE_SSL_REDIRECT = True

    with connection.execute_wrapper(lambda *_: pytest.fail("asked the database")):
        response = client.get("/healthz", headers={"host": "10.0.0.7"})

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"


def test_readyz_is_well_when_everything_is_there(client: Client) -> None:
    beat_heart()

    response = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert response.status_code == 200
    assert response.json()["checks"] == {"database": "ok", "migrations": "ok", "broker": "ok", "worker": "ok"}


def test_readyz_misses_a_worker_that_was_not_heard(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == "silent"


def test_a_heartbeat_fades_within_a_minute() -> None:
    beat_heart()

    with health._valkey(seconds=1) as valkey:
        assert 0 < valkey.ttl(health.HEARTBEAT_KEY) <= 60


@pytest.mark.usefixtures("nobody_listens")
def test_readyz_misses_the_broker_soon_and_tells_no_secrets(client: Client) -> None:
    before = time.monotonic()
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "unreachable"
    assert "secret" not in response.text
    assert time.monotonic() - before < 5


def test_readyz_misses_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "unreachable"


def test_readyz_misses_a_migration(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    health._last_migrations.cache_clear()
    wanted = (*health._last_migrations(), ("notifications", "9999_not_yet"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health, "_last_migrations", lambda: wanted)
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "pending"
