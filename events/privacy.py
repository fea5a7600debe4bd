"""What is held about a person around activities: their registrations, and the guests they named."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from commons.lib import privacy
from events import services
from events.models import Registration, RegistrationStep

if TYPE_CHECKING:
    from commons.accounts.models import User
    from events.querysets import RegistrationQuerySet

KEPT_AFTER_THE_ACTIVITY = timedelta(days=730)


def export(user: "User") -> list[dict[str, Any]]:
    """The person's registrations with everything that was noted about them."""
    registrations = Registration.objects.of_resident(user).select_related("event").prefetch_related("steps")
    return [
        {
            "reference": registration.reference,
            "activity": str(registration.event.title),
            "starts_at": registration.event.starts_at,
            "state": registration.state,
            "people": registration.party,
            "guest_names": registration.guest_names,
            "eligibility_confirmed": registration.eligibility_confirmed,
            "registered_at": registration.created_at,
            "history": [
                {"at": step.at, "state": step.state, "people": step.party, "note": step.note}
                for step in registration.steps.all()
            ],
        }
        for registration in registrations
    ]


def erase(user: "User", at: datetime) -> None:
    """Give back the places that the person still holds, and forget their guests and what was noted.

    The bare registrations stay for the activity's figures; they point to an account that says nothing any more.
    """
    mine = Registration.objects.of_resident(user)
    # In the order of the activities, which is the order in which everybody locks them.
    for registration in mine.active().select_related("event").order_by("event_id"):
        if not registration.event.is_over(at):
            services.cancel(registration=registration, by=None, at=at)
    _forget_words(mine)


def expire(at: datetime) -> int:
    """Forget the registrations for activities that were over two years ago."""
    old = Registration.objects.filter(event__ends_at__lt=at - KEPT_AFTER_THE_ACTIVITY)
    return old.delete()[0]


def _forget_words(registrations: "RegistrationQuerySet") -> None:
    """Remove the names and notes, keep the counts."""
    RegistrationStep.objects.filter(registration__in=registrations).update(note="", by=None)
    registrations.update(guest_names=[])


def register() -> None:
    """Add this holding to the register."""
    privacy.register(
        "registrations",
        title=_("Registrations for activities"),
        export=export,
        erase=erase,
        keep=KEPT_AFTER_THE_ACTIVITY,
        expire=expire,
    )
