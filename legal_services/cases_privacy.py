"""What is held about a person around notarial cases and mediations."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.lib import privacy
from legal_services.models import Agreement, MediationNote, MediationParty, NotarialCase, PartyLink

if TYPE_CHECKING:
    from commons.accounts.models import User

KEPT_PRIVATE_NOTES = timedelta(days=180)
"""What a party and the mediator told each other alone: half a year after the mediation closed, in which the performance
of an agreement may still be disputed; then nobody needs it (PIPL, art. 19). The other papers stay with the matter."""


def export(user: "User") -> list[dict[str, Any]]:
    """The person's notarial cases, and the mediations in which they are a party, with what they may read there."""
    cases = NotarialCase.objects.of_client(user).select_related("act").prefetch_related("papers__item")
    parties = MediationParty.objects.of_account(user).select_related("mediation")
    return [*map(_case, cases), *map(_party, parties)]


def erase(user: "User", at: datetime) -> None:
    """Shut the links that open the person's mediations.

    Cases and mediations are records of the service area, which the matter's own terms let go of; another party's
    rights may hang on them.
    """
    own = MediationParty.objects.of_account(user)
    PartyLink.objects.filter(party__in=own, revoked_at=None).update(revoked_at=at)


def expire(at: datetime) -> int:
    """Delete private notes of mediations that were closed half a year ago, and links that have expired."""
    old = MediationNote.objects.filter(kind="private", mediation__closed_at__lt=at - KEPT_PRIVATE_NOTES)
    return old.delete()[0] + PartyLink.objects.filter(Q(expires_at__lt=at)).delete()[0]


def register() -> None:
    """Add this holding to the register."""
    privacy.register(
        "legal-cases",
        title=_("Notarial cases and mediations"),
        export=export,
        erase=erase,
        keep=KEPT_PRIVATE_NOTES,
        expire=expire,
    )


def _case(case: NotarialCase) -> dict[str, Any]:
    return {
        "reference": case.reference,
        "act": str(case.act.name),
        "destination": str(case.destination),
        "state": case.state,
        "accepted_on": case.accepted_on,
        "issued_on": case.issued_on,
        "collected_on": case.collected_on,
        "collected_by": case.collected_by,
        "papers": [
            {"what": paper.asked or str(paper.item), "handed_on": paper.handed_on} for paper in case.papers.all()
        ],
    }


def _party(party: MediationParty) -> dict[str, Any]:
    agreed = Agreement.objects.filter(mediation=party.mediation).first() if party.state == "accepted" else None
    return {
        "reference": party.mediation.reference,
        "state": party.mediation.state,
        "answer": party.state,
        "answered_at": party.answered_at,
        "agreement": agreed.text if agreed else "",
        "notes": [{"at": note.at, "text": note.text} for note in MediationNote.objects.for_party(party)],
    }
