"""An activity goes public, goes back to a draft, or is called off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from commons.lib.languages import Language, suffix
from commons.lib.page_cache import touch_public_pages
from events import errors
from events.models import Event, Proposal, Registration
from events.services.rooms import give_room_back, lock_room_of
from events.services.steps import step_all, tell, tell_institution
from events.services.transactions import lock_event, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def publish(*, event: Event, at: datetime, publish_at: datetime | None = None) -> Event:
    """Show the activity to residents: at once, or from `publish_at` on. A planned moment may be moved.

    Raises AlreadyPublished, ActivityCancelled, TitleNeeded, SessionNeeded or ActivityOver.
    """
    # Locked: sessions may be removed at the same moment.
    event = lock_event(event.pk)
    if event.state == Event.State.CANCELLED:
        raise errors.ActivityCancelled
    if event.is_public(at):
        raise errors.AlreadyPublished
    _refuse_incomplete(event, at=at)
    event.state = Event.State.PUBLISHED
    event.publish_at = max(publish_at, at) if publish_at else at
    event.changed_at = at
    event.save(update_fields=["state", "publish_at", "changed_at"])
    touch_public_pages()
    return event


@one_transaction
def unpublish(*, event: Event, at: datetime) -> Event:
    """Take the activity back to a draft. Raises HasRegistrations, HasRoom or ActivityCancelled."""
    if lock_room_of(event.pk):
        raise errors.HasRoom
    # Locked: nobody registers between the check and the change.
    event = lock_event(event.pk)
    if event.state == Event.State.CANCELLED:
        raise errors.ActivityCancelled
    if people := event.places_held + event.people_waiting:
        raise errors.HasRegistrations(people=people)
    event.state = Event.State.DRAFT
    event.publish_at = None
    event.changed_at = at
    event.save(update_fields=["state", "publish_at", "changed_at"])
    touch_public_pages()
    return event


@one_transaction
def cancel_event(*, event: Event, reason: Mapping[str, str], by: "User | None", at: datetime) -> int:
    """Call the activity off and tell everyone who holds a place, an offer or a spot in line; says how many parties.

    A room that an institution booked for it is given back, and the institution is told.
    `reason` maps language codes to sentences; one at least, the others fall back to it.
    Raises ActivityCancelled, NotYetPublic, ActivityOver or ReasonNeeded.
    """
    # Locked: the room first, if it has one; then, whoever registers now waits, and is refused.
    proposal = lock_room_of(event.pk)
    event = lock_event(event.pk)
    _refuse_calling_off(event, reason=reason, at=at)
    event.state = Event.State.CANCELLED
    event.cancelled_at = event.changed_at = at
    columns = []
    for code in Language.values:
        column = f"cancel_reason_{suffix(code)}"
        setattr(event, column, reason.get(code, "").strip())
        columns.append(column)
    event.save(update_fields=["state", "cancelled_at", "changed_at", *columns])
    told = list(event.registrations.active().select_related("resident").order_by("pk"))
    step_all(told, state=Registration.State.CALLED_OFF, at=at, by=by)
    for registration in told:
        registration.event = event
        tell(registration, "called_off", at=at)
    if proposal and proposal.stands:
        proposal.event = event
        give_room_back(proposal, state=Proposal.State.FALLEN, by=by, at=at)
        tell_institution(proposal, "fallen", at=at)
    touch_public_pages()
    return len(told)


@dataclass(frozen=True)
class Audience:
    """Who is told when something is called off: parties, people, and parties by language."""

    registrations: list[Registration]
    people: int
    by_language: dict[str, int] = field(default_factory=dict)

    @property
    def parties(self) -> int:
        return len(self.registrations)

    @property
    def unreachable(self) -> list[Registration]:
        """Those without an e-mail address: they find it in their inbox only, so somebody should call them."""
        return [registration for registration in self.registrations if not registration.resident.email]


def audience_of(event: Event) -> Audience:
    """The preview of who would be told, in the order in which they registered."""
    return audience_among(event.registrations.active().select_related("resident").order_by("pk"))


def audience_among(told: Iterable[Registration]) -> Audience:
    """Who is told when something happens to these registrations."""
    registrations = list(told)
    by_language = dict.fromkeys(Language.values, 0)
    for registration in registrations:
        by_language[registration.resident.language] += 1
    return Audience(registrations, sum(registration.party for registration in registrations), by_language)


def _refuse_incomplete(event: Event, *, at: datetime) -> None:
    """Raise when residents could not make anything of the activity yet."""
    columns = [(f"title_{suffix(code)}", f"summary_{suffix(code)}") for code in Language.values]
    if not any(getattr(event, title) and getattr(event, summary) for title, summary in columns):
        raise errors.TitleNeeded
    if event.starts_at is None:
        raise errors.SessionNeeded
    if event.is_over(at):
        raise errors.ActivityOver


def _refuse_calling_off(event: Event, *, reason: Mapping[str, str], at: datetime) -> None:
    if event.state == Event.State.CANCELLED:
        raise errors.ActivityCancelled
    if not event.is_public(at):
        raise errors.NotYetPublic
    if event.is_over(at):
        raise errors.ActivityOver
    if not any(text.strip() for text in reason.values()):
        raise errors.ReasonNeeded
