"""What a client sees of their own matters: dates, references, what is asked of them, what was handed over to them.

Nothing internal: no topic as staff file it, no note, no conflict, no other person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import day_in_beijing, format_day, format_moment
from legal_services.models import (
    Agreement,
    EarlierTimeRequest,
    Matter,
    MatterDocument,
    MatterRole,
    Mediation,
    MediationParty,
    NotarialCase,
    ServiceRecord,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

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


def something_waits(user: "User", *, at: datetime) -> "ExpressionWrapper[Any]":
    """Whether anything here waits for a resident: an expression, for a page that has no statement to spare for it.

    True exactly when the page of their matters lists something under what needs them.
    """
    offers = _standing_offers(user, at)
    parties = MediationParty.objects.of_account(user).asked(day_in_beijing(at))
    cases = NotarialCase.objects.of_client(user).asking_their_client()
    return ExpressionWrapper(Exists(offers) | Exists(cases) | Exists(parties), output_field=BooleanField())


def offers_to(user: "User | Any", *, at: datetime) -> list[Part]:
    """The earlier times that are kept for a resident at this moment."""
    return [
        Part(
            gettext("An earlier time is free for you"),
            reverse("legal:appointment_offer", args=[one.appointment.reference]),
            one.get_state_display(),
            gettext("Please answer by %(moment)s (Beijing time).")
            % {"moment": format_moment(one.offer_expires_at or at)},
        )
        for one in _standing_offers(user, at)
        .select_related("appointment")
        .defer("appointment__narrative")
        .order_by("offer_expires_at")
    ]


def matters_of(user: "User | Any", *, at: datetime, limit: int = 50) -> list[OwnMatter]:
    """A resident's own matters, the open ones first; also those of a duplicate that was merged into them."""
    if not user.is_authenticated:
        return []
    is_them = Q(person__user=user) | Q(person__root__user=user)
    roles = MatterRole.objects.filter(is_them, role=MatterRole.Role.CLIENT)
    parties = list(MediationParty.objects.of_account(user).select_related("mediation"))
    known = Q(pk__in=roles.values("matter")) | Q(pk__in=[party.mediation.matter_id for party in parties])
    matters = list(Matter.objects.filter(known).order_by("-state", "-opened_at", "-pk")[:limit])
    return _filled(matters, user, parties, at)


def _filled(
    matters: Sequence[Matter], user: "User | Any", parties: Sequence[MediationParty], at: datetime
) -> list[OwnMatter]:
    """The matters with what belongs to each; one statement for each kind of thing."""
    sessions, documents, parts = defaultdict(list), defaultdict(list), defaultdict(list)
    attended = Q(attendees__user=user) | Q(attendees__root__user=user)
    records = ServiceRecord.objects.standing().filter(attended, matter__in=matters).distinct().order_by("held_on")
    for matter_id, day in records.values_list("matter", "held_on"):
        sessions[matter_id].append(day)
    for document in handed_over_to(user).filter(matter__in=matters):
        documents[document.matter_id].append(document)
    for matter_id, part in [*_notarial(user), *_mediations(parties, at)]:
        parts[matter_id].append(part)
    return [OwnMatter(one, sessions[one.pk], documents[one.pk], parts[one.pk]) for one in matters]


def handed_over_to(user: "User | Any") -> Any:
    """The documents that were handed over to a resident in their own matters."""
    is_them = Q(matter__roles__person__user=user) | Q(matter__roles__person__root__user=user)
    shown = MatterDocument.objects.filter(is_them, matter__roles__role=MatterRole.Role.CLIENT)
    shown = shown.filter(handed_over_at__isnull=False, document__removed_at=None)
    return shown.select_related("document").distinct().order_by("pk")


def _standing_offers(user: "User", at: datetime) -> "QuerySet[EarlierTimeRequest]":
    offered = EarlierTimeRequest.State.OFFERED
    return EarlierTimeRequest.objects.filter(appointment__user=user, state=offered, offer_expires_at__gt=at)


def _notarial(user: "User | Any") -> Iterable[tuple[int, Part]]:
    cases = NotarialCase.objects.of_client(user).select_related("act")
    for case in cases.annotate(missing=Count("papers", filter=Q(papers__handed_on=None))):
        is_missing = bool(getattr(case, "missing", None)) and not case.has_ended
        asks = _("Papers are still missing.") if is_missing else ""
        if case.is_to_collect:
            asks = _("Your certificate is ready: come and collect it.")
        yield case.matter_id, Part(str(case.act), case.get_absolute_url(), case.get_state_display(), asks)


def _mediations(parties: Sequence[MediationParty], at: datetime) -> Iterable[tuple[int, Part]]:
    agreed = [party.mediation_id for party in parties if party.mediation.state == Mediation.State.AGREED]
    agreements = Agreement.objects.filter(mediation__in=agreed).defer("text") if agreed else ()
    open_until = {one.mediation_id: one.confirm_by for one in agreements if one.can_be_confirmed(day_in_beijing(at))}
    for party in parties:
        mediation = party.mediation
        part = Part(
            _("Mediation"), mediation.get_absolute_url(), mediation.get_state_display(),
            _asked_of_party(party, open_until.get(mediation.pk)),
        )  # fmt: skip
        yield mediation.matter_id, part


def _asked_of_party(party: MediationParty, confirm_by: date | None) -> str | Promise:
    """What a party is asked: whether it takes part, or while there is time, whether the court should confirm."""
    if party.state == MediationParty.State.INVITED and party.mediation.state in party.mediation.OPEN:
        return _("You are asked whether you take part.")
    if confirm_by is not None and party.state == MediationParty.State.ACCEPTED and not party.wants_confirmation_at:
        return gettext("Until %(day)s you can say that the court should confirm the agreement.") % {
            "day": format_day(confirm_by)
        }
    return ""
