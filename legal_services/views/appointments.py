"""A client's own appointment: the confirmation to come back to, by account or by the link in a message.

A GET never changes anything: mail programs and scanners open links on their own.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from legal_services import calendar
from legal_services.models import Appointment
from legal_services.views.appointment_links import client_page


@require_safe
@client_page
def detail(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """How the appointment stands, what happens next, what to bring, and what can be done about it."""
    at = timezone.now()
    context = {
        "appointment": appointment,
        "venue": appointment.service.venue,
        "can_change": appointment.can_be_changed_by_client(at),
        "is_over": appointment.ends_at <= at,
    }
    return render(request, "legal_services/appointments/detail.html", context)


@require_safe
@client_page
def calendar_file(_request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """The appointment as a calendar file in the page's language."""
    content = calendar.calendar_for(appointment, language=get_language() or "en")
    response = HttpResponse(content, content_type=calendar.mimetype(appointment))
    response["Content-Disposition"] = f'attachment; filename="{appointment.reference}.ics"'
    return response
