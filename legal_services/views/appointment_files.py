"""Files for the meeting: handed in and taken back by the client, opened by them and by the adviser."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services import serve
from commons.documents.uploads import takes_documents
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.errors.appointments import FilesClosed
from legal_services.forms.appointments import FilesForm
from legal_services.models import Appointment, AppointmentFile
from legal_services.services import conflicts, files
from legal_services.views.appointment_links import MANAGE_ONLY, client_page, own_appointment
from legal_services.views.appointments import client, show
from legal_services.views.sent_only import sent_from

SUBJECT = "legal.appointment"


@takes_documents
@sent_from("legal:appointment")
@client_page
def add(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Keep what was chosen, encrypted."""
    form = FilesForm(request.POST, request.FILES)
    form.fields["files"].held = appointment.files.count()  # type: ignore[attr-defined]
    if form.is_valid():
        chosen = form.cleaned_data["files"]
        by, at = client(request, appointment), timezone.now()
        try:
            files.add(appointment=appointment, uploads=chosen, by=by, at=at)
        except FilesClosed as refusal:
            messages.error(request, refusal.in_full)
            return redirect(appointment)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            done = ngettext("%(n)d file is kept for the adviser.", "%(n)d files are kept for the adviser.", len(chosen))
            messages.success(request, done % {"n": len(chosen)})
            return redirect(appointment)
    return show(request, appointment, form)


@never_cache
@require_safe
def open_file(request: HttpRequest, reference: str, document: UUID) -> HttpResponseBase:
    """Give the file to the client, or to a practitioner who may read it; the latter is noted."""
    reference, at = normalise(reference), timezone.now()
    appointment = own_appointment(request, reference, MANAGE_ONLY)
    if appointment is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        appointment = _readable(request, reference, at)
    file = get_object_or_404(appointment.files.select_related("document"), document=document)
    try:
        return serve(file.document, inline=False)
    except Refusal as refusal:
        raise Http404 from refusal


@sent_from("legal:appointment")
@client_page
def remove(request: HttpRequest, appointment: Appointment, document: UUID) -> HttpResponse:
    """Take a file back, for good."""
    file = get_object_or_404(AppointmentFile, appointment=appointment, document=document)
    try:
        files.remove(file=file, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("The file is deleted."))
    return redirect(appointment)


def _readable(request: HttpRequest, reference: str, at: datetime) -> Appointment:
    """The appointment whose files this practitioner may read now; noted in the access log."""
    appointments = files.readable_by(request.user, Appointment.objects.real())
    found = get_object_or_404(appointments.select_related("matter").defer("narrative"), reference=reference)
    if found.matter is not None and not conflicts.is_clear(found.matter):
        raise Http404
    record(actor=request.user, act=Act.DOWNLOAD, subject=SUBJECT, reference=reference, via=request.path, at=at)
    return found
