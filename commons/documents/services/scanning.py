"""The seam for a check for viruses.

`DOCUMENT_SCANNER` is the dotted path of a function that is called in a worker as `scanner(pieces)`, `pieces` being an
iterator over the content's bytes. It returns the name of what it found, or an empty string for a clean file, and raises
whatever it likes when it could not check; the file then waits for another try.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from commons.documents.frames import opened
from commons.documents.models import Document, private_storage
from commons.documents.services.keeping import discard_on_commit

Scanner = Callable[[Iterator[bytes]], str]
LEASE = timedelta(minutes=5)
"""For so long a document belongs to the worker that took it; after a failure it is tried again then."""
logger = logging.getLogger(__name__)


def scan_due(*, at: datetime) -> int:
    """Have every document that waits checked, one after the other; return how many were.

    Without a scanner, what still waits is let through: whoever took it out of the settings wanted that.
    """
    if not settings.DOCUMENT_SCANNER:
        waiting = Document.objects.kept().filter(scan=Document.Scan.PENDING)
        return waiting.update(scan=Document.Scan.CLEAN, scan_due_at=None)
    scanner: Scanner = import_string(settings.DOCUMENT_SCANNER)
    due = Document.objects.unscanned(at).order_by("scan_due_at").values_list("pk", flat=True)
    return sum(_scan(Document.objects.get(pk=key), scanner, at=at) for key in list(due) if _taken(key, at=at))


def _taken(key: UUID, *, at: datetime) -> bool:
    """Take a document for as long as the lease, unless another worker has it."""
    return bool(Document.objects.unscanned(at).filter(pk=key).update(scan_due_at=at + LEASE))


def _scan(document: Document, scanner: Scanner, *, at: datetime) -> bool:
    try:
        with private_storage().open(document.stored_as) as file:
            found = scanner(opened(file, key=document.pk))
    except Exception:
        logger.exception("Document %s could not be checked; it is tried again", document.pk)
        return False
    # Only what this worker took: the document may have been removed, or another worker been faster.
    mine = Document.objects.kept().filter(pk=document.pk, scan=Document.Scan.PENDING, scan_due_at=at + LEASE)
    if not found:
        mine.update(scan=Document.Scan.CLEAN, scan_due_at=None)
    elif mine.filter(stored_as=document.stored_as).update(scan=Document.Scan.REFUSED, scan_due_at=None, stored_as=""):
        logger.warning("The scanner refused document %s: %s", document.pk, found)
        discard_on_commit(document.stored_as)
    return True
