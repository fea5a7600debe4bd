"""The portal's URLs and the two bare views that serve as ceilings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from events.models import Event
from portal.urls import *  # noqa: F403
from portal.urls import urlpatterns as portal_urlpatterns

BODY = "x" * 20_000


def constant(_request: HttpRequest) -> HttpResponse:
    """Answer with the same 20 kB, behind the same middleware as every page."""
    return HttpResponse(BODY)


def bare(request: HttpRequest) -> HttpResponse:
    """Answer with one query and one small template."""
    event = Event.objects.order_by("pk")[0]
    return render(request, "bench/bare.html", {"event": event})


urlpatterns = [path("bench/constant", constant), path("bench/bare", bare), *portal_urlpatterns]
