"""What was told, advised and handed in: opened by those assigned, after the check, and never unnoticed."""

from datetime import datetime
from typing import Any

from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services import keep, refuse_unless_room
from legal_services import errors
from legal_services.models import Matter, MatterDocument, MatterNote
from legal_services.services.conflicts import refuse_unless_clear
from legal_services.services.matters import SUBJECT
from legal_services.services.transactions import lock_matter, one_transaction


@one_transaction
def reveal(*, matter: Matter, reason: str, by: Any, at: datetime) -> None:
    """Let somebody who is assigned read what was told, and note who and why.

    Raises NotAssigned, NotChecked or ConflictUnresolved.
    """
    _refuse_unless_readable(matter, by)
    record(actor=by, act=Act.REVEAL, subject=SUBJECT, reference=matter.reference, reason=reason, at=at)


@one_transaction
def read_notes(*, matter: Matter, by: Any, at: datetime) -> list[MatterNote]:
    """Everything that was told and advised in a matter, and one more entry in the access log.

    For whoever `reveal` let in a short while ago. Raises NotAssigned, for instance after a hand-over.
    """
    _refuse_unless_assigned(matter, by)
    record(actor=by, act=Act.OPEN, subject="legal.notes", reference=matter.reference, at=at)
    return list(matter.notes.select_related("author"))


@one_transaction
def open_document(*, held: MatterDocument, by: Any, at: datetime) -> MatterDocument:
    """Note that somebody opens a file of a matter. Raises NotAssigned, NotChecked or ConflictUnresolved."""
    _refuse_unless_readable(held.matter, by)
    name = f"{held.matter.reference}/{held.pk}"
    record(actor=by, act=Act.DOWNLOAD, subject="legal.document", reference=name, at=at)
    return held


@one_transaction
def add_document(*, matter: Matter, upload: Any, is_for_client: bool = False, by: Any, at: datetime) -> MatterDocument:
    """Keep a file with a matter, encrypted; one for the client is theirs to open from now on.

    Raises MatterClosed, TooMany or a subclass of UnusableFile.
    """
    # The matter's row is the lock behind which its files are counted.
    matter = lock_matter(matter.pk)
    if matter.state != Matter.State.OPEN:
        raise errors.MatterClosed
    refuse_unless_room(held=matter.documents.filter(document__removed_at=None).count())
    document = keep(upload=upload, by=by, at=at)
    handed_over_at = at if is_for_client else None
    held = matter.documents.create(document=document, is_for_client=is_for_client, handed_over_at=handed_over_at)
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=matter.reference, reason="document added", at=at)
    return held


def _refuse_unless_readable(matter: Matter, by: Any) -> None:
    _refuse_unless_assigned(matter, by)
    refuse_unless_clear(matter)


def _refuse_unless_assigned(matter: Matter, by: Any) -> None:
    if not Matter.objects.readable_by(by).filter(pk=matter.pk).exists():
        raise errors.NotAssigned
