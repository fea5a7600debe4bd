"""The Celery application: workers deliver messages, size pictures, close offers."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("hometown")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def ask_for_a_heartbeat(**_sender: object) -> None:
    """Let a new worker be heard from at once: beat's first round may be 20 seconds away."""
    app.send_task("portal.tasks.beat_heart")
