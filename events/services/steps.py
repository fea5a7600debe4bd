"""A registration takes a step: its new state, a line in its history, a message to the resident."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import translation

from commons.accounts.models import User
from commons.notifications.rendering import Letter, Words, letter
from commons.notifications.services import Attachment, notify
from events.calendar import MIMETYPE, calendar_for
from events.deciders import deciders_of
from events.editions import piece_of
from events.models import Event, Proposal, Registration, RegistrationStep
from events.querysets import sessions_with_venues
from events.services.links import link_to
from institutions.services.messages import tell_members, tell_officer


def step(
    registration: Registration,
    *,
    state: Registration.State,
    at: datetime,
    by: User | None,
    offer_expires_at: datetime | None = None,
    note: str = "",
) -> None:
    """Move a registration to a state and write the step down. The caller holds the activity's lock."""
    registration.state = state
    registration.offer_expires_at = offer_expires_at
    registration.changed_at = at
    registration.save(update_fields=["state", "offer_expires_at", "changed_at"])
    write_down(registration, at=at, by=by, note=note)


def write_down(registration: Registration, *, at: datetime, by: User | None, note: str = "") -> None:
    """Add how the registration stands now to its history."""
    RegistrationStep.objects.create(
        registration=registration, at=at, by=by, state=registration.state, party=registration.party, note=note
    )


def step_all(
    registrations: Iterable[Registration], *, state: Registration.State, at: datetime, by: User | None
) -> None:  # fmt: skip
    """Move many registrations to a state at once, each with its line of history."""
    registrations = list(registrations)
    for registration in registrations:
        registration.state, registration.offer_expires_at, registration.changed_at = state, None, at
    Registration.objects.bulk_update(registrations, ["state", "offer_expires_at", "changed_at"], batch_size=500)
    RegistrationStep.objects.bulk_create(
        RegistrationStep(registration=registration, at=at, by=by, state=state, party=registration.party)
        for registration in registrations
    )


def read_facts(event: Event) -> None:
    """Read what messages say about an activity, unless it is known: its community, its sessions and their venues."""
    prefetch_related_objects([event], "community", sessions_with_venues("sessions"))


def tell(registration: Registration, words: str, *, at: datetime, occasion: str = "", **context: Any) -> None:
    """Write the message `events/<words>` to the resident, with the calendar file when it belongs into a calendar.

    The key holds the registration and the occasion, so that a repeated act never tells twice.
    """
    read_facts(registration.event)
    with translation.override(registration.resident.language):
        notify(
            registration.resident,
            f"events/{words}",
            key=f"registration:{registration.pk}:{occasion or words}",
            context={"registration": registration, "event": registration.event, "link": link_to(registration)}
            | context,
            words=_repeated(registration, words),
            url=registration.get_absolute_url(),
            attachments=_calendar(registration, words),
            desk=registration.event.community.slug,
            at=at,
        )


def tell_institution(proposal: Proposal, words: str, *, at: datetime, **context: Any) -> None:
    """Write the message `institutions/activity_<words>` to everybody who acts for the institution that proposed it."""
    booking = proposal.booking
    tell_members(
        proposal.institution, f"activity_{words}", key=f"proposal:{proposal.pk}:{words}",
        url=proposal.get_absolute_url(), at=at, proposal=proposal, booking=booking, venue=booking.space.area.venue,
        event=proposal.event, **context,
    )  # fmt: skip


def tell_deciders(proposal: Proposal, *, at: datetime) -> None:
    """Ask the officers and the staff of the venue's community to decide; each once, however often this is called."""
    booking = proposal.booking
    for person in deciders_of(proposal):
        tell_officer(
            person, "activity_to_decide", key=f"proposal:{proposal.pk}:to-decide", at=at, proposal=proposal,
            url=reverse("proposals-desk:proposal", args=[proposal.reference]), booking=booking,
            venue=booking.space.area.venue, institution=proposal.institution,
        )  # fmt: skip


REPEATED = {"confirmed", "waiting"}
"""The messages that everyone who registers gets: written behind the lock, so written once and filled in."""


def _repeated(registration: Registration, words: str) -> Words | None:
    """The words of a message that many get, from the activity's letter; None where each one is its own."""
    event, resident = registration.event, registration.resident
    if words not in REPEATED or registration.guest_names:
        return None
    kept = piece_of(
        event,
        ("letter", words, resident.language, registration.party),
        lambda: _letter(event, words, language=resident.language, party=registration.party),
    )
    return kept.filled(name=resident.short_name, reference=registration.reference, link=link_to(registration))


def _letter(event: Event, words: str, *, language: str, party: int) -> Letter:
    def context(blank: Mapping[str, str]) -> dict[str, Any]:
        somebody = User(full_name=blank["name"], language=language)
        registration = Registration(event=event, resident=somebody, reference=blank["reference"], party=party)
        return {"registration": registration, "event": event, "link": blank["link"]}

    return letter(f"events/{words}", language=language, blanks=["name", "reference", "link"], context=context)


CALENDAR_WITH = {"confirmed", "accepted", "changed", "called_off", "cancelled"}
"""The messages after which the entry in the resident's calendar is another one."""


def _calendar(registration: Registration, words: str) -> list[Attachment]:
    if words not in CALENDAR_WITH:
        return []
    return [Attachment(f"{registration.reference}.ics", MIMETYPE, calendar_for(registration))]
