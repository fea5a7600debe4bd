"""Why time cannot be had, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class JustTaken(Refusal):
    """Somebody else has the time, or one of the people and rooms that it needs."""

    code = "just-taken"
    message = _("This time has just been taken by somebody else.")
    next_step = _("Choose another time: the list shows what is still free.")


class HoldExpired(Refusal):
    """The time was kept for a while only, and was given back."""

    code = "hold-expired"
    message = _("This time was kept for you for a while only, and has been given back.")
    next_step = _("Choose a time again; what you have filled in is kept.")


class NotOpenThen(Refusal):
    """Outside opening hours, on a day off, during leave, or no longer in use at all."""

    code = "not-open-then"
    message = _("This time is outside the opening hours.")
    next_step = _("Choose another time: the list shows what is free.")


class InThePast(Refusal):
    code = "in-the-past"
    message = _("This time has already begun.")
    next_step = _("Choose a later time.")


class TooBusy(Refusal):
    """The database could not sort out simultaneous changes, not even the second time. Nothing was changed."""

    code = "too-busy-then"
    message = _("Many people are choosing a time at this moment, and this did not go through.")
    next_step = _("Nothing was changed. Please try again.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {"occupancy_no_overlap": JustTaken}
"""What a violated constraint means to the person."""
