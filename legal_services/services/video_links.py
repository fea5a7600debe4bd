"""Where clients meet an adviser by video: for one appointment, or wherever the adviser usually meets them.

Whoever has an appointment is told once of each link that is new to them.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from commons.audit import services as audit
from commons.audit.models import Act
from legal_services.errors.appointments import AppointmentEnded
from legal_services.errors.telling import NotByVideo
from legal_services.models import Appointment, Channel, Practitioner
from legal_services.services import messages
from legal_services.services.practitioners import SUBJECT as PRACTITIONER
from legal_services.services.receiving import SUBJECT as APPOINTMENT
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

TOLD = "video_link"
"""The message about a link that is new."""


@one_transaction
def give_link(*, appointment: Appointment, link: str, by: "User", at: datetime) -> Appointment:
    """Say where this client is met; empty: wherever the adviser usually meets clients by video. Twice is harmless.

    Raises NotByVideo, AppointmentEnded or LinkNotSafe.
    """
    # Locked: it may be moved to another adviser, or its reminder written, at this very moment.
    appointment = lock_appointment(appointment.pk)
    if appointment.channel != Channel.VIDEO:
        raise NotByVideo
    if appointment.state not in Appointment.COMING or appointment.ends_at <= at:
        raise AppointmentEnded
    if appointment.meeting_link == link:
        return appointment
    before, appointment.meeting_link = appointment.video_link, link
    appointment.changed_at = at
    appointment.save(update_fields=["meeting_link", "changed_at"])
    _note(APPOINTMENT, appointment.reference, by=by, at=at)
    if appointment.video_link != before:
        _tell(appointment, at=at)
    return appointment


@one_transaction
def give_usual_link(*, practitioner: Practitioner, link: str, by: "User", at: datetime) -> int:
    """Say where the adviser meets clients by video from now on; says how many clients who are booked are told.

    Appointments with a link of their own keep it. Twice is harmless. Raises LinkNotSafe.
    """
    locked = _lock(practitioner)
    if locked.meeting_link == link:
        return 0
    locked.meeting_link = link
    locked.save(update_fields=["meeting_link"])
    _note(PRACTITIONER, str(locked.pk), by=by, at=at)
    met_there = Appointment.objects.filter(
        practitioner=locked, channel=Channel.VIDEO, meeting_link="", state=Appointment.State.BOOKED, starts_at__gt=at
    )
    return sum(_tell_if_booked(pk, at=at) for pk in list(met_there.order_by("pk").values_list("pk", flat=True)))


def _lock(practitioner: Practitioner) -> Practitioner:
    """The adviser, their row locked before those of appointments: of two who give a link, the second finds it given."""
    return Practitioner.objects.select_for_update(no_key=True).get(pk=practitioner.pk)


def _tell_if_booked(appointment_id: int, *, at: datetime) -> bool:
    # Locked: it may be cancelled, or moved to somebody else, at this very moment.
    appointment = lock_appointment(appointment_id)
    return appointment.state == Appointment.State.BOOKED and _tell(appointment, at=at)


def _tell(appointment: Appointment, *, at: datetime) -> bool:
    """Tell the client of the link that holds now; nothing when there is none, which staff are shown as something to do.

    Says whether there was anything to tell.
    """
    if not appointment.video_link:
        return False
    messages.tell(appointment, TOLD, at=at, occasion=f"{at:%Y%m%dT%H%M%S%f}")
    return True


def _note(subject: str, reference: str, *, by: "User", at: datetime) -> None:
    audit.record(actor=by, act=Act.CHANGE, subject=subject, reference=reference, reason="video link", at=at)
