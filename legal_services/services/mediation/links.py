"""Links that open a mediation to one party without an account.

The secret of a link is drawn as the mail leaves, or as the letter is printed, and stands in no table: the link's row
holds its hash.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from commons.notifications import late_words
from legal_services.models import MediationParty, PartyLink

SOURCE = "case-link"
OPEN_FOR = timedelta(days=60)
"""As long as the window for a joint confirmation and the weeks of talks before it; a later message holds another."""


def issue(*, party: MediationParty, at: datetime) -> str:
    """Draw the secret of a new link to one party's page; only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    PartyLink.objects.create(party=party, digest=digest_of(secret), created_at=at, expires_at=at + OPEN_FOR)
    return secret


def party_by_digest(digest: str, *, at: datetime) -> MediationParty | None:
    """The party that a standing link with this hash opens the page to."""
    standing = PartyLink.objects.filter(digest=digest, expires_at__gt=at, revoked_at=None)
    link = standing.select_related("party__mediation__matter", "party__person").first()
    return link.party if link else None


def revoke_links(*, party: MediationParty, at: datetime) -> int:
    """Shut every link of a party, as when an address turns out to be somebody else's; says how many."""
    return PartyLink.objects.filter(party=party, revoked_at=None).update(revoked_at=at)


def printed_address(*, party: MediationParty, at: datetime) -> str:
    """An address with a new secret, for a letter that is printed at once."""
    with translation.override(party.person.writes):
        return settings.SITE_URL + reverse("legal:mediation_link", args=[issue(party=party, at=at)])


def address_for(party: MediationParty) -> str:
    """The address that a message carries: it holds the place of a secret that is put in as the mail leaves."""
    with translation.override(party.person.writes):
        path = reverse("legal:mediation_link", args=["-"]).removesuffix("-/")
    return f"{settings.SITE_URL}{path}{late_words.placeholder(SOURCE, str(party.pk))}/"


def digest_of(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _draw(about: str) -> str:
    """The secret that a placeholder asks for; for a party that is gone, one that opens nothing."""
    party = MediationParty.objects.filter(pk=int(about)).first()
    return issue(party=party, at=timezone.now()) if party else secrets.token_urlsafe(32)


late_words.register(SOURCE, _draw)
