"""What other apps may do with messages."""

from commons.notifications.services.delivery import deliver_due, drop, resend, sweep
from commons.notifications.services.reading import mark_all_read, mark_read
from commons.notifications.services.withdrawing import withdraw, withdraw_failed
from commons.notifications.services.writing import Attachment, notify, notify_address, post

__all__ = [
    "Attachment",
    "deliver_due",
    "drop",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_address",
    "post",
    "resend",
    "sweep",
    "withdraw",
    "withdraw_failed",
]
