"""Refusals around the service log."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class AlreadyLogged(Refusal):
    """The appointment or the queue number that the session came from has a record."""

    code = "already-logged"
    message = _("This meeting is in the log already.")
    next_step = _("Look for it in the log, and correct that record if something is wrong.")


class NotTheirMatter(Refusal):
    """The matter is one in which the client stands nowhere."""

    code = "not-their-matter"
    message = _("This matter is not one of the client’s.")
    next_step = _("Choose one of the client’s matters, or a new one.")


class OtherKind(Refusal):
    """A matter is of one kind: a notarial service is not logged on a consultation's matter."""

    code = "other-kind"
    message = _("The matter is of another kind than the service.")
    next_step = _("Choose the service that the matter is about, or a new matter.")


class ClosedForLogging(Refusal):
    code = "closed-for-logging"
    message = _("The matter is closed.")
    next_step = _("Choose another matter or a new one. For an old session, tick that it is entered from paper.")


class NobodyCame(Refusal):
    """A session has one person at least, named or not."""

    code = "nobody-came"
    message = _("Nobody is named, and nobody is counted without a name.")
    next_step = _("Choose the client, or say how many came without giving a name.")


class NotHeldYet(Refusal):
    """What is logged has taken place, on a day in Beijing that has begun."""

    code = "not-held-yet"
    message = _("This day has not come yet.")
    next_step = _("Enter the day on which it took place.")


class DidNotTakePlace(Refusal):
    """The appointment was cancelled or is noted as missed."""

    code = "did-not-take-place"
    message = _("This appointment was cancelled, or nobody came.")
    next_step = _("If it took place after all, log it without the appointment.")


class AlreadyVoided(Refusal):
    code = "already-voided"
    message = _("This record does not count any more.")
    next_step = _("Look at it as it is now.")


class SentTwice(Refusal):
    """The same form was sent twice at the same moment. The service answers it with the row that the first one wrote."""

    code = "sent-twice"
    message = _("This was sent twice; it is in the log once.")


class DraftTooLong(Refusal):
    code = "draft-too-long"
    message = _("This is more than a draft can hold.")


class NotYourDraft(Refusal):
    """A draft is its writer's alone."""

    code = "not-your-draft"
    message = _("Somebody else began this entry.")
    next_step = _("Begin a new one.")
