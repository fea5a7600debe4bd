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


class ContactOfAccount(Refusal):
    code = "contact-of-account"
    message = _("This client has an account, and is reached as it says.")
    next_step = _("Ask the client to correct their e-mail address or phone number there.")


class NumberNeeded(Refusal):
    code = "number-needed"
    message = _("This appointment is by phone: it needs a number.")
    next_step = _("Ask the client on which number they can be called.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "call_made_or_dropped": CallSettled,
    "appointment_meeting_link_is_safe": LinkNotSafe,
    "practitioner_meeting_link_is_safe": LinkNotSafe,
}
"""What a violated constraint means to the person."""
