"""Staff cancel several registrations at once."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from events.models import Event, Registration
from events.services.steps import step, tell
from events.services.transactions import lock_event, one_transaction
from events.services.waiting_list import promote

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def cancel_many(
    *, event: Event, references: Collection[str], by: "User", at: datetime, note: str = ""
) -> list[Registration]:
    """Cancel these registrations of the activity on the residents' behalf, tell each, and return them.

    Those of another activity, and those that have ended meanwhile, are left as they are. What becomes free is offered
    only when all are cancelled: nobody among them is offered a place that they lose a moment later.
    """
    # Locked: the places that become free go to the head of the line before anybody else sees them.
    event = lock_event(event.pk)
    chosen = event.registrations.active().filter(reference__in=references).select_related("resident").order_by("pk")
    cancelled = list(chosen)
    for registration in cancelled:
        registration.event = event
        step(registration, state=Registration.State.CANCELLED, at=at, by=by, note=note)
        tell(registration, "cancelled", at=at, by_staff=True, note=note)
    promote(event=event, at=at)
    return cancelled
