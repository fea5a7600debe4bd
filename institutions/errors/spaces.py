"""Why a space cannot be booked, or a booking not be changed."""

from datetime import date

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_month
from commons.lib.errors import Refusal
from institutions.lengths import in_hours_lazy


class NotEntitled(Refusal):
    """Nobody may book for this institution here: no contract in force, or the person does not act for it."""

    code = "not-entitled"
    message = _("Spaces are booked by institutions whose contract is in force.")
    next_step = _("Ask the officers of the international living room.")


class ContractEnded(Refusal):
    """The contract does not reach as far as the booking."""

    code = "contract-ended"
    message = _("The contract of your institution does not cover this day.")
    next_step = _("Choose a day within the contract, or ask the officers about a renewal.")


class NotShared(Refusal):
    """One institution has the space for itself, or it is not in use at all."""

    code = "not-shared"
    message = _("This space cannot be booked.")
    next_step = _("Look for another one.")


class HoursUsedUp(Refusal):
    """The month's hours do not suffice. Raised with the minutes `left` and `needed`, and a day of the month."""

    code = "hours-used-up"
    message = _("This takes %(needed)s, and of the hours of your contract %(left)s are left in %(month)s.")
    next_step = _("Choose a shorter time or another month, or cancel a booking that you do not need.")

    def __init__(self, *, left: int, needed: int, month: date) -> None:
        # Written when it is read: the message about a series goes to readers of other languages.
        super().__init__(left=in_hours_lazy(left), needed=in_hours_lazy(needed), month=lazy(format_month, str)(month))


class HoursJustUsedUp(Refusal):
    """Somebody of the same institution spent them at the same moment; what the database's own guard says."""

    code = "hours-used-up"
    message = _("The hours of your contract have just been used up by another booking.")
    next_step = _("Choose another month, or cancel a booking that you do not need.")


class TooSoon(Refusal):
    """Raised with `lead`, written as a length."""

    code = "too-soon"
    message = _("This space is booked at least %(lead)s before.")
    next_step = _("Choose a later time, or call the officers.")


class TooFarAhead(Refusal):
    code = "too-far-ahead"
    message = _("This space is booked at most %(days)s days before.")
    next_step = _("Choose an earlier day.")


class TooLong(Refusal):
    """Raised with `most`, written as a length."""

    code = "too-long"
    message = _("This space is booked for at most %(most)s.")
    next_step = _("Choose a shorter time, or ask the officers.")


class TooShort(Refusal):
    """Raised with `least`, written as a length."""

    code = "too-short"
    message = _("This space is booked for at least %(least)s.")
    next_step = _("Choose a later end.")


class OffTheClock(Refusal):
    code = "off-the-clock"
    message = _("Bookings of this space begin and end every %(minutes)s minutes.")
    next_step = _("Choose one of the times that the page offers.")


class OverCapacity(Refusal):
    code = "over-capacity"
    message = _("This space holds at most %(capacity)s people.")
    next_step = _("Look for a larger one.")


class BookingOver(Refusal):
    """It has begun, is over, was cancelled or was given back."""

    code = "booking-over"
    message = _("This booking can no longer be changed: it has begun, or it is over.")
    next_step = _("Look at the booking again; it shows how things stand now.")


class OtherDayTooLate(Refusal):
    """After the hours count as used, the day stays."""

    code = "other-day-too-late"
    message = _("It is too late to move this booking to another day.")
    next_step = _("You can still change its time on the same day.")


class TooEarlyToCheckIn(Refusal):
    code = "too-early-to-check-in"
    message = _("Check in from %(minutes)s minutes before the start.")
    next_step = _("Come back then.")


class NotDone(Refusal):
    """Something failed that has nothing to do with the rules; those who run the portal find it in the log."""

    code = "not-done"
    message = _("Something went wrong on our side, and it was not done.")
    next_step = _("Try it again, or ask the officers.")


class GivenBack(Refusal):
    """Nobody checked in, and the space is free for others."""

    code = "given-back"
    message = _("This booking was given back, because nobody checked in.")
    next_step = _("If the space is still free, book it again.")
