"""What institutions that think of settling read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.baselines.models import Baseline
from commons.lib.page_cache import public_page
from institutions.models import LivingRoomArea, Site
from institutions.plan import Plan

TOPIC = "institutions"
"""The published figures that belong here."""


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The international living room, the core and its parks, the opening figures, and whom to talk to."""
    areas = list(LivingRoomArea.objects.select_related("venue__community"))
    sites = list(Site.objects.all())
    shown = {
        "areas": areas,
        "venue": areas[0].venue if areas else None,
        "sites": sites,
        "plan": Plan.of(sites),
        "figures": Baseline.objects.about(TOPIC),
    }
    return render(request, "institutions/index.html", shown)
