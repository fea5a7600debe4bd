"""What happens to accounts by itself."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from commons.lib import privacy

logger = logging.getLogger(__name__)


@shared_task
def apply_retention() -> dict[str, int]:
    """Let every app drop what it has kept long enough; one app's failure does not keep the others from it."""
    at = timezone.now()
    touched: dict[str, int] = {}
    for holding in privacy.registry():
        if holding.expire is None:
            continue
        try:
            with transaction.atomic():
                touched[holding.name] = holding.expire(at) or 0
        except Exception:
            logger.exception("Retention failed for %s", holding.name)
    return touched
