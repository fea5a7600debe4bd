"""The night takes what was kept long enough, and what belongs to nothing."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commons.documents import tasks
from commons.documents.models import Document, private_storage
from commons.documents.services import remove, sweeping
from commons.documents.services.keeping import write
from tests.documents.files import make_document
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def age(name: str, days: float) -> None:
    """Make a file as old as this at noon."""
    at = (NOON - timedelta(days=days)).timestamp()
    os.utime(private_storage().path(name), (at, at))


def test_a_document_is_kept_to_the_end_of_its_last_day(django_capture_on_commit_callbacks: Any) -> None:
    document = make_document(keep_until=TODAY)
    midnight = NOON.replace(hour=0) + timedelta(days=1)

    assert sweeping.remove_expired(at=midnight - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.remove_expired(at=midnight) == 1

    assert Document.objects.get().removed_at == midnight
    assert not private_storage().exists(document.stored_as)


def test_a_document_without_a_last_day_stays() -> None:
    make_document()

    assert sweeping.remove_expired(at=NOON + timedelta(days=36500)) == 0


def test_what_was_removed_already_is_left_alone() -> None:
    document = make_document(keep_until=date(2020, 1, 1))
    remove(document=document, at=NOON)

    assert sweeping.remove_expired(at=NOON) == 0


def test_a_file_that_belongs_to_nothing_goes_after_a_day() -> None:
    orphan, fresh, owned = write(b"orphan"), write(b"fresh"), make_document().stored_as
    for name, days in ((orphan, 1.1), (fresh, 0.9), (owned, 30)):
        age(name, days)

    sweeping.delete_orphans(at=NOON)

    assert [private_storage().exists(name) for name in (orphan, fresh, owned)] == [False, True, True]


def test_files_of_others_in_the_private_storage_are_left_alone() -> None:
    path = Path(private_storage().path("pictures/0/original"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"-")
    os.utime(path, (0, 0))

    sweeping.delete_orphans(at=NOON)

    assert path.exists()


def test_an_empty_storage_is_no_error(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }

    assert sweeping.delete_orphans(at=NOON) == 0


def test_the_task_does_both() -> None:
    make_document(keep_until=date(2020, 1, 1))
    orphan = write(b"orphan")
    os.utime(private_storage().path(orphan), (0, 0))

    tasks.sweep_documents()

    assert Document.objects.get().removed_at <= timezone.now()
    assert not private_storage().exists(orphan)
