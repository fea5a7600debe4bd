"""Activities as calendar files (RFC 5545): a VEVENT per session, in Beijing time, in the reader's language."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from icalendar import Calendar, Timezone, TimezoneStandard
from icalendar import Event as Entry

from commons.lib.languages import html_lang
from communities.models import Venue
from events.models import Event, Registration, Session

BEIJING = ZoneInfo("Asia/Shanghai")
MIMETYPE = "text/calendar; charset=utf-8"


def calendar_of(event: Event) -> bytes:
    """The public calendar file of an activity, in the active language. Importing it again updates the entries."""
    return _file(event, cancelled=_is_off(event), link=event.get_absolute_url(), at=event.changed_at)


def calendar_for(registration: Registration, *, language: str | None = None) -> bytes:
    """The calendar file of one registration, in the resident's language unless another is asked for.

    Only a confirmed place is CONFIRMED; a spot on the waiting list and an offer are TENTATIVE; what the resident
    or the organiser has cancelled is CANCELLED, so that the entry disappears from their calendar.
    """
    event = registration.event
    with translation.override(language or registration.resident.language):
        return _file(
            event,
            cancelled=_is_off(event) or registration.state not in Registration.ACTIVE,
            tentative=registration.state != Registration.State.CONFIRMED,
            link=registration.get_absolute_url(),
            at=max(event.changed_at, registration.changed_at),
        )


def _is_off(event: Event) -> bool:
    return event.state == Event.State.CANCELLED


def _file(event: Event, *, cancelled: bool, link: str, at: datetime, tentative: bool = False) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Hometown//Activities//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_beijing_time())
    status = "CANCELLED" if cancelled else "TENTATIVE" if tentative else "CONFIRMED"
    for session in _sessions(event):
        calendar.add_component(_entry(event, session, status=status, link=settings.SITE_URL + link, at=at))
    return calendar.to_ical()


def _sessions(event: Event) -> Iterable[Session]:
    """The sessions with their venues; no query when the page has prefetched them."""
    if "sessions" in getattr(event, "_prefetched_objects_cache", {}):
        return event.sessions.all()
    return event.sessions.select_related("venue")


def _entry(event: Event, session: Session, *, status: str, link: str, at: datetime) -> Entry:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    parameters = {"LANGUAGE": html_lang(translation.get_language() or "en")}
    entry = Entry()
    entry.add("uid", f"{event.reference}-{session.pk}@{host}".lower())
    entry.add("dtstamp", at)
    entry.add("last-modified", at)
    entry.add("sequence", _sequence(event, at))
    entry.add("dtstart", session.starts_at.astimezone(BEIJING))
    entry.add("dtend", session.ends_at.astimezone(BEIJING))
    entry.add("summary", event.title, parameters=parameters)
    entry.add("description", f"{event.summary}\n\n{link}", parameters=parameters)
    entry.add("location", _location(session.venue), parameters=parameters)
    if session.venue.latitude is not None and session.venue.longitude is not None:
        entry.add("geo", (float(session.venue.latitude), float(session.venue.longitude)))
    entry.add("url", link)
    entry.add("status", status)
    return entry


def _sequence(event: Event, at: datetime) -> int:
    """A number that rises with every change: the seconds since the activity was made."""
    return max(0, int((at - event.created_at).total_seconds()))


def _location(venue: Venue) -> str:
    """The name in the reader's language, then the address as a taxi driver reads it."""
    return f"{venue.name}, {venue.address_zh}"


@cache
def _beijing_time() -> Timezone:
    """China's one time zone; it has kept UTC+8 without summer time since 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 -- RFC 5545, 3.6.5: a local time
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", "Asia/Shanghai")
    zone.add_component(standard)
    return zone
