"""Refusals around mediations."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_day
from commons.lib.errors import Refusal


class MediationNotFromHere(Refusal):
    """The mediation stands where this act is not possible."""

    code = "mediation-not-from-here"
    message = _("As the mediation stands now, this is not possible.")
    next_step = _("Look at it as it is now: it may have been closed, or somebody may have done this already.")


class TooFewParties(Refusal):
    code = "mediation-too-few-parties"
    message = _("A mediation has two parties or more.")
    next_step = _("Name another party.")


class PartyAlready(Refusal):
    code = "mediation-party-already"
    message = _("This person is a party already.")
    next_step = _("Choose somebody else.")


class NotAllAccepted(Refusal):
    code = "mediation-not-all-accepted"
    message = _("Not every party has said that they take part.")
    next_step = _("Wait for every answer: nobody is made to take part.")


class MediatorIsBusy(Refusal):
    code = "mediation-mediator-busy"
    message = _("The mediator or the interpreter is not free at this time.")
    next_step = _("Choose another time, or another interpreter.")


class ConfirmationTooLate(Refusal):
    """Raised with `last`, the last day for the joint application."""

    code = "mediation-confirmation-too-late"
    message = _("The parties could ask the court for a confirmation until %(last)s.")
    next_step = _("The agreement binds them all the same. Whoever disputes it can go to court.")

    def __init__(self, *, last: date) -> None:
        super().__init__(last=last)

    def __str__(self) -> str:
        last = self.values["last"]
        return str(self.message) % {"last": format_day(last) if isinstance(last, date) else ""}


class ConfirmationNotJoint(Refusal):
    code = "mediation-confirmation-not-joint"
    message = _("Not every party wants the court to confirm the agreement.")
    next_step = _("The parties apply together: ask those who have not said yes.")


class NothingWritten(Refusal):
    code = "mediation-nothing-written"
    message = _("There is nothing written.")
    next_step = _("Write what should be kept.")


class DayNotPossible(Refusal):
    code = "mediation-day-not-possible"
    message = _("This day does not fit what came before it.")
    next_step = _("Correct the day.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "mediation_party_once": PartyAlready,
    "agreement_applied_within_window": DayNotPossible,
    "agreement_decided_after_applied": DayNotPossible,
    "agreement_performed_after_effect": DayNotPossible,
    "follow_up_one_standing": MediationNotFromHere,
}
