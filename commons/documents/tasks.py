"""What workers do for documents."""

from celery import shared_task
from django.utils import timezone

from commons.documents.services import scanning, sweeping
from commons.lib import waking


@shared_task
def scan_documents() -> None:
    """Have the scanner check what waits. Woken by every upload.

    Beat runs this every minute too, for what a lost broker or a scanner that failed left behind.
    """
    waking.quiet(scan_documents.name)
    scanning.scan_due(at=timezone.now())


@shared_task
def sweep_documents() -> None:
    """Remove what has been kept long enough, and files that belong to nothing. Beat runs this every night."""
    sweeping.remove_expired(at=timezone.now())
    sweeping.delete_orphans(at=timezone.now())
