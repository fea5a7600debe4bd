"""Fixtures around messages: templates of their own, a mail server, a broker that is gone."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from commons.lib import waking
from commons.notifications import channels
from tests.notifications.mail_server import MailServer, mail_server
from tests.notifications.post_office import PostOffice


@pytest.fixture(autouse=True)
def sample_templates(settings: Any) -> None:
    """Offer templates/emails/sample/told.* of this folder beside the portal's own."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """Run a mail server, and have this process send through it."""
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def closed_breaker() -> Iterator[None]:
    """Forget before and after the test that a broker was ever gone."""
    waking.breaker.reset()
    waking._producers.cache_clear()
    yield
    waking.breaker.reset()
    waking._producers.cache_clear()


@pytest.fixture
def post_office(monkeypatch: pytest.MonkeyPatch) -> type[PostOffice]:
    """Take e-mail's place."""
    PostOffice.reset()
    monkeypatch.setattr(channels, "_channels", {"email": PostOffice})
    return PostOffice


@pytest.fixture
def broker_queue(settings: Any) -> Callable[[], int]:
    """Give a way to count the tasks that wait at the broker."""
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.delete(settings.CELERY_TASK_DEFAULT_QUEUE)
    return lambda: int(valkey.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
