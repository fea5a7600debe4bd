"""An activity goes public, back to a draft, gets more or fewer places, or is called off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from events import services
from events.desk.scope import event_or_404
from events.desk_forms import CallOffForm, CapacityForm, PublishForm


@desk_page
@require_http_methods(["GET", "POST"])
def publish(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Show the activity to residents now or later."""
    event = event_or_404(request, reference)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            event = services.publish(event=event, at=at, publish_at=form.cleaned_data["publish_at"])
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            said = _("It will be published at the time you chose.") if event.is_scheduled(at) else _("Published.")
            messages.success(request, said)
            return redirect("events-desk:event", reference)
    return render(request, "events/desk_publish.html", {"event": event, "form": form})


@desk_page
@require_POST
def unpublish(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take the activity back to a draft, as long as nobody is registered."""
    try:
        services.unpublish(event=event_or_404(request, reference), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("It is a draft again. Residents no longer see it."))
    return redirect("events-desk:event", reference)


@desk_page
@require_http_methods(["GET", "POST"])
def capacity(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Set the number of places; those who wait are offered what becomes free."""
    event = event_or_404(request, reference)
    form = CapacityForm(request.POST or None, initial={"capacity": event.capacity})
    if request.method == "POST" and form.is_valid():
        before = event.people_waiting
        try:
            event = services.change_capacity(event=event, capacity=form.cleaned_data["capacity"], at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _capacity_said(before - event.people_waiting))
            return redirect("events-desk:event", reference)
    return render(request, "events/desk_capacity.html", {"event": event, "form": form})


def _capacity_said(offered: int) -> str:
    if offered <= 0:
        return _("Saved.")
    said = ngettext(
        "Saved. %(n)d person in line is offered a place.", "Saved. %(n)d people in line are offered places.", offered
    )
    return said % {"n": offered}


@desk_page
@require_http_methods(["GET", "POST"])
def call_off(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say why, see who is told, and cancel the whole activity."""
    event = event_or_404(request, reference)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = services.cancel_event(event=event, reason=form.reason(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            said = ngettext("Cancelled. %(n)d message was written.", "Cancelled. %(n)d messages were written.", told)
            messages.success(request, said % {"n": told})
            return redirect("events-desk:event", reference)
    context = {"event": event, "form": form, "audience": services.audience_of(event)}
    return render(request, "events/desk_call_off.html", context)
