"""More places, fewer places."""

from datetime import datetime

from django.db.models import Max

from commons.lib.page_cache import touch_public_pages
from events import errors
from events.models import Event
from events.services.rooms import lock_room_of, refuse_more_than_room_holds
from events.services.transactions import lock_event, one_transaction
from events.services.waiting_list import promote


@one_transaction
def change_capacity(*, event: Event, capacity: int, at: datetime) -> Event:
    """Set the number of places; more of them are offered to those who wait at once.

    A largest party above the new number is lowered to it.
    Raises MoreThanRoomHolds, CapacityBelowHeld or CapacityBelowParty.
    """
    proposal = lock_room_of(event.pk)
    if proposal and proposal.stands:
        refuse_more_than_room_holds(proposal, capacity)
    # Locked: the new number is compared with the places held at this very moment.
    event = lock_event(event.pk)
    refuse_capacity(event, capacity)
    event.capacity = capacity
    event.party_max = min(event.party_max, capacity)
    event.changed_at = at
    event.save(update_fields=["capacity", "party_max", "changed_at"])
    promote(event=event, at=at)
    touch_public_pages()
    event.refresh_from_db(fields=["places_held", "people_waiting"])
    return event


def refuse_capacity(event: Event, capacity: int | None) -> None:
    """Raise when the registrations of the (locked) activity do not allow this number of places; None is free entry."""
    active = event.registrations.active()
    if capacity is None:
        if active.exists():
            raise errors.CapacityNeeded
        return
    if capacity < event.places_held:
        raise errors.CapacityBelowHeld(held=event.places_held)
    largest = active.waiting().order_by().aggregate(party=Max("party"))["party"] or 0
    if capacity < largest:
        raise errors.CapacityBelowParty(party=largest)
