"""What is written in a mediation: joint notes for all who take part, and private ones of one party."""

from datetime import datetime
from typing import Any

from commons.accounts.models import User
from legal_services.errors import mediation as errors
from legal_services.models import Mediation, MediationNote, MediationParty
from legal_services.services.mediation.common import lock_mediation
from legal_services.services.transactions import one_transaction

Kind = MediationNote.Kind


@one_transaction
def write_note(
    *, mediation: Mediation, text: str, author: User, at: datetime, party: MediationParty | None = None
) -> MediationNote:
    """The mediator writes a joint note, or with `party` a private one that only this party may read.

    Raises NothingWritten, or MediationNotFromHere for a party of another mediation.
    """
    mediation = lock_mediation(mediation.pk)
    if party is not None and party.mediation_id != mediation.pk:
        raise errors.MediationNotFromHere
    kind = Kind.PRIVATE if party else Kind.JOINT
    return _write(mediation, kind, text, party=party, author=author, by_party=False, at=at)


@one_transaction
def write_to_mediator(*, party: MediationParty, text: str, author: Any, at: datetime) -> MediationNote:
    """A party writes to the mediator alone, while the mediation is open.

    `author` is the party's account, or None for one who came by a link. Raises NothingWritten or MediationNotFromHere.
    """
    mediation = lock_mediation(party.mediation_id)
    if not mediation.is_open:
        raise errors.MediationNotFromHere
    known = author if getattr(author, "pk", None) else None
    return _write(mediation, Kind.PRIVATE, text, party=party, author=known, by_party=True, at=at)


def _write(mediation: Mediation, kind: str, text: str, **facts: Any) -> MediationNote:
    if not text.strip():
        raise errors.NothingWritten
    return MediationNote.objects.create(mediation=mediation, kind=kind, text=text.strip(), **facts)
