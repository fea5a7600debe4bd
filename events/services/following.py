"""An activity follows its room: it moves when the booking is moved, and falls when the booking falls.

Called by the services of institutions in their transaction, with the booking's row locked.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from commons.lib.languages import Language
from events.models import Event, Proposal
from events.services import rooms
from events.services.editing import move_session
from events.services.publishing import cancel_event

if TYPE_CHECKING:
    from commons.accounts.models import User
    from institutions.models import Booking


def fall_with_room(*, booking: "Booking", by: "User | None", at: datetime) -> None:
    """The booking was cancelled or given back: the proposal falls, and so does its activity, with messages."""
    proposal = _standing(booking)
    if proposal is None:
        return
    rooms.give_room_back(proposal, state=Proposal.State.FALLEN, by=by, at=at)
    if proposal.event is not None and proposal.event.state == Event.State.PUBLISHED:
        cancel_event(event=proposal.event, reason=no_room(), by=by, at=at)


def move_with_room(*, booking: "Booking", by: "User | None", at: datetime) -> None:  # noqa: ARG001 - who moved it is told elsewhere
    """The booking has another time or another space: the activity takes place then and there, with messages."""
    proposal = _standing(booking)
    if proposal is None:
        return
    # Whoever is deciding about the old time is told so.
    proposal.changed_at = at
    proposal.save(update_fields=["changed_at"])
    if proposal.event is not None:
        rooms.refuse_more_than_room_holds(proposal, proposal.event.capacity)
        venue = proposal.booking.space.area.venue
        move_session(event=proposal.event, venue=venue, starts_at=booking.starts_at, ends_at=booking.ends_at, at=at)


def no_room() -> dict[str, str]:
    """Why an activity is called off whose room was given back, by language code."""
    reasons = {}
    for code in Language.values:
        with translation.override(code):
            reasons[code] = _("The room is no longer available.")
    return reasons


def _standing(booking: "Booking") -> Proposal | None:
    """The proposal of the booking, locked; None when it has none, or when the proposal has ended already."""
    found = Proposal.objects.filter(booking=booking.pk).values_list("pk", flat=True).first()
    if found is None:
        return None
    proposal = rooms.lock_proposal(found, booking.pk)
    return proposal if proposal.stands else None
