"""The contract as the institution sees it: read, printed, signed, given up; and its signed copies."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services.serving import HEADERS
from commons.documents.uploads import takes_documents
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.lib.languages import OWN_NAMES, html_lang
from commons.lib.references import normalise
from institutions.contract_edition import edition_of
from institutions.contract_state import RELATED, SUBJECT, hours_of_month, how_it_stands
from institutions.forms.contracts import DropForm, SignForm
from institutions.models import Contract
from institutions.roles import roles_of
from institutions.services import contracts
from institutions.services.contract_copies import PDF, AlteredCopy, read_copy
from institutions.services.moving import may_move


@signed_in
@require_safe
def contract(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """How the contract stands, what it gives, both copies, and what is to be done."""
    shown = own_contract(request, reference)
    at = timezone.now()
    context = how_it_stands(shown, at=at) | {
        "hours": hours_of_month(shown, day_in_beijing(at)),
        "may_sign": may_move(thing=shown, name="sign", by=request.user),
        "may_drop": may_move(thing=shown, name="drop", by=request.user),
    }
    return render(request, "institutions/contracts/contract.html", context)


@signed_in
@require_safe
def text(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The words to sign, in all three languages, that of the page first; made to be printed."""
    visible = Contract.objects.visible_to(request.user).select_related(*RELATED)
    shown = get_object_or_404(visible, reference=normalise(reference))
    record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference, via="institutions:contract_text",
        at=timezone.now(),
    )  # fmt: skip
    mine = translation.get_language()
    codes = sorted(OWN_NAMES, key=lambda code: code != mine)
    context = {
        "contract": shown, "edition": edition_of(shown), "back": _page_of(request, shown),
        "languages": [(code, html_lang(code), settings.DISTRICT_NAMES[code]) for code in codes],
    }  # fmt: skip
    return render(request, "institutions/contracts/text.html", context)


@takes_documents
@signed_in
@require_http_methods(["GET", "POST"])
def sign(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Upload the signed copy; for a representative, while the contract waits for it."""
    shown = own_contract(request, reference)
    if not may_move(thing=shown, name="sign", by=request.user):
        messages.error(request, _("This contract does not wait for your signature: a representative signs a draft."))
        return redirect("institutions:contract", shown.reference)
    form = SignForm(request.POST or None, request.FILES or None, initial={"edition": edition_of(shown)})
    if request.method == "POST" and form.is_valid():
        answers: dict[str, Any] = {"edition": form.cleaned_data["edition"], "upload": form.cleaned_data["copy"]}
        try:
            contracts.sign(contract=shown, by=request.user, at=timezone.now(), **answers)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Thank you. The signed copy is kept; now an officer signs for the district."))
            return redirect("institutions:contract", shown.reference)
    return render(request, "institutions/contracts/sign.html", {"contract": shown, "form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def drop(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask once more, then give the contract up."""
    shown = own_contract(request, reference)
    if not may_move(thing=shown, name="drop", by=request.user):
        messages.error(request, _("Only a representative gives a contract up, and only before both have signed."))
        return redirect("institutions:contract", shown.reference)
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            contracts.drop(contract=shown, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The contract is given up. The officer has been told."))
            return redirect("institutions:contract", shown.reference)
    return render(request, "institutions/contracts/drop.html", {"contract": shown, "form": form})


@never_cache
@signed_in
@require_safe
def copy(request: AuthenticatedRequest, reference: str, side: str) -> HttpResponse:
    """Give a signed copy to either party, noted in the access log; one that was altered to nobody."""
    shown = get_object_or_404(Contract.objects.visible_to(request.user), reference=normalise(reference))
    found = get_object_or_404(shown.copies.select_related("document"), side=side)
    try:
        content = read_copy(found)
    except AlteredCopy:
        return render(request, "institutions/contracts/altered.html", {"contract": shown}, status=409)
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
        return redirect(_page_of(request, shown))
    record(
        actor=request.user, act=Act.DOWNLOAD, subject=SUBJECT, reference=shown.reference, reason=side,
        via="institutions:contract_copy", at=timezone.now(),
    )  # fmt: skip
    named = content_disposition_header(True, f"{shown.reference}-{side}.pdf")
    return HttpResponse(content, content_type=PDF, headers=HEADERS | {"Content-Disposition": named})


def own_contract(request: AuthenticatedRequest, reference: str) -> Contract:
    """The contract of an institution that the person acts for."""
    own = Contract.objects.of_member(request.user).select_related(*RELATED)
    return get_object_or_404(own, reference=normalise(reference))


def _page_of(request: AuthenticatedRequest, contract: Contract) -> str:
    """Where this person reads the contract: in the institution's room, or at the desk."""
    is_own = contract.institution_id in roles_of(request.user).institutions
    return reverse("institutions:contract" if is_own else "institutions-desk:contract", args=[contract.reference])
