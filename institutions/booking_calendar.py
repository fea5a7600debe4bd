"""Bookings of spaces as calendar entries (RFC 5545, RFC 5546). How to get in is never part of one: calendars travel."""

from collections.abc import Iterable
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from commons.lib.calendar_files import beijing_time
from commons.lib.dates import BEIJING
from commons.lib.languages import html_lang
from institutions.models import Booking


def mimetype(booking: Booking) -> str:
    """The media type, with the method that mail programs go by."""
    return f"text/calendar; charset=utf-8; method={_method(booking)}"


def calendar_for(booking: Booking, *, language: str) -> bytes:
    """The calendar file of one booking. A higher SEQUENCE replaces the entry; one that fell is taken out."""
    calendar = empty_calendar(method=_method(booking))
    with translation.override(language):
        calendar.add_component(entry_of(booking, language=language))
    return calendar.to_ical()


def calendar_of(bookings: Iterable[Booking], *, name: str, language: str) -> bytes:
    """A calendar of many bookings, to subscribe to; each with its space, area and venue at hand."""
    calendar = empty_calendar(method="PUBLISH")
    calendar.add("x-wr-calname", name)
    with translation.override(language):
        for booking in bookings:
            calendar.add_component(entry_of(booking, language=language))
    return calendar.to_ical()


def empty_calendar(*, method: str) -> Calendar:
    """A calendar without entries."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hometown//Spaces//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(beijing_time())
    return calendar


def entry_of(booking: Booking, *, language: str) -> Entry:
    """The entry, in the language that is active; for those who may know the title."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    parameters = {"LANGUAGE": html_lang(language)}
    entry = Entry()
    entry.add("uid", f"{booking.reference}@{host}".lower())
    entry.add("dtstamp", booking.changed_at)
    entry.add("last-modified", booking.changed_at)
    entry.add("sequence", booking.calendar_sequence)
    entry.add("dtstart", booking.starts_at.astimezone(BEIJING))
    entry.add("dtend", booking.ends_at.astimezone(BEIJING))
    entry.add("summary", _summary(booking), parameters=parameters)
    entry.add("description", _description(booking), parameters=parameters)
    entry.add("location", f"{booking.space.name}, {booking.space.area.venue.address_zh}", parameters=parameters)
    entry.add("status", "CANCELLED" if _has_fallen(booking) else "CONFIRMED")
    entry.add("organizer", _organizer(language))
    return entry


def _summary(booking: Booking) -> str:
    title = booking.title or booking.get_purpose_display()
    return f"{booking.space.name}: {title}"


def _description(booking: Booking) -> str:
    lines = [
        _("Booking %(reference)s") % {"reference": booking.reference},
        _("Times are Beijing time. How to get in stands on the page of the booking."),
    ]
    if phone := booking.space.area.venue.phone:
        lines.append(_("Phone: %(phone)s") % {"phone": phone.as_international})
    return "\n".join(lines)


def _has_fallen(booking: Booking) -> bool:
    return booking.state not in Booking.STANDING


def _method(booking: Booking) -> str:
    return "CANCEL" if _has_fallen(booking) else "PUBLISH"


def _organizer(language: str) -> vCalAddress:
    """RFC 5546, 3.2: whoever publishes and cancels an entry is named in it."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = settings.SITE_NAMES[language]
    return organizer
