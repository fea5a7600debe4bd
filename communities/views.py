"""What residents see of communities, their venues and their notices."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.lib.page_cache import public_page
from commons.translations.texts import written_languages
from communities import structured_data
from communities.models import Community, Notice, Venue

NOTICES_SHOWN = 12


@require_safe
@public_page
def community_list(request: HttpRequest) -> HttpResponse:
    """The communities of the district."""
    communities = Community.objects.for_cards()
    return render(request, "communities/list.html", {"communities": communities})


@require_safe
@public_page
def community_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One community: what it is, whom to ask, where things happen, what it announces and plans."""
    community = get_object_or_404(Community.objects.select_related("picture"), slug=slug)
    notices = community.notices.published(timezone.now())[:NOTICES_SHOWN]
    shown = {
        "community": community,
        "contacts": community.memberships.contacts(),
        "venues": community.venues.all(),
        "notices": notices,
        "page_languages": written_languages(community, "name"),
        "facts": structured_data.community(community),
    }
    return render(request, "communities/detail.html", shown)


@require_safe
@public_page
def venue(request: HttpRequest, slug: str) -> HttpResponse:
    """One venue and the ways to get there."""
    found = get_object_or_404(_venues(), slug=slug)
    shown = {
        "venue": found,
        "page_languages": written_languages(found, "name"),
        "facts": structured_data.venue(found),
    }
    return render(request, "communities/venue.html", shown)


@require_safe
@public_page
def taxi_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The venue's address in big Chinese letters, to show to a driver or to print."""
    return render(request, "communities/taxi_card.html", {"venue": get_object_or_404(_venues(), slug=slug)})


@require_safe
@public_page
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """One notice that is out."""
    at = timezone.now()
    current = Notice.objects.published(at).select_related("community")
    found = get_object_or_404(current, reference=reference)
    shown = {
        "notice": found,
        "others": current.filter(community=found.community).exclude(pk=found.pk)[:5],
        "page_languages": written_languages(found, "title"),
        "facts": structured_data.notice(found),
    }
    return render(request, "communities/notice.html", shown)


def _venues() -> QuerySet[Venue]:
    return Venue.objects.select_related("community")
