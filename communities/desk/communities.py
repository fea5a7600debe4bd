"""A community as its staff see it."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.pictures.desk import Pictured, picture_page, picture_removed
from commons.translations.services import coverage
from communities import services
from communities.access import is_manager
from communities.forms import CommunityForm
from communities.models import Community

NOTICES_SHOWN = 30


def staffed_or_404(request: AuthenticatedRequest, slug: str) -> Community:
    """The community with this address, if the person works for it."""
    return get_object_or_404(Community.objects.staffed_by(request.user).select_related("picture"), slug=slug)


@desk_page
@require_safe
def community_list(request: AuthenticatedRequest) -> HttpResponse:
    """The communities that the person works for."""
    communities = Community.objects.staffed_by(request.user).select_related("picture")
    return render(request, "communities/desk_list.html", {"communities": communities})


@desk_page
@require_safe
def community(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One community: how its texts stand, its picture, notices, venues and staff."""
    shown = staffed_or_404(request, slug)
    at = timezone.now()
    notices = shown.notices.newest_first()[:NOTICES_SHOWN]
    context = {
        "community": shown,
        "coverage": coverage(Community.objects.filter(pk=shown.pk)),
        "notices": [(notice, notice.stage(at)) for notice in notices],
        "venues": shown.venues.all(),
        "members": shown.memberships.select_related("user"),
        "is_manager": is_manager(request.user),
    }
    return render(request, "communities/desk_detail.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def edit_community(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What the community says of itself, in three languages side by side."""
    shown = staffed_or_404(request, slug)
    form = CommunityForm(request.POST or None, instance=shown, editor=request.user)
    if request.method == "POST" and form.is_valid():
        services.save_community(
            community=form.instance,
            changed=form.changed_translations,
            minor=form.is_minor_edit,
            editor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Saved. Residents see it now."))
        return redirect("communities-desk:detail", slug)
    return render(request, "communities/desk_edit.html", {"community": shown, "form": form})


@desk_page
@require_http_methods(["GET", "POST"])
def picture(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The community's picture and what it shows."""
    return picture_page(request, _pictured(staffed_or_404(request, slug)))


@desk_page
@require_POST
def remove_picture(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show no picture any more."""
    shown = staffed_or_404(request, slug)
    return picture_removed(request, _pictured(shown), partial(services.remove_picture, community=shown))


def _pictured(community: Community) -> Pictured:
    return Pictured(
        name=str(community.name),
        picture=community.picture,
        url=reverse("communities-desk:detail", args=[community.slug]),
        list_name=_("Communities"),
        list_url=reverse("communities-desk:list"),
        remove_url=reverse("communities-desk:remove_picture", args=[community.slug]),
        show=partial(services.show_picture, community=community),
    )
