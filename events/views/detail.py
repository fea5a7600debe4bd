"""One activity: its facts, its places, the way to one of them."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.lib.errors import Refusal
from commons.lib.languages import Language, suffix
from commons.lib.page_cache import is_personal, public_page
from events import calendar
from events.availability import Code
from events.editions import read_event, read_events
from events.errors import NoPlacesLeft
from events.models import Event, Registration

OTHERS = 3


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The activity's page. A person who is signed in sees how they stand; a visitor's page may be kept by a cache."""
    at = timezone.now()
    event = visible_event(slug, at)
    places = event.availability(at)
    context = {
        "event": event,
        "places": places,
        "refusal": why_not(event, at),
        "registration": standing_registration(request, event),
        "page_languages": [code for code in Language.values if getattr(event, f"title_{suffix(code)}")],
        "others": [] if places.can_register else other_activities(event, at),
    }
    return render(request, "events/detail.html", context)


@require_safe
def calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The activity as a calendar file in the page's language."""
    event = visible_event(slug, timezone.now())
    return calendar_response(calendar.calendar_of(event), event.slug)


def visible_event(slug: str, at: datetime) -> Event:
    """The activity with a public page at this address, as it stands. Raises Http404."""
    event = read_event(slug)
    if event is None or not event.is_public(at):
        raise Http404
    return event


def calendar_response(content: bytes, name: str) -> HttpResponse:
    """A calendar file under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(content, content_type=calendar.MIMETYPE, headers=headers)


def why_not(event: Event, at: datetime) -> Refusal | None:
    """Why nobody can register now, with what to do instead; None when one can."""
    try:
        event.refuse_unless_open(at=at)
    except Refusal as refusal:
        return refusal
    return NoPlacesLeft() if event.availability(at).code == Code.FULL else None


def standing_registration(request: HttpRequest, event: Event) -> Registration | None:
    """The person's own active registration. A visitor without a session is left alone."""
    if not is_personal(request):
        return None
    return event.registrations.of_resident(request.user).active().first()


def other_activities(event: Event, at: datetime) -> list[Event]:
    """What else could please: activities of the same kind that one can join, or simply the next ones."""
    joinable = Event.objects.listed(at).with_places_left(at).exclude(pk=event.pk).in_order_of_time(at)
    return read_events(joinable.of_kind(event.kind)[:OTHERS]) or read_events(joinable[:OTHERS])
