"""Giving every stored text and file the newest key, while the portal runs.

Each value is replaced only if nobody changed it meanwhile. What has the newest key already is left alone, so that a run
that was stopped goes on where it was.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from commons.documents import cipher, frames
from commons.documents.fields import EncryptedField
from commons.documents.models import Document, private_storage
from commons.documents.services.keeping import discard_on_commit, write

BATCH = 500
FILES = "files"
"""The name under which files are counted."""
RAW = models.BinaryField()


class Unreadable(Exception):
    """Some values could not be read with any of the keys; all others have the newest. `counts` says how many."""

    def __init__(self, places: list[str], counts: Counter[str]) -> None:
        super().__init__(f"No key fits {len(places)} values: " + ", ".join(places[:20]))
        self.counts = counts


def rotate_all() -> Counter[str]:
    """Give everything the newest key; return how much was rewritten, by `app.Model.field` and `files`.

    Raises Unreadable at the end when something could not be read: the old key is then still needed.
    """
    counts: Counter[str] = Counter()
    unreadable: list[str] = []
    for field in encrypted_fields():
        _rotate_field(field, counts, unreadable)
    _rotate_files(counts, unreadable)
    if unreadable:
        raise Unreadable(unreadable, counts)
    return counts


def encrypted_fields() -> Iterator[EncryptedField]:
    """Every encrypted column of every app."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield from (field for field in model._meta.local_fields if isinstance(field, EncryptedField))


def _rotate_field(field: EncryptedField, counts: Counter[str], unreadable: list[str]) -> None:
    rows: Any = field.model._base_manager.annotate(raw_token=Cast(field.name, RAW)).order_by("pk")
    written = rows.filter(**{f"{field.name}__is_empty": False})
    batch = list(written.values_list("pk", "raw_token")[:BATCH])
    while batch:
        for key, raw in batch:
            token = bytes(raw)
            if cipher.is_current(token):
                continue
            try:
                renewed = models.Value(cipher.rotate(token), output_field=RAW)
            except cipher.CannotDecrypt:
                unreadable.append(f"{field} of {key}")
                continue
            # Somebody who writes at this moment uses the newest key anyhow: theirs stays.
            counts[str(field)] += rows.filter(pk=key, raw_token=token).update(**{field.name: renewed})
        batch = list(written.filter(pk__gt=batch[-1][0]).values_list("pk", "raw_token")[:BATCH])


def _rotate_files(counts: Counter[str], unreadable: list[str]) -> None:
    stored = Document.objects.kept().exclude(stored_as="").order_by("pk")
    for key, name in stored.values_list("pk", "stored_as").iterator(BATCH):
        try:
            counts[FILES] += _rotate_file(key, name)
        except (cipher.CannotDecrypt, frames.TamperedFile, FileNotFoundError):
            if stored.filter(pk=key).exists():
                unreadable.append(f"the file of document {key}")


def _rotate_file(key: Any, name: str) -> bool:
    """Write the file anew under another name, unless it has the newest key; the document then points to that."""
    with private_storage().open(name) as file:
        if frames.is_current(file):
            return False
        file.seek(0)
        renewed = write(b"".join(frames.rotated(file)))
    with transaction.atomic():
        # The document may have been removed meanwhile: then the new file is the one that nobody needs.
        taken = bool(Document.objects.kept().filter(pk=key, stored_as=name).update(stored_as=renewed))
        discard_on_commit(name if taken else renewed)
    return taken
