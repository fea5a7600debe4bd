"""Enquiries at the desk: the queue by due time, and one thread with the notes that only officers read."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.documents.uploads import takes_documents
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from institutions.access import officer_page
from institutions.enquiry_files import give_file
from institutions.forms.goods import AssignForm, NoteForm, QueueForm, ReplyForm
from institutions.models import Enquiry, EnquiryFile
from institutions.services import enquiries

PER_PAGE = 50
TABS = [
    ("open", pgettext_lazy("enquiries", "To be answered")),
    ("answered", pgettext_lazy("enquiries", "Answered")),
    ("closed", pgettext_lazy("enquiries", "Closed")),
]
ORDERS = {"open": ("due_at", "pk"), "answered": ("-changed_at", "-pk"), "closed": ("-closed_at", "-pk")}


@officer_page
@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """Enquiries by state, the most urgent first; whose they are, how old, and which are late."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else "open"
    form = QueueForm(request.GET)
    found = form.narrowed(Enquiry.objects.received_by(request.user).filter(state=tab), request.user)
    ordered = found.select_related("institution", "asked_by", "owner").order_by(*ORDERS[tab])
    at = timezone.now()
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(one, one.is_late(at)) for one in page]
    context = {
        "form": form,
        "tab": tab,
        "tabs": TABS,
        "page": page,
        "lines": lines,
        "is_narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "institutions/enquiries/desk_list.html", context)


@takes_documents
@officer_page
@require_http_methods(["GET", "POST"])
def enquiry(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One thread, and an answer to it."""
    shown = enquiry_or_404(request, reference)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            enquiries.answer(enquiry=shown, by=request.user, at=timezone.now(), **form.said())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The answer is sent."))
            return redirect("institutions-desk:enquiry", shown.reference)
    return _thread(request, shown, answer=form)


@officer_page
@require_POST
def note(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write something for colleagues."""
    shown = enquiry_or_404(request, reference)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _thread(request, shown, note=form)
    enquiries.note(enquiry=shown, text=form.cleaned_data["note"], by=request.user, at=timezone.now())
    messages.success(request, _("Noted, for colleagues only."))
    return redirect("institutions-desk:enquiry", shown.reference)


@officer_page
@require_POST
def assign(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give the enquiry to an officer, or take it."""
    shown = enquiry_or_404(request, reference)
    form = AssignForm(request.POST, officers=enquiries.receivers(shown))
    if form.is_valid():
        try:
            enquiries.assign(
                enquiry=shown, owner=form.chosen, instead_of=form.cleaned_data["instead_of"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s has the enquiry now.") % {"name": form.chosen})
            return redirect("institutions-desk:enquiry", shown.reference)
    return _thread(request, shown, assigning=form)


@officer_page
@require_POST
def close(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """End an enquiry that was answered."""
    shown = enquiry_or_404(request, reference)
    try:
        enquiries.close(enquiry=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("Closed. Whoever asked is told, and can open it again."))
    return redirect("institutions-desk:enquiry", shown.reference)


@officer_page
@require_POST
def reopen(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take a closed enquiry up again."""
    shown = enquiry_or_404(request, reference)
    try:
        enquiries.reopen(enquiry=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("Open again."))
    return redirect("institutions-desk:enquiry", shown.reference)


@officer_page
@require_safe
def open_file(request: AuthenticatedRequest, reference: str, document: UUID) -> HttpResponseBase:
    """Download a file of the thread; each opening is noted."""
    shown = enquiry_or_404(request, reference)
    files = EnquiryFile.objects.filter(message__enquiry=shown).select_related("document")
    return give_file(request, shown, get_object_or_404(files, document=document))


def enquiry_or_404(request: AuthenticatedRequest, reference: str) -> Enquiry:
    """The enquiry with this reference; for an officer who asked it, it is not on this desk."""
    received = Enquiry.objects.received_by(request.user).select_related("institution", "asked_by", "owner")
    return get_object_or_404(received, reference=normalise(reference))


def _thread(
    request: AuthenticatedRequest, shown: Enquiry, *, answer: ReplyForm | None = None, note: NoteForm | None = None,
    assigning: AssignForm | None = None,
) -> HttpResponse:  # fmt: skip
    others = [one for one in enquiries.receivers(shown) if one.pk != shown.owner_id]
    context = {
        "enquiry": shown,
        "is_late": shown.is_late(timezone.now()),
        "said": shown.messages.select_related("by").prefetch_related("files__document"),
        "answer": answer or ReplyForm(),
        "note": note or NoteForm(),
        "assigning": assigning or AssignForm(officers=others, initial={"instead_of": shown.owner_id}),
    }
    return render(request, "institutions/enquiries/desk_thread.html", context)
