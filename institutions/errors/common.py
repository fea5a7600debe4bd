"""What applications and contracts share."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class TooBusy(Refusal):
    """The database could not sort out simultaneous changes, not even the second time. Nothing was changed."""

    code = "too-busy"
    message = _("Several people are changing this at the same moment, and this did not go through.")
    next_step = _("Nothing was changed. Please try again.")


class WrongState(Refusal):
    """The application or the contract is not where the move begins: somebody was faster, or the page is old."""

    code = "wrong-state"
    message = _("This is not possible any more, or not yet: things have moved on.")
    next_step = _("Look at the page again; it shows how things stand now.")


class NotYourMove(Refusal):
    """Another party makes this move."""

    code = "not-your-move"
    message = _("This step is for somebody else.")
    next_step = _("Ask your colleagues who may do it.")


class SecondOfficerNeeded(Refusal):
    """Two people decide."""

    code = "second-officer-needed"
    message = _("A second officer has to do this: nobody confirms what they have proposed themselves.")
    next_step = _("Ask a colleague to look at it.")


class AlreadyApplying(Refusal):
    code = "already-applying"
    message = _("Your institution has an application under way already.")
    next_step = _("Open it and go on there.")


class ContractInPreparation(Refusal):
    code = "contract-in-preparation"
    message = _("A contract with this institution is being prepared already.")
    next_step = _("Open it and go on there.")
