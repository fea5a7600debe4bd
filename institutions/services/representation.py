"""Officers see to it that an institution has somebody who represents it.

The last representative cannot leave, but an account can be erased, and people change their work without a word. So
officers invite a representative by the same link that institutions invite by. Whoever acts for the institution is told,
and the access log keeps who did it.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from commons.audit.models import Act
from commons.audit.services import record
from institutions.errors import NotYourMove
from institutions.errors.applying import ActsForItself, RepresentsAlready
from institutions.models import Institution, Invitation, Member
from institutions.roles import roles_of
from institutions.services.members import take_back, write_invitation
from institutions.services.messages import tell_members
from institutions.services.transactions import lock_institution, one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

SUBJECT = "institutions.people"
"""What the access log calls the people of an institution."""
INVITED, WITHDREW = "invited a representative", "took an invitation back"
"""Reasons in the access log: which of the two it was, without the address."""


@one_transaction
def invite_representative(
    *, institution: Institution, email: str, language: str, by: "User", at: datetime
) -> Invitation:  # fmt: skip
    """Write to the address, as an officer, a link with which its reader represents the institution.

    A colleague of the institution may be invited too. Raises NotYourMove, ActsForItself, RepresentsAlready,
    InvitedAlready or TooManyInvitations.
    """
    _refuse_unless_elsewhere(institution, by)
    # Locked: another officer may be inviting, and somebody may be accepting at this moment.
    institution = lock_institution(institution.pk)
    if institution.members.representatives().filter(user__email=email.strip().lower()).exists():
        raise RepresentsAlready
    invitation = write_invitation(
        institution=institution, email=email, duty=Member.Duty.REPRESENTATIVE, language=language, by=by, at=at,
        by_officer=True,
    )  # fmt: skip
    _note(institution, INVITED, by=by, at=at)
    _tell(invitation, is_withdrawn=False, by=by, at=at)
    return invitation


@one_transaction
def withdraw_invitation(*, invitation: Invitation, by: "User", at: datetime) -> None:
    """Take back an open invitation, whoever has invited; its link opens nothing from now on.

    Raises NotYourMove, ActsForItself or InvitationOver.
    """
    _refuse_unless_elsewhere(invitation.institution, by)
    # Locked: it may be accepted at this moment.
    institution = lock_institution(invitation.institution_id)
    take_back(institution=institution, invitation=invitation, at=at)
    _note(institution, WITHDREW, by=by, at=at)
    _tell(invitation, is_withdrawn=True, by=by, at=at)


def _refuse_unless_elsewhere(institution: Institution, by: "User") -> None:
    roles = roles_of(by)
    if not roles.is_officer:
        raise NotYourMove
    if institution.pk in roles.institutions:
        raise ActsForItself


def _note(institution: Institution, reason: str, *, by: "User", at: datetime) -> None:
    record(
        actor=by, act=Act.CHANGE, subject=SUBJECT, reference=institution.reference, reason=reason,
        via="institutions-desk:institution", at=at,
    )  # fmt: skip


def _tell(invitation: Invitation, *, is_withdrawn: bool, by: "User", at: datetime) -> None:
    """Tell everybody who acts for the institution, so that nobody is put beside them unseen."""
    what = "withdrawn" if is_withdrawn else "made"
    tell_members(
        invitation.institution, "invited_by_officers", key=f"institutions-officer-invitation:{invitation.pk}:{what}",
        url=reverse("institutions:people", args=[invitation.institution.slug]), at=at, invitation=invitation,
        is_withdrawn=is_withdrawn, person=by,
    )  # fmt: skip
