"""Links for video calls: for one appointment, for an adviser, and the appointments that have none yet."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from legal_services.access import desk_page, open_to
from legal_services.desk.appointments import appointment_or_404
from legal_services.desk.practitioners import practitioner_or_404
from legal_services.desk.waiting import back
from legal_services.forms.telling import AppointmentLinkForm, UsualLinkForm
from legal_services.models import Appointment, Channel
from legal_services.querysets import AppointmentQuerySet
from legal_services.roles import Roles, roles_of
from legal_services.services import video_links as services

MOST_SHOWN = 60


@open_to(lambda roles: roles.is_clerk or roles.practitioner_id is not None)
@require_safe
def without_link(request: AuthenticatedRequest) -> HttpResponse:
    """The appointments by video to come of which nobody has said where they take place: all, or an adviser's own."""
    waiting = missing_for(roles_of(request.user), Appointment.objects.without_link(timezone.now()))
    context = {
        "appointments": list(waiting.for_pages().order_by("starts_at", "pk")[:MOST_SHOWN]),
        "back": request.get_full_path(),
    }
    return render(request, "legal_services/video_links/list.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def of_appointment(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say where one client is met; the client is told when that is new to them."""
    shown, at = appointment_or_404(request, reference), timezone.now()
    if not roles_of(request.user).may_give_link(shown.practitioner_id) or shown.channel != Channel.VIDEO:
        raise Http404
    usual = shown.practitioner.meeting_link
    posted = request.POST if request.method == "POST" else None
    form = AppointmentLinkForm(posted, usual=usual, initial={"link": shown.meeting_link})
    if form.is_bound and form.is_valid():
        try:
            services.give_link(appointment=shown, link=form.cleaned_data["link"], by=request.user, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The link is saved."))
            return back(request) if request.POST.get("back") else redirect("legal-desk:appointment", shown.reference)
    context = {"appointment": shown, "form": form, "usual": usual, "back": request.GET.get("back", "")}
    return render(request, "legal_services/video_links/appointment.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def of_practitioner(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """Say where an adviser usually meets clients by video; who is booked is told when that is new to them."""
    whose = practitioner_or_404(request, practitioner)
    shown = whose.practitioner
    posted = request.POST if request.method == "POST" else None
    form = UsualLinkForm(posted, initial={"link": shown.meeting_link})
    if form.is_bound and form.is_valid():
        try:
            link, at = form.cleaned_data["link"], timezone.now()
            told = services.give_usual_link(practitioner=shown, link=link, by=request.user, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _said(told))
            return redirect("legal-desk:practitioner_calendar", shown.pk)
    return render(request, "legal_services/video_links/practitioner.html", {"whose": whose, "form": form})


def missing_for(roles: Roles, waiting: AppointmentQuerySet) -> AppointmentQuerySet:
    """Of these appointments, those for which the person may give the link."""
    return waiting if roles.is_clerk else waiting.filter(practitioner=roles.practitioner_id)


def _said(told: int) -> str:
    if not told:
        return _("The link is saved.")
    words = ngettext(
        "The link is saved, and %(n)s client is told.", "The link is saved, and %(n)s clients are told.", told
    )
    return words % {"n": told}
