"""Clients who left nothing but a phone number are called: what they are to be told stands on a list until it is said.

Each call is asked for, and settled, by a statement that names what it expects to find: of two clerks who press at once
one makes the call, and an appointment that changes takes what is left to tell off the list.
"""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.dates import day_in_beijing
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from legal_services.errors.telling import CallSettled
from legal_services.models import Appointment, Call
from legal_services.querysets import AppointmentQuerySet, CallQuerySet
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

logger = logging.getLogger(__name__)

SUBJECT = "legal.appointment"
"""What the access log calls an appointment."""
About = Call.About
OVERTAKES = {About.MOVED, About.CANCELLED}
"""News after which nothing that was to be told before is true any more."""
NOTE_LENGTH = 200


def ask_for_call(
    appointment: Appointment,
    about: str,
    *,
    key: str,
    at: datetime,
    by_client: bool = False,
    was: datetime | None = None,
) -> None:
    """Put the client on the list, in the caller's transaction; the appointment's row is locked.

    Nobody is called who knows already: they moved or cancelled it, or booked it on their own. What is no news for the
    telephone is left alone.
    """
    if about in OVERTAKES:
        appointment.calls.to_make().update(dropped_at=at)
    booked_alone = about == About.BOOKED and appointment.created_by_id is None
    if about not in About.values or by_client or booked_alone or not appointment.is_only_called:
        return
    call = Call(appointment=appointment, about=about, key=key, was=was, asked_at=at)
    Call.objects.bulk_create([call], ignore_conflicts=True)


def remind(*, at: datetime) -> int:
    """Put on the list who comes before the end of the next working day; says how many. Beat has it done every minute.

    On working days only: on a Friday those of Saturday, Sunday and Monday are called. Who was told of the time today,
    or is on the list for it, is not called twice.
    """
    today = day_in_beijing(at)
    calendar = Calendar.for_window(today)
    if not calendar.is_working_day(today):
        return 0
    until = Span.of_day(calendar.nth_working_day_after(today, 1)).ends_at
    asked = 0
    for appointment_id in list(_to_remind(at, until).values_list("pk", flat=True)):
        try:
            asked += _ask_to_remind(appointment_id, at=at)
        except Exception:
            logger.exception("The reminding call for appointment %s could not be asked for", appointment_id)
    return asked


@one_transaction
def mark_called(*, call: Call, by: "User", at: datetime, note: str = "") -> None:
    """Note who told the client, and when. Raises CallSettled when somebody did, or when it is not needed any more."""
    _settle(call, called_at=at, called_by=by, note=note[:NOTE_LENGTH])
    _note(call, "called", by=by, at=at)


@one_transaction
def mark_unanswered(*, call: Call, by: "User", at: datetime, note: str = "") -> None:
    """Note that nobody answered: the call stays on the list, after the others. Raises CallSettled."""
    _settle(call, tries=F("tries") + 1, tried_at=at, note=note[:NOTE_LENGTH] or F("note"))
    _note(call, "called, no answer", by=by, at=at)


@one_transaction
def take_back(*, call: Call, by: "User", at: datetime) -> None:
    """Put a call back on the list that was ticked by mistake. Raises CallSettled when it is not needed any more."""
    still_so = Q(about=About.CANCELLED) | Q(appointment__state=Appointment.State.BOOKED)
    since = Coalesce("appointment__moved_at", "appointment__created_at")
    made = Call.objects.filter(still_so, pk=call.pk, called_at__isnull=False, asked_at__gte=since)
    if not made.update(called_at=None, called_by=None):
        raise CallSettled
    _note(call, "call taken back", by=by, at=at)


def told_at_once(*, appointment: Appointment, by: "User", at: datetime) -> None:
    """Note that the client knows of the booking: they stood at the counter, or were on the line. In the caller's
    transaction."""
    appointment.calls.to_make().filter(about=About.BOOKED).update(called_at=at, called_by=by)


def _to_remind(at: datetime, until: datetime) -> AppointmentQuerySet:
    """Who comes after today and before `until`, has nothing but a phone, and was not told today."""
    today = Span.of_day(day_in_beijing(at))
    # A call that is to be made, or that has reminded of the time that the appointment has now.
    reminded = Q(about=About.REMINDER, asked_at__gte=Coalesce(OuterRef("moved_at"), OuterRef("created_at")))
    known = Call.objects.filter(Q(called_at=None) | reminded, appointment=OuterRef("pk"), dropped_at=None)
    return (
        Appointment.objects.filter(
            ~Q(phone=""), user=None, email="", state=Appointment.State.BOOKED,
            starts_at__gte=today.ends_at, starts_at__lt=until,
        )
        .annotate(told_at=Coalesce("moved_at", "created_at"))
        .filter(~Exists(known), told_at__lt=today.starts_at)
    )  # fmt: skip


@one_transaction
def _ask_to_remind(appointment_id: int, *, at: datetime) -> bool:
    # Locked: a cancellation comes before, and nobody is called, or after, and takes it off the list.
    appointment = lock_appointment(appointment_id)
    if appointment.state != Appointment.State.BOOKED or appointment.starts_at <= at:
        return False
    key = f"appointment:{appointment.pk}:call:{appointment.calendar_sequence}"
    ask_for_call(appointment, About.REMINDER, key=key, at=at)
    return True


def _open(call: Call) -> CallQuerySet:
    return Call.objects.to_make().filter(pk=call.pk)


def _settle(call: Call, **changes: object) -> None:
    """Change the call if it is still to be made. Raises CallSettled."""
    if not _open(call).update(**changes):
        raise CallSettled


def _note(call: Call, what: str, *, by: "User", at: datetime) -> None:
    reason = f"{what}: {call.about}"
    audit.record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=call.appointment.reference, reason=reason, at=at)
