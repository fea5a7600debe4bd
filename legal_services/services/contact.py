"""How a client without an account is reached is put right: an address that was mistyped, a number that changed."""

from datetime import datetime
from typing import TYPE_CHECKING

from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.waking import wake
from commons.notifications.services import withdraw
from legal_services.errors import telling as errors
from legal_services.errors.appointments import AppointmentEnded
from legal_services.errors.booking import ContactNeeded
from legal_services.models import Appointment, Channel
from legal_services.services import changing, messages
from legal_services.services.links import revoke_links
from legal_services.services.receiving import SUBJECT
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

State = Appointment.State


@one_transaction
def correct_contact(
    *, appointment: Appointment, phone: str, email: str, writes: str, by: "User", at: datetime
) -> Appointment:
    """Put right how the client is reached, and in which language. Twice is harmless.

    With another address, every link that was sent before is shut, what is still on its way to the old address stays,
    and a new confirmation with a new link goes to the new one. The access log notes what was corrected, not the
    addresses themselves.
    Raises AppointmentEnded, ContactOfAccount, ContactNeeded or NumberNeeded.
    """
    # Locked: it may be moved, its reminder written, or the link in a message drawn, at this very moment.
    appointment = lock_appointment(appointment.pk)
    _refuse(appointment, phone=phone, email=email, at=at)
    before = appointment.email
    corrected = {"phone": phone, "email": email, "writes": writes}
    changed = [name for name, value in corrected.items() if str(getattr(appointment, name)) != value]
    if not changed:
        return appointment
    appointment.phone, appointment.email, appointment.writes, appointment.changed_at = phone, email, writes, at
    appointment.save(update_fields=[*corrected, "changed_at"])
    for name in changed:
        audit.record(
            actor=by, act=Act.CHANGE, subject=SUBJECT, reference=appointment.reference, reason=f"contact: {name}", at=at
        )
    if email != before:
        _leave_old_address(appointment, at=at)
    return appointment


def is_correctable(appointment: Appointment, at: datetime) -> bool:
    """Whether the desk puts the contact right: whoever has an account does so there, and a meeting that is over is."""
    return appointment.user_id is None and appointment.state in Appointment.COMING and at < appointment.ends_at


def _leave_old_address(appointment: Appointment, *, at: datetime) -> None:
    revoke_links(appointment=appointment, at=at)
    withdraw(keys=messages.keys_of(appointment))
    # What was offered stood in a message to the old address: it is offered anew, if anybody can be told of it.
    changing.retire_offer(appointment, at=at, ends=not appointment.email)
    wake(changing.OFFERING)
    if appointment.email:
        messages.tell(appointment, "booked", at=at, occasion=f"{at:%Y%m%dT%H%M%S%f}")


def _refuse(appointment: Appointment, *, phone: str, email: str, at: datetime) -> None:
    if appointment.user_id is not None:
        raise errors.ContactOfAccount
    if not is_correctable(appointment, at):
        raise AppointmentEnded
    if not phone and not email:
        raise ContactNeeded
    if appointment.channel == Channel.PHONE and not phone:
        raise errors.NumberNeeded
