"""Addresses of the wall screen: a clerk or manager opens them, and takes them back."""

import secrets
from datetime import datetime
from typing import Any

from commons.audit.models import Act
from commons.audit.services import record
from legal_services.models import WallAddress
from legal_services.services.links import digest_of
from legal_services.services.transactions import one_transaction

SUBJECT = "legal.wall"


@one_transaction
def open_wall(*, by: Any, at: datetime) -> str:
    """A new address of the wall screen: its secret, which is told this once. The others go on to open."""
    secret = secrets.token_urlsafe(32)
    made = WallAddress.objects.create(digest=digest_of(secret), created_by=by, created_at=at)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=str(made.pk), reason="opened", at=at)
    return secret


@one_transaction
def shut_wall(*, address: WallAddress, by: Any, at: datetime) -> None:
    """Let an address lead nowhere from now on. Doing it twice is harmless."""
    if WallAddress.objects.filter(pk=address.pk, revoked_at=None).update(revoked_at=at):
        record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=str(address.pk), reason="taken back", at=at)


def is_wall(secret: str) -> bool:
    """Whether this is the secret of an address that stands. It is looked up by its hash, so no time tells of it."""
    return WallAddress.objects.filter(digest=digest_of(secret), revoked_at=None).exists()
