"""The Celery application: workers deliver messages, size pictures, close offers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("hometown")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
