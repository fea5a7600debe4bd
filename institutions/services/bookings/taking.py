"""Time of a space is taken, or changed for another."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from commons.lib.dates import day_in_beijing
from commons.lib.references import new_reference
from commons.scheduling import services as scheduling
from commons.scheduling.errors import NotOpenThen
from commons.scheduling.spans import Span
from institutions.errors import spaces as errors
from institutions.models import Booking, Institution, Series, Space
from institutions.services.bookings import hours, rules
from institutions.services.bookings.listening import tell_of_move
from institutions.services.bookings.telling import tell
from institutions.services.transactions import lock_booking, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

PURPOSE = "space"
"""What the reservations of this app are for."""


@one_transaction
def book(
    *, space: Space, institution: Institution | None, starts_at: datetime, ends_at: datetime, title: str, people: int,
    by: "User | None", at: datetime, purpose: str = Booking.Purpose.MEETING, series: Series | None = None,
    tells: bool = True,
) -> Booking:  # fmt: skip
    """Take the space's time for an institution, within the hours of its contract; or, without one, for the district.

    Officers are not bound by lead times and longest times, and maintenance not by opening hours either. `tells` is
    False where the caller tells of several bookings at once.
    Raises NotEntitled, ContractEnded, NotShared, OverCapacity, TooSoon, TooFarAhead, TooLong, TooShort, OffTheClock,
    HoursUsedUp, and what scheduling raises: JustTaken, NotOpenThen, InThePast, TooBusy.
    """
    during = span_of(starts_at, ends_at)
    rules.refuse_stranger(by, institution)
    by_staff = rules.acts_as_staff(by, institution)
    rules.refuse_unfit(space, during, people=people, purpose=purpose, at=at, by_staff=by_staff)
    booking = Booking(
        reference=new_reference("B"), space=space, institution=institution, purpose=purpose, title=title,
        people=people, starts_at=starts_at, ends_at=ends_at, series=series, booked_by=by, created_at=at, changed_at=at,
    )  # fmt: skip
    # The hours first, then the time: the locks in the order that every service here keeps.
    hours.charge(booking, *hours.needed(space, institution, during))
    booking.reservation = scheduling.reserve(
        resources=[space.resource], during=during, purpose=PURPOSE, at=at, **_manner(space, purpose)
    )
    booking.save()
    if tells:
        tell(booking, "made", by=by, at=at)
    return booking


@one_transaction
def move(
    *, booking: Booking, starts_at: datetime, ends_at: datetime, by: "User | None", at: datetime,
    space: Space | None = None, title: str | None = None, people: int | None = None, tells: bool = True,
) -> Booking:  # fmt: skip
    """Give the booking another time, another space, title or number of people; what is None stays.

    Once its hours count as used (`free_to_cancel_until`) the institution changes it on the same day only, and it takes
    no fewer hours than before. When the new time cannot be had, the old one stands.
    Raises BookingOver, OtherDayTooLate and what `book` raises.
    """
    during = span_of(starts_at, ends_at)
    # Locked: it may be cancelled, or given back, at this very moment.
    booking = lock_booking(booking.pk)
    rules.refuse_stranger(by, booking.institution)
    by_staff = rules.acts_as_staff(by, booking.institution)
    if booking.state != Booking.State.BOOKED or booking.starts_at <= at:
        raise errors.BookingOver
    was, is_late = Span(booking.starts_at, booking.ends_at), not rules.gives_hours_back(booking, by_staff, at)
    stays = during == was and space in (None, booking.space)
    booking.space, booking.title = space or booking.space, booking.title if title is None else title
    booking.people = booking.people if people is None else people
    if stays:
        return _save_words(booking, at=at)
    rules.refuse_unfit(booking.space, during, people=booking.people, purpose=booking.purpose, at=at, by_staff=by_staff)
    _charge_anew(booking, during, is_late=is_late)
    _take_anew(booking, during, at=at)
    if tells:
        tell(booking, "moved", by=by, at=at, was=was)
    tell_of_move(booking, by=by, at=at)
    return booking


def span_of(starts_at: datetime, ends_at: datetime) -> Span:
    """The time asked for. Raises NotOpenThen when its end is not after its start."""
    if ends_at <= starts_at:
        raise NotOpenThen
    return Span(starts_at, ends_at)


def _save_words(booking: Booking, *, at: datetime) -> Booking:
    """Keep what has nothing to do with the time."""
    if booking.people > booking.space.capacity:
        raise errors.OverCapacity(capacity=booking.space.capacity)
    booking.changed_at = at
    booking.save(update_fields=["title", "people", "changed_at"])
    return booking


def _charge_anew(booking: Booking, during: Span, *, is_late: bool) -> None:
    """Charge what the new time takes; a late change gives nothing back."""
    allowance, minutes = hours.needed(booking.space, booking.institution, during)
    if is_late:
        if day_in_beijing(during.starts_at) != day_in_beijing(booking.starts_at):
            raise errors.OtherDayTooLate
        if minutes < booking.minutes_charged:
            allowance, minutes = booking.allowance, booking.minutes_charged
    hours.charge(booking, allowance, minutes)


def _take_anew(booking: Booking, during: Span, *, at: datetime) -> None:
    booking.reservation = scheduling.move(
        reservation=booking.reservation, resources=[booking.space.resource], during=during, at=at,
        **_manner(booking.space, booking.purpose),
    )  # fmt: skip
    booking.starts_at, booking.ends_at = during.starts_at, during.ends_at
    booking.changed_at = at
    booking.calendar_sequence += 1
    booking.save(
        update_fields=[
            "space", "title", "people", "allowance", "minutes_charged", "starts_at", "ends_at", "changed_at",
            "calendar_sequence",
        ]
    )  # fmt: skip


def _manner(space: Space, purpose: str) -> dict[str, Any]:
    """What is kept free around the time, and whether it lies within the opening hours: not so for maintenance."""
    if purpose == Booking.Purpose.MAINTENANCE:
        return {"within_opening": False}
    return {"before": space.before, "after": space.after}
