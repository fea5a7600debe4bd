"""What the pages and mails about activities say of them. Load it with `{% load events %}`."""

import json
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commons.lib import dates
from commons.lib.languages import language_name
from communities.models import Community, Venue
from events.availability import Availability, Code
from events.editions import piece_of, read_events
from events.models import Event, Session
from events.structured_data import event_as_json_ld

register = template.Library()
CHIP_LOOKS = {
    Code.FREE_ENTRY: "open",
    Code.OPEN: "open",
    Code.FEW_LEFT: "few",
    Code.WAITING_LIST: "wait",
    Code.NOT_YET_OPEN: "plain",
    Code.CANCELLED: "bad",
}
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def activity_card(event: Event) -> SafeString:
    """One activity in a list; written once for each state in which it is shown, if `read_events` has read it."""
    places, session = event.availability(timezone.now()), next_session(event)
    shown = {"event": event, "places": places, "session": session}
    name = ("card", get_language(), places, session and session.pk)
    return piece_of(event, name, lambda: render_to_string("events/_card.html", shown))


@register.simple_tag
def availability(event: Event) -> Availability:
    """What can be had now: `{% availability event as places %}` gives `places.code` and `places.phrase`."""
    return event.availability(timezone.now())


@register.simple_tag
def coming_activities(*, community: Community | None = None, venue: Venue | None = None, limit: int = 6) -> list[Event]:
    """The next activities of a community or at a venue, for cards: `{% coming_activities venue=venue as coming %}`."""
    listed = Event.objects.listed(timezone.now()).order_by("starts_at", "pk")
    if community is not None:
        listed = listed.filter(community=community)
    if venue is not None:
        listed = listed.filter(Exists(Session.objects.filter(event=OuterRef("pk"), venue=venue)))
    return read_events(listed[:limit])


@register.simple_tag
@cache
def kind_picture(kind: str) -> SafeString:
    """A drawing for an activity that has no picture of its own; the kinds are few, so each is drawn once."""
    return mark_safe(render_to_string("partials/_kind_picture.html", {"kind": kind}))  # noqa: S308


@register.filter
def next_session(event: Event) -> Session | None:
    """The session that runs now or comes next; the last one when all are over. Reads prefetched sessions."""
    sessions = list(event.sessions.all())
    now = timezone.now()
    return next((session for session in sessions if session.ends_at > now), sessions[-1] if sessions else None)


@register.filter
def venues(event: Event) -> list[Any]:
    """Each venue of the activity once, in the order of the sessions."""
    return list({session.venue_id: session.venue for session in event.sessions.all()}.values())


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Language codes as words of the page's language: `English · Chinese`."""
    return " · ".join(language_name(code) for code in codes)


@register.filter
def who_may_come(event: Event) -> list[str]:
    """The rules about age and community, one sentence each; empty when everybody is welcome."""
    rules = []
    if event.min_age is not None and event.max_age is not None:
        rules.append(_("From %(from)d to %(to)d years of age") % {"from": event.min_age, "to": event.max_age})
    elif event.min_age is not None:
        rules.append(_("From %(age)d years of age") % {"age": event.min_age})
    elif event.max_age is not None:
        rules.append(_("Up to %(age)d years of age") % {"age": event.max_age})
    if event.only_community:
        rules.append(_("Only for residents of %(community)s") % {"community": event.community.name})
    return rules


@register.simple_tag
def absolute_url(name: str, *args: object) -> str:
    """A page's whole address, for mails and files: `{% absolute_url "events:list" %}`."""
    return settings.SITE_URL + reverse(name, args=args)


@register.filter
def json_ld(event: Event) -> SafeString:
    """The activity as schema.org data, safe inside a script element."""
    return mark_safe(json.dumps(event_as_json_ld(event), ensure_ascii=False).translate(JSON_ESCAPES))  # noqa: S308


@register.filter
def chip_look(places: Availability) -> str:
    """The look of the chip that says how many places are left."""
    return CHIP_LOOKS.get(places.code, "closed")


@register.filter
def hours(session: Session) -> str:
    """The time of day of a session, or until which day it lasts: what the card's date block does not say."""
    if dates.format_days(session.starts_at, session.ends_at - timedelta(seconds=1)) == dates.format_day(
        session.starts_at
    ):
        return f"{dates.format_time(session.starts_at)}–{dates.format_time(session.ends_at)}"
    return _("until %(day)s") % {"day": dates.format_day(session.ends_at, short=True)}
