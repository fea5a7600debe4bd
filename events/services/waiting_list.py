"""The waiting list: whose turn it is, what they are offered, what they answer, and when it lapses."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from events import errors
from events.models import Event, Registration
from events.services.steps import step, tell
from events.services.transactions import lock_event, lock_registration, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

logger = logging.getLogger(__name__)

State = Registration.State


@one_transaction
def promote(*, event: Event, at: datetime) -> list[Registration]:
    """Offer the free places to those who wait: strictly in order, each party whole, never past a party too large.

    Everything that frees a place ends here: a cancellation, a declined or expired offer, a smaller party, more
    places. Offers stand for the activity's `offer_hours`, at most until the cut-off before the start; from then on
    nothing is offered.
    """
    # Locked (again, which costs nothing): the places are counted anew behind the lock.
    event = lock_event(event.pk)
    if not event.can_offer(at) or event.offers_end_at is None or not event.people_waiting:
        return []
    free = (event.capacity or 0) - event.places_held
    expires_at = min(at + timedelta(hours=event.offer_hours), event.offers_end_at)
    offered = []
    # Each party takes one place or more, so that no more parties than free places can be served.
    for registration in event.registrations.waiting().select_related("resident")[: max(0, free)]:
        if registration.party > free:
            break
        free -= registration.party
        registration.event = event
        step(registration, state=State.OFFERED, at=at, by=None, offer_expires_at=expires_at)
        tell(registration, "offered", at=at)
        offered.append(registration)
    return offered


@one_transaction
def accept_offer(*, registration: Registration, by: "User", at: datetime) -> Registration:
    """Turn an offer into a confirmed place. Accepting twice is harmless: the second time changes nothing.

    Raises NoOffer or OfferExpired.
    """
    # Locked: the offer may be expiring, or being accepted in another window, at this very moment.
    registration = lock_registration(registration)
    if registration.state == State.CONFIRMED:
        return registration
    _refuse_without_offer(registration)
    if not registration.offer_stands(at):
        raise errors.OfferExpired
    step(registration, state=State.CONFIRMED, at=at, by=by)
    tell(registration, "accepted", at=at)
    return registration


@one_transaction
def decline_offer(*, registration: Registration, by: "User", at: datetime) -> Registration:
    """Give an offered place back, and offer it to the next in line. Declining twice is harmless.

    Raises NoOffer or OfferExpired.
    """
    # Locked: the place goes on to the next in line before anybody else sees it.
    registration = lock_registration(registration)
    if registration.state == State.DECLINED:
        return registration
    _refuse_without_offer(registration)
    step(registration, state=State.DECLINED, at=at, by=by)
    tell(registration, "declined", at=at)
    promote(event=registration.event, at=at)
    return registration


def expire_offers(*, at: datetime, limit: int = 200) -> int:
    """Close the offers whose time is up and offer the places to the next in line; returns how many were closed.

    Each activity is a transaction of its own. Any number of workers may run this at once: who finds an activity
    locked leaves it to the other or to the next minute. At most `limit` activities in one go.
    """
    due = Registration.objects.offered().filter(offer_expires_at__lte=at).order_by().values("event").distinct()
    closed = 0
    for event_id in due.values_list("event", flat=True)[:limit]:
        try:
            closed += _expire_offers_of(event_id, at=at)
        except Exception:
            # One activity in trouble must not keep the others waiting; it is tried again in a minute.
            logger.exception("The offers of activity %s could not be closed", event_id)
    return closed


@one_transaction
def _expire_offers_of(event_id: int, *, at: datetime) -> int:
    # Locked unless somebody else holds it: their transaction decides first, and the next run sees what is left.
    event = Event.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=event_id).first()
    if event is None:
        return 0
    due = event.registrations.offered().filter(offer_expires_at__lte=at).select_related("resident").order_by("pk")
    closed = 0
    for registration in due:
        registration.event = event
        step(registration, state=State.EXPIRED, at=at, by=None)
        tell(registration, "offer_expired", at=at)
        closed += 1
    promote(event=event, at=at)
    return closed


def _refuse_without_offer(registration: Registration) -> None:
    """Raise when there is no offer to answer: it has lapsed, or there never was one."""
    if registration.state == State.EXPIRED:
        raise errors.OfferExpired
    if registration.state != State.OFFERED:
        raise errors.NoOffer
