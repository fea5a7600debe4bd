"""Files that a client hands in before the meeting; theirs to take back until it begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db.models import Exists, OuterRef, Q

from commons.documents import services as documents
from commons.lib.dates import day_in_beijing
from legal_services.errors import appointments as errors
from legal_services.models import Appointment, AppointmentFile, Assignment
from legal_services.roles import roles_of
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User
    from legal_services.querysets import AppointmentQuerySet

KEPT_AFTER_THE_MEETING = timedelta(days=90)
"""For so long a file stays that no matter took over: until what was agreed is done, as a rule, and no longer."""


@one_transaction
def add(
    *, appointment: Appointment, uploads: Sequence[File[Any]], by: "User | None", at: datetime
) -> list[AppointmentFile]:
    """Keep the files encrypted and put them with the appointment. Raises FilesClosed, TooMany or UnusableFile."""
    _refuse_closed(appointment, at)
    last_day = day_in_beijing(appointment.ends_at + KEPT_AFTER_THE_MEETING)
    kept = [documents.keep(upload=upload, by=by, at=at, keep_until=last_day) for upload in uploads]
    # Locked only now, because examining takes a while: the files are counted, and the meeting may have begun.
    appointment = lock_appointment(appointment.pk)
    _refuse_closed(appointment, at)
    documents.refuse_unless_room(held=appointment.files.count(), added=len(kept))
    return [appointment.files.create(document=document) for document in kept]


@one_transaction
def remove(*, file: AppointmentFile, at: datetime) -> None:
    """Take a file back, for good. Raises FilesClosed once the meeting has begun."""
    # Locked: the meeting may be beginning.
    appointment = lock_appointment(file.appointment_id)
    if not can_be_taken_back(appointment, at):
        raise errors.FilesClosed
    document = file.document
    file.delete()
    documents.remove(document=document, at=at)


def are_open(appointment: Appointment, at: datetime) -> bool:
    """Whether files can be handed in."""
    return appointment.state == Appointment.State.BOOKED and at < appointment.starts_at


def can_be_taken_back(appointment: Appointment, at: datetime) -> bool:
    """Whether files can be deleted by their owner: until the meeting, and always when there is none."""
    return are_open(appointment, at) or appointment.state == Appointment.State.CANCELLED


def readable_by(user: "User | Any", appointments: "AppointmentQuerySet") -> "AppointmentQuerySet":
    """Those of the appointments whose files a practitioner may read: as their adviser, or assigned to their matter.

    Neither interpreters nor clerks read them.
    """
    practitioner = roles_of(user).practitioner_id
    if practitioner is None:
        return appointments.none()
    works_on_it = Assignment.objects.filter(matter=OuterRef("matter"), practitioner=practitioner, until=None)
    meets = Q(practitioner=practitioner) & ~Q(state=Appointment.State.CANCELLED)
    return appointments.filter(meets | Exists(works_on_it.exclude(task=Assignment.Task.INTERPRETS)))


def _refuse_closed(appointment: Appointment, at: datetime) -> None:
    if not are_open(appointment, at):
        raise errors.FilesClosed
