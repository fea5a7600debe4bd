"""What residents read about the legal service area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commons.baselines.models import Baseline
from commons.lib.page_cache import public_page
from commons.translations.texts import written_languages
from legal_services import structured_data
from legal_services.checklist import ASKED, checklist_for
from legal_services.models import Service

TOPIC = "legal"
"""The published figures that belong here."""


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The legal service area: what it does, where and when, and its opening figures."""
    services = list(Service.objects.select_related("venue__community"))
    shown = {
        "services": services,
        "venue": services[0].venue if services else None,
        "figures": Baseline.objects.about(TOPIC),
        "is_bookable": any(service.is_bookable for service in services),
    }
    return render(request, "legal_services/index.html", shown)


@require_safe
@public_page
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: whom it is for, its cost, how long it takes, what to bring after a few answers, and how to book."""
    found = get_object_or_404(Service.objects.select_related("venue__community"), slug=slug)
    shown = {
        "service": found,
        "venue": found.venue,
        "others": Service.objects.exclude(pk=found.pk),
        "page_languages": written_languages(found, "name"),
        "facts": structured_data.service(found),
        "checklist": checklist_for(found, [str(key) for name, key in request.GET.items() if name.startswith(ASKED)]),
    }
    return render(request, "legal_services/service.html", shown)
