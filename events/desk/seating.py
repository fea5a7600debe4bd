"""Giving a free place by hand, once nothing is offered any more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from events import services
from events.desk.scope import registration_or_404
from events.desk_forms import SeatForm
from events.models import Registration

MOST_NAMED = 20


@desk_page
@require_http_methods(["GET", "POST"])
def seat(request: AuthenticatedRequest, reference: str, registration: str) -> HttpResponse:
    """See who waits before this party, and give it free places all the same."""
    shown = registration_or_404(request, reference, registration)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note, at = form.cleaned_data["note"], timezone.now()
        try:
            services.seat(registration=shown, by=request.user, note=note, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            name = shown.resident.short_name
            messages.success(request, _("%(name)s has a place now, and has been told.") % {"name": name})
            return redirect("events-desk:registration", reference, registration)
    ahead = ahead_of(shown)
    context = {"registration": shown, "event": shown.event, "form": form, "ahead": ahead[:MOST_NAMED]}
    return render(request, "events/desk_seat.html", {**context, "unnamed": len(ahead[MOST_NAMED:])})


def ahead_of(registration: Registration) -> list[Registration]:
    """Who waits before this party and would fit: those it is put before, in the order of the line."""
    if registration.state != Registration.State.WAITING:
        return []
    line = registration.event.registrations.waiting().filter(pk__lt=registration.pk)
    return list(line.filter(party__lte=registration.event.places_free).select_related("resident"))
