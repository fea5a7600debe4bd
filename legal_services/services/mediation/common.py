"""What every act around a mediation shares: its lock, its history, and the news of it."""

from datetime import datetime
from typing import Any

from legal_services.errors import mediation as errors
from legal_services.models import Mediation, MediationParty, MediationStep
from legal_services.services.case_news import tell_of_news
from legal_services.services.mediation.links import address_for

What = MediationStep.What


def lock_mediation(mediation_id: int) -> Mediation:
    """The mediation as it stands, its row locked: states, answers and the agreement change behind it.

    Locked before the rows of the resources whose time its sessions take.
    """
    locked = Mediation.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("matter").get(pk=mediation_id)


def move_on(mediation: Mediation, to: str, *, at: datetime) -> None:
    """Bring a locked mediation into another state, if its table of states lets it. Raises MediationNotFromHere."""
    if to not in mediation.NEXT[mediation.state]:
        raise errors.MediationNotFromHere
    mediation.state, mediation.changed_at = to, at
    mediation.closed_at = at if to in mediation.CLOSED else None
    mediation.save()


def write_down(
    mediation: Mediation, what: str, *, by: Any, at: datetime, party: MediationParty | None = None
) -> MediationStep:
    """Add a line to the history. `by` is an account, or None for a party who came by a link."""
    author = by if getattr(by, "pk", None) else None
    return MediationStep.objects.create(mediation=mediation, what=what, party=party, at=at, by=author)


def tell_parties(mediation: Mediation, step: MediationStep, *, at: datetime, but: MediationParty | None = None) -> None:
    """Write to every party, but the one who did it, that there is news; once for each step."""
    parties = mediation.parties.select_related("person__user", "person__root__user")
    for party in parties.exclude(pk=but.pk) if but else parties:
        tell_party(mediation, party, key=f"mediation:{mediation.pk}:{step.pk}:{party.pk}", at=at)


def tell_party(mediation: Mediation, party: MediationParty, *, key: str, at: datetime) -> None:
    """Write to one party that there is news."""
    tell_of_news(
        person=party.person, reference=mediation.reference, link=address_for(party), key=key, at=at,
    )  # fmt: skip
