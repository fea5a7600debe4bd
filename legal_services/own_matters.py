"""What a client sees of their own matters: dates, references, what is asked of them, what was handed over to them.

Nothing internal: no topic as staff file it, no note, no conflict, no other person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legal_services.models import (
    Matter,
    MatterDocument,
    MatterRole,
    MediationParty,
    NotarialCase,
    ServiceRecord,
)

if TYPE_CHECKING:
    from commons.accounts.models import User


@dataclass(frozen=True)
class Part:
    """A page of its own that belongs to a matter: how it stands, and what it asks of the client, if anything."""

    label: str | Promise
    url: str
    state: str
    asks: str | Promise = ""


@dataclass
class OwnMatter:
    """One matter as its client sees it."""

    matter: Matter
    sessions: list[date] = field(default_factory=list)
    documents: list[MatterDocument] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def asks(self) -> list[Part]:
        """What waits for the client."""
        return [part for part in self.parts if part.asks]


def matters_of(user: "User | Any", *, limit: int = 50) -> list[OwnMatter]:
    """A resident's own matters, the open ones first; also those of a duplicate that was merged into them."""
    if not user.is_authenticated:
        return []
    is_them = Q(person__user=user) | Q(person__root__user=user)
    roles = MatterRole.objects.filter(is_them, role=MatterRole.Role.CLIENT)
    parties = list(MediationParty.objects.of_account(user).select_related("mediation"))
    known = Q(pk__in=roles.values("matter")) | Q(pk__in=[party.mediation.matter_id for party in parties])
    matters = list(Matter.objects.filter(known).order_by("-state", "-opened_at", "-pk")[:limit])
    return _filled(matters, user, parties)


def _filled(matters: Sequence[Matter], user: "User | Any", parties: Iterable[MediationParty]) -> list[OwnMatter]:
    """The matters with what belongs to each; one statement for each kind of thing."""
    sessions, documents, parts = defaultdict(list), defaultdict(list), defaultdict(list)
    attended = Q(attendees__user=user) | Q(attendees__root__user=user)
    records = ServiceRecord.objects.standing().filter(attended, matter__in=matters).distinct().order_by("held_on")
    for matter_id, day in records.values_list("matter", "held_on"):
        sessions[matter_id].append(day)
    for document in handed_over_to(user).filter(matter__in=matters):
        documents[document.matter_id].append(document)
    for matter_id, part in [*_notarial(user), *_mediations(parties)]:
        parts[matter_id].append(part)
    return [OwnMatter(one, sessions[one.pk], documents[one.pk], parts[one.pk]) for one in matters]


def handed_over_to(user: "User | Any") -> Any:
    """The documents that were handed over to a resident in their own matters."""
    is_them = Q(matter__roles__person__user=user) | Q(matter__roles__person__root__user=user)
    shown = MatterDocument.objects.filter(is_them, matter__roles__role=MatterRole.Role.CLIENT)
    shown = shown.filter(handed_over_at__isnull=False, document__removed_at=None)
    return shown.select_related("document").distinct().order_by("pk")


def _notarial(user: "User | Any") -> Iterable[tuple[int, Part]]:
    cases = NotarialCase.objects.of_client(user).select_related("act")
    for case in cases.annotate(missing=Count("papers", filter=Q(papers__handed_on=None))):
        gathers = case.state == NotarialCase.State.GATHERING and bool(getattr(case, "missing", None))
        asks = _("Papers are still missing.") if gathers else ""
        yield case.matter_id, Part(str(case.act), case.get_absolute_url(), case.get_state_display(), asks)


def _mediations(parties: Iterable[MediationParty]) -> Iterable[tuple[int, Part]]:
    for party in parties:
        mediation = party.mediation
        invited = party.state == MediationParty.State.INVITED and mediation.state in mediation.OPEN
        asks = _("You are asked whether you take part.") if invited else ""
        yield (
            mediation.matter_id,
            Part(_("Mediation"), mediation.get_absolute_url(), mediation.get_state_display(), asks),
        )
