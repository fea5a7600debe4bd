"""What workers do about time."""

from celery import shared_task
from django.utils import timezone

from commons.scheduling import services


@shared_task
def expire_holds() -> None:
    """Give back the holds whose time is up. Beat runs this every minute; nobody waits for it."""
    services.expire_holds(at=timezone.now())
