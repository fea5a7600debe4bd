"""Enquiries to the service centre for goods, as whoever asks sees them: never what officers say among themselves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.documents.uploads import takes_documents
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from institutions.enquiry_files import give_file
from institutions.forms.goods import AskForm, ReplyForm
from institutions.models import Enquiry, EnquiryFile, EnquiryMessage, Institution
from institutions.services import enquiries

PER_PAGE = 20


@signed_in
@require_safe
def enquiry_list(request: AuthenticatedRequest) -> HttpResponse:
    """One's own enquiries and those of one's institutions, the latest first."""
    found = Enquiry.objects.of_asker(request.user).select_related("institution", "asked_by")
    page = Paginator(found.order_by("-changed_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "institutions/enquiries/list.html", {"page": page})


@takes_documents
@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: AuthenticatedRequest) -> HttpResponse:
    """Ask something new."""
    institutions = list(Institution.objects.of_member(request.user))
    form = AskForm(
        request.POST or None, request.FILES or None, institutions=institutions, initial=_known(request, institutions)
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked = enquiries.ask(by=request.user, at=timezone.now(), **form.asked())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Your question is with the service centre."))
            return redirect(asked)
    return render(request, "institutions/enquiries/ask.html", {"form": form})


@takes_documents
@signed_in
@require_http_methods(["GET", "POST"])
def enquiry(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The thread: what was asked and answered, and room to say more."""
    shown = own_or_404(request, reference)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            enquiries.reply(enquiry=shown, by=request.user, at=timezone.now(), **form.said())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Sent to the service centre."))
            return redirect(shown)
    said = EnquiryMessage.objects.for_asker().filter(enquiry=shown).select_related("by")
    context = {
        "enquiry": shown,
        "said": said.prefetch_related("files__document"),
        "form": form,
        "is_late": shown.is_late(timezone.now()),
    }
    return render(request, "institutions/enquiries/thread.html", context)


@signed_in
@require_POST
def close(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """End the enquiry."""
    shown = own_or_404(request, reference)
    try:
        enquiries.close(enquiry=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("The enquiry is closed. You can open it again at any time."))
    return redirect(shown)


@signed_in
@require_POST
def reopen(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Put a closed enquiry before the service centre again."""
    shown = own_or_404(request, reference)
    try:
        enquiries.reopen(enquiry=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("The enquiry is with the service centre again."))
    return redirect(shown)


@signed_in
@require_safe
def open_file(request: AuthenticatedRequest, reference: str, document: UUID) -> HttpResponseBase:
    """Download a file of the thread; each opening is noted."""
    shown = own_or_404(request, reference)
    files = EnquiryFile.objects.filter(message__in=EnquiryMessage.objects.for_asker().filter(enquiry=shown))
    return give_file(request, shown, get_object_or_404(files.select_related("document"), document=document))


def own_or_404(request: AuthenticatedRequest, reference: str) -> Enquiry:
    """The enquiry with this reference, if it is the person's own or one of an institution that they act for."""
    own = Enquiry.objects.of_asker(request.user).select_related("institution", "asked_by")
    return get_object_or_404(own, reference=normalise(reference))


def _known(request: AuthenticatedRequest, institutions: list[Institution]) -> dict[str, Any]:
    """What the address that led here says already; otherwise one asks for one's institution."""
    asked = {name: request.GET.get(name, "") for name in ("category", "subject")}
    return asked | {"institution": request.GET.get("institution", institutions[0].slug if institutions else "")}
