"""What other apps may do with messages."""

from commons.notifications.services.delivery import deliver_due, resend, sweep
from commons.notifications.services.reading import mark_all_read, mark_read
from commons.notifications.services.writing import Attachment, notify, post

__all__ = ["Attachment", "deliver_due", "mark_all_read", "mark_read", "notify", "post", "resend", "sweep"]
