"""A community as its staff see it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from commons.pictures.forms import PictureForm
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
    shown = staffed_or_404(request, slug)
    form = PictureForm(request.POST or None, request.FILES or None, picture=shown.picture)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.show_picture(community=shown, file=file, alts=form.alts(), editor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            said = _("The picture is being prepared. Residents see it in a moment.") if file else _("Saved.")
            messages.success(request, said)
            return redirect("communities-desk:picture", slug)
    return render(request, "communities/desk_picture.html", {"community": shown, "form": form})


@desk_page
@require_POST
def remove_picture(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show no picture any more."""
    services.remove_picture(community=staffed_or_404(request, slug))
    messages.success(request, _("The picture is gone."))
    return redirect("communities-desk:detail", slug)
