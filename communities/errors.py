"""What the services of this app refuse."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class UrgentNeedsManager(Refusal):
    """An urgent notice stands on every page of the portal, so one community's staff cannot raise it alone."""

    code = "urgent-needs-manager"
    message = _("Only a manager can mark a notice as urgent: it stands on top of every page.")
    next_step = _("Publish it as an ordinary notice, and ask a manager to mark it.")


class NothingToPublish(Refusal):
    """The notice has no title or no text in any language."""

    code = "nothing-to-publish"
    message = _("A notice needs a title and a text before it is published.")
    next_step = _("Write both in at least one language.")


class PublicationPassed(Refusal):
    """The chosen time of publication lies in the past."""

    code = "publication-passed"
    message = _("The time that you chose has passed.")
    next_step = _("Choose a later time, or publish the notice now.")


class TakenDownTooEarly(Refusal):
    """The notice would be taken down before anybody sees it."""

    code = "taken-down-too-early"
    message = _("The notice would be taken down before it is published.")
    next_step = _("Change the time at which it is taken down.")


class NoSuchPerson(Refusal):
    """Nobody has an account with this e-mail address."""

    code = "no-such-person"
    message = _("Nobody has an account with the address %(email)s.")
    next_step = _("Ask the person to sign up first, then enter the address of their account.")


class WorksHereAlready(Refusal):
    """The person is a member of this community's staff."""

    code = "works-here-already"
    message = _("%(name)s works for this community already.")
