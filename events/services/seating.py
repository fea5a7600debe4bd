"""Staff give free places by hand, once it is too late for offers."""

from datetime import datetime
from typing import TYPE_CHECKING

from events import errors
from events.models import Event, Registration
from events.services.steps import step, tell
from events.services.transactions import lock_registration, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

State = Registration.State


@one_transaction
def seat(*, registration: Registration, by: "User", at: datetime, note: str = "") -> Registration:
    """Give a waiting party free places at once, and tell the resident. Doing it twice is harmless.

    Only from the cut-off before the start on, when nothing is offered any more, until the activity is over: before
    that the offers keep the order. From then on time counts more than order: staff, who have people at the door or on
    the phone, decide whom they seat. They see the line in its order and who of it is passed over; the history keeps
    who gave the place and their note.
    Raises NotWaiting, ActivityCancelled, ActivityOver, OffersDecide or TooFewPlacesLeft.
    """
    # Locked: two members of staff may be giving the last place away at the same moment.
    registration = lock_registration(registration)
    if registration.state == State.CONFIRMED:
        return registration
    _refuse_seating(registration, registration.event, at=at)
    step(registration, state=State.CONFIRMED, at=at, by=by, note=note)
    tell(registration, "confirmed", at=at, occasion="seated")
    return registration


def _refuse_seating(registration: Registration, event: Event, *, at: datetime) -> None:
    """Raise the refusal that says why this party cannot be given places by hand, if it cannot."""
    if event.state == Event.State.CANCELLED:
        raise errors.ActivityCancelled
    if registration.state != State.WAITING:
        raise errors.NotWaiting
    if event.is_over(at):
        raise errors.ActivityOver
    if not event.is_seated_by_hand(at):
        raise errors.OffersDecide(until=event.offers_end_at)
    if registration.party > event.places_free:
        raise errors.TooFewPlacesLeft(party=registration.party, free=event.places_free)
