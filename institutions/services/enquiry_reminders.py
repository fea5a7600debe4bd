"""Reminders of answers that are due: to the officer who has the enquiry, or to all while nobody has it.

One comes some hours before, one when the answer is late. What was written is the memory of it: the key of each message
holds when the answer is due, so that any number of workers, killed at any moment, write it once.
"""

import logging
from datetime import datetime, timedelta

from commons.notifications.models import Message
from institutions.models import Enquiry
from institutions.services import enquiry_news as news
from institutions.services.enquiries import lock_enquiry, receivers
from institutions.services.transactions import one_transaction

BEFORE = timedelta(hours=4)
logger = logging.getLogger(__name__)


def remind(*, at: datetime) -> int:
    """Write every reminder that is due, each in a transaction of its own; says for how many enquiries."""
    written = 0
    for enquiry in Enquiry.objects.filter(state=Enquiry.State.OPEN, due_at__lte=at + BEFORE).only("due_at", "pk"):
        if _is_written(enquiry, at):
            continue
        try:
            written += _remind(enquiry.pk, at=at)
        except Exception:
            # One in trouble does not keep the others waiting.
            logger.exception("The reminder of enquiry %s could not be written", enquiry.pk)
    return written


@one_transaction
def _remind(enquiry_id: int, *, at: datetime) -> bool:
    # Locked: an answer that is given at this moment comes before, and nothing is written, or after.
    enquiry = lock_enquiry(enquiry_id)
    if enquiry.due_at is None or enquiry.due_at > at + BEFORE or _is_written(enquiry, at):
        return False
    told = [enquiry.owner] if enquiry.owner else receivers(enquiry)
    return bool([news.tell_due(enquiry, officer, is_over=enquiry.is_late(at), at=at) for officer in told])


def _is_written(enquiry: Enquiry, at: datetime) -> bool:
    """Whether somebody was told already: the keys of the messages go on with the recipient."""
    key = news.key_of_reminder(enquiry, is_over=enquiry.is_late(at))
    return Message.objects.filter(key__startswith=f"{key}:").exists()
