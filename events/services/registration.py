"""A resident registers, comes with fewer people, or cancels."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from commons.accounts.services import refuse_without_consent
from commons.lib.errors import Refusal
from commons.lib.references import new_reference
from events import errors
from events.models import Event, Registration
from events.services.steps import read_facts, step, tell, write_down
from events.services.transactions import lock_known_event, lock_registration, one_transaction
from events.services.waiting_list import promote

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def register(
    *,
    event: Event,
    resident: "User",
    at: datetime,
    party: int = 1,
    guest_names: Sequence[str] = (),
    eligible: bool = False,
) -> Registration:
    """Give the resident's party places, or a spot in the waiting list when too few are left; and tell them.

    The party is registered or queued whole. Raises AlreadyRegistered, the refusals of `Event.refuse_unless_open`,
    PartyTooLarge, PartyTooSmall, GuestNamesMissing, EligibilityNotConfirmed, NoPlacesLeft or ConsentWithdrawn.
    """
    refuse_without_consent(resident)
    read_facts(event)
    # The event row is the lock: every place is counted and taken behind it.
    event = lock_known_event(event)
    try:
        names = _refuse_unfit(event, party=party, guest_names=guest_names, eligible=eligible, at=at)
    except Refusal:
        # Who is registered is told so before anything else. Where nothing else is in the way, the constraint says it.
        if event.registrations.active().filter(resident=resident).exists():
            raise errors.AlreadyRegistered from None
        raise
    has_place = event.places_left >= party
    registration = event.registrations.create(
        reference=new_reference("R"),
        resident=resident,
        party=party,
        guest_names=names,
        state=Registration.State.CONFIRMED if has_place else Registration.State.WAITING,
        eligibility_confirmed=eligible,
        created_at=at,
        changed_at=at,
    )
    write_down(registration, at=at, by=resident)
    tell(registration, registration.state, at=at)
    return registration


@one_transaction
def cancel(*, registration: Registration, by: "User | None", at: datetime, note: str = "") -> Registration:
    """Give back the places or the spot in line, tell the resident, and offer the places to the next in line.

    `by` is the resident (also when a signed link was used), or staff on their behalf: staff are not held to the
    deadline, and their note is kept in the history and told to the resident. None is the portal itself, for a
    resident who leaves it and is told nothing any more.
    Raises RegistrationEnded or CancellationClosed.
    """
    # Locked: the places that become free go to the head of the line before anybody else sees them.
    registration = lock_registration(registration)
    by_staff = by is None or by.pk != registration.resident_id
    _refuse_late_change(registration, by_staff=by_staff, at=at)
    step(registration, state=Registration.State.CANCELLED, at=at, by=by, note=note)
    if by is not None:
        tell(registration, "cancelled", at=at, by_staff=by_staff, note=note)
    promote(event=registration.event, at=at)
    return registration


@one_transaction
def reduce_party(
    *, registration: Registration, party: int, by: "User", at: datetime, guest_names: Sequence[str] | None = None
) -> Registration:
    """Come with fewer people; whoever waits keeps the spot in line, and what becomes free is offered at once.

    `guest_names` are the guests who still come; None keeps the first ones.
    Raises RegistrationEnded, CancellationClosed, PartyTooSmall, PartyNotSmaller or GuestNamesMissing.
    """
    # Locked: the places that become free go to the head of the line, which may be this very party.
    registration = lock_registration(registration)
    _refuse_late_change(registration, by_staff=by.pk != registration.resident_id, at=at)
    if party < 1:
        raise errors.PartyTooSmall
    if party >= registration.party:
        raise errors.PartyNotSmaller
    names = registration.guest_names[: party - 1] if guest_names is None else guest_names
    registration.guest_names = _names(registration.event, names, party=party)
    registration.party = party
    registration.changed_at = at
    registration.save(update_fields=["party", "guest_names", "changed_at"])
    write_down(registration, at=at, by=by)
    tell(registration, "party_reduced", at=at, occasion=f"party:{party}")
    promote(event=registration.event, at=at)
    registration.refresh_from_db(fields=["state", "offer_expires_at", "changed_at"])
    return registration


def _refuse_unfit(
    event: Event, *, party: int, guest_names: Sequence[str], eligible: bool, at: datetime
) -> list[str]:  # fmt: skip
    """Check the moment, the party and the places left by the activity's rules; the guests' names that are kept."""
    event.refuse_unless_open(at=at)
    if party < 1:
        raise errors.PartyTooSmall
    if party > event.party_max:
        raise errors.PartyTooLarge(most=event.party_max)
    if event.asks_eligibility and not eligible:
        raise errors.EligibilityNotConfirmed
    names = _names(event, guest_names, party=party)
    if event.places_left < party and not event.can_offer(at):
        raise errors.NoPlacesLeft
    return names


def _names(event: Event, guest_names: Sequence[str], *, party: int) -> list[str]:
    """The names of the guests, one for each; none at all where the activity does not ask for them."""
    if not event.asks_guest_names:
        return []
    names = [name.strip() for name in guest_names if name.strip()]
    if len(names) != party - 1:
        raise errors.GuestNamesMissing(guests=party - 1)
    return names


def _refuse_late_change(registration: Registration, *, by_staff: bool, at: datetime) -> None:
    """Raise when the registration has ended, or when it is too late for the resident to change it."""
    if not registration.is_active:
        raise errors.RegistrationEnded
    if not by_staff and not registration.can_be_cancelled_by_resident(at):
        raise errors.CancellationClosed
