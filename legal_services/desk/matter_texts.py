"""What was told, advised and handed in: for those who advise or mediate, after the check, with a reason each time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.documents.models import Document
from commons.documents.services import serve
from commons.documents.uploads import takes_documents
from commons.lib.errors import Refusal
from legal_services import errors
from legal_services.desk.matters import matter_or_404, matter_page, rights
from legal_services.forms.matters import DocumentForm, NoteForm, RevealForm
from legal_services.models import Matter, MatterDocument
from legal_services.services import matters
from legal_services.services import notes as texts

STAYS_OPEN = timedelta(minutes=30)
"""So long after a reason was given what was told can be read again without giving it anew."""
SESSION_KEY = "legal_notes_open"


@matter_page
@require_http_methods(["GET", "POST"])
def notes(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say why, then read what was told. A reading stays open for half an hour; each look is noted."""
    shown = readable_or_404(request, reference)
    at = timezone.now()
    form = RevealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            texts.reveal(matter=shown, reason=form.cleaned_data["reason"], by=request.user, at=at)
        except (errors.NotChecked, errors.ConflictUnresolved) as refusal:
            messages.warning(request, refusal.in_full)
            return redirect("legal-desk:matter_conflicts", shown.reference)
        _keep_open(request, shown, at)
        return redirect("legal-desk:matter_notes", shown.reference)
    if not _is_open(request, shown, at):
        return render(request, "legal_services/matters/reveal.html", {"matter": shown, "form": form})
    return _readable(request, shown, NoteForm(), at)


@matter_page
@require_POST
def add_note(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write down what was told or advised."""
    shown = readable_or_404(request, reference)
    at = timezone.now()
    if not _is_open(request, shown, at):
        return redirect("legal-desk:matter_notes", shown.reference)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            matters.add_note(matter=shown, by=request.user, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Written down."))
            return redirect("legal-desk:matter_notes", shown.reference)
    return _readable(request, shown, form, at)


@matter_page
@takes_documents
@require_http_methods(["GET", "POST"])
def add_document(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Add files to the matter. Clerks may add what they cannot open."""
    shown = matter_or_404(request, reference)
    if not rights(request, shown)["may_change"]:
        raise Http404
    form = DocumentForm(request.POST or None, request.FILES or None)
    form.fields["documents"].held = shown.documents.filter(document__removed_at=None).count()  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        for_client, at = form.cleaned_data["is_for_client"], timezone.now()
        try:
            for upload in form.cleaned_data["documents"]:
                texts.add_document(matter=shown, upload=upload, is_for_client=for_client, by=request.user, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Kept with the matter."))
            return redirect(shown)
    return render(request, "legal_services/matters/document_add.html", {"matter": shown, "form": form})


@matter_page
@require_safe
def document(request: AuthenticatedRequest, reference: str, document: UUID) -> HttpResponseBase:
    """Open one file of the matter, for whoever gave a reason to read it a short while ago."""
    shown = readable_or_404(request, reference)
    if not _is_open(request, shown, timezone.now()):
        return redirect("legal-desk:matter_notes", shown.reference)
    kept = MatterDocument.objects.filter(document__removed_at=None).select_related("document", "matter")
    held = get_object_or_404(kept, matter=shown, document=document)
    try:
        texts.open_document(held=held, by=request.user, at=timezone.now())
        return serve(held.document, inline=False)
    except Refusal as refusal:
        messages.warning(request, refusal.in_full)
        return redirect("legal-desk:matter_notes", shown.reference)


def readable_or_404(request: AuthenticatedRequest, reference: str) -> Matter:
    """The matter, if the person advises or mediates in it now. For clerks its texts do not exist."""
    shown = matter_or_404(request, reference)
    if not rights(request, shown)["reads"]:
        raise Http404
    return shown


def _readable(request: AuthenticatedRequest, shown: Matter, form: NoteForm, at: datetime) -> HttpResponse:
    context = {
        "matter": shown,
        "notes": texts.read_notes(matter=shown, by=request.user, at=at),
        "files": _files_of(shown),
        "form": form,
    }
    return render(request, "legal_services/matters/notes.html", context)


def _files_of(shown: Matter) -> list[tuple[Document, str]]:
    """The files of the matter, and those that were handed in for its appointments, each with its address."""
    of_matter, of_appointment = Q(of_matter__matter=shown), Q(of_appointment__appointment__matter=shown)
    found = Document.objects.filter(of_matter | of_appointment, removed_at=None).order_by("added_at")
    return [
        (document, _address_of(document, shown)) for document in found.select_related("of_appointment__appointment")
    ]


def _address_of(document: Document, shown: Matter) -> str:
    """Where a file is opened. One of an appointment may be the matter's own at the same time."""
    if handed_in := getattr(document, "of_appointment", None):
        return reverse("legal:appointment_file", args=[handed_in.appointment.reference, document.pk])
    return reverse("legal-desk:matter_document", args=[shown.reference, document.pk])


def _keep_open(request: AuthenticatedRequest, shown: Matter, at: datetime) -> None:
    """Remember in the session that a reason was given; the few latest matters are enough."""
    latest = list(request.session.get(SESSION_KEY, {}).items())[-9:]
    request.session[SESSION_KEY] = {**dict(latest), shown.reference: at.isoformat()}


def _is_open(request: AuthenticatedRequest, shown: Matter, at: datetime) -> bool:
    since = request.session.get(SESSION_KEY, {}).get(shown.reference)
    return since is not None and at - STAYS_OPEN < datetime.fromisoformat(since) <= at
