"""What workers do for institutions and their spaces."""

from celery import shared_task
from django.utils import timezone

from institutions.services import bookings


@shared_task
def release_unused() -> None:
    """Give back the spaces to which nobody came. Beat runs this every minute."""
    bookings.release_unused(at=timezone.now())
