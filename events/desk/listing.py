"""All activities of the person's communities, and one of them with its numbers."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.references import normalise
from commons.translations.services import states
from communities.models import Community
from events.desk.scope import event_or_404
from events.desk_filters import EventFilter
from events.models import Event, Registration

PER_PAGE = 50
LATEST = 8


@desk_page
@require_safe
def event_list(request: AuthenticatedRequest) -> HttpResponse:
    """The activities by stage, with their numbers. A reference that was typed opens what it belongs to."""
    if found := _by_reference(request):
        return found
    at = timezone.now()
    communities = Community.objects.staffed_by(request.user)
    form = EventFilter(request.GET, communities=communities)
    events = form.narrowed(Event.objects.staffed_by(request.user))
    shown = events.in_stage(form.stage_name, at).select_related("community")
    counts = events.count_stages(at)
    context = {
        "form": form,
        "stage": form.stage_name,
        "stages": [(name, label, counts[name]) for name, label in EventFilter.STAGES],
        "is_alone": len(form.communities) < 2,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "now": at,
    }
    return render(request, "events/desk_list.html", context)


@desk_page
@require_safe
def event(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One activity: how it stands, what can be done next, the latest registrations."""
    shown = event_or_404(request, reference)
    at = timezone.now()
    latest = shown.registrations.select_related("resident").with_position().order_by("-changed_at", "-pk")[:LATEST]
    context = {
        **numbers_of(shown, at),
        "is_public": shown.is_public(at),
        "is_scheduled": shown.is_scheduled(at),
        "is_over": shown.is_over(at),
        "text_states": states(shown),
        "latest": list(latest),
        "can_seat": shown.is_seated_by_hand(at),
    }
    return render(request, "events/desk_detail.html", context)


@desk_page
@require_safe
def numbers(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Only the numbers, for a page that keeps them up to date."""
    shown = event_or_404(request, reference)
    return render(request, "events/_desk_numbers.html", numbers_of(shown, timezone.now()))


def numbers_of(event: Event, at: datetime) -> dict[str, Any]:
    """The live numbers of an activity: people confirmed and offered, parties and people waiting, the next expiry."""
    counts = event.registrations.active().count_by_state()
    none = {"parties": 0, "people": 0}
    state = Registration.State
    next_offer = event.registrations.offered().order_by("offer_expires_at").first() if state.OFFERED in counts else None
    return {
        "event": event,
        "places": event.availability(at),
        "confirmed": counts.get(state.CONFIRMED, none),
        "offered": counts.get(state.OFFERED, none),
        "waiting": counts.get(state.WAITING, none),
        "next_offer": next_offer,
        "now": at,
    }


def _by_reference(request: AuthenticatedRequest) -> HttpResponse | None:
    """The way to the activity or registration whose whole reference was typed into the search."""
    typed = normalise(request.GET.get("q", ""))
    if typed.startswith("R-"):
        found = Registration.objects.staffed_by(request.user).select_related("event").filter(reference=typed).first()
        return redirect("events-desk:registration", found.event.reference, typed) if found else None
    if typed.startswith("E-") and Event.objects.staffed_by(request.user).filter(reference=typed).exists():
        return redirect("events-desk:event", typed)
    return None
