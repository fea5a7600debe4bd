"""What workers do for messages."""

from celery import shared_task
from django.utils import timezone

from commons.lib import waking
from commons.notifications import services


@shared_task
def deliver() -> None:
    """Send what is due. Woken by every transaction that writes messages."""
    waking.quiet(deliver.name)
    services.deliver_due(at=timezone.now())


@shared_task
def sweep_deliveries() -> None:
    """Send what a lost broker or a killed worker left behind. Beat runs this every 30 seconds."""
    services.sweep(at=timezone.now())
