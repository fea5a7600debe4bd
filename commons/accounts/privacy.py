"""What accounts hold about a person."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from commons.accounts.models import User
from commons.accounts.services.erasure import ACCOUNT, erase_unused_accounts
from commons.lib import privacy

KEEP_UNUSED = timedelta(days=3 * 365)
"""For so long an account is kept that nobody signs in to."""
ERASED_NAME = "—"


def export(user: User) -> dict[str, Any]:
    """The profile, its consents, its ways of signing in and its sessions."""
    return {
        "profile": _profile(user),
        "consents": list(
            user.consents.order_by("pk").values("purpose", "version", "language", "given_at", "withdrawn_at")
        ),
        "email_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "ways_to_sign_in": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "connected_accounts": list(SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined")),
        "sessions": list(
            UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
    }


def _profile(user: User) -> dict[str, Any]:
    return {
        "full_name": user.full_name,
        "called": user.called,
        "local_name": user.local_name,
        "email": user.email,
        "phone": str(user.phone),
        "country": user.country.code,
        "language": user.language,
        "joined_at": user.joined_at,
        "last_login": user.last_login,
        "paused_at": user.paused_at,
    }


def erase(user: User, at: datetime) -> None:
    """Close the account and leave a row that names nobody; consents stay as proof that they were given."""
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    for model in (UserSession, EmailAddress, Authenticator, SocialAccount):
        model._default_manager.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.consents.filter(withdrawn_at=None).update(withdrawn_at=at)
    User.objects.filter(pk=user.pk).update(
        email=None,
        full_name=ERASED_NAME,
        called="",
        local_name="",
        phone="",
        country="",
        password="!",  # noqa: S106 - Django's mark of a password that nothing matches
        last_login=None,
        is_active=False,
        is_staff=False,
        erased_at=at,
    )
    user.refresh_from_db()


def expire(at: datetime) -> int:
    """Erase accounts that are not used any more, and forget sessions that have ended."""
    ended, _models = Session.objects.filter(expire_date__lt=at).delete()
    return ended + erase_unused_accounts(at - KEEP_UNUSED, at=at)


def register() -> None:
    """Add the account to the register of holdings."""
    privacy.register(
        ACCOUNT,
        title=_("Your account"),
        export=export,
        erase=erase,
        keep=KEEP_UNUSED,
        expire=expire,
    )
