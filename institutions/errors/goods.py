"""What is refused around enquiries and the showcase."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class EnquiryClosed(Refusal):
    """Somebody has closed it meanwhile."""

    code = "enquiry-closed"
    message = _("This enquiry is closed.")
    next_step = _("Open it again, then go on.")


class NotAnsweredYet(Refusal):
    """The service centre does not close what it has not answered."""

    code = "not-answered-yet"
    message = _("This enquiry waits for an answer.")
    next_step = _("Answer it first, then close it.")


class TakenMeanwhile(Refusal):
    """Another officer has it by now."""

    code = "taken-meanwhile"
    message = _("Meanwhile the enquiry was given to somebody else.")
    next_step = _("Look who has it now, and ask them.")


class NotSettled(Refusal):
    """The showcase is for institutions whose contract is in force."""

    code = "not-settled"
    message = _("The showcase is open to institutions whose contract is in force.")
    next_step = _("You can prepare products already, and submit them once the contract has begun.")


class ProductUnfinished(Refusal):
    """Something is missing that the public reads or sees."""

    code = "product-unfinished"
    message = _("Still missing: %(missing)s.")
    next_step = _("Add it, then submit the product. The service centre helps with translations.")


class ProductChanged(Refusal):
    """The officer looked at something else than what stands there now."""

    code = "product-changed"
    message = _("The product has changed since you opened this page.")
    next_step = _("Look at it again as it is now.")


class PictureNotReady(Refusal):
    """The picture is still being prepared, or could not be used."""

    code = "picture-not-ready"
    message = _("The picture cannot be shown yet.")
    next_step = _("Wait a minute. If it could not be used, return the product and ask for another picture.")
