"""Taking a file in, and letting it go."""

import hashlib
import secrets
import uuid
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction

from commons.documents.cipher import blind_index
from commons.documents.errors import TooMany
from commons.documents.examination import examine
from commons.documents.frames import sealed
from commons.documents.models import FOLDER, Document, private_storage
from commons.documents.names import clean_name
from commons.lib.waking import wake

SCAN_TASK = "commons.documents.tasks.scan_documents"


def refuse_unless_room(*, held: int, added: int = 1) -> None:
    """Refuse when an owner that holds so many documents would have too many with so many more.

    The owner's row is the lock: whoever counts `held` has it locked. Raises TooMany.
    """
    if held + added > settings.DOCUMENT_MAX_NUMBER:
        raise TooMany(settings.DOCUMENT_MAX_NUMBER)


def keep(*, upload: File[Any], by: Any, at: datetime, keep_until: date | None = None) -> Document:
    """Examine a file and keep it encrypted, in the caller's transaction. `by` is the account that adds it, or None.

    `keep_until` is the last day (in Beijing) on which it is kept; without one, its owner removes it in time.
    With a scanner set, it is not available until that has checked it.
    Raises a subclass of UnusableFile. When the transaction is rolled back, the file is deleted by the nightly sweep.
    """
    content, media_type = examine(upload)
    scanned = not settings.DOCUMENT_SCANNER
    document = Document(
        id=uuid.uuid4(),
        name=clean_name(upload.name or "", media_type),
        media_type=media_type,
        size=len(content),
        digest=digest_of(content),
        added_by=by if getattr(by, "pk", None) else None,
        added_at=at,
        keep_until=keep_until,
        scan=Document.Scan.CLEAN if scanned else Document.Scan.PENDING,
        scan_due_at=None if scanned else at,
    )
    # The file comes first: a row without its file would be a lie, a file without a row is swept away.
    document.stored_as = write(b"".join(sealed(content, key=document.pk)))
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except BaseException:
        private_storage().delete(document.stored_as)
        raise
    if not scanned:
        wake(SCAN_TASK)
    return document


def remove(*, document: Document, at: datetime) -> None:
    """Let go of the name and, once the transaction commits, of the file; the row stays as a tombstone.

    Removing twice does nothing.
    """
    with transaction.atomic():
        kept = Document.objects.kept().filter(pk=document.pk)
        # Somebody may be giving the file a new key at this moment: the update holds only for the file that was read.
        while (stored_as := kept.values_list("stored_as", flat=True).first()) is not None:
            if kept.filter(stored_as=stored_as).update(removed_at=at, stored_as="", name=""):
                discard_on_commit(stored_as)
                break
        document.refresh_from_db()


def digest_of(content: bytes) -> str:
    """By this, equal files are found: keyed, so that a list of digests says nothing about known files."""
    return blind_index(hashlib.sha256(content).hexdigest(), purpose="documents.document.digest")


def write(content: bytes) -> str:
    """Write a file under a new name that says nothing; return the name."""
    name = secrets.token_hex(20)
    return private_storage().save(f"{FOLDER}/{name[:2]}/{name}", ContentFile(content))


def discard_on_commit(stored_as: str) -> None:
    """Delete a file once nothing refers to it any more; what fails here is found by the nightly sweep."""
    if stored_as:
        transaction.on_commit(partial(private_storage().delete, stored_as), robust=True)
