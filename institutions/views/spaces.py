"""Rooms, desks and halls, as everybody sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from institutions.models import Space


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One space: what it offers, its rules, and when it is free."""
    space = get_object_or_404(Space.objects.in_use().select_related("area__venue", "picture", "resource"), slug=slug)
    return render(request, "institutions/spaces/detail.html", {"space": space})
