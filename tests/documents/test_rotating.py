"""After a rotation the old key opens nothing and is needed for nothing."""

import io
import threading
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from commons.documents import cipher, services
from commons.documents.fields import EncryptedField
from commons.documents.models import Document, private_storage
from commons.documents.services import rotation
from tests.documents.files import a_pdf, an_image, make_document
from tests.documents.keys import NEW_KEY
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def rotated() -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("rotate_document_keys", stdout=out)
    return out.getvalue()


def tokens() -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM documents_document ORDER BY added_at, id")
        return [bytes(name) for (name,) in cursor.fetchall()]


def test_the_old_key_may_go_after_a_rotation(settings: Any) -> None:
    (old,) = settings.DOCUMENT_KEYS
    documents = [make_document(a_pdf(number), f"{number}.pdf") for number in range(1, 6)]
    removed = make_document()
    services.remove(document=removed, at=NOON)
    settings.DOCUMENT_KEYS = [NEW_KEY, old]

    told = rotated()

    settings.DOCUMENT_KEYS = [NEW_KEY]
    assert "documents.Document.name: 5 rewritten" in told
    assert "files: 5 rewritten" in told
    for number, document in enumerate(documents, start=1):
        kept = Document.objects.get(pk=document.pk)
        assert kept.name == f"{number}.pdf"
        assert b"".join(services.open_content(kept)) == a_pdf(number)
        assert not private_storage().exists(document.stored_as)


def test_a_second_run_has_nothing_to_do(settings: Any) -> None:
    make_document()
    settings.DOCUMENT_KEYS = [NEW_KEY, *settings.DOCUMENT_KEYS]
    rotated()
    before = (tokens(), Document.objects.get().stored_as)

    told = rotated()

    assert "rewritten" not in told
    assert "Nothing is left under another key" in told
    assert (tokens(), Document.objects.get().stored_as) == before


def test_a_run_that_was_stopped_is_taken_up(settings: Any) -> None:
    for _ in range(4):
        make_document()
    settings.DOCUMENT_KEYS = [NEW_KEY, *settings.DOCUMENT_KEYS]
    renewed = cipher.rotate
    with (
        patch.object(rotation, "BATCH", 2),
        patch.object(cipher, "rotate", side_effect=[renewed(token) for token in tokens()[:3]] + [KeyboardInterrupt]),
        pytest.raises(KeyboardInterrupt),
    ):
        rotated()

    told = rotated()

    assert "files: 4 rewritten" in told
    settings.DOCUMENT_KEYS = [NEW_KEY]
    assert {document.name for document in Document.objects.all()} == {"contract.pdf"}


def test_batches_reach_every_row(settings: Any) -> None:
    for _ in range(5):
        make_document()
    settings.DOCUMENT_KEYS = [NEW_KEY, *settings.DOCUMENT_KEYS]

    with patch.object(rotation, "BATCH", 2):
        counts = rotation.rotate_all()

    assert (counts["documents.Document.name"], counts["files"]) == (5, 5)


def test_what_no_key_fits_is_named_and_the_rest_is_done(settings: Any) -> None:
    (old,) = settings.DOCUMENT_KEYS
    settings.DOCUMENT_KEYS = [cipher.Fernet.generate_key().decode()]
    lost = make_document()
    settings.DOCUMENT_KEYS = [old]
    make_document(an_image(), "b.jpg")
    settings.DOCUMENT_KEYS = [NEW_KEY, old]

    with pytest.raises(CommandError, match=rf"documents\.Document\.name of {lost.pk}, the file of document {lost.pk}"):
        rotated()

    settings.DOCUMENT_KEYS = [NEW_KEY]
    assert Document.objects.exclude(pk=lost.pk).get().name == "b.jpg"


def test_a_text_that_is_changed_meanwhile_stays_as_it_was_changed(settings: Any) -> None:
    document = make_document()
    settings.DOCUMENT_KEYS = [NEW_KEY, *settings.DOCUMENT_KEYS]
    renewed = cipher.rotate

    def change_first(token: bytes) -> bytes:
        Document.objects.filter(pk=document.pk).update(name="changed.pdf")
        return renewed(token)

    with patch.object(cipher, "rotate", side_effect=change_first):
        rotation.rotate_all()

    assert Document.objects.get().name == "changed.pdf"


def test_a_document_removed_while_its_file_gets_a_new_key_leaves_no_file(settings: Any) -> None:
    document = make_document()
    settings.DOCUMENT_KEYS = [NEW_KEY, *settings.DOCUMENT_KEYS]
    written: list[str] = []
    write = rotation.write

    def remove_first(content: bytes) -> str:
        services.remove(document=Document.objects.get(pk=document.pk), at=NOON)
        written.append(write(content))
        return written[0]

    with patch.object(rotation, "write", side_effect=remove_first):
        rotation.rotate_all()

    assert written
    assert not private_storage().exists(written[0])
    assert not private_storage().exists(document.stored_as)
    assert Document.objects.get().stored_as == ""


def test_a_document_whose_file_is_renewed_while_it_is_removed_leaves_no_file(settings: Any) -> None:
    """The removal has read the old name, and waits for the row that the rotation is changing."""
    document = make_document()
    settings.DOCUMENT_KEYS = [NEW_KEY, *settings.DOCUMENT_KEYS]
    removing = threading.Thread(target=remove_in_a_thread, args=(document.pk,))

    with transaction.atomic():
        rotation.rotate_all()
        renewed = Document.objects.get().stored_as
        removing.start()
        removing.join(0.5)
        assert removing.is_alive()
    removing.join(10)

    assert renewed != document.stored_as
    assert (Document.objects.get().removed_at, Document.objects.get().stored_as) == (NOON, "")
    assert not private_storage().exists(document.stored_as)
    assert not private_storage().exists(renewed)


def remove_in_a_thread(key: object) -> None:
    """Remove a document by a connection of its own."""
    try:
        services.remove(document=Document.objects.get(pk=key), at=NOON)
    finally:
        connection.close()


def test_every_encrypted_column_of_every_app_is_walked() -> None:
    found = {str(field) for field in rotation.encrypted_fields()}

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE data_type = 'bytea' "
            "AND table_schema = 'public' AND table_name NOT LIKE 'django%'"
        )
        columns = cursor.fetchone()[0]
    assert "documents.Document.name" in found
    assert len(found) <= columns
    assert all(isinstance(field, EncryptedField) for field in rotation.encrypted_fields())
