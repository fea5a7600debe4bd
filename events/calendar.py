"""Activities as calendar files (RFC 5545): a VEVENT per session, in Beijing time, in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation

from commons.lib.calendar_lines import calendar_file, escaped
from commons.lib.languages import html_lang
from communities.models import Venue
from events.models import Event, Registration, Session

BEIJING = ZoneInfo("Asia/Shanghai")
MIMETYPE = "text/calendar; charset=utf-8"
STAMP = "%Y%m%dT%H%M%S"
HEAD = (
    "VERSION:2.0",
    "PRODID:-//Hometown//Activities//EN",
    "METHOD:PUBLISH",
    # China's one time zone; it has kept UTC+8 without summer time since 1991.
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19920101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


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
    status = "CANCELLED" if cancelled else "TENTATIVE" if tentative else "CONFIRMED"
    lines = ["BEGIN:VCALENDAR", *HEAD]
    for session in _sessions(event):
        lines += _entry(event, session, status=status, link=settings.SITE_URL + link, at=at)
    return calendar_file([*lines, "END:VCALENDAR"])


def _sessions(event: Event) -> Iterable[Session]:
    """The sessions with their venues; no query when the page has prefetched them."""
    if "sessions" in getattr(event, "_prefetched_objects_cache", {}):
        return event.sessions.all()
    return event.sessions.select_related("venue")


def _entry(event: Event, session: Session, *, status: str, link: str, at: datetime) -> Iterator[str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    in_language = f"LANGUAGE={html_lang(translation.get_language() or 'en')}"
    venue = session.venue
    yield "BEGIN:VEVENT"
    yield f"UID:{event.reference.lower()}-{session.pk}@{host}"
    yield f"DTSTAMP:{at.astimezone(UTC):{STAMP}}Z"
    yield f"LAST-MODIFIED:{at.astimezone(UTC):{STAMP}}Z"
    yield f"SEQUENCE:{_sequence(event, at)}"
    yield f"DTSTART;TZID=Asia/Shanghai:{session.starts_at.astimezone(BEIJING):{STAMP}}"
    yield f"DTEND;TZID=Asia/Shanghai:{session.ends_at.astimezone(BEIJING):{STAMP}}"
    yield f"SUMMARY;{in_language}:{escaped(event.title)}"
    yield f"DESCRIPTION;{in_language}:{escaped(event.summary)}\\n\\n{escaped(link)}"
    yield f"LOCATION;{in_language}:{escaped(_location(venue))}"
    if venue.latitude is not None and venue.longitude is not None:
        yield f"GEO:{venue.latitude};{venue.longitude}"
    yield f"URL:{link}"
    yield f"STATUS:{status}"
    yield "END:VEVENT"


def _sequence(event: Event, at: datetime) -> int:
    """A number that rises with every change: the seconds since the activity was made."""
    return max(0, int((at - event.created_at).total_seconds()))


def _location(venue: Venue) -> str:
    """The name in the reader's language, then the address as a taxi driver reads it."""
    return f"{venue.name}, {venue.address_zh}"
