"""A registration takes a step: its new state, a line in its history, a message to the resident."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.utils import translation

from commons.notifications.services import Attachment, notify
from events.calendar import MIMETYPE, calendar_for
from events.models import Event, Registration, RegistrationStep
from events.querysets import sessions_with_venues
from events.services.links import link_to

if TYPE_CHECKING:
    from commons.accounts.models import User


def step(
    registration: Registration,
    *,
    state: Registration.State,
    at: datetime,
    by: "User | None",
    offer_expires_at: datetime | None = None,
    note: str = "",
) -> None:
    """Move a registration to a state and write the step down. The caller holds the activity's lock."""
    registration.state = state
    registration.offer_expires_at = offer_expires_at
    registration.changed_at = at
    registration.save(update_fields=["state", "offer_expires_at", "changed_at"])
    write_down(registration, at=at, by=by, note=note)


def write_down(registration: Registration, *, at: datetime, by: "User | None", note: str = "") -> None:
    """Add how the registration stands now to its history."""
    RegistrationStep.objects.create(
        registration=registration, at=at, by=by, state=registration.state, party=registration.party, note=note
    )


def step_all(registrations: Iterable[Registration], *, state: Registration.State, at: datetime, by: "User") -> None:
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
            url=registration.get_absolute_url(),
            attachments=_calendar(registration, words),
            desk=registration.event.community.slug,
            at=at,
        )


CALENDAR_WITH = {"confirmed", "accepted", "changed", "called_off", "cancelled"}
"""The messages after which the entry in the resident's calendar is another one."""


def _calendar(registration: Registration, words: str) -> list[Attachment]:
    if words not in CALENDAR_WITH:
        return []
    return [Attachment(f"{registration.reference}.ics", MIMETYPE, calendar_for(registration))]
