"""An appointment as a calendar file (RFC 5545, RFC 5546): when and where, and nothing about what it is for.

Calendars are shared with colleagues and shown on lock screens: the entry names neither the service nor the adviser.
"""

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
from legal_services.models import Appointment, Channel


def mimetype(appointment: Appointment) -> str:
    """The media type, with the method that mail programs go by."""
    return f"text/calendar; charset=utf-8; method={_method(appointment)}"


def calendar_for(appointment: Appointment, *, language: str) -> bytes:
    """The calendar file in a language. A higher SEQUENCE replaces the entry; a cancelled one is taken out."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hometown//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", _method(appointment))
    calendar.add_component(beijing_time())
    with translation.override(language):
        calendar.add_component(_entry(appointment, language))
    return calendar.to_ical()


def _method(appointment: Appointment) -> str:
    return "CANCEL" if _is_cancelled(appointment) else "PUBLISH"


def _is_cancelled(appointment: Appointment) -> bool:
    return appointment.state == Appointment.State.CANCELLED


def _entry(appointment: Appointment, language: str) -> Entry:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    parameters = {"LANGUAGE": html_lang(language)}
    entry = Entry()
    entry.add("uid", f"{appointment.reference}@{host}".lower())
    entry.add("dtstamp", appointment.changed_at)
    entry.add("last-modified", appointment.changed_at)
    entry.add("sequence", appointment.calendar_sequence)
    entry.add("dtstart", appointment.starts_at.astimezone(BEIJING))
    entry.add("dtend", appointment.ends_at.astimezone(BEIJING))
    summary = _("Appointment %(reference)s") % {"reference": appointment.reference}
    entry.add("summary", summary, parameters=parameters)
    entry.add("description", _description(appointment), parameters=parameters)
    if appointment.channel == Channel.IN_PERSON:
        entry.add("location", appointment.service.venue.address_zh)
    entry.add("status", "CANCELLED" if _is_cancelled(appointment) else "CONFIRMED")
    entry.add("class", "PRIVATE")
    entry.add("organizer", _organizer(language))
    return entry


def _description(appointment: Appointment) -> str:
    """Where to turn to; no address of the portal, because the page's says more than a calendar should."""
    if _is_cancelled(appointment):
        lines = [_("This appointment is cancelled")]
    elif appointment.is_only_called:
        lines = [_("Times are Beijing time. To move or cancel it, call us and give the reference.")]
    else:
        lines = [_("Times are Beijing time. To move or cancel it, use the link in the message that you got.")]
    if phone := appointment.service.venue.phone:
        lines.append(_("Phone: %(phone)s") % {"phone": phone.as_international})
    return "\n".join(lines)


def _organizer(language: str) -> vCalAddress:
    """RFC 5546, 3.2: whoever publishes and cancels an entry is named in it."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = settings.SITE_NAMES[language]
    return organizer
