"""Whoever steals a backup of the legal service area reads no word of it, and an old key can be let go of."""

import io
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.utils import translation

from commons.documents.fields import EncryptedField
from commons.documents.services import open_content
from tests.documents.keys import NEW_KEY
from tests.documents.test_at_rest import dump, spellings
from tests.factories import NOON
from tests.legal_services.planted import NAMES, SECRETS, Planted, plant, tell_everything

pytestmark = pytest.mark.django_db(transaction=True)
CONFIDENTIAL = {name: words for name, words in SECRETS.items() if name not in NAMES}


@pytest.fixture
def planted() -> Planted:
    """Everything that is confidential, with every message about it written and sent."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        made = plant()
        tell_everything(made)
        return made


def encrypted_values() -> dict[str, list[Any]]:
    """What stands in each encrypted column of the legal service area, of drafts and of files, by its name."""
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedField) and model._meta.app_label in {"legal_services", "documents"}
    ]
    return {
        str(field): [
            value
            for row in field.model._default_manager.order_by("pk")
            if (value := getattr(row, field.attname)) not in (None, "")
        ]
        for field in fields
    }


def test_a_dump_and_the_disk_hold_nothing_of_what_was_told_written_or_handed_in(planted: Planted) -> None:
    stored = dump()
    files = [path.read_bytes() for path in Path(django_settings.PRIVATE_ROOT).rglob("*") if path.is_file()]

    # The negative control: what is kept in the open is found by the same search.
    assert SECRETS["name of the client"].encode() in stored
    assert len(files) >= len(planted.documents)
    leaked = [name for name, words in CONFIDENTIAL.items() for form in spellings(words.encode()) if form in stored]
    on_disk = [name for name, words in CONFIDENTIAL.items() if any(words.encode() in file for file in files)]
    assert (leaked, on_disk) == ([], [])


def test_every_kind_of_confidential_text_was_planted(planted: Planted) -> None:
    empty = [name for name, values in encrypted_values().items() if not values]

    assert empty == []


def test_rotation_rewrites_each_of_them_and_the_old_key_may_go(planted: Planted, settings: Any) -> None:
    before = encrypted_values()
    (old,) = settings.DOCUMENT_KEYS
    settings.DOCUMENT_KEYS = [NEW_KEY, old]
    out = io.StringIO()

    call_command("rotate_document_keys", stdout=out)

    settings.DOCUMENT_KEYS = [NEW_KEY]
    told = out.getvalue()
    for name, values in before.items():
        assert f"{name}: {len(values)} rewritten" in told
    assert f"files: {len(planted.documents)} rewritten" in told
    assert encrypted_values() == before
    for whose, document in planted.documents.items():
        document.refresh_from_db()
        assert SECRETS[f"byte {whose}"].encode() in b"".join(open_content(document))
