"""Drafting, changing and renewing contracts, and the moves that officers make, each on a page of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest
from commons.documents.uploads import takes_documents
from commons.lib.errors import Refusal
from commons.lib.forms import RefusableForm
from commons.lib.references import normalise
from institutions.access import officer_page
from institutions.contract_state import RELATED
from institutions.errors import SecondOfficerNeeded
from institutions.forms.contracts import AgreementForm, CopyForm, ReasonForm
from institutions.models import Application, Contract
from institutions.services import contracts
from institutions.services.moving import may_move
from institutions.states import CONTRACT_MOVES, ContractState, find

if TYPE_CHECKING:
    from commons.accounts.models import User


@dataclass(frozen=True)
class ContractAct:
    """A move that an officer makes, named as in `states.CONTRACT_MOVES`."""

    name: str
    label: str | Promise
    icon: str
    form: type[RefusableForm]
    hint: str | Promise
    done: str | Promise
    ends: bool = False


ACTS = {
    act.name: act
    for act in (
        ContractAct(
            "countersign", gettext_lazy("Sign for the district"), "signature", CopyForm,
            gettext_lazy(
                "Upload the copy that both have signed. From then on nothing of the contract can be changed, by nobody."
            ),
            gettext_lazy("The contract is signed by both."),
        ),
        ContractAct(
            "hand-back", gettext_lazy("Hand back"), "undo-2", ReasonForm,
            gettext_lazy("The signed copy is deleted, and the contract can be changed and signed again."),
            gettext_lazy("Handed back. The institution has been told."),
        ),
        ContractAct(
            "drop", pgettext_lazy("a contract", "Give up"), "x", ReasonForm,
            gettext_lazy("The contract is not concluded. Another one can be drafted from the same application."),
            gettext_lazy("Given up. The institution has been told."), ends=True,
        ),
        ContractAct(
            "terminate", pgettext_lazy("a contract", "Terminate"), "circle-x", ReasonForm,
            gettext_lazy(
                "The contract ends at once: the entry in the directory goes and no rooms can be booked. What is booked "
                "already stays and is listed with the contract."
            ),
            gettext_lazy("Terminated. The institution has been told."), ends=True,
        ),
    )
}  # fmt: skip


def acts_for(contract: Contract, officer: "User") -> list[ContractAct]:
    """What this officer can do with the contract as it stands."""
    return [act for act in ACTS.values() if may_move(thing=contract, name=act.name, by=officer)]


@officer_page
@require_http_methods(["GET", "POST"])
def draft(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Draft the contract of an approved application."""
    related = ("institution", "area", "terms")
    application = get_object_or_404(
        Application.objects.handed_in().select_related(*related), reference=normalise(reference)
    )
    proposed = contracts.proposed(application=application, at=timezone.now())
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            made = contracts.draft(
                application=application, agreement=form.agreement(), by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Drafted. The institution has been asked to sign."))
            return redirect("institutions-desk:contract", made.reference)
    context = {"application": application, "institution": application.institution, "form": form}
    return render(request, "institutions/contracts/desk_draft.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def renew(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Draft the contract that follows this one."""
    before = get_object_or_404(Contract.objects.select_related(*RELATED), reference=normalise(reference))
    if request.method == "GET" and not contracts.may_be_renewed(before):
        messages.error(request, _("This contract cannot be renewed, or a renewal exists already."))
        return redirect("institutions-desk:contract", before.reference)
    proposed = contracts.proposed_renewal(contract=before, at=timezone.now())
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            made = contracts.draft_renewal(
                contract=before, agreement=form.agreement(), by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Drafted. The institution has been asked to sign."))
            return redirect("institutions-desk:contract", made.reference)
    context = {"before": before, "institution": before.institution, "form": form}
    return render(request, "institutions/contracts/desk_draft.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Change a draft before the institution signs it."""
    shown = get_object_or_404(Contract.objects.select_related(*RELATED), reference=normalise(reference))
    if shown.state != ContractState.DRAFTED:
        messages.error(request, _("Only a draft can be changed. Hand a signed contract back first."))
        return redirect("institutions-desk:contract", shown.reference)
    form = AgreementForm(request.POST if request.method == "POST" else None, initial=_as_written(shown))
    if request.method == "POST" and form.is_valid():
        try:
            contracts.edit(contract=shown, agreement=form.agreement(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Changed. If anything that is agreed is different, the institution was told."))
            return redirect("institutions-desk:contract", shown.reference)
    context = {"contract": shown, "institution": shown.institution, "form": form}
    return render(request, "institutions/contracts/desk_draft.html", context)


@takes_documents
@officer_page
@require_http_methods(["GET", "POST"])
def act(request: AuthenticatedRequest, reference: str, act: str) -> HttpResponse:
    """Ask for what the move needs, then make it."""
    shown = get_object_or_404(Contract.objects.select_related(*RELATED), reference=normalise(reference))
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    if not may_move(thing=shown, name=chosen.name, by=request.user):
        messages.error(request, _why_not(shown, chosen))
        return redirect("institutions-desk:contract", shown.reference)
    form = chosen.form(request.POST, request.FILES) if request.method == "POST" else chosen.form()
    if request.method == "POST" and form.is_valid():
        try:
            _take(chosen, shown, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, str(chosen.done))
            return redirect("institutions-desk:contract", shown.reference)
    context = {"contract": shown, "act": chosen, "form": form}
    return render(request, "institutions/contracts/desk_act.html", context)


def _take(chosen: ContractAct, contract: Contract, answers: dict[str, Any], *, by: "User") -> None:
    at = timezone.now()
    if chosen.name == "countersign":
        contracts.countersign(contract=contract, upload=answers["copy"], by=by, at=at)
    else:
        service = {"hand-back": contracts.hand_back, "drop": contracts.drop, "terminate": contracts.terminate}
        service[chosen.name](contract=contract, reason=answers["reason"], by=by, at=at)


def _why_not(contract: Contract, chosen: ContractAct) -> str:
    """In words: things have moved on, or somebody else has to do it."""
    if contract.state in find(CONTRACT_MOVES, chosen.name).sources:
        return f"{SecondOfficerNeeded.message} {SecondOfficerNeeded.next_step}"
    return _("This is not possible any more, or not yet: things have moved on.")


def _as_written(contract: Contract) -> dict[str, Any]:
    names = ("terms", "area", "starts_on", "ends_on", "grace_days", "desks", "remarks")
    return {name: getattr(contract, name) for name in names} | {"room_hours": contract.room_minutes // 60}
