"""Signed links: a resident opens their registration from a message without signing in."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import translation

from events.models import Registration

SALT = "events.registration-link"


def token_for(registration: Registration) -> str:
    """The token that opens this one registration, and nothing else.

    It is bound to the resident and to whether the registration is active, so that the links of earlier messages die
    when it is cancelled, declined, expired or called off; the message that tells of it carries the next one.
    """
    return Signer(salt=SALT).signature(_subject(registration))


def registration_by_token(reference: str, token: str, *, at: datetime) -> Registration | None:
    """The registration that a link opens; None when the token is not its own or the activity is over."""
    found = Registration.objects.select_related("event__community", "resident").filter(reference=reference).first()
    if found is None or found.event.is_over(at):
        return None
    try:
        Signer(salt=SALT).unsign(f"{_subject(found)}:{token}")
    except BadSignature:
        return None
    return found


def link_to(registration: Registration) -> str:
    """The absolute signed link, for messages, on the page in the resident's language."""
    with translation.override(registration.resident.language):
        path = registration.get_absolute_url()
    return f"{settings.SITE_URL}{path}?{urlencode({'token': token_for(registration)})}"


def _subject(registration: Registration) -> str:
    standing = "active" if registration.is_active else "ended"
    return f"{registration.reference}/{registration.pk}/{registration.resident_id}/{standing}"
