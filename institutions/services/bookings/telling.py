"""Who is told what about a booking: the colleague who made it, in their language, with a calendar file."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commons.notifications.services import Attachment
from institutions.booking_calendar import calendar_for, mimetype
from institutions.models import Booking
from institutions.services.messages import tell_members

if TYPE_CHECKING:
    from commons.accounts.models import User


def tell(
    booking: Booking, what: str, *, by: "User | None", at: datetime, occasion: str = "", **context: Any
) -> None:  # fmt: skip
    """Write the message `institutions/booking_<what>`: made, moved, cancelled, released or touched.

    To whoever booked it and whoever acts now; to all who act for the institution when neither does. Nobody is told of
    the district's own bookings. The key holds the booking and the occasion: how often it has changed, if nothing else.
    """
    if booking.institution is None:
        return

    def attachments(language: str) -> Iterable[Attachment]:
        if what == "touched":
            return ()
        return [Attachment(f"{booking.reference}.ics", mimetype(booking), calendar_for(booking, language=language))]

    key = f"space-booking:{booking.pk}:{what}:{occasion or booking.calendar_sequence}"
    tell_members(
        booking.institution, f"booking_{what}", key=key, url=booking.get_absolute_url(), at=at,
        among=_concerned(booking, by), attachments=attachments, booking=booking, venue=booking.space.area.venue,
        by_staff=by is None or not _acts_for(booking, by.pk), **context,
    )  # fmt: skip


def _concerned(booking: Booking, by: "User | None") -> set[int] | None:
    people = {person.pk for person in (booking.booked_by, by) if person and _acts_for(booking, person.pk)}
    return people or None


def _acts_for(booking: Booking, user_id: int) -> bool:
    return booking.institution is not None and booking.institution.members.standing().filter(user=user_id).exists()
