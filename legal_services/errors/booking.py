"""Why an appointment cannot be booked, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class NotBookable(Refusal):
    """The service takes no appointments online."""

    code = "not-bookable"
    message = _("This service cannot be booked online.")
    next_step = _("Call the legal service area, or come during the opening hours.")


class WayNotOffered(Refusal):
    """Nobody gives this service in this language and in this way, whatever the time."""

    code = "way-not-offered"
    message = _("Nobody can give this service in this language and in this way.")
    next_step = _("Choose another way to meet, or call us: an interpreter may be found.")


class TooSoon(Refusal):
    """Raised with `hours`, how long before its start an appointment can be booked online."""

    code = "too-soon"
    message = _("It is too late to book this time online: appointments are booked %(hours)d hours ahead at least.")
    next_step = _("Choose a later time, or call the legal service area.")


class TooFarAhead(Refusal):
    """Raised with `days`, how far ahead appointments can be booked."""

    code = "too-far-ahead"
    message = _("Appointments can be booked %(days)d days ahead at most.")
    next_step = _("Choose an earlier time.")


class NameNeeded(Refusal):
    code = "name-needed"
    message = _("An appointment needs a name.")
    next_step = _("Give the name under which you would like to be called.")


class ContactNeeded(Refusal):
    """Without an account, there must be a way to reach the client."""

    code = "contact-needed"
    message = _("Give a phone number or an e-mail address, so that we can reach you if something changes.")
    next_step = _("One of the two is enough.")


class NarrativeNeedsConsent(Refusal):
    code = "narrative-needs-consent"
    message = _("What it is about is only kept with your consent.")
    next_step = _("Tick the box to agree, or leave the text empty: you can tell the adviser when you meet.")


class AlreadyBooked(Refusal):
    """The form was sent twice. Raised with `reference`, that of the appointment."""

    code = "already-booked"
    message = _("This appointment is booked already.")
    next_step = _("You need not do anything.")


class TooManyHolds(Refusal):
    """Many times were held from one network address within an hour."""

    code = "too-many-holds"
    message = _("Very many times have been chosen from your network within an hour.")
    next_step = _("Sign in to go on, try again later, or call the legal service area.")
