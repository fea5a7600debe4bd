"""Refusals around notarial cases."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_day
from commons.lib.errors import Refusal


class NotFromHere(Refusal):
    """The case stands where this act is not possible: it was done already, or comes too early."""

    code = "notarial-not-from-here"
    message = _("As the case stands now, this is not possible.")
    next_step = _("Look at the case as it is now: somebody may have taken this step already.")


class DayOutOfOrder(Refusal):
    """Raised with `first` and `last`: the days between which the step can have happened."""

    code = "notarial-day-out-of-order"
    message = _("This can have happened between %(first)s and %(last)s only.")
    next_step = _("Correct the day.")

    def __init__(self, *, first: date, last: date) -> None:
        super().__init__(first=first, last=last)

    def __str__(self) -> str:
        days = {name: format_day(day) if isinstance(day, date) else "" for name, day in self.values.items()}
        return str(self.message) % days


class ClockStandsStill(Refusal):
    code = "notarial-clock-stands-still"
    message = _("The clock stands still: something is still missing or being verified.")
    next_step = _("Let the clock go on first, with the day on which the last thing came.")


class ClockRuns(Refusal):
    code = "notarial-clock-runs"
    message = _("The clock is running already.")
    next_step = _("Look at the case as it is now.")


class PausedThen(Refusal):
    code = "notarial-paused-then"
    message = _("The clock stood still on that day already.")
    next_step = _("Choose a day after the last pause.")


class ReasonMissing(Refusal):
    code = "notarial-reason-missing"
    message = _("Nobody would know why the case ended.")
    next_step = _("Write the reason in a few words.")


class CollectorMissing(Refusal):
    code = "notarial-collector-missing"
    message = _("A certificate is handed to somebody with a name.")
    next_step = _("Write down who collects it.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "notarial_pause_one_standing": ClockStandsStill,
    "notarial_pauses_apart": PausedThen,
    "notarial_collected_says_by_whom": CollectorMissing,
    "notarial_ended_says_why": ReasonMissing,
    "notarial_authenticated_for_abroad": NotFromHere,
}
