"""Those whose appointments cannot take place are asked to choose another time."""

from collections.abc import Sequence
from datetime import datetime

from commons.notifications.models import Message
from legal_services.errors import appointments as errors
from legal_services.models import Appointment
from legal_services.services import messages
from legal_services.services.transactions import lock_appointment, one_transaction
from legal_services.slots import Pair


@one_transaction
def offer_rebooking(
    *, appointment: Appointment, times: Sequence[datetime], at: datetime, stand_in: Pair | None = None
) -> Message | None:
    """Ask the client to choose another time, and name some that are free; None when no message reaches them.

    `stand_in` could meet them at the very time that is booked, and is named first. Their time stands until they
    choose. Asked twice about the same time, they are told once.
    Raises AppointmentEnded.
    """
    # Locked: it may be moved or cancelled at this very moment, and then there is nothing to ask.
    appointment = lock_appointment(appointment.pk)
    if appointment.state != Appointment.State.BOOKED or appointment.starts_at <= at:
        raise errors.AppointmentEnded
    return messages.tell(
        appointment, "rebook", at=at, good_until=appointment.starts_at, reason="", times=list(times),
        stand_in=stand_in.names if stand_in else "",
    )  # fmt: skip
