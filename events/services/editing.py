"""Staff write an activity: its texts, its rules, its sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commons.lib.languages import Language, suffix
from commons.lib.page_cache import touch_public_pages
from commons.lib.references import new_reference
from commons.translations.services import record_edit
from communities.models import Venue
from events import errors
from events.models import Event, Proposal, Session
from events.services import rooms
from events.services.capacity import refuse_capacity
from events.services.steps import tell
from events.services.transactions import lock_event, one_transaction
from events.services.waiting_list import promote

if TYPE_CHECKING:
    from commons.accounts.models import User

PLAIN_FIELDS = [
    "slug", "community", "kind", "picture", "spoken", "interpreted", "min_age", "max_age", "only_community", "capacity",
    "party_max", "asks_guest_names", "registration_opens_at", "registration_closes_at", "cancel_until", "offer_hours",
    "offer_cutoff_hours",
]  # fmt: skip
"""What staff fill in that is the same in every language."""
TRANSLATED_FIELDS = ["title", "summary", "description", "organiser", "fee", "bring", "audience"]


@dataclass(frozen=True)
class SessionPlan:
    """A session as staff want it: `session` is the standing one that it changes, or None for a new one."""

    venue: Venue
    starts_at: datetime
    ends_at: datetime
    session: Session | None = None


@one_transaction
def save_event(
    *,
    event: Event,
    sessions: Sequence[SessionPlan],
    editor: "User",
    at: datetime,
    known_at: datetime | None = None,
    minor: bool = False,
) -> Event:
    """Write a new activity or changes to a standing one, with all its sessions: those not among them are removed.

    `known_at` is `changed_at` as the editor last saw it; `minor` leaves the translations in step. When the sessions
    of a public activity changed, everyone registered is told; more places, or a later start, serve those who wait.
    An activity in an institution's room takes the room along: it has one session, in the room.
    Raises ChangedMeanwhile, SessionNeeded, RoomGoesWithIt, MoreThanRoomHolds, the refusals of `refuse_capacity`, or
    those of moving a booking.
    """
    proposal = _room(event, sessions)
    before = _stored(event, known_at=known_at)
    is_known = before is not None and before.state == Event.State.PUBLISHED
    if is_known and not sessions:
        raise errors.SessionNeeded
    edited = _changed_texts(event, before)
    event.starts_at = min((plan.starts_at for plan in sessions), default=None)
    event.ends_at = max((plan.ends_at for plan in sessions), default=None)
    event.changed_at = at
    if before is None:
        event.reference, event.created_at = new_reference("E"), at
        event.save()
    else:
        event.save(update_fields=[*PLAIN_FIELDS, *_columns(), "starts_at", "ends_at", "changed_at"])
    moved = _save_sessions(event, sessions)
    if proposal:
        rooms.move_room(proposal, event, at=at)
    record_edit(event, changed=edited, editor=editor, minor=minor, at=at)
    if is_known:
        _after_public_change(event, moved=moved, at=at)
    return event


@one_transaction
def copy_event(*, event: Event, editor: "User", slug: str, at: datetime) -> Event:
    """A draft with the same texts and rules, without dates, registrations or sessions."""
    copy = Event(state=Event.State.DRAFT, **{name: getattr(event, name) for name in [*PLAIN_FIELDS, *_columns()]})
    copy.slug = slug
    copy.registration_opens_at = copy.registration_closes_at = copy.cancel_until = None
    return save_event(event=copy, sessions=[], editor=editor, at=at)


def move_session(*, event: Event, venue: Venue, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Let an activity of one session take place at another time or venue, and tell everyone registered.

    The caller has its transaction, and has locked its room. What is planned like this already stays as it is.
    """
    event = lock_event(event.pk)
    session = event.sessions.get()
    if not _save_sessions(event, [SessionPlan(venue, starts_at, ends_at, session)]):
        return
    event.starts_at, event.ends_at, event.changed_at = starts_at, ends_at, at
    event.save(update_fields=["starts_at", "ends_at", "changed_at"])
    _after_public_change(event, moved=True, at=at)


def _columns() -> list[str]:
    """The columns of the translated texts, one for each language."""
    return [f"{name}_{suffix(code)}" for name in TRANSLATED_FIELDS for code in Language.values]


def _room(event: Event, sessions: Sequence[SessionPlan]) -> Proposal | None:
    """The proposal of an activity that has a room, locked before the activity. Raises when the two would part."""
    proposal = rooms.lock_room_of(event.pk) if event.pk else None
    if proposal is None or not proposal.stands:
        return None
    rooms.refuse_parting(proposal, sessions)
    rooms.refuse_more_than_room_holds(proposal, event.capacity)
    return proposal


def _stored(event: Event, *, known_at: datetime | None) -> Event | None:
    """The activity as it stands, locked; None for a new one. Raises when the changes cannot be taken."""
    if event.pk is None:
        return None
    # Locked: capacity is compared with the places held now, and nobody registers for a session that just moved.
    before = lock_event(event.pk)
    if known_at is not None and before.changed_at != known_at:
        raise errors.ChangedMeanwhile
    if before.state == Event.State.CANCELLED:
        raise errors.ActivityCancelled
    refuse_capacity(before, event.capacity)
    return before


def _changed_texts(event: Event, before: Event | None) -> dict[str, set[str]]:
    """Which languages of which texts are not what they were."""
    changed: dict[str, set[str]] = {}
    for name in TRANSLATED_FIELDS:
        for code in Language.values:
            column = f"{name}_{suffix(code)}"
            if (getattr(event, column) or "") != ((getattr(before, column) or "") if before else ""):
                changed.setdefault(name, set()).add(code)
    return changed


def _save_sessions(event: Event, plans: Sequence[SessionPlan]) -> bool:
    """Make the sessions what was planned; says whether anything about when and where is different now."""
    gone = event.sessions.exclude(pk__in=[plan.session.pk for plan in plans if plan.session]).delete()[0]
    changed: list[Session] = []
    new: list[Session] = []
    for plan in plans:
        session = plan.session or Session(event=event)
        if (session.venue_id, session.starts_at, session.ends_at) == (plan.venue.pk, plan.starts_at, plan.ends_at):
            continue
        session.venue, session.starts_at, session.ends_at = plan.venue, plan.starts_at, plan.ends_at
        (changed if session.pk else new).append(session)
    # In one statement: a series that is put off by a week passes through its own dates.
    Session.objects.bulk_update(changed, ["venue", "starts_at", "ends_at"])
    Session.objects.bulk_create(new)
    return bool(gone or changed or new)


def _after_public_change(event: Event, *, moved: bool, at: datetime) -> None:
    """What follows when residents know the activity already."""
    if moved and not event.is_over(at):
        for registration in event.registrations.active().select_related("resident").order_by("pk"):
            registration.event = event
            tell(registration, "changed", at=at, occasion=f"changed:{at.isoformat()}")
    promote(event=event, at=at)
    touch_public_pages()
