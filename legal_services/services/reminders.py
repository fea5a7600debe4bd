"""Reminders, a day and two hours before: each exactly once, none for a time that no longer holds.

What was written is the memory of it: the key of a reminder holds the appointment's time, so that any number of
workers, killed at any moment, write it once, and a moved appointment has reminders of its own.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from commons.notifications.models import Message
from commons.notifications.services import withdraw
from legal_services.models import Appointment
from legal_services.services import messages
from legal_services.services.transactions import lock_appointment, one_transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reminder:
    """One of the reminders: so long before the start, and when it comes late, no later than `pointless` before it."""

    name: str
    before: timedelta
    pointless: timedelta

    def key(self, appointment: Appointment) -> str:
        """The idempotency key of its message; the time that it reminds of is part of it."""
        return messages.key_of(appointment, "reminder", self.occasion(appointment))

    def occasion(self, appointment: Appointment) -> str:
        """What tells it apart from the appointment's other reminders."""
        return f"{self.name}:{appointment.starts_at.astimezone(UTC):%Y%m%dT%H%MZ}"

    def good_until(self, appointment: Appointment) -> datetime:
        """After this moment it only confuses."""
        return appointment.starts_at - self.pointless


REMINDERS = (
    Reminder("24h", before=timedelta(hours=24), pointless=timedelta(hours=3)),
    Reminder("2h", before=timedelta(hours=2), pointless=timedelta(0)),
)


def remind(*, at: datetime) -> int:
    """Write every reminder that is due; says how many. Beat has a worker do it every minute.

    Each is a transaction of its own, so that one in trouble does not keep the others waiting.
    """
    written = 0
    for appointment_id, reminder in _due(at):
        try:
            written += _remind(appointment_id, reminder, at=at)
        except Exception:
            logger.exception("The reminder %s of appointment %s could not be written", reminder.name, appointment_id)
    return written


def keep_back(appointment: Appointment) -> None:
    """Stop the reminders of the appointment's time that have not left yet. Its row is locked."""
    withdraw(keys=[reminder.key(appointment) for reminder in REMINDERS])


def _due(at: datetime) -> Iterator[tuple[int, Reminder]]:
    """The reminders whose time has come and that nobody has written yet."""
    for reminder in REMINDERS:
        appointments = list(_to_remind(reminder, at))
        keys = {reminder.key(appointment): appointment.pk for appointment in appointments}
        written = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
        yield from ((pk, reminder) for key, pk in keys.items() if key not in written)


def _to_remind(reminder: Reminder, at: datetime) -> Iterator[Appointment]:
    """The appointments in this reminder's stretch of time; without those that got their time within it."""
    reachable = Q(user__isnull=False) | ~Q(email="")
    return (
        Appointment.objects.filter(
            reachable,
            state=Appointment.State.BOOKED,
            starts_at__lte=at + reminder.before,
            starts_at__gt=at + reminder.pointless,
        )
        .annotate(told_at=Coalesce("moved_at", "created_at"))
        .filter(told_at__lte=F("starts_at") - reminder.before)
        .only("starts_at", "calendar_sequence")
        .iterator()
    )


@one_transaction
def _remind(appointment_id: int, reminder: Reminder, *, at: datetime) -> bool:
    """Write one reminder, unless the appointment was cancelled or moved meanwhile."""
    # Locked: a cancellation comes before, and nothing is written, or after, and stops what was.
    appointment = lock_appointment(appointment_id)
    good_until = reminder.good_until(appointment)
    if appointment.state != Appointment.State.BOOKED or not at < good_until <= at + reminder.before:
        return False
    told = messages.tell(
        appointment, "reminder", at=at, occasion=reminder.occasion(appointment), good_until=good_until,
        can_change=appointment.can_be_changed_by_client(at),
    )  # fmt: skip
    return told is not None
