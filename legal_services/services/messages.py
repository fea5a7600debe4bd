"""What a client is told about an appointment: in their language, to their account or to the address they gave.

Subjects, and the first words that a lock screen shows, name the reference and the time, never what it is about. A
client who gave a phone number only is put on the list of those whom the desk calls (`calls`); nothing is written.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import translation

from commons.notifications.models import Message
from commons.notifications.services import Attachment, notify, notify_address, withdraw_failed
from legal_services.calendar import calendar_for, mimetype
from legal_services.models import Appointment, AppointmentLink
from legal_services.services import calls
from legal_services.services.links import OPEN_AFTERWARDS, address_for, language_of

DESK = "legal"
"""The label of messages that clerks look after when they cannot be delivered."""
CALENDAR_WITH = {"booked", "moved", "cancelled"}
"""The messages after which the entry in the client's calendar is another one."""
ABOUT_AN_OFFER = {"offered"}
OVERTAKES = {"moved", "cancelled"}
"""The messages after which the news before them are wrong."""
OPENS = {"link"}
"""The messages whose link is followed after the appointment, too."""
ONCE = {"booked"}
"""What is told once, unless there is an occasion; the others once for each time that the appointment has had."""


def tell(
    appointment: Appointment,
    what: str,
    *,
    at: datetime,
    occasion: str = "",
    good_until: datetime | None = None,
    **context: Any,
) -> Message | None:
    """Write the message `legal_services/<what>` to the client, in the caller's transaction; None without an address.

    `what` is booked, moved (`was`: when it was before, the same time when somebody else meets the client), cancelled
    (`by_client`, `reason`), reminder, offered (`request`), offer_lapsed, rebook (`reason`, `times`, `stand_in`: who
    could meet the client at the time that is booked), link or video_link. The key holds the appointment and the
    occasion, so that a repeated act never tells twice. Unless `good_until` is said, a message is of use until the
    appointment is over; what could not be delivered before, and is no longer so, is not sent again.
    """
    if what in OVERTAKES:
        withdraw_failed(keys=_overtaken(appointment, but=key_of(appointment, what, occasion)))
    language = language_of(appointment)
    scope = AppointmentLink.Scope.OFFER if what in ABOUT_AN_OFFER else AppointmentLink.Scope.MANAGE
    common: dict[str, Any] = {
        "key": key_of(appointment, what, occasion),
        "attachments": _calendar(appointment, what, language),
        "desk": DESK,
        "good_until": good_until or _end(appointment, what),
        "at": at,
        "context": {
            "appointment": appointment,
            "venue": appointment.service.venue,
            "link": address_for(appointment, scope=scope),
            **context,
        },
    }
    if appointment.user:
        with translation.override(language):
            url = appointment.get_absolute_url()
            return notify(appointment.user, f"legal_services/{what}", url=url, **common)
    if appointment.email:
        return notify_address(appointment.email, f"legal_services/{what}", language=language, **common)
    calls.ask_for_call(
        appointment, what, key=common["key"], at=at, by_client=context.get("by_client", False), was=context.get("was")
    )
    return None


def key_of(appointment: Appointment, what: str, occasion: str = "") -> str:
    """The idempotency key of a message about an appointment."""
    occasion = occasion or ("" if what in ONCE else str(appointment.calendar_sequence))
    return f"appointment:{appointment.pk}:{what}:{occasion}".rstrip(":")


def appointment_key(key: str) -> int | None:
    """The appointment that a message with this key is about; None for messages about something else."""
    about, _colon, rest = key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if about == "appointment" and number.isdecimal() else None


def keys_of(appointment: Appointment, *whats: str) -> list[str]:
    """The keys of everything that was written about the appointment, or of these messages only."""
    own = f"appointment:{appointment.pk}:"
    written = Message.objects.filter(key__startswith=own).values_list("key", flat=True)
    return [key for key in written if not whats or key.removeprefix(own).partition(":")[0] in whats]


def _overtaken(appointment: Appointment, but: str) -> list[str]:
    """The keys of the news about the times that the appointment had before."""
    return [key for key in keys_of(appointment, "booked", "moved") if key != but]


def _end(appointment: Appointment, what: str) -> datetime:
    """Until when a message is of use."""
    return appointment.ends_at + (OPEN_AFTERWARDS if what in OPENS else timedelta(0))


def _calendar(appointment: Appointment, what: str, language: str) -> list[Attachment]:
    if what not in CALENDAR_WITH:
        return []
    content = calendar_for(appointment, language=language)
    return [Attachment(f"{appointment.reference}.ics", mimetype(appointment), content)]
