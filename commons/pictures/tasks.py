"""Pictures are prepared away from the web."""

from celery import shared_task
from django.utils import timezone

from commons.lib import waking
from commons.pictures import services


@shared_task(time_limit=120, soft_time_limit=110)
def prepare_picture(picture_id: str) -> None:
    """Check and size one picture."""
    services.prepare_picture(picture_id=picture_id, at=timezone.now())


@shared_task
def sweep_pictures() -> None:
    """Hand out the pictures that wait: new ones, and those whose worker died. Beat runs this every minute too."""
    waking.quiet(sweep_pictures.name)
    for picture_id in services.due_pictures(at=timezone.now()):
        prepare_picture.delay(picture_id)
