"""Refusals that any part of the legal service area may give."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class TooBusy(Refusal):
    """The database could not sort out simultaneous changes, not even the second time. Nothing was changed."""

    code = "too-busy"
    message = _("Many people are changing things at this moment, and this did not go through.")
    next_step = _("Nothing was changed. Please try again.")


class ChangedMeanwhile(Refusal):
    """What the person saw is no longer how it stands."""

    code = "changed-meanwhile"
    message = _("Somebody else changed this meanwhile.")
    next_step = _("Look at it as it is now, then try again.")
