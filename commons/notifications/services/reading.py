"""What a person does with their inbox."""

from datetime import datetime
from typing import Any

from commons.notifications.models import Message


def mark_read(*, message: Message, at: datetime) -> None:
    """Note that the recipient has seen the message; the first time counts."""
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=at)


def mark_all_read(*, recipient: Any, at: datetime) -> int:
    """Note that the person has seen everything in their inbox; says how many were new."""
    return Message.objects.inbox_of(recipient).filter(read_at=None).update(read_at=at)
