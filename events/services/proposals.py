"""An institution proposes an activity with a room; staff approve or decline it; the institution takes it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import slugify

from commons.lib.languages import Language, suffix
from commons.lib.references import new_reference
from commons.translations.services import record_edit
from communities.models import Community
from events import errors
from events.models import Event, Proposal
from events.services.editing import SessionPlan, save_event
from events.services.publishing import cancel_event, publish
from events.services.rooms import give_room_back, lock_proposal
from events.services.steps import tell_deciders, tell_institution
from events.services.transactions import one_transaction
from institutions.models import Booking, Space
from institutions.roles import roles_of
from institutions.services import bookings

if TYPE_CHECKING:
    from commons.accounts.models import User

State = Proposal.State
TEXTS = ("title", "summary", "description")
PARTY_MAX = 4
"""People on one registration of an approved activity, at most; staff may change it afterwards."""
SLUG_LENGTH = 70


@one_transaction
def propose(
    *, proposal: Proposal, space: Space, starts_at: datetime, ends_at: datetime, people: int, by: "User", at: datetime
) -> Proposal:  # fmt: skip
    """Keep the room from this moment on, and put the (unsaved) proposal before those who decide, who are told.

    Raises what booking a space raises.
    """
    proposal.booking = bookings.book(
        space=space, institution=proposal.institution, starts_at=starts_at, ends_at=ends_at, title=_title(proposal),
        people=people, by=by, at=at, purpose=Booking.Purpose.ACTIVITY, tells=False,
    )  # fmt: skip
    proposal.reference = new_reference("V")
    proposal.proposed_by, proposal.proposed_at, proposal.changed_at = by, at, at
    proposal.save()
    record_edit(proposal, changed=_written(proposal), editor=by, at=at)
    tell_institution(proposal, "proposed", at=at)
    tell_deciders(proposal, at=at)
    return proposal


@one_transaction
def revise(
    *, proposal: Proposal, changed: Mapping[str, set[str]], by: "User", at: datetime, known_at: datetime | None = None
) -> Proposal:  # fmt: skip
    """Keep the changed texts and rules of a proposal that is still open; its time is changed with its booking.

    Raises AlreadyDecided, or ProposalChanged when a colleague has changed it since `known_at`.
    """
    # Locked: it may be decided about at this very moment.
    stored = _open(proposal, known_at=known_at)
    columns = [f"{name}_{suffix(code)}" for name in TEXTS for code in Language.values]
    proposal.changed_at = at
    proposal.save(update_fields=[*columns, "kind", "spoken", "needs_registration", "remarks", "changed_at"])
    record_edit(proposal, changed=changed, editor=by, at=at)
    Booking.objects.filter(pk=stored.booking_id).update(title=_title(proposal), changed_at=at)
    return proposal


@one_transaction
def approve(
    *, proposal: Proposal, community: Community, by: "User", at: datetime, known_at: datetime | None = None
) -> Event:  # fmt: skip
    """Publish the activity at the time and place of its room, and tell the institution.

    `known_at` is `changed_at` as the person saw it. Raises AlreadyDecided, ProposalChanged, ProposalOver, OwnProposal,
    or what publishing raises.
    """
    # Locked: nobody else decides, and the room is neither given back nor moved meanwhile.
    proposal = _open(proposal, known_at=known_at)
    _refuse_deciding(proposal, by=by, at=at)
    event = _activity_of(proposal, community)
    booking = proposal.booking
    plan = SessionPlan(booking.space.area.venue, booking.starts_at, booking.ends_at)
    event = publish(event=save_event(event=event, sessions=[plan], editor=by, at=at), at=at)
    proposal.state, proposal.event = State.APPROVED, event
    proposal.decided_by, proposal.decided_at, proposal.changed_at = by, at, at
    proposal.save(update_fields=["state", "event", "decided_by", "decided_at", "changed_at"])
    tell_institution(proposal, "approved", at=at)
    return event


@one_transaction
def decline(*, proposal: Proposal, reason: str, by: "User", at: datetime) -> Proposal:
    """Say no, with a reason that the institution reads; the room is given back, and its hours.

    Raises AlreadyDecided, ProposalOver or OwnProposal.
    """
    # Locked: nobody else decides meanwhile.
    proposal = _open(proposal)
    _refuse_deciding(proposal, by=by, at=at)
    proposal.decided_by, proposal.decided_at, proposal.decision_reason = by, at, reason
    give_room_back(proposal, state=State.DECLINED, by=None, at=at)
    tell_institution(proposal, "declined", at=at)
    return proposal


@one_transaction
def withdraw(*, proposal: Proposal, by: "User", at: datetime) -> Proposal:
    """Take back a proposal that is still open; the room is given back on its own terms. Raises AlreadyDecided."""
    # Locked: it may be decided about at this very moment.
    proposal = _open(proposal)
    give_room_back(proposal, state=State.WITHDRAWN, by=by, at=at)
    return proposal


@one_transaction
def call_off(*, proposal: Proposal, reason: Mapping[str, str], by: "User", at: datetime) -> int:
    """Cancel the activity of an approved proposal and give its room back; says how many parties are told.

    Raises AlreadyDecided unless it stands, and what cancelling an activity raises.
    """
    # Locked: its room may be given back at this very moment.
    proposal = lock_proposal(proposal.pk, proposal.booking_id)
    if proposal.state != State.APPROVED or proposal.event is None:
        raise errors.AlreadyDecided
    return cancel_event(event=proposal.event, reason=reason, by=by, at=at)


def _open(proposal: Proposal, *, known_at: datetime | None = None) -> Proposal:
    """The proposal, locked with its booking. Raises when it is not open any more, or is not what was seen."""
    stored = lock_proposal(proposal.pk, proposal.booking_id)
    if not stored.is_open:
        raise errors.AlreadyDecided
    if known_at is not None and stored.changed_at != known_at:
        raise errors.ProposalChanged
    return stored


def _refuse_deciding(proposal: Proposal, *, by: "User", at: datetime) -> None:
    if proposal.institution_id in roles_of(by).institutions:
        raise errors.OwnProposal
    if proposal.booking.starts_at <= at:
        raise errors.ProposalOver


def _activity_of(proposal: Proposal, community: Community) -> Event:
    """The activity as it was proposed, not yet saved: by the institution, with as many places as people come."""
    event = Event(
        slug=_free_address(proposal), community=community, kind=proposal.kind, spoken=proposal.spoken,
        capacity=proposal.places, party_max=min(PARTY_MAX, proposal.places or 1),
    )  # fmt: skip
    for code in Language.values:
        for name in TEXTS:
            setattr(event, f"{name}_{suffix(code)}", getattr(proposal, f"{name}_{suffix(code)}") or "")
        setattr(event, f"organiser_{suffix(code)}", getattr(proposal.institution, f"name_{suffix(code)}") or "")
    return event


def _free_address(proposal: Proposal) -> str:
    """An address from the English title, or from the kind, that no other activity has."""
    wanted = slugify(proposal.title_en or "")[:SLUG_LENGTH] or proposal.kind  # type: ignore[attr-defined]
    taken = set(Event.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)) | {"proposals"}
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _title(proposal: Proposal) -> str:
    """What the booking is called: the title in the first language that it is written in."""
    titles = (getattr(proposal, f"title_{suffix(code)}") for code in Language.values)
    return next((title for title in titles if title), "")


def _written(proposal: Proposal) -> dict[str, set[str]]:
    """Which languages each text is written in."""
    return {name: {code for code in Language.values if getattr(proposal, f"{name}_{suffix(code)}")} for name in TEXTS}
