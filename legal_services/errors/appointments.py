"""Why an appointment that is booked cannot be changed, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class AppointmentEnded(Refusal):
    """It has begun, is over or was cancelled."""

    code = "appointment-ended"
    message = _("This appointment can no longer be changed.")
    next_step = _("If you still need help, book again or call.")


class ChangeClosed(Refusal):
    """It is too close to the start for the client to change it without a call."""

    code = "change-closed"
    message = _("It is too late to change this appointment here.")
    next_step = _("Please call, so that somebody else can have the time.")


class SameTime(Refusal):
    code = "same-time"
    message = _("This is the time that the appointment has already.")
    next_step = _("Choose another time, or leave it as it is.")


class AlreadyAsked(Refusal):
    code = "earlier-time-asked"
    message = _("You have asked for an earlier time already.")
    next_step = _("When one becomes free for you, you get a message.")


class NoEarlierOffer(Refusal):
    """There is no earlier time to answer for: it was taken, left, or never offered."""

    code = "no-earlier-offer"
    message = _("There is no open offer of an earlier time.")
    next_step = _("The page of your appointment shows how it stands.")


class EarlierOfferOver(Refusal):
    code = "earlier-offer-over"
    message = _("The time to answer this offer is over.")
    next_step = _("Your appointment stands as it was. You can ask for an earlier time again.")


class FilesClosed(Refusal):
    """Files are handed in, and taken back, before the appointment begins."""

    code = "files-closed"
    message = _("Files can be added and removed until the appointment begins.")
    next_step = _("Bring the papers with you, or give them to the adviser.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {"earlier_request_one_standing": AlreadyAsked}
"""What a violated constraint means to the person."""
