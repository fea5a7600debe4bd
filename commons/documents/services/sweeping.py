"""What goes at night: documents that were kept long enough, and files that belong to none."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from commons.documents.models import FOLDER, Document, private_storage
from commons.documents.services.keeping import remove
from commons.lib.dates import day_in_beijing

SETTLED = timedelta(days=1)
"""A younger file may belong to a transaction that has not ended."""
logger = logging.getLogger(__name__)


def remove_expired(*, at: datetime) -> int:
    """Remove every document whose last day is over in Beijing; return how many."""
    expired = list(Document.objects.expired(day_in_beijing(at)))
    for document in expired:
        remove(document=document, at=at)
    return len(expired)


def delete_orphans(*, at: datetime) -> int:
    """Delete files older than a day that no document refers to; return how many."""
    storage, orphans = private_storage(), 0
    for names in _folders():
        owned = set(Document.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
        for name in names:
            if name not in owned and storage.get_modified_time(name) < at - SETTLED:
                storage.delete(name)
                orphans += 1
    if orphans:
        logger.info("Deleted %s files that belonged to no document", orphans)
    return orphans


def _folders() -> Iterator[list[str]]:
    """The names of all files, folder by folder."""
    storage = private_storage()
    try:
        folders = storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        yield [f"{FOLDER}/{folder}/{name}" for name in storage.listdir(f"{FOLDER}/{folder}")[1]]
