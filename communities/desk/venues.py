"""Venues as staff describe them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest, desk_page
from communities import services
from communities.desk.communities import staffed_or_404
from communities.forms import VenueForm
from communities.models import Venue


@desk_page
@require_http_methods(["GET", "POST"])
def new_venue(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Describe a new venue of a community."""
    return _edit(request, Venue(community=staffed_or_404(request, slug)))


@desk_page
@require_http_methods(["GET", "POST"])
def edit_venue(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Change a venue of one of the person's communities."""
    venues = Venue.objects.staffed_by(request.user).select_related("community")
    return _edit(request, get_object_or_404(venues, slug=slug))


def _edit(request: AuthenticatedRequest, edited: Venue) -> HttpResponse:
    form = VenueForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        services.save_venue(
            venue=form.instance,
            changed=form.changed_translations,
            minor=form.is_minor_edit,
            editor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved. Residents see it now."))
        return redirect("communities-desk:detail", edited.community.slug if edited.community else "")
    return render(request, "communities/desk_venue.html", {"venue": edited, "form": form})
