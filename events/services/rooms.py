"""The room of a proposed activity: it is taken, kept, moved and given back together with the activity.

Lock order: booking → proposal → activity (→ allowances → resources, inside the services of institutions). Whoever
changes one of the three begins at the booking, so that two of them never wait for each other.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from events import errors
from events.models import Event, Proposal
from institutions.models import Booking
from institutions.roles import roles_of
from institutions.services import bookings
from institutions.services.transactions import lock_booking

if TYPE_CHECKING:
    from commons.accounts.models import User
    from events.services.editing import SessionPlan


def lock_proposal(proposal_id: int, booking_id: int) -> Proposal:
    """The proposal as it stands, its booking locked before it: none of the two is decided or given back meanwhile."""
    booking = lock_booking(booking_id)
    # The row alone first: after waiting, PostgreSQL looks at it again, and not at neighbours that it was joined to.
    Proposal.objects.select_for_update(no_key=True).values_list("pk").get(pk=proposal_id)
    proposal = Proposal.objects.select_related("institution", "event").get(pk=proposal_id)
    proposal.booking = booking
    return proposal


def lock_room_of(event_id: int) -> Proposal | None:
    """The proposal that the activity came from, locked with its booking before the activity; None for others."""
    found = Proposal.objects.filter(event=event_id).values_list("pk", "booking_id").first()
    return lock_proposal(*found) if found else None


def refuse_parting(proposal: Proposal, plans: Sequence["SessionPlan"]) -> None:
    """Raise when the sessions are not one meeting in the room. Raises RoomGoesWithIt."""
    if [plan.venue.pk for plan in plans] != [proposal.booking.space.area.venue_id]:
        raise errors.RoomGoesWithIt


def refuse_more_than_room_holds(proposal: Proposal, places: int | None) -> None:
    """Raise when there would be more places than the room has. Raises MoreThanRoomHolds."""
    capacity = proposal.booking.space.capacity
    if places is not None and places > capacity:
        raise errors.MoreThanRoomHolds(capacity=capacity)


def move_room(proposal: Proposal, event: Event, *, at: datetime) -> None:
    """Let the room follow the activity to its new time; the portal does it, whoever moved the activity.

    Raises what moving a booking raises: the room may be taken then, or closed.
    """
    booking = proposal.booking
    assert event.starts_at is not None
    assert event.ends_at is not None
    if (booking.starts_at, booking.ends_at) != (event.starts_at, event.ends_at):
        bookings.move(booking=booking, starts_at=event.starts_at, ends_at=event.ends_at, by=None, at=at)


def give_room_back(proposal: Proposal, *, state: str, by: "User | None", at: datetime) -> None:
    """End the proposal in this state, and give its room back; both are locked.

    A colleague of the institution gives it back on the room's own terms, the hours of a late one are used; anybody
    else does it for the portal.
    """
    proposal.state, proposal.changed_at = state, at
    proposal.save(update_fields=["state", "changed_at", "decided_by", "decided_at", "decision_reason"])
    if proposal.booking.state not in Booking.STANDING:
        return
    own = by is not None and proposal.institution_id in roles_of(by).institutions
    bookings.cancel(booking=proposal.booking, by=by if own else None, at=at, tells=False)
