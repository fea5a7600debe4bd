"""Contracts at the desk: what is to be drafted, signed, renewed; and one of them with everything about it."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.lib.dates import day_in_beijing
from commons.lib.languages import Language, suffix
from commons.lib.references import normalise
from institutions.access import officer_page
from institutions.contract_state import RELATED, SUBJECT, how_it_stands
from institutions.desk.contract_acts import acts_for
from institutions.models import Application, Contract
from institutions.services.contracts import NOT_CONCLUDED, may_be_renewed
from institutions.states import ApplicationState, ContractState

PER_PAGE = 50
TO_DRAFT = "to-draft"
STATES: dict[str, tuple[str, ...]] = {
    "drafted": (ContractState.DRAFTED,),
    "signed": (ContractState.SIGNED,),
    "expiring": (ContractState.EXPIRING,),
    "in-force": (ContractState.COUNTERSIGNED, ContractState.ACTIVE),
    "ended": (ContractState.EXPIRED, ContractState.RENEWED, ContractState.TERMINATED, ContractState.DROPPED),
}
TABS = [
    (TO_DRAFT, _("To be drafted")),
    ("drafted", _("With the institution")),
    ("signed", _("To be countersigned")),
    ("expiring", _("Ending soon")),
    ("in-force", _("In force")),
    ("ended", _("Over")),
]
URGENT = {TO_DRAFT, "signed"}
"""Where an officer is waited for."""


@officer_page
@require_safe
def contract_list(request: AuthenticatedRequest) -> HttpResponse:
    """Contracts by what is to be done; a reference that was typed opens its contract."""
    typed = request.GET.get("q", "").strip()[:100]
    if typed and Contract.objects.filter(reference=normalise(typed)).exists():
        return redirect("institutions-desk:contract", normalise(typed))
    contracts = _named(Contract.objects.all(), typed)
    applications = _named(Application.objects.filter(state=ApplicationState.APPROVED), typed).exclude(
        Exists(Contract.objects.filter(application=OuterRef("pk")).exclude(state__in=NOT_CONCLUDED))
    )
    counts = _counts(contracts) | {TO_DRAFT: applications.count()}
    tab = request.GET.get("tab", "")
    tab = tab if tab in counts else next((name for name, _label in TABS if counts[name]), TO_DRAFT)
    rows = _rows(contracts, applications, tab)
    context = {
        "tab": tab, "q": typed, "today": day_in_beijing(timezone.now()), "is_to_draft": tab == TO_DRAFT,
        "tabs": [(name, label, counts[name], name in URGENT) for name, label in TABS],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "institutions/contracts/desk_list.html", context)


@officer_page
@require_safe
def contract(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One contract: how it stands, what can be done next, both copies, what happened."""
    shown = contract_or_404(reference)
    at = timezone.now()
    record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference, via="institutions-desk:contract",
        at=at,
    )  # fmt: skip
    context = how_it_stands(shown, at=at) | _for_officers(request, shown, at)
    return render(request, "institutions/contracts/desk_contract.html", context)


def contract_or_404(reference: str) -> Contract:
    """The contract with this reference; officers see all."""
    related = (*RELATED, "drafted_by", "signed_by", "countersigned_by", "terminated_by")
    return get_object_or_404(Contract.objects.select_related(*related), reference=normalise(reference))


def _for_officers(request: AuthenticatedRequest, shown: Contract, at: datetime) -> dict[str, Any]:
    return {
        "acts": acts_for(shown, request.user),
        "can_renew": may_be_renewed(shown),
        "used": list(shown.allowances.all()[:12]),
        "now": at,
    }


def _named(rows: "QuerySet[Any]", typed: str) -> "QuerySet[Any]":
    """Those of institutions whose name, in any language, holds what was typed."""
    found = Q()
    for code in Language.values if typed else ():
        found |= Q(**{f"institution__name_{suffix(code)}__icontains": typed})
    return rows.filter(found)


def _counts(contracts: "QuerySet[Contract]") -> dict[str, int]:
    """How many contracts each tab holds, in one statement."""
    asked = {name.replace("-", "_"): Count("pk", filter=Q(state__in=states)) for name, states in STATES.items()}
    found = contracts.aggregate(**asked)
    return {name: found[name.replace("-", "_")] for name in STATES}


def _rows(contracts: "QuerySet[Contract]", applications: "QuerySet[Application]", tab: str) -> "QuerySet[Any]":
    """What a tab shows, what is most urgent first."""
    if tab == TO_DRAFT:
        return applications.select_related("institution", "area").order_by("decided_at", "pk")
    order = {
        "drafted": "state_since", "signed": "state_since", "expiring": "ends_on", "in-force": "ends_on",
        "ended": "-state_since",
    }  # fmt: skip
    found = contracts.filter(state__in=STATES[tab]).select_related("institution", "area", "drafted_by")
    following = Contract.objects.filter(institution=OuterRef("institution"), starts_on__gt=OuterRef("starts_on"))
    followed = Exists(following.exclude(state__in=NOT_CONCLUDED))
    return found.annotate(is_followed=followed).order_by(order[tab], "pk")
