"""A document is kept encrypted, opened piece by piece, and removed without a trace of its content."""

import stat
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction

from commons.documents import errors, privacy, services
from commons.documents.models import Document, private_storage
from commons.documents.names import clean_name
from commons.lib.privacy import registry
from tests.documents.files import a_pdf, an_image, make_document, uploaded
from tests.factories import NOON, make_resident

pytestmark = pytest.mark.django_db


def path_of(document: Document) -> Path:
    return Path(private_storage().path(document.stored_as))


def test_what_is_kept_is_what_was_sent() -> None:
    content, resident = a_pdf(3), make_resident()

    key = services.keep(upload=uploaded(content), by=resident, at=NOON).pk

    document = Document.objects.get(pk=key)
    assert b"".join(services.open_content(document)) == content
    assert (document.name, document.media_type, document.size) == ("contract.pdf", "application/pdf", len(content))
    assert (document.added_by, document.added_at, document.is_available) == (resident, NOON, True)


def test_a_visitor_adds_a_document_without_an_account() -> None:
    assert make_document(by=None).added_by is None


def test_the_bytes_stay_as_they_came() -> None:
    photograph = an_image("JPEG", comment=b"taken at the harbour")

    assert b"".join(services.open_content(make_document(photograph, "a.jpg"))) == photograph


def test_the_file_is_for_the_portals_account_only_under_a_name_that_says_nothing() -> None:
    document = make_document()
    path = path_of(document)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert str(document.pk) not in document.stored_as
    assert "contract" not in document.stored_as


def test_what_is_refused_leaves_neither_row_nor_file() -> None:
    with pytest.raises(errors.UnknownType), patch("commons.documents.services.keeping.write") as written:
        make_document(b"MZ" + bytes(100))

    assert not Document.objects.exists()
    written.assert_not_called()


def test_a_row_that_cannot_be_written_leaves_no_file() -> None:
    names: list[str] = []

    def refuse(document: Document, **_options: Any) -> None:
        assert path_of(document).exists()
        names.append(document.stored_as)
        raise IntegrityError

    with patch.object(Document, "save", autospec=True, side_effect=refuse), pytest.raises(IntegrityError):
        make_document()

    assert names
    assert not private_storage().exists(names[0])


def test_equal_files_are_found_and_others_are_not() -> None:
    first, again, other = make_document(), make_document(), make_document(a_pdf(2))

    assert first.digest == again.digest != other.digest
    assert first.stored_as != again.stored_as


def test_a_removed_document_is_a_tombstone(django_capture_on_commit_callbacks: Any) -> None:
    document = make_document()
    path = path_of(document)

    with django_capture_on_commit_callbacks(execute=True):
        services.remove(document=document, at=NOON)

    document = Document.objects.get(pk=document.pk)
    assert (document.removed_at, document.name, document.stored_as) == (NOON, "", "")
    assert not document.is_available
    assert not path.exists()


def test_the_file_goes_only_when_the_transaction_commits(django_capture_on_commit_callbacks: Any) -> None:
    document = make_document()
    path = path_of(document)

    with django_capture_on_commit_callbacks():
        services.remove(document=document, at=NOON)

    assert path.exists()


def test_removing_twice_does_nothing() -> None:
    document = make_document()
    services.remove(document=document, at=NOON)

    services.remove(document=document, at=NOON.replace(hour=15))

    assert document.removed_at == NOON


def test_a_removed_document_is_not_opened() -> None:
    document = make_document()
    services.remove(document=document, at=NOON)

    with pytest.raises(errors.NotAvailable):
        services.open_content(document)
    with pytest.raises(errors.NotAvailable):
        services.serve(document, inline=True)


@pytest.mark.parametrize(
    "fields",
    [
        {"removed_at": NOON},
        {"removed_at": NOON, "stored_as": ""},
        {"stored_as": ""},
        {"scan": "refused"},
        {"scan": "pending"},
        {"media_type": "text/html"},
        {"size": 0},
    ],
)
def test_the_database_refuses_what_makes_no_sense(fields: dict[str, Any]) -> None:
    document = make_document()

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**fields)


def test_two_documents_never_share_a_file() -> None:
    first, second = make_document(), make_document()

    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=first.pk).update(stored_as=second.stored_as)


def test_an_owner_has_room_for_so_many(settings: Any) -> None:
    settings.DOCUMENT_MAX_NUMBER = 3

    services.refuse_unless_room(held=1, added=2)
    with pytest.raises(errors.TooMany, match="at most 3 files"):
        services.refuse_unless_room(held=2, added=2)


@pytest.mark.parametrize(
    ("given", "media_type", "kept"),
    [
        ("계약서.pdf", "application/pdf", "계약서.pdf"),
        ("\u1100\u1168\u110b\u1163\u11a8.PDF", "application/pdf", "계약.PDF"),
        ("C:\\Users\\Kim\\scan.jpeg", "image/jpeg", "scan.jpeg"),
        ("../../etc/passwd", "application/pdf", "passwd.pdf"),
        ("photo.exe", "image/png", "photo.exe.png"),
        ("contract\u202efdp.exe", "application/pdf", "contractfdp.exe.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "application/pdf", "aSet-Cookie: b.pdf"),
        ("", "image/webp", "document.webp"),
        (".pdf", "application/pdf", "pdf.pdf"),
        ("x" * 400 + ".pdf", "application/pdf", "x" * 146 + ".pdf"),
    ],
)
def test_names_are_cleaned_and_end_as_their_type(given: str, media_type: str, kept: str) -> None:
    assert clean_name(given, media_type) == kept


def test_a_persons_copy_lists_the_files_they_added() -> None:
    resident = make_resident()
    make_document(by=resident)
    make_document()

    (exported,) = privacy.export(resident)

    assert "documents" in {holding.name for holding in registry()}
    assert (exported["name"], exported["added"]) == ("contract.pdf", NOON)


def test_erasing_a_person_leaves_the_file_to_its_owner() -> None:
    resident = make_resident()
    document = make_document(by=resident)

    privacy.erase(resident, NOON)

    document.refresh_from_db()
    assert (document.added_by, document.is_available) == (None, True)
