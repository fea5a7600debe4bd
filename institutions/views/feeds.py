"""Calendars that one subscribes to: where addresses are opened and taken back, and the files themselves."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.languages import Language
from institutions.access import member_page, officer_page
from institutions.booking_calendar import calendar_of
from institutions.models import Booking, Feed, Institution, Space
from institutions.querysets import BookingQuerySet
from institutions.services import feeds

PAST, AHEAD = timedelta(days=31), timedelta(days=400)
"""How far a calendar reaches back and ahead."""
MIMETYPE = "text/calendar; charset=utf-8"
MOST_FEEDS = 20
"""Addresses of one thing that stand at the same time."""


@member_page
@require_http_methods(["GET", "POST"])
def of_institution(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """The addresses that one has opened for the institution's calendar; a new one is shown once."""
    mine = Feed.objects.filter(institution=institution, created_by=request.user, revoked_at=None)
    secret = _opened(request, mine, institution=institution)
    shown = {"institution": institution, "feeds": list(mine), "address": _address("institution", secret)}
    return render(request, "institutions/feeds/of_institution.html", shown)


@member_page
@require_POST
def revoke_own(request: AuthenticatedRequest, institution: Institution, feed: int) -> HttpResponse:
    """Take back an address of one's own."""
    _revoke(request, Feed.objects.filter(institution=institution, created_by=request.user), feed)
    return redirect("institutions:feeds", institution.slug)


@officer_page
@require_http_methods(["GET", "POST"])
def of_space(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The addresses that officers have opened for the calendar of a space; a new one is shown once."""
    space = get_object_or_404(Space, slug=slug)
    opened = Feed.objects.filter(space=space, revoked_at=None).select_related("created_by")
    secret = _opened(request, opened, space=space)
    shown = {"space": space, "feeds": list(opened), "address": _address("space", secret)}
    return render(request, "institutions/feeds/of_space.html", shown)


@officer_page
@require_POST
def revoke_of_space(request: AuthenticatedRequest, slug: str, feed: int) -> HttpResponse:
    """Take back an address of the space, whichever officer opened it."""
    _revoke(request, Feed.objects.filter(space__slug=slug), feed)
    return redirect("institutions-desk:space_feeds", slug)


@require_safe
def institution_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The bookings of an institution, with their titles."""
    feed = feeds.read_feed(secret)
    if feed is None or feed.institution is None:
        raise Http404
    bookings = Booking.objects.filter(institution=feed.institution)
    with translation.override(_language(request, feed)):
        return _file(request, bookings, name=str(feed.institution.name))


@require_safe
def space_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The bookings of a space, each with the institution that has it."""
    feed = feeds.read_feed(secret)
    if feed is None or feed.space is None:
        raise Http404
    bookings = Booking.objects.filter(space=feed.space)
    with translation.override(_language(request, feed)):
        return _file(request, bookings, name=str(feed.space.name), names_institutions=True)


def _opened(
    request: AuthenticatedRequest, standing: "QuerySet[Feed]", *, institution: Institution | None = None,
    space: Space | None = None,
) -> str:  # fmt: skip
    """The secret of the address that a POST has opened; nothing for a GET, and for one too many."""
    if request.method != "POST":
        return ""
    if standing.count() >= MOST_FEEDS:
        messages.error(request, _("There are many addresses already. Take back those that nobody uses."))
        return ""
    _feed, secret = feeds.open_feed(by=request.user, at=timezone.now(), institution=institution, space=space)
    return secret


def _revoke(request: AuthenticatedRequest, among: "QuerySet[Feed]", pk: int) -> None:
    feeds.revoke_feed(feed=get_object_or_404(among, pk=pk), at=timezone.now())
    messages.success(request, _("The address leads nowhere any more."))


def _address(of: str, secret: str) -> str:
    """The whole address, in the language of the page; empty without a secret."""
    if not secret:
        return ""
    return f"{settings.SITE_URL}{reverse(f'{of}-feed', args=[secret])}?lang={translation.get_language()}"


def _language(request: HttpRequest, feed: Feed) -> str:
    """The language that the address asks for, else that of whoever opened it."""
    asked = request.GET.get("lang", "")
    if asked in Language.values:
        return asked
    return feed.created_by.language if feed.created_by else Language.ENGLISH


def _file(
    request: HttpRequest, bookings: BookingQuerySet, *, name: str, names_institutions: bool = False
) -> HttpResponse:  # fmt: skip
    """The calendar, or 304 when the reader's program has it as it is. What fell is gone from it."""
    at = timezone.now()
    window = bookings.standing().filter(ends_at__gt=at - PAST, starts_at__lt=at + AHEAD)
    listed = list(window.select_related("space__area__venue", "institution").order_by("starts_at", "pk"))
    language = translation.get_language() or Language.ENGLISH
    changed = max((booking.changed_at for booking in listed), default=None)
    etag = quote_etag(f"{language}-{len(listed)}-{_stamp(changed)}-{sum(booking.pk for booking in listed)}")
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != 304:
        if names_institutions:
            for booking in listed:
                booking.title = _for_officers(booking)
        response = HttpResponse(calendar_of(listed, name=name, language=language), content_type=MIMETYPE)
        response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _for_officers(booking: Booking) -> str:
    parts = (booking.institution.name if booking.institution else "", booking.title or booking.get_purpose_display())
    return " · ".join(str(part) for part in parts if part)


def _stamp(moment: datetime | None) -> str:
    return moment.isoformat() if moment else "none"
