"""Why a contract is not drafted, signed or ended, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class NotApproved(Refusal):
    """A contract follows an approved application that has no contract yet."""

    code = "not-approved"
    message = _("A contract is drafted from an approved application that has none yet.")
    next_step = _("Look at the application; if it has a contract already, go on there.")


class NotToBeRenewed(Refusal):
    """Only what is in force, or has just ended, is renewed, and only once."""

    code = "not-to-be-renewed"
    message = _("This contract cannot be renewed, or a renewal exists already.")
    next_step = _("Look for a newer contract of this institution.")


class RenewalTooEarly(Refusal):
    """A renewal follows the contract before it."""

    code = "renewal-too-early"
    message = _("A renewal begins after the last day of the contract before.")
    next_step = _("Choose a later first day.")


class AlreadyOver(Refusal):
    """Nobody signs a contract whose days are over."""

    code = "contract-already-over"
    message = _("The last day of this contract has passed.")
    next_step = _("An officer has to change its days first.")


class ContractChanged(Refusal):
    """What was read is not what stands now."""

    code = "contract-changed"
    message = _("An officer has changed the contract since you opened this page. Nothing was signed.")
    next_step = _("Read it again, print it anew and sign the new copy.")


class CopyNotPdf(Refusal):
    """Copies are PDF."""

    code = "copy-not-pdf"
    message = _("A signed copy is one PDF.")
    next_step = _("Scan all pages into one PDF and choose that.")


class CopyNotChecked(Refusal):
    """The copy of the institution waits for the check for viruses, or was refused by it."""

    code = "copy-not-checked"
    message = _("The copy of the institution is still being checked for viruses, or the check refused it.")
    next_step = _("Wait a few minutes. If it was refused, hand the contract back and ask for a new copy.")


class SameCopy(Refusal):
    """The district's copy bears both signatures, so it cannot be the very file that the institution sent."""

    code = "same-copy"
    message = _("This is the very file that the institution sent: the district has not signed it.")
    next_step = _("Sign it for the district, scan it again and choose the new file.")
