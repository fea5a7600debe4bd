"""The project: settings, URLs, the shell around every page."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
