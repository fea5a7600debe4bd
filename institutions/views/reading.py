"""What institutions that think of settling read."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commons.baselines.models import Baseline
from commons.lib.page_cache import public_page
from institutions.models import Contract, Institution, LivingRoomArea, Product, Shown, Site, Space
from institutions.plan import Plan

TOPIC = "institutions"
"""The published figures that belong here."""
PLANNED_AREA = "planned-construction-square-metres"
"""The measure that says how large the core and the parks are to be together."""


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The international living room, the core and its parks, the opening figures, and whom to talk to."""
    areas = list(_areas())
    sites = list(Site.objects.all())
    figures = list(Baseline.objects.about(TOPIC))
    shown = {
        "areas": areas,
        "venue": areas[0].venue if areas else None,
        "sites": sites,
        "plan": Plan.of(sites),
        "figures": figures,
        "planned": next((figure for figure in figures if figure.measure == PLANNED_AREA), None),
        "named": Institution.objects.listed().count(),
        "products": Product.objects.published().count(),
    }
    return render(request, "institutions/index.html", shown)


def _areas() -> "QuerySet[LivingRoomArea, Any]":
    """The areas, each with how many rooms can be booked there, and how many institutions say that they are there."""
    bookable = Space.objects.bookable().filter(area=OuterRef("pk"))
    named = Contract.objects.in_force().filter(
        area=OuterRef("pk"), institution__is_listed=True, institution__shows__contains=[Shown.AREA]
    )
    return LivingRoomArea.objects.select_related("venue__community").annotate(
        rooms=_number_of(bookable), institutions=_number_of(named)
    )


def _number_of(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
