"""What workers do for activities."""

from celery import shared_task
from django.utils import timezone

from events import services


@shared_task
def expire_offers() -> None:
    """Close the offers whose time is up and offer the places to the next in line. Beat runs this every minute."""
    services.expire_offers(at=timezone.now())
