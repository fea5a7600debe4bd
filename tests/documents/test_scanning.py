"""With a scanner set, nobody opens a file that it has not let through."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commons.documents import errors, services
from commons.documents.models import Document, private_storage
from commons.documents.services import scanning
from commons.documents.services.keeping import SCAN_TASK
from tests.conftest import start_celery_worker
from tests.documents.files import a_pdf, make_document
from tests.factories import NOON

pytestmark = pytest.mark.django_db
Scan = Document.Scan


def lenient(pieces: Iterator[bytes]) -> str:
    """A scanner that reads all and finds what is marked."""
    return "Test.Virus" if b"EICAR" in b"".join(pieces) else ""


def out_of_order(pieces: Iterator[bytes]) -> str:
    """A scanner whose daemon does not answer."""
    raise ConnectionError


@pytest.fixture
def scanner(settings: Any) -> None:
    settings.DOCUMENT_SCANNER = f"{__name__}.lenient"


@pytest.fixture
def pending(scanner: None) -> Document:
    return make_document()


def test_without_a_scanner_a_file_is_available_at_once() -> None:
    assert make_document().is_available


def test_with_a_scanner_a_file_waits_and_nobody_opens_it(pending: Document) -> None:
    assert pending.scan == Scan.PENDING
    with pytest.raises(errors.NotAvailable):
        services.serve(pending, inline=True)


def test_a_worker_is_woken(scanner: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        make_document()

    assert [getattr(callback, "args", None) for callback in callbacks] == [(SCAN_TASK,)]


def test_a_clean_file_is_let_through(pending: Document) -> None:
    assert scanning.scan_due(at=NOON) == 1

    pending.refresh_from_db()
    assert (pending.scan, pending.is_available) == (Scan.CLEAN, True)


def test_an_infected_file_is_deleted_and_its_name_stays(scanner: None, django_capture_on_commit_callbacks: Any) -> None:
    document = make_document(a_pdf() + b"%EICAR")

    with django_capture_on_commit_callbacks(execute=True):
        scanning.scan_due(at=NOON)

    kept = Document.objects.get()
    assert (kept.scan, kept.stored_as, kept.name) == (Scan.REFUSED, "", "contract.pdf")
    assert not kept.is_available
    assert not private_storage().exists(document.stored_as)


def test_a_scanner_that_fails_is_asked_again_later(pending: Document, settings: Any) -> None:
    settings.DOCUMENT_SCANNER = f"{__name__}.out_of_order"
    assert scanning.scan_due(at=NOON) == 0
    settings.DOCUMENT_SCANNER = f"{__name__}.lenient"

    assert scanning.scan_due(at=NOON + scanning.LEASE - timedelta(seconds=1)) == 0
    assert scanning.scan_due(at=NOON + scanning.LEASE) == 1

    pending.refresh_from_db()
    assert pending.is_available


def test_what_another_worker_has_taken_is_left_to_it(pending: Document) -> None:
    Document.objects.update(scan_due_at=NOON + scanning.LEASE)

    assert scanning.scan_due(at=NOON) == 0


def test_a_removed_file_is_not_scanned(pending: Document) -> None:
    services.remove(document=pending, at=NOON)

    assert scanning.scan_due(at=NOON) == 0


def test_a_file_removed_while_it_is_scanned_stays_removed(pending: Document, settings: Any) -> None:
    settings.DOCUMENT_SCANNER = f"{__name__}.removing"

    scanning.scan_due(at=NOON)

    pending.refresh_from_db()
    assert (pending.removed_at, pending.scan) == (NOON, Scan.PENDING)


def removing(pieces: Iterator[bytes]) -> str:
    """A scanner during whose work the owner removes the file."""
    services.remove(document=Document.objects.get(), at=NOON)
    return lenient(pieces)


def test_taking_the_scanner_away_lets_everything_through(pending: Document, settings: Any) -> None:
    settings.DOCUMENT_SCANNER = ""

    scanning.scan_due(at=NOON)

    pending.refresh_from_db()
    assert pending.is_available


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_scans(tmp_path: Path, scanner: None) -> None:
    worker = start_celery_worker(tmp_path, DOCUMENT_SCANNER=f"{__name__}.lenient")
    try:
        make_document(at=timezone.now())
        deadline = time.monotonic() + 60
        while not Document.objects.get().is_available:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        worker.terminate()
        worker.wait(20)
