"""Why somebody cannot be received, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal
from legal_services.errors.common import ChangedMeanwhile


class NotToday(Refusal):
    """Who comes is received on the day of the appointment, by Beijing's calendar."""

    code = "not-today"
    message = _("This appointment is on another day.")
    next_step = _("Move it to today first, or give the client a queue number.")


class NotBegunYet(Refusal):
    """Nobody is late before the time has come."""

    code = "not-begun-yet"
    message = _("The time of this appointment has not come yet.")
    next_step = _("Wait until it has begun. If the client called off, cancel the appointment.")


class NobodyWaits(Refusal):
    code = "nobody-waits"
    message = _("Nobody waits whom this adviser could meet.")
    next_step = _("Choose another adviser, or call a number from the list.")


class QueueIsOver(Refusal):
    """Numbers are called on the day on which they were drawn."""

    code = "queue-is-over"
    message = _("This number is from another day.")
    next_step = _("Draw a new number. What took place is logged from the service log.")


class QueueIsFull(Refusal):
    code = "queue-is-full"
    message = _("No more numbers are given out today.")
    next_step = _("Book an appointment for the client instead.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {"queue_number_once": ChangedMeanwhile}
"""What a violated constraint means to the person."""
