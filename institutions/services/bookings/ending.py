"""A booking is used, cancelled, or given back because nobody came."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from commons.scheduling import services as scheduling
from institutions.errors import spaces as errors
from institutions.models import Booking
from institutions.querysets import BookingQuerySet
from institutions.services.bookings import hours, rules
from institutions.services.bookings.listening import tell_of_fall
from institutions.services.bookings.telling import tell
from institutions.services.transactions import lock_booking, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

logger = logging.getLogger(__name__)

State = Booking.State
CHECK_IN_BEFORE = timedelta(minutes=15)
"""So long before the start somebody may check in."""
UNUSED_AFTER = timedelta(minutes=15)
"""So long after the start a space is given back when nobody has checked in."""


@one_transaction
def cancel(*, booking: Booking, by: "User | None", at: datetime, reason: str = "", tells: bool = True) -> Booking:
    """Give the time back, and the hours too: always by officers, by the institution until `free_to_cancel_until`.

    Later the hours count as used, unless the officers have closed the space.
    The reason is told to an institution that did not ask for it. Twice is harmless.
    Raises BookingOver once it has begun (for officers: once it is over), or NotEntitled.
    """
    # Locked: it may be moved, used or given back at this very moment.
    booking = lock_booking(booking.pk)
    rules.refuse_stranger(by, booking.institution)
    if booking.state == State.CANCELLED:
        return booking
    by_staff = rules.acts_as_staff(by, booking.institution)
    over_at = booking.ends_at if by_staff else booking.starts_at
    if booking.state not in Booking.STANDING or over_at <= at:
        raise errors.BookingOver
    if rules.gives_hours_back(booking, by_staff, at):
        hours.charge(booking, booking.allowance, 0)
    _end(booking, State.CANCELLED, by=by, at=at, reason=reason)
    if tells:
        tell(booking, "cancelled", by=by, at=at, reason=reason)
    return booking


@one_transaction
def check_in(*, booking: Booking, by: "User | None", at: datetime) -> Booking:
    """Say that the space is used, from some minutes before the start until the end. Twice is harmless.

    Raises TooEarlyToCheckIn, GivenBack, BookingOver or NotEntitled.
    """
    # Locked: it may be given back for want of anybody at this very moment.
    booking = lock_booking(booking.pk)
    rules.refuse_stranger(by, booking.institution)
    if booking.state == State.IN_USE:
        return booking
    if booking.state == State.RELEASED:
        raise errors.GivenBack
    if booking.state != State.BOOKED or booking.ends_at <= at:
        raise errors.BookingOver
    if at < booking.starts_at - CHECK_IN_BEFORE:
        raise errors.TooEarlyToCheckIn(minutes=int(CHECK_IN_BEFORE.total_seconds()) // 60)
    booking.state, booking.checked_in_at, booking.changed_at = State.IN_USE, at, at
    booking.save(update_fields=["state", "checked_in_at", "changed_at"])
    return booking


def release_unused(*, at: datetime) -> int:
    """Give back the meetings to which nobody came in the first minutes; says how many. Their hours count as used.

    Beat has a worker do it every minute; each is a transaction of its own, and any number of workers may be at it.
    Activities are not given back: their public comes to a hall, and the officers are there.
    """
    given_back = 0
    for booking_id in _unused(at).values_list("pk", flat=True):
        try:
            given_back += _release(booking_id, at=at)
        except Exception:
            logger.exception("The booking %s could not be given back", booking_id)
    return given_back


@one_transaction
def _release(booking_id: int, *, at: datetime) -> bool:
    """Give it back, unless somebody checked in, cancelled or moved it meanwhile."""
    # Locked: whoever checks in at this very moment comes before, or is told that it is too late.
    booking = lock_booking(booking_id)
    if booking.state != State.BOOKED or booking.starts_at > at - UNUSED_AFTER:
        return False
    if rules.is_closed_then(booking):
        hours.charge(booking, booking.allowance, 0)
    _end(booking, State.RELEASED, by=None, at=at)
    tell(booking, "released", by=None, at=at)
    return True


def _unused(at: datetime) -> BookingQuerySet:
    return Booking.objects.filter(
        state=State.BOOKED, purpose=Booking.Purpose.MEETING, space__needs_check_in=True,
        starts_at__lte=at - UNUSED_AFTER,
    ).order_by("starts_at", "pk")  # fmt: skip


def _end(booking: Booking, state: str, *, by: "User | None", at: datetime, reason: str = "") -> None:
    scheduling.release(reservation=booking.reservation, at=at)
    booking.state, booking.end_reason = state, reason
    booking.ended_at = booking.changed_at = at
    booking.calendar_sequence += 1
    booking.save(
        update_fields=[
            "state", "end_reason", "ended_at", "changed_at", "calendar_sequence", "allowance", "minutes_charged",
        ]
    )  # fmt: skip
    tell_of_fall(booking, by=by, at=at)
