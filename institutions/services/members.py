"""Who acts for an institution: invited by a link, given another part, let go.

The institution's row is the lock of them all: its representatives are counted behind it. The secret of an invitation is
drawn as the mail leaves and stands in no table; the row of the invitation holds its hash.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from commons.notifications import late_words
from commons.notifications.services import notify_address
from institutions.errors.applying import (
    InvitationOver,
    InvitedAlready,
    LastRepresentative,
    MemberAlready,
    NoMemberNow,
    OnlyRepresentatives,
    TooManyInvitations,
)
from institutions.models import Institution, Invitation, Member
from institutions.services.addresses import page_of_institution
from institutions.services.messages import DESK, tell_members, tell_officer
from institutions.services.transactions import lock_institution, one_transaction

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commons.accounts.models import User

Duty = Member.Duty
SOURCE = "institution-invitation"
VALID_FOR = timedelta(days=14)
"""Long enough for somebody who is away; short enough that a forgotten mail opens nothing."""
MOST_WAITING = 20


@one_transaction
def invite(*, institution: Institution, email: str, duty: str, language: str, by: "User", at: datetime) -> Invitation:
    """Write to the address a link with which its reader joins; whether they have an account is not said.

    Raises OnlyRepresentatives, MemberAlready, InvitedAlready or TooManyInvitations.
    """
    # Locked: invitations are counted, and somebody may be accepting one at this moment.
    institution = lock_institution(institution.pk)
    _refuse_unless_representative(institution, by)
    if institution.members.standing().filter(user__email=email.strip().lower()).exists():
        raise MemberAlready
    return write_invitation(institution=institution, email=email, duty=duty, language=language, by=by, at=at)


def write_invitation(
    *, institution: Institution, email: str, duty: str, language: str, by: "User", at: datetime,
    by_officer: bool = False,
) -> Invitation:  # fmt: skip
    """Invite in an institution whose row the caller has locked, and who may invite was looked at.

    Raises InvitedAlready or TooManyInvitations.
    """
    email = email.strip().lower()
    institution.invitations.filter(accepted_at=None, revoked_at=None, expires_at__lte=at).update(revoked_at=at)
    waiting = waiting_invitations(institution, at)
    if waiting.filter(email__iexact=email).exists():
        raise InvitedAlready
    if waiting.count() >= MOST_WAITING:
        raise TooManyInvitations(MOST_WAITING)
    made = Invitation.objects.create(
        institution=institution, email=email, duty=duty, language=language, invited_by=by, by_officer=by_officer,
        invited_at=at, expires_at=at + VALID_FOR,
    )  # fmt: skip
    _tell(made, by=by, at=at)
    return made


@one_transaction
def revoke(*, invitation: Invitation, by: "User", at: datetime) -> None:
    """Take an invitation back; its link opens nothing from now on. Raises OnlyRepresentatives or InvitationOver."""
    # Locked: it may be accepted at this moment.
    institution = lock_institution(invitation.institution_id)
    _refuse_unless_representative(institution, by)
    take_back(institution=institution, invitation=invitation, at=at)


def take_back(*, institution: Institution, invitation: Invitation, at: datetime) -> None:
    """End an invitation of an institution whose row the caller has locked. Raises InvitationOver."""
    if not waiting_invitations(institution, at).filter(pk=invitation.pk).update(revoked_at=at):
        raise InvitationOver


@one_transaction
def accept(*, invitation: Invitation, by: "User", at: datetime) -> Member:
    """Let the person act for the institution; a colleague who is invited to represent it does so from now on.

    Raises InvitationOver or MemberAlready.
    """
    # Locked: the invitation may be taken back, or accepted in another window.
    institution = lock_institution(invitation.institution_id)
    standing = waiting_invitations(institution, at).filter(pk=invitation.pk).first()
    if standing is None:
        raise InvitationOver
    others = list(institution.members.standing().exclude(user=by).values_list("user", flat=True))
    member = _let_in(institution, by, duty=standing.duty, at=at)
    standing.accepted_at = at
    standing.save(update_fields=["accepted_at"])
    _forget_roles(by)
    tell_members(
        institution, "joined", key=f"institutions-joined:{member.pk}:{standing.pk}", at=at, among=others, person=by,
        url=reverse("institutions:people", args=[institution.slug]), member=member,
    )  # fmt: skip
    if standing.by_officer:
        _tell_inviter(standing, member, at=at)
    return member


@one_transaction
def end_access(*, member: Member, by: "User", at: datetime) -> None:
    """Let somebody go; everybody may leave by themselves.

    Raises OnlyRepresentatives, NoMemberNow or LastRepresentative.
    """
    # Locked: of two representatives who leave at the same moment one has to stay.
    institution = lock_institution(member.institution_id)
    member = _standing(institution, member)
    if member.user_id != by.pk:
        _refuse_unless_representative(institution, by)
    if member.duty == Duty.REPRESENTATIVE:
        _refuse_last(institution)
    member.until = at
    member.save(update_fields=["until"])
    _forget_roles(member.user)
    _forget_roles(by)


@one_transaction
def change_duty(*, member: Member, duty: str, by: "User", at: datetime) -> Member:  # noqa: ARG001 - every act has its time
    """Make a colleague a representative, or a representative a colleague.

    Raises OnlyRepresentatives, NoMemberNow or LastRepresentative.
    """
    # Locked: as for leaving.
    institution = lock_institution(member.institution_id)
    _refuse_unless_representative(institution, by)
    member = _standing(institution, member)
    if member.duty == Duty.REPRESENTATIVE and duty != Duty.REPRESENTATIVE:
        _refuse_last(institution)
    member.duty = duty
    member.save(update_fields=["duty"])
    _forget_roles(member.user)
    _forget_roles(by)
    return member


def waiting_invitations(institution: Institution, at: datetime) -> "QuerySet[Invitation]":
    """Those that can be accepted at the moment."""
    return institution.invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


def invitation_by_secret(secret: str, *, at: datetime) -> Invitation | None:
    """The invitation with this secret, if it can be accepted."""
    standing = Invitation.objects.filter(digest=digest_of(secret), accepted_at=None, revoked_at=None, expires_at__gt=at)
    return standing.select_related("institution", "invited_by").first()


def digest_of(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _tell(invitation: Invitation, *, by: "User", at: datetime) -> None:
    with translation.override(invitation.language):
        path = reverse("institutions:invited", args=["-"]).removesuffix("-/")
    link = f"{settings.SITE_URL}{path}{late_words.placeholder(SOURCE, str(invitation.pk))}/"
    notify_address(
        invitation.email, "institutions/invited", language=invitation.language, desk=DESK, at=at,
        key=f"institutions-invited:{invitation.pk}", good_until=invitation.expires_at,
        context={"invitation": invitation, "institution": invitation.institution, "person": by, "link": link},
    )  # fmt: skip


def _let_in(institution: Institution, person: "User", *, duty: str, at: datetime) -> Member:
    known = institution.members.standing().filter(user=person).first()
    if known is None:
        return Member.objects.create(institution=institution, user=person, duty=duty, since=at)
    if known.duty == Duty.REPRESENTATIVE or duty != Duty.REPRESENTATIVE:
        raise MemberAlready
    known.duty = duty
    known.save(update_fields=["duty"])
    return known


def _tell_inviter(invitation: Invitation, member: Member, *, at: datetime) -> None:
    """Tell the officer who invited that somebody represents the institution again."""
    officer = invitation.invited_by
    if officer is None or not officer.may_be_written_to:
        return
    tell_officer(
        officer, "represented", key=f"institutions-represented:{invitation.pk}", at=at, person=member.user,
        url=page_of_institution(invitation.institution), institution=invitation.institution, member=member,
    )  # fmt: skip


def _draw(about: str) -> str:
    """The secret that a placeholder asks for, drawn anew on every try; its hash replaces the one before."""
    secret = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=int(about), accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()).update(
        digest=digest_of(secret)
    )
    return secret


def _standing(institution: Institution, member: Member) -> Member:
    found = institution.members.standing().select_related("user").filter(pk=member.pk).first()
    if found is None:
        raise NoMemberNow
    return found


def _refuse_unless_representative(institution: Institution, by: "User") -> None:
    # Asked anew behind the lock: their own part may just have been changed.
    if not institution.members.representatives().filter(user=by).exists():
        raise OnlyRepresentatives


def _refuse_last(institution: Institution) -> None:
    if institution.members.representatives().count() <= 1:
        raise LastRepresentative


def _forget_roles(person: "User") -> None:
    """Have the roles asked anew: they have just changed."""
    if hasattr(person, "_roles"):
        del person._roles


late_words.register(SOURCE, _draw)
