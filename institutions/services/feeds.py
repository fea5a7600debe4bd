"""Addresses of calendars that others subscribe to: one opens them, and takes them back."""

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from institutions.models import Feed, Institution, Space
from institutions.roles import roles_of
from institutions.services.transactions import one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def open_feed(
    *, by: "User", at: datetime, space: Space | None = None, institution: Institution | None = None
) -> tuple[Feed, str]:  # fmt: skip
    """A new address for the calendar of one space or of one institution: the row, and the secret of the address.

    The secret is told this once; only its hash is kept, so that whoever reads the database reads no calendar.
    """
    secret = secrets.token_urlsafe(32)
    feed = Feed.objects.create(
        space=space, institution=institution, digest=digest_of(secret), created_by=by, created_at=at
    )
    return feed, secret


@one_transaction
def revoke_feed(*, feed: Feed, at: datetime) -> None:
    """Let the address lead nowhere from now on. Doing it twice is harmless."""
    Feed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=at)


def read_feed(secret: str) -> Feed | None:
    """The feed whose address has this secret; None for one that does not exist, was revoked, or has lost its ground.

    An address is as good as the person who opened it: it ends when they no longer act for the institution, or, for
    that of a space, are no officer any more.
    """
    found = Feed.objects.filter(digest=digest_of(secret), revoked_at=None)
    feed = found.select_related("created_by", "institution", "space__area__venue").first()
    return feed if feed is not None and stands(feed) else None


def stands(feed: Feed) -> bool:
    """Whether whoever opened it may still see what it shows."""
    person = feed.created_by
    if feed.revoked_at is not None or person is None or not person.is_active:
        return False
    roles = roles_of(person)
    return roles.is_officer if feed.institution_id is None else feed.institution_id in roles.institutions


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is long and random, so a plain hash cannot be turned round."""
    return hashlib.sha256(secret.encode()).hexdigest()
