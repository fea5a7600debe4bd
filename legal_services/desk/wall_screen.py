"""The wall screen of the waiting room, and where its addresses are opened and taken back."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from legal_services import wall
from legal_services.access import open_to
from legal_services.models import WallAddress
from legal_services.services import wall_addresses

MOST_ADDRESSES = 20
"""Addresses that stand at the same time."""
screens_page = open_to(lambda roles: roles.is_clerk or roles.is_manager)


@never_cache
@require_safe
def wall_screen(request: HttpRequest, key: str) -> HttpResponse:
    """The numbers that are called and that wait, and nothing else, for whoever has an address of the screen."""
    if not wall_addresses.is_wall(key):
        raise Http404
    at = timezone.now()
    return render(request, "legal_services/counter/wall.html", {"at": at, **wall.numbers(at)})


@screens_page
@require_http_methods(["GET", "POST"])
def addresses(request: AuthenticatedRequest) -> HttpResponse:
    """The addresses that stand. A new one is shown once, in the answer to the button."""
    standing = WallAddress.objects.filter(revoked_at=None)
    address = ""
    if request.method == "POST":
        if standing.count() >= MOST_ADDRESSES:
            messages.error(request, _("Too many addresses stand. Take one back that is no longer used."))
        else:
            secret = wall_addresses.open_wall(by=request.user, at=timezone.now())
            address = settings.SITE_URL + reverse("legal-desk:wall", args=[secret])
    shown = {"addresses": list(standing.select_related("created_by")), "address": address}
    return render(request, "legal_services/counter/wall_addresses.html", shown)


@screens_page
@require_POST
def take_back(request: AuthenticatedRequest, address: int) -> HttpResponse:
    """Let an address lead nowhere: the screen that shows it goes dark with its next look."""
    found = get_object_or_404(WallAddress, pk=address)
    wall_addresses.shut_wall(address=found, by=request.user, at=timezone.now())
    messages.success(request, _("The address is taken back. A screen that still uses it shows nothing any more."))
    return redirect("legal-desk:wall_addresses")
