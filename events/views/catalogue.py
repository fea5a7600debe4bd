"""The catalogue: what is on, and how to narrow it down."""

from datetime import datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.lib.page_cache import public_page
from communities.models import Community
from events.editions import read_events
from events.forms import CatalogueForm
from events.models import Event
from events.querysets import EventQuerySet, When

PER_PAGE = 12
SUGGESTED = 3


@public_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The coming activities that match the query, in the order in which they begin. Odd values are ignored."""
    at = timezone.now()
    form = CatalogueForm.forgiving(request.GET.dict(), list(Community.objects.only("slug", "name")))
    found = matching(form.applied, at).in_order_of_time(at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = read_events(cast("EventQuerySet", page.object_list))
    context = {"form": form, "page": page, "filters": form.removable()}
    if not page.paginator.count and form.applied:
        context["suggested"] = read_events(Event.objects.listed(at).in_order_of_time(at)[:SUGGESTED])
    return render(request, "events/catalogue.html", context)


def matching(asked: dict[str, Any], at: datetime) -> EventQuerySet:
    """The listed activities that meet every filter asked for."""
    events = Event.objects.listed(at).search_for(asked.get("q", ""))
    if kind := asked.get("kind"):
        events = events.of_kind(kind)
    if community := asked.get("community"):
        events = events.in_community(community)
    if when := asked.get("when"):
        events = events.when(When(when), at)
    if language := asked.get("language"):
        events = events.in_language(language)
    if asked.get("accessible"):
        events = events.step_free()
    if asked.get("places"):
        events = events.with_places_left(at)
    return events
