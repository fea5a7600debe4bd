"""A client's own appointment: the confirmation to come back to, by account or by the link in a message.

A GET never changes anything: mail programs and scanners open links on their own.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.documents.listing import lines
from commons.lib.errors import Refusal
from legal_services import calendar
from legal_services.forms.appointments import FilesForm
from legal_services.models import Appointment, EarlierTimeRequest
from legal_services.services import changing, files
from legal_services.views.appointment_links import client_page
from legal_services.views.appointment_pages import file_address, removal_address
from legal_services.views.sent_only import sent_from

if TYPE_CHECKING:
    from commons.accounts.models import User


@require_safe
@client_page
def detail(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """How the appointment stands, what happens next, what to bring, and what can be done about it."""
    return show(request, appointment, FilesForm())


def show(request: HttpRequest, appointment: Appointment, form: FilesForm) -> HttpResponse:
    """The appointment's page, with the form for files as it was filled in."""
    at = timezone.now()
    held = list(appointment.files.select_related("document"))
    standing = appointment.earlier_requests.filter(state__in=["waiting", "offered"]).select_related("offer").first()
    are_open, removable = files.are_open(appointment, at), files.can_be_taken_back(appointment, at)
    documents = lines(
        [file.document for file in held],
        open_url=lambda document: file_address(appointment, document),
        remove_url=(lambda document: removal_address(appointment, document)) if removable else None,
    )
    context = {
        "appointment": appointment,
        "venue": appointment.service.venue,
        "can_change": appointment.can_be_changed_by_client(at),
        "is_over": appointment.ends_at <= at,
        "joinable": Appointment.COMING,
        "earlier": standing,
        "offer_stands": offer_stands(standing, at),
        "files": documents,
        "files_are_open": are_open,
        "form": form,
        "has_told": Appointment.objects.filter(pk=appointment.pk, narrative__is_empty=False).exists(),
        "private": True,
    }
    return render(request, "legal_services/appointments/detail.html", context)


@require_http_methods(["GET", "POST"])
@client_page
def cancel(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Ask once more, then cancel."""
    if request.method == "POST":
        return act(request, appointment, changing.cancel, _("Your appointment is cancelled."))
    if not appointment.can_be_changed_by_client(timezone.now()):
        return redirect(appointment)
    context = {"appointment": appointment, "private": True}
    return render(request, "legal_services/appointments/cancel.html", context)


@sent_from("legal:appointment")
@client_page
def forget_narrative(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Take back what was written for the adviser, and with it the consent."""
    changing.forget_narrative(appointment=appointment, at=timezone.now())
    messages.success(request, _("What you had written for the adviser is deleted."))
    return redirect(appointment)


@require_safe
@client_page
def calendar_file(_request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """The appointment as a calendar file in the page's language."""
    content = calendar.calendar_for(appointment, language=get_language() or "en")
    response = HttpResponse(content, content_type=calendar.mimetype(appointment))
    response["Content-Disposition"] = f'attachment; filename="{appointment.reference}.ics"'
    return response


def act(
    request: HttpRequest, appointment: Appointment, service: Callable[..., Any], done: str, **asked: Any
) -> HttpResponse:
    """Let the service act for the client, say what came of it, and show the appointment."""
    try:
        service(appointment=appointment, by=client(request, appointment), at=timezone.now(), **asked)
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, done)
    return redirect(appointment)


def client(request: HttpRequest, appointment: Appointment) -> "User | None":
    """The client's account; None for one who came by a link, even if somebody else is signed in."""
    user = request.user
    return user if user.is_authenticated and user.pk == appointment.user_id else None


def offer_stands(standing: EarlierTimeRequest | None, at: datetime) -> bool:
    """Whether an earlier time is kept for the client at this moment."""
    until = standing.offer_expires_at if standing and standing.state == EarlierTimeRequest.State.OFFERED else None
    return until is not None and at < until
