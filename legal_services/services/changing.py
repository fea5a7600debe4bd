"""An appointment is moved, or cancelled: by the client up to some hours before it, by staff as long as it stands."""

from datetime import datetime
from typing import TYPE_CHECKING

from commons.lib.waking import wake
from commons.scheduling import services as scheduling
from commons.scheduling.errors import JustTaken
from commons.scheduling.models import Reservation
from commons.scheduling.services.transactions import lock_resources
from commons.scheduling.spans import Span
from legal_services import slots
from legal_services.closed_times import is_touched
from legal_services.errors import appointments as errors
from legal_services.models import Appointment, EarlierTimeRequest, Practitioner
from legal_services.services import messages, reminders
from legal_services.services.booking import refuse_unfit_time
from legal_services.services.transactions import lock_appointment, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

OFFERING = "legal_services.tasks.offer_earlier_times"
"""Woken when time becomes free, to offer it to those who would come earlier."""
State = Appointment.State


@one_transaction
def cancel(
    *, appointment: Appointment, by: "User | None", at: datetime, reason: str = "", by_client: bool = True
) -> Appointment:
    """Give the time back, tell the client, and offer it to those who would come earlier. Twice is harmless.

    `by` is the client (None without an account), or staff, who are not held to the deadline; `by_client` says whose
    wish it was. The reason is told to a client who did not ask for it.
    Raises AppointmentEnded or ChangeClosed.
    """
    # Locked: it may be moved, or its reminder written, at this very moment.
    appointment = lock_appointment(appointment.pk)
    if appointment.state == State.CANCELLED:
        return appointment
    refuse_late_change(appointment, by=by, at=at)
    _end(appointment, at=at, reason=reason, by_client=by_client)
    messages.tell(appointment, "cancelled", at=at, by_client=by_client, reason=reason)
    return appointment


@one_transaction
def drop(*, appointment: Appointment, at: datetime) -> None:
    """Cancel for somebody who leaves the portal and is told nothing any more, whatever the deadline."""
    # Locked: it may be moved, or its reminder written, at this very moment.
    appointment = lock_appointment(appointment.pk)
    if appointment.state == State.BOOKED:
        _end(appointment, at=at, reason="", by_client=True)


@one_transaction
def move(
    *, appointment: Appointment, starts_at: datetime, by: "User | None", at: datetime,
    practitioner: Practitioner | None = None, interpreter: Practitioner | None = None,
) -> Appointment:  # fmt: skip
    """Give the appointment another time, in one go with giving back the old one; and tell the client.

    With the same adviser if they are free then, else with whoever's turn it is; staff may name the adviser and the
    interpreter. The time may stay when somebody whom it needs is not there any more: then others meet the client.
    When the new time cannot be had, the old one stands.
    Raises AppointmentEnded, ChangeClosed, SameTime, TooSoon, TooFarAhead, and what scheduling raises: JustTaken,
    NotOpenThen, InThePast, TooBusy.
    """
    # Locked: it may be cancelled, or its reminder written, at this very moment.
    appointment = lock_appointment(appointment.pk)
    refuse_late_change(appointment, by=by, at=at)
    stays = starts_at == appointment.starts_at
    if stays and practitioner is None and not is_touched(appointment):
        raise errors.SameTime
    refuse_unfit_time(appointment.service, starts_at, at=at, by_staff=_is_staff(appointment, by))
    pair = slots.Pair(practitioner, interpreter) if practitioner else _pair_for(appointment, starts_at, at)
    if stays and pair == slots.Pair(appointment.practitioner, appointment.interpreter):
        raise errors.SameTime
    during = Span(starts_at, starts_at + slots.length_of(appointment.service))
    reservation = scheduling.move(reservation=appointment.reservation, resources=pair.resources, during=during, at=at)
    retire_offer(appointment, at=at)
    settle(appointment, reservation, pair, at=at, by_client=not _is_staff(appointment, by))
    return appointment


def forget_narrative(*, appointment: Appointment, at: datetime) -> None:
    """Delete what the client wrote for the adviser: they take back the consent. A matter's own notes stay."""
    Appointment.objects.filter(pk=appointment.pk).update(narrative=None, narrative_consent_at=None, changed_at=at)


def settle(
    appointment: Appointment, reservation: Reservation, pair: slots.Pair, *, at: datetime, by_client: bool
) -> None:
    """Write down the appointment's new time, whose reservation stands, and tell the client. Its row is locked.

    A link for the video call goes with the adviser who was to be met there.
    """
    was = appointment.starts_at
    if was != reservation.span.starts_at:
        # A time that stays keeps its reminders: they would not be written a second time.
        reminders.keep_back(appointment)
    if appointment.practitioner != pair.adviser:
        appointment.meeting_link = ""
    appointment.reservation = reservation
    appointment.practitioner, appointment.interpreter = pair.adviser, pair.interpreter
    appointment.starts_at, appointment.ends_at = reservation.span.starts_at, reservation.span.ends_at
    appointment.moved_at = appointment.changed_at = at
    appointment.calendar_sequence += 1
    appointment.save(
        update_fields=[
            "reservation", "practitioner", "interpreter", "starts_at", "ends_at", "moved_at", "changed_at",
            "calendar_sequence", "meeting_link",
        ]
    )  # fmt: skip
    messages.tell(appointment, "moved", at=at, was=was, by_client=by_client)
    wake(OFFERING)


def retire_offer(appointment: Appointment, *, at: datetime, ends: bool = False) -> None:
    """Give back the earlier time that was offered, if one was. The client goes on waiting, unless it `ends`."""
    standing = appointment.earlier_requests.filter(state__in=["waiting", "offered"]).select_related("offer")
    for request in standing:
        if request.state == EarlierTimeRequest.State.OFFERED and request.offer:
            scheduling.release(reservation=request.offer, at=at)
        states = EarlierTimeRequest.State
        request.state = states.CLOSED if ends else states.WAITING
        request.changed_at = at
        request.save(update_fields=["state", "changed_at"])


def refuse_late_change(appointment: Appointment, *, by: "User | None", at: datetime) -> None:
    """Raise when it no longer stands as booked, or when it is too late for the client to change it."""
    if appointment.state != State.BOOKED or appointment.ends_at <= at:
        raise errors.AppointmentEnded
    if not _is_staff(appointment, by) and not appointment.can_be_changed_by_client(at):
        raise errors.ChangeClosed


def _is_staff(appointment: Appointment, by: "User | None") -> bool:
    return by is not None and by.pk != appointment.user_id


def _end(appointment: Appointment, *, at: datetime, reason: str, by_client: bool) -> None:
    scheduling.release(reservation=appointment.reservation, at=at)
    retire_offer(appointment, at=at, ends=True)
    reminders.keep_back(appointment)
    appointment.state = State.CANCELLED
    appointment.ended_at = appointment.changed_at = at
    appointment.cancel_reason, appointment.cancelled_by_client = reason, by_client
    appointment.calendar_sequence += 1
    appointment.save(
        update_fields=[
            "state", "ended_at", "changed_at", "cancel_reason", "cancelled_by_client", "calendar_sequence",
        ]
    )  # fmt: skip
    wake(OFFERING)


def _pair_for(appointment: Appointment, starts_at: datetime, at: datetime) -> slots.Pair:
    """Who meets the client at the new time: the same adviser if possible. Raises JustTaken when nobody is free."""
    service, language, channel = appointment.service, appointment.language, appointment.channel
    crew = slots.crew_for(service, language=language, channel=channel)
    taken = list(appointment.reservation.occupancies.values_list("resource", flat=True))
    # Locked, all who could be chosen and those whose time is given back, in the order of their ids: the choice is
    # made behind their rows.
    lock_resources([*slots.resources_of(crew), *taken])
    during = Span(starts_at, starts_at + slots.length_of(service))
    able = slots.fairest_first(crew, during, at, own=taken if appointment.reservation.span.covers(during) else ())
    pair = slots.keeping_adviser(able, appointment.practitioner_id)
    if pair is None:
        raise JustTaken
    return pair
