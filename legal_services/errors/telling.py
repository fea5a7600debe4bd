"""Why a client cannot be told something in this way, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class CallSettled(Refusal):
    """Somebody else made the call, or the appointment changed meanwhile."""

    code = "call-settled"
    message = _("This call is off the list already.")
    next_step = _("Somebody made it, or the appointment has changed: look at the list anew.")


class NotByVideo(Refusal):
    code = "not-by-video"
    message = _("This appointment is not by video.")
    next_step = _("Cancel it and book one by video, if the client wishes.")


class LinkNotSafe(Refusal):
    code = "link-not-safe"
    message = _("A link for a video call begins with https:// and has no spaces.")
    next_step = _("Copy the link from the video service once more.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "call_made_or_dropped": CallSettled,
    "appointment_meeting_link_is_safe": LinkNotSafe,
    "practitioner_meeting_link_is_safe": LinkNotSafe,
}
"""What a violated constraint means to the person."""
