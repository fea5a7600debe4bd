"""What may go wrong while an institution applies, and around those who act for it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class NotOpenNow(Refusal):
    """The part is not in the institution's hands: it was handed in, or something else was asked."""

    code = "not-open-now"
    message = _("This part can’t be changed now.")
    next_step = _("What was handed in stays as it is. If something has to be corrected, write to the officers.")


class ChangedMeanwhile(Refusal):
    """A colleague has changed the same part since the page was opened; `current` is what stands there now."""

    code = "changed-meanwhile"
    message = _("A colleague has changed this part while you were writing. Nothing of yours was saved yet.")
    next_step = _("Beside each answer that differs you see theirs. Put together what is right, then save again.")

    def __init__(self, current: Mapping[str, Any]) -> None:
        super().__init__()
        self.current = current


class Incomplete(Refusal):
    """Parts are missing; `parts` names them in the page's language."""

    code = "incomplete"
    message = _("Something is still missing: %(parts)s.")
    next_step = _("Complete it, then come back to this page.")

    def __init__(self, parts: str) -> None:
        super().__init__(parts=parts)


class NothingChanged(Refusal):
    """Something was asked and neither changed nor explained."""

    code = "nothing-changed"
    message = _("This was asked and is still as it was: %(parts)s.")
    next_step = _("Change it, or write below why it stays as it is.")

    def __init__(self, parts: str) -> None:
        super().__init__(parts=parts)


class TermsOutdated(Refusal):
    """Another version of the terms is in force than the one that the page showed."""

    code = "terms-outdated"
    message = _("The terms have changed since you opened this page.")
    next_step = _("Read the new version, then agree to it.")


class OnlyRepresentatives(Refusal):
    """What binds the institution is for those who represent it."""

    code = "only-representatives"
    message = _("Only somebody who represents the institution can do this.")
    next_step = _("Ask one of the representatives; you find them among the people of your institution.")


class ContractConcluded(Refusal):
    """A contract that both have signed came out of the application."""

    code = "contract-concluded"
    message = _("A contract has come out of this application: it can’t be withdrawn any more.")
    next_step = _("Talk to the officers if you want to end the contract.")


class TooManyApplications(Refusal):
    """One person has begun applications for many institutions and finished none."""

    code = "too-many-applications"
    message = _("You have begun %(n)s applications that are not handed in.")
    next_step = _("Go on with one of them, or withdraw what you don’t need.")

    def __init__(self, n: int) -> None:
        super().__init__(n=n)


class LastRepresentative(Refusal):
    """An institution always has somebody who signs for it."""

    code = "last-representative"
    message = _("An institution needs at least one representative, and this is the last one.")
    next_step = _("Make somebody else a representative first.")


class ActsForItself(Refusal):
    """An officer who acts for the institution sees to its people as its member, if at all."""

    code = "acts-for-itself"
    message = _("You act for this institution yourself.")
    next_step = _("A colleague among the officers does this.")


class RepresentsAlready(Refusal):
    """The address is that of a representative."""

    code = "represents-already"
    message = _("Whoever has this address represents the institution already.")
    next_step = _("You find them in the list of people.")


class MemberAlready(Refusal):
    """The person acts for the institution."""

    code = "member-already"
    message = _("This person acts for the institution already.")
    next_step = _("You find them in the list of people.")


class NoMemberNow(Refusal):
    """The person's access has ended meanwhile."""

    code = "no-member-now"
    message = _("This person doesn’t act for the institution any more.")
    next_step = _("Look at the list again; it shows how things stand now.")


class InvitedAlready(Refusal):
    """An invitation to the address stands."""

    code = "invited-already"
    message = _("This address has been invited already.")
    next_step = _("Take that invitation back first if you want to send a new one.")


class TooManyInvitations(Refusal):
    """So many invitations of one institution stand that something is wrong."""

    code = "too-many-invitations"
    message = _("%(n)s invitations are waiting for an answer; more can’t be sent now.")
    next_step = _("Wait until some are accepted, or take back those that nobody needs.")

    def __init__(self, n: int) -> None:
        super().__init__(n=n)


class InvitationOver(Refusal):
    """It was accepted or taken back, or its time is over."""

    code = "invitation-over"
    message = _("This invitation is not valid any more.")
    next_step = _("Ask whoever invited you for a new one.")
