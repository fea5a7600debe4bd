"""Consent: given at sign-up, withdrawn and given again with one button."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commons.accounts import notices
from commons.accounts.models import Consent, User
from commons.lib.errors import Refusal


class ConsentWithdrawn(Refusal):
    """The person withdrew their consent, so the portal may not take new data from them."""

    code = "consent-withdrawn"
    message = _("You have withdrawn your consent to the privacy notice, so your account is paused.")
    next_step = _("Give your consent again under “Privacy and your data” on your page, then try once more.")


def refuse_without_consent(user: User) -> None:
    """Raise ConsentWithdrawn for somebody whose account is paused. Costs no query."""
    if user.paused_at is not None:
        raise ConsentWithdrawn


def standing_consent(user: User, purpose: str = Consent.Purpose.PRIVACY_NOTICE) -> Consent | None:
    """The consent that is in force, or None."""
    return user.consents.filter(purpose=purpose, withdrawn_at=None).first()


@transaction.atomic
def give_consent(*, user: User, language: str, at: datetime, version: str = notices.CURRENT) -> Consent:
    """Record that the person agrees to this version of the privacy notice, read in this language.

    An older consent that stands is closed; the same version again changes nothing. Ends a pause.
    """
    # The person's row is the lock: one consent stands at a time.
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    standing = standing_consent(locked)
    if standing and standing.version != version:
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
        standing = None
    if standing is None:
        standing = locked.consents.create(
            purpose=Consent.Purpose.PRIVACY_NOTICE, version=version, language=language, given_at=at
        )
    _set_pause(user, locked, None)
    return standing


@transaction.atomic
def withdraw_consent(*, user: User, at: datetime) -> None:
    """Withdraw the person's consent: the account is paused until it is given again.

    Nothing is erased and registrations stand; there are no new ones, and no more mail.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    locked.consents.filter(withdrawn_at=None).update(withdrawn_at=at)
    _set_pause(user, locked, at)


def _set_pause(user: User, locked: User, at: datetime | None) -> None:
    locked.paused_at = user.paused_at = at
    locked.save(update_fields=["paused_at"])
