"""The worker's sign of life."""

from celery import shared_task

from portal import health


@shared_task
def beat_heart() -> None:
    """Say that a worker works. Beat sends this every 20 seconds; /readyz listens."""
    health.note_heartbeat()
