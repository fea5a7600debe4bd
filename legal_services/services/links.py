"""Links in messages that open an appointment to a client without an account.

The secret of a link is drawn as the mail leaves and stands in no table: the appointment's row of it holds its hash.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from commons.notifications import late_words
from legal_services.models import Appointment, AppointmentLink

Scope = AppointmentLink.Scope
SOURCE = "appointment-link"
OPEN_AFTERWARDS = timedelta(days=7)
"""For so long after the meeting a link still shows it: what was agreed is looked up in the days that follow."""


def issue(*, appointment: Appointment, scope: str, at: datetime) -> str:
    """Draw the secret of a new link; only its hash is kept. A link to an offer ends with the offer."""
    secret = secrets.token_urlsafe(32)
    AppointmentLink.objects.create(
        appointment=appointment,
        scope=scope,
        digest=digest_of(secret),
        created_at=at,
        expires_at=_end(appointment, scope, at),
    )
    return secret


def link_by_secret(secret: str, *, at: datetime) -> AppointmentLink | None:
    """The link with this secret, if it still opens anything."""
    standing = AppointmentLink.objects.filter(digest=digest_of(secret), expires_at__gt=at, revoked_at=None)
    return standing.select_related("appointment").first()


def revoke_links(*, appointment: Appointment, at: datetime) -> int:
    """Shut every link to the appointment, as when an address turns out to be somebody else's; says how many."""
    return AppointmentLink.objects.filter(appointment=appointment, revoked_at=None).update(revoked_at=at)


def address_for(appointment: Appointment, *, scope: str = Scope.MANAGE) -> str:
    """The absolute address that a message to the client carries, on the page in their language.

    With an account it is the page's own, behind the sign-in; without one it holds the place of a secret that is put
    in as the mail leaves.
    """
    page = "legal:appointment_offer" if scope == Scope.OFFER else "legal:appointment"
    with translation.override(language_of(appointment)):
        if appointment.user_id:
            return settings.SITE_URL + reverse(page, args=[appointment.reference])
        path = reverse("legal:appointment_link", args=["-"]).removesuffix("-/")
    return f"{settings.SITE_URL}{path}{late_words.placeholder(SOURCE, _about(appointment, scope))}/"


def language_of(appointment: Appointment) -> str:
    """The language in which the client is written to."""
    return appointment.user.language if appointment.user else appointment.writes


def digest_of(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _about(appointment: Appointment, scope: str) -> str:
    """What a placeholder is about: the appointment, what its link opens, and a trace of the address it is sent to."""
    return f"{appointment.pk}.{scope}.{digest_of(appointment.email.casefold())[:16]}"


@transaction.atomic
def _draw(about: str) -> str:
    """The secret that a placeholder asks for.

    One that opens nothing for an appointment that is gone, or whose client is reached at another address by now.
    """
    key, scope, *trace = about.split(".")
    # The row is the lock: the address may be put right at this very moment, which shuts the links that it finds.
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",)).filter(pk=int(key))
    appointment = locked.defer("narrative").first()
    if appointment is None or (trace and about != _about(appointment, scope)):
        return secrets.token_urlsafe(32)
    return issue(appointment=appointment, scope=scope, at=timezone.now())


def _end(appointment: Appointment, scope: str, at: datetime) -> datetime:
    if scope == Scope.OFFER:
        offered = appointment.earlier_requests.filter(state="offered").values_list("offer_expires_at", flat=True)
        return offered.first() or at
    return max(appointment.ends_at, at) + OPEN_AFTERWARDS


late_words.register(SOURCE, _draw)
