"""Refusals around people and matters."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class MatterClosed(Refusal):
    """The matter is closed: nothing is added to it."""

    code = "matter-closed"
    message = _("This matter is closed.")
    next_step = _("Reopen it first, or open a new matter for a new problem.")


class AlreadyAssigned(Refusal):
    """The practitioner works on this matter already."""

    code = "already-assigned"
    message = _("This person works on the matter already.")
    next_step = _("Choose somebody else.")


class CannotTake(Refusal):
    """The practitioner does not do what the matter needs, or works here no more."""

    code = "cannot-take"
    message = _("%(name)s does not take such matters.")
    next_step = _("Choose somebody who does.")


class AlreadyInMatter(Refusal):
    """The person has this role in the matter already."""

    code = "already-in-matter"
    message = _("This person has this role in the matter already.")
    next_step = _("Choose another role, or another person.")


class MergedWithItself(Refusal):
    """Both are one person already."""

    code = "merged-already"
    message = _("These two are one person already.")
    next_step = _("Look at the person as they are now.")


class BothHaveAccounts(Refusal):
    """Both have an account of their own, which one human being does not have twice."""

    code = "both-have-accounts"
    message = _("Each of the two has an account of their own.")
    next_step = _("Ask the person which account they use, and have the other one erased first.")


class NotMerged(Refusal):
    """There is no merge to undo."""

    code = "not-merged"
    message = _("This was undone already.")
    next_step = _("Nothing is left to be done.")


class AccountTaken(Refusal):
    """The account belongs to another person."""

    code = "account-taken"
    message = _("This account belongs to another person.")
    next_step = _("Look for that person. If both are the same, merge them.")


class ConflictUnresolved(Refusal):
    """A possible conflict of interest stands in the way of what the client told."""

    code = "conflict-unresolved"
    message = _("There may be a conflict of interest.")
    next_step = _("Look at the warning. To go on, give a reason and have a second person agree.")


class NotChecked(Refusal):
    """Nobody has looked for a conflict of interest yet, or something changed since."""

    code = "conflict-not-checked"
    message = _("The check for a conflict of interest comes first.")
    next_step = _("Start the check. It takes a moment.")


class SecondPersonNeeded(Refusal):
    """The one who asks to go on cannot also be the one who agrees."""

    code = "second-person-needed"
    message = _("Whoever asks to go on cannot agree to it as well.")
    next_step = _("Ask a colleague to look at it.")


class NothingToDecide(Refusal):
    """The warning was decided on, or a newer check has taken its place."""

    code = "nothing-to-decide"
    message = _("There is nothing to decide here any more.")
    next_step = _("Look at the matter as it is now.")


class NotAssigned(Refusal):
    """Whoever asks does not advise or mediate in this matter."""

    code = "not-assigned"
    message = _("Only those who advise or mediate in this matter read this.")
    next_step = _("Ask for the matter to be handed over to you, with the reason.")
