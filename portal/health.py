"""Is the process alive (/healthz); is everything there that the portal's work needs (/readyz).

A load balancer asks /healthz: pages are served and registrations taken with broker and workers gone. A deployment and
the people on call ask /readyz. Both answer ahead of all other middleware: a probe knows no host name, follows no
redirect and keeps no cookie.
"""

from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.backoff import NoBackoff
from redis.retry import Retry

HEARTBEAT_KEY = "hometown:worker-heartbeat"
HEARTBEAT_SECONDS = 60
"""A worker that was not heard from for so long is missing."""
DATABASE_SECONDS = 2
BROKER_SECONDS = 0.5
Checks = dict[str, str]


class HealthMiddleware:
    """Answers the probes before anything else looks at the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.probes = {"/healthz": healthz, "/readyz": readyz}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe; let everything else through."""
        probe = self.probes.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (a view's shape)
    """Say that the process answers."""
    return _answer({})


def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (a view's shape)
    """Say of database, migrations, broker and worker whether they are there; 503 if one is not."""
    return _answer(_check_database() | _check_broker())


def note_heartbeat() -> None:
    """Leave the sign that a worker works; it fades by itself, so no two machines' clocks are compared."""
    with _valkey(seconds=5) as valkey:
        valkey.set(HEARTBEAT_KEY, "1", ex=HEARTBEAT_SECONDS)


def _answer(checks: Checks) -> JsonResponse:
    well = all(state == "ok" for state in checks.values())
    body: dict[str, object] = {"status": "ok" if well else "unavailable"}
    if checks:
        body["checks"] = checks
    return JsonResponse(body, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def _check_database() -> Checks:
    # A connection of its own, in haste: the process's standing one would wait for a stopped server.
    probe = connection.copy()
    probe.settings_dict["OPTIONS"] = {**probe.settings_dict["OPTIONS"], "connect_timeout": DATABASE_SECONDS}
    try:
        with probe.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [DATABASE_SECONDS * 1000])
        return {"database": "ok", "migrations": "ok" if _is_migrated(probe) else "pending"}
    except DatabaseError:
        return {"database": "unreachable", "migrations": "unknown"}
    finally:
        probe.close()


def _is_migrated(probe: BaseDatabaseWrapper) -> bool:
    applied = MigrationRecorder(probe).applied_migrations()
    return all(migration in applied for migration in _last_migrations())


@cache
def _last_migrations() -> tuple[tuple[str, str], ...]:
    """The last migration of every app, as this process's code has them."""
    return tuple(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def _check_broker() -> Checks:
    try:
        with _valkey(seconds=BROKER_SECONDS) as valkey:
            is_heard = valkey.exists(HEARTBEAT_KEY)
    except (redis.RedisError, OSError):
        return {"broker": "unreachable", "worker": "unknown"}
    return {"broker": "ok", "worker": "ok" if is_heard else "silent"}


def _valkey(*, seconds: float) -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=seconds, socket_timeout=seconds, retry=Retry(NoBackoff(), 0)
    )
