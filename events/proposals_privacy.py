"""What is held about a person around activities that institutions propose: who proposed, who decided, what they wrote.

The texts, the room and the decision are the institution's own and stay with the proposal. Who acted, and what was
written for those who decide, goes with the person, or when nobody needs it any more.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.lib import privacy
from events.models import Proposal

if TYPE_CHECKING:
    from commons.accounts.models import User

KEPT_AFTER_THE_DAY = timedelta(days=2 * 365)
"""As long as bookings of the room say who made them."""


def export(user: "User") -> dict[str, Any]:
    """What the person proposed, with the words for those who decide; and what they decided, with the reason given."""
    proposed = Proposal.objects.filter(proposed_by=user).with_room().order_by("pk")
    decided = Proposal.objects.filter(decided_by=user).order_by("pk")
    return {
        "proposed": [_proposed(one) for one in proposed],
        "decided": list(decided.values("reference", "state", "decided_at", "decision_reason")),
    }


def erase(user: "User", at: datetime) -> None:  # noqa: ARG001 - every holding is told the time
    """Forget that it was this person who proposed or decided.

    A proposal that is still open stays with its remarks: the institution waits for the decision, and its colleagues go
    on with it. The remarks are forgotten as soon as it is not open any more (see `expire`).
    """
    Proposal.objects.filter(decided_by=user).update(decided_by=None)
    mine = Proposal.objects.filter(proposed_by=user)
    mine.exclude(state=Proposal.State.PROPOSED).update(remarks="")
    mine.update(proposed_by=None)


def expire(at: datetime) -> int:
    """Forget who acted, and the remarks, two years after the day; says how many proposals were touched."""
    old = Q(booking__ends_at__lt=at - KEPT_AFTER_THE_DAY)
    named = Q(proposed_by__isnull=False) | Q(decided_by__isnull=False)
    touched = Proposal.objects.filter(old, named).update(proposed_by=None, decided_by=None)
    over = ~Q(remarks="") & (Q(proposed_by=None) & ~Q(state=Proposal.State.PROPOSED) | old)
    return touched + Proposal.objects.filter(over).update(remarks="")


def register() -> None:
    """Add this holding to the register."""
    privacy.register(
        "proposals",
        title=_("Activities that you proposed for an institution, or decided about"),
        export=export,
        erase=erase,
        keep=KEPT_AFTER_THE_DAY,
        expire=expire,
    )


def _proposed(proposal: Proposal) -> dict[str, Any]:
    return {
        "reference": proposal.reference,
        "institution": str(proposal.institution),
        "kind": proposal.kind,
        "texts": [
            {"language": text.language, "title": text.title, "summary": text.summary, "description": text.description}
            for text in proposal.texts
        ],
        "starts_at": proposal.booking.starts_at,
        "remarks": proposal.remarks,
        "state": proposal.state,
        "proposed_at": proposal.proposed_at,
        "decided_at": proposal.decided_at,
        "reason": proposal.decision_reason,
    }
