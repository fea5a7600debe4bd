"""Activities as calendar files (RFC 5545): a VEVENT per session, in Beijing time, in the reader's language."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from icalendar import Calendar
from icalendar import Event as Entry
from icalendar.parser import Contentline

from commons.lib.calendar_files import beijing_time
from commons.lib.dates import BEIJING
from commons.lib.languages import html_lang
from communities.models import Venue
from events.editions import piece_of
from events.models import Event, Registration, Session

MIMETYPE = "text/calendar; charset=utf-8"
LINK = f"link{secrets.token_hex(8)}"
"""What stands for the link in lines that are kept: many registrations of an activity share all the rest."""


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
    language = translation.get_language() or "en"
    kept = piece_of(event, ("calendar", language, status), lambda: _lines(event, status=status, language=language))
    revision, lines = _revision(event, at), []
    for line in kept:
        lines.append(line.replace(LINK, settings.SITE_URL + link))
        if line == "BEGIN:VEVENT":
            lines += revision
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _folded(line: str) -> bytes:
    """A line as it stands in the file: broken where it is longer than RFC 5545, 3.1, allows."""
    return bytes(Contentline(line).to_ical())  # type: ignore[no-untyped-call]


def _lines(event: Event, *, status: str, language: str) -> list[str]:
    """The lines of the file before they are folded, without the revision and with LINK where the link belongs."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hometown//Activities//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(beijing_time())
    for session in _sessions(event):
        calendar.add_component(_entry(event, session, status=status, language=language))
    return [line for line in calendar.content_lines() if line]


def _sessions(event: Event) -> Iterable[Session]:
    """The sessions with their venues; no query when the page has prefetched them."""
    if "sessions" in getattr(event, "_prefetched_objects_cache", {}):
        return event.sessions.all()
    return event.sessions.select_related("venue")


def _entry(event: Event, session: Session, *, status: str, language: str) -> Entry:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    parameters = {"LANGUAGE": html_lang(language)}
    entry = Entry()
    entry.add("uid", f"{event.reference}-{session.pk}@{host}".lower())
    entry.add("dtstart", session.starts_at.astimezone(BEIJING))
    entry.add("dtend", session.ends_at.astimezone(BEIJING))
    entry.add("summary", event.title, parameters=parameters)
    entry.add("description", f"{event.summary}\n\n{LINK}", parameters=parameters)
    entry.add("location", _location(session.venue), parameters=parameters)
    if session.venue.latitude is not None and session.venue.longitude is not None:
        entry.add("geo", (float(session.venue.latitude), float(session.venue.longitude)))
    entry.add("url", LINK)
    entry.add("status", status)
    return entry


def _revision(event: Event, at: datetime) -> list[str]:
    """The lines by which a calendar tells a later file from an earlier one: the same for every entry of a file."""
    entry = Entry()
    entry.add("dtstamp", at)
    entry.add("last-modified", at)
    entry.add("sequence", _sequence(event, at))
    return [line for line in entry.content_lines() if line and ":VEVENT" not in line]


def _sequence(event: Event, at: datetime) -> int:
    """A number that rises with every change: the seconds since the activity was made."""
    return max(0, int((at - event.created_at).total_seconds()))


def _location(venue: Venue) -> str:
    """The name in the reader's language, then the address as a taxi driver reads it."""
    return f"{venue.name}, {venue.address_zh}"
