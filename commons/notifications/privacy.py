"""What this app holds about a person: the messages the portal wrote to them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.lib import privacy
from commons.notifications.models import Delivery, Message

KEEP = timedelta(days=730)
"""Messages: two years, so that somebody can still look up what they were told about last year's activity."""
KEEP_PRIVATE = timedelta(days=7)
"""What never was in an inbox (sign-in codes): its text is wiped when it leaves; a week for the trace of it. What could
not be delivered to somebody without an account is kept until its term (`kept_until`) ends or staff settle it."""


def export(user: Any) -> list[dict[str, Any]]:
    """Every message in the person's inbox, the newest first."""
    return [
        {
            "subject": message.subject,
            "text": message.text,
            "language": message.language,
            "written": message.created_at,
            "read": message.read_at,
            "sent": [
                {"channel": delivery.channel, "address": delivery.address, "sent": delivery.sent_at}
                for delivery in message.deliveries.all()
            ],
        }
        for message in Message.objects.inbox_of(user).prefetch_related("deliveries")
    ]


def erase(user: Any, at: datetime) -> int:  # noqa: ARG001  (the register's shape)
    """Delete all messages to the person, and with them what is still on its way."""
    addressed = Message.objects.filter(recipient=user)
    if user.email:
        addressed |= Message.objects.filter(recipient=None, deliveries__address__iexact=user.email)
    return Message.objects.filter(pk__in=addressed.values("pk")).delete()[0]


def expire(at: datetime) -> int:
    """Delete what is older than it may become, and forget words that were only kept to be sent again."""
    over = Message.objects.filter(kept_until__lte=at)
    # What still waits needs its words; the worker that finds it too late drops it.
    forgotten = over.exclude(deliveries__state=Delivery.State.QUEUED).wipe()
    old = Message.objects.filter(created_at__lt=at - KEEP)
    private = Message.objects.filter(in_inbox=False, kept_until=None, created_at__lt=at - KEEP_PRIVATE)
    return forgotten + (old | private).delete()[0]


privacy.register("messages", title=_("Messages"), export=export, erase=erase, keep=KEEP, expire=expire)
