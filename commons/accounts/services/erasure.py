"""A person's own copy of what is held about them, and the end of an account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from commons.accounts.mails import post_mail
from commons.accounts.models import User
from commons.lib import privacy
from commons.lib.errors import Refusal

ACCOUNT = "account"
"""The name of the holding that is the account itself."""


class StaffAccountNotErased(Refusal):
    """An administrator's account is handed over before it is erased, so that nobody locks the portal by mistake."""

    code = "administrator-not-erased"
    message = _("An account that administers the portal cannot be erased by itself.")
    next_step = _("Ask another administrator to take your rights away first.")


def export_account(*, user: User, at: datetime) -> dict[str, Any]:
    """Everything that any app holds about the person, ready to be written as JSON."""
    return {
        "exported_at": at,
        "holdings": {
            holding.name: {"title": str(holding.title), "content": holding.export(user)}
            for holding in privacy.registry()
        },
    }


@transaction.atomic
def erase_account(*, user: User, at: datetime) -> None:
    """Erase the person in every app, all or nothing; what must stay (counts, past figures) names nobody.

    Coming registrations are given up by the app that holds them, so that their places go on to others.
    Raises StaffAccountNotErased for administrators. Erasing twice does nothing.
    """
    # The person's row is the lock, so that erasure and a new consent or sign-in do not cross.
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.erased_at is not None:
        return
    if locked.is_superuser:
        raise StaffAccountNotErased
    # The account itself goes last: until then every app can still tell whose things they are.
    holdings = privacy.registry()[::-1]
    for holding in sorted(holdings, key=lambda holding: holding.name == ACCOUNT):
        holding.erase(locked, at)


@transaction.atomic
def leave(*, user: User, at: datetime) -> None:
    """Erase the account at its owner's own wish, with a last mail that says so."""
    address, language = user.email, user.language
    erase_account(user=user, at=at)
    if address:
        context = {"privacy_email": settings.PRIVACY_EMAIL}
        post_mail("account/email/account_erased", address=address, context=context, page_language=language)


def erase_unused_accounts(unused_since: datetime, *, at: datetime, most: int = 500) -> int:
    """Erase accounts that nobody has signed in to since then, the oldest first; staff accounts stay."""
    unused = unused_accounts(unused_since)[:most]
    for user in unused:
        erase_account(user=user, at=at)
    return len(unused)


def unused_accounts(since: datetime) -> QuerySet[User]:
    """People whose last sign-in (or joining, if they never did) is before this moment."""
    return (
        User.objects.alias(used_at=Coalesce("last_login", "joined_at"))
        .filter(used_at__lt=since, erased_at=None, is_staff=False, is_superuser=False)
        .order_by("used_at", "pk")
    )
