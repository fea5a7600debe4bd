"""What keeps a portal from starting: keys that are none, and pages that would show what is confidential."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib import admin
from django.core import checks

from commons.documents.checks import check_administration
from commons.documents.models import Document
from portal.settings import DEVELOPMENT_DOCUMENT_KEY

BASE_DIR = Path(__file__).resolve().parent.parent.parent
KEY = Fernet.generate_key().decode()
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "".join(chr(65 + number % 50) for number in range(64)),
    "SITE_URL": "https://portal.example.org",
    "ALLOWED_HOSTS": "portal.example.org",
    "EMAIL_URL": "smtp://mail.example.org",
    "DATABASE_URL": "postgres://db.example.org/hometown",
    "REDIS_URL": "redis://redis.example.org",
    "DOCUMENT_KEYS": KEY,
    "DOCUMENT_INDEX_KEY": "i" * 40,
}


def started(**variables: str) -> str:
    """Read the settings as a production portal does; give the refusal, or "fine"."""
    environment = {name: value for name, value in (PRODUCTION | variables).items() if value}
    program = "import portal.settings as s; print('fine', len(s.DOCUMENT_KEYS))"
    command = [sys.executable, "-c", program]
    ended = subprocess.run(
        command, cwd=BASE_DIR, env={"PATH": os.environ["PATH"]} | environment, capture_output=True, check=False
    )
    return ended.stdout.decode().strip() or ended.stderr.decode().strip().splitlines()[-1]


def test_good_keys_are_taken() -> None:
    assert started() == "fine 1"
    assert started(DOCUMENT_KEYS=f"{KEY}, {Fernet.generate_key().decode()}") == "fine 2"


@pytest.mark.parametrize(
    ("variables", "refusal"),
    [
        ({"DOCUMENT_KEYS": ""}, "DOCUMENT_KEYS is not set"),
        ({"DOCUMENT_INDEX_KEY": ""}, "DOCUMENT_INDEX_KEY is not set"),
        ({"DOCUMENT_KEYS": ","}, "DOCUMENT_KEYS holds what is no key"),
        ({"DOCUMENT_KEYS": "secret"}, "DOCUMENT_KEYS holds what is no key"),
        ({"DOCUMENT_KEYS": f"{KEY},{KEY[:-4]}"}, "DOCUMENT_KEYS holds what is no key"),
        ({"DOCUMENT_KEYS": DEVELOPMENT_DOCUMENT_KEY}, "must be secrets of their own"),
        ({"SECRET_KEY": KEY * 2, "DOCUMENT_INDEX_KEY": KEY * 2}, "must be secrets of their own"),
        ({"DOCUMENT_INDEX_KEY": "short"}, "DOCUMENT_INDEX_KEY is too weak"),
        ({"DOCUMENT_INDEX_KEY": KEY}, "DOCUMENT_INDEX_KEY is too weak"),
    ],
)
def test_a_missing_or_weak_key_is_refused_in_a_sentence(variables: dict[str, str], refusal: str) -> None:
    assert refusal in started(**variables)


def test_no_page_of_the_administration_site_shows_what_is_confidential() -> None:
    assert check_administration() == []


@pytest.mark.parametrize("shown", [{}, {"list_display": ["name"], "exclude": ["name"]}, {"fields": ["id", "name"]}])
def test_a_page_that_would_is_refused(shown: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    careless = type("Careless", (admin.ModelAdmin,), shown)
    monkeypatch.setattr("commons.documents.checks._administrations", lambda: [careless(Document, admin.site)])

    (found,) = check_administration()

    assert (found.id, found.level) == ("documents.E002", checks.ERROR)
