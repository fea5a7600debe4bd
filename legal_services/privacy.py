"""What is held about a person around appointments: by account, and of guests by the address that they gave."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.documents import services as documents
from commons.lib import privacy
from commons.scheduling.models import Reservation
from legal_services.models import Appointment, AppointmentFile, AppointmentLink, Call
from legal_services.services import changing
from legal_services.services.files import KEPT_AFTER_THE_MEETING

if TYPE_CHECKING:
    from commons.accounts.models import User
    from legal_services.querysets import AppointmentQuerySet

KEPT_NARRATIVE = timedelta(days=90)
"""What was written while booking and that no matter took over: the meeting is over, nobody needs it (PIPL art. 19).
It goes with the files that were handed in."""
KEPT_CONTACT = timedelta(days=365)
"""A guest's name, phone and address: a year, in which somebody may ask what became of their appointment."""
KEPT_APPOINTMENT = timedelta(days=5 * 365)
"""The bare appointment: five years, for figures over time; it says no more than that a time was used."""
NOBODY = "—"
"""In the place of a name that is forgotten; a constraint asks for some."""


def export(user: "User") -> list[dict[str, Any]]:
    """The person's appointments with what they wrote and handed in."""
    related = Appointment.objects.of_client(user).select_related("service", "practitioner", "interpreter")
    return [
        {
            "reference": appointment.reference,
            "service": str(appointment.service.name),
            "starts_at": appointment.starts_at,
            "state": appointment.state,
            "language": appointment.language,
            "way": appointment.channel,
            "with": [str(one) for one in (appointment.practitioner, appointment.interpreter) if one],
            "name": appointment.name,
            "phone": str(appointment.phone),
            "email": appointment.email,
            "people": appointment.people,
            "what_it_is_about": appointment.narrative or "",
            "files": [file.document.name for file in appointment.files.all()],
            "asked_for_an_earlier_time": [request.created_at for request in appointment.earlier_requests.all()],
            "booked_at": appointment.created_at,
        }
        for appointment in related.prefetch_related("files__document", "earlier_requests")
    ]


def erase(user: "User", at: datetime) -> None:
    """Cancel what is to come, delete what was written and handed in, and forget whose the appointments were.

    The matters that advisers work on are records of the service area with terms of their own.
    """
    for appointment in Appointment.objects.filter(user=user).coming().order_by("pk"):
        changing.drop(appointment=appointment, at=at)
    own = Appointment.objects.filter(user=user)
    _forget_texts(own, at)
    _forget_people(own)


def expire(at: datetime) -> int:
    """Let go of texts and files, of contacts, and at last of the appointments; says how many rows were touched."""
    ended = Appointment.objects.real()
    touched = _forget_texts(ended.filter(ends_at__lt=at - KEPT_NARRATIVE), at)
    touched += _forget_people(ended.filter(~Q(name=NOBODY), ends_at__lt=at - KEPT_CONTACT))
    touched += AppointmentLink.objects.filter(expires_at__lt=at).delete()[0]
    return touched + _drop(ended.filter(ends_at__lt=at - KEPT_APPOINTMENT, record=None))


def register() -> None:
    """Add this holding to the register."""
    privacy.register(
        "appointments",
        title=_("Appointments"),
        export=export,
        erase=erase,
        keep=max(KEPT_NARRATIVE, KEPT_AFTER_THE_MEETING, KEPT_CONTACT),
        expire=expire,
    )


def _forget_texts(appointments: "AppointmentQuerySet", at: datetime) -> int:
    """Delete what was told while booking, and the files; what a matter has taken over is its own."""
    touched = appointments.filter(narrative__isnull=False).update(narrative=None, narrative_consent_at=None)
    for file in AppointmentFile.objects.filter(appointment__in=appointments).select_related("document"):
        file.delete()
        documents.remove(document=file.document, at=at)
        touched += 1
    return touched


def _forget_people(appointments: "AppointmentQuerySet") -> int:
    """Forget names and addresses. A client whom the area knows stays known there, by a record of its own."""
    AppointmentLink.objects.filter(appointment__in=appointments).delete()
    Call.objects.filter(appointment__in=appointments).delete()
    return appointments.update(name=NOBODY, phone="", email="", user=None, cancel_reason="")


def _drop(appointments: "AppointmentQuerySet") -> int:
    """Delete the rows, and the times that they took."""
    reservations = list(appointments.values_list("reservation", flat=True))
    count = appointments.delete()[0]
    Reservation.objects.filter(pk__in=reservations).delete()
    return count
