"""The documents of an application: added and taken back by the institution while they are its to change."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import File

from commons.documents import services as documents
from institutions.application_facts import facts_of
from institutions.errors.applying import NotOpenNow
from institutions.models import Application, Paper, PaperKind
from institutions.services.transactions import lock_application, one_transaction
from institutions.states import IN_HANDS_OF_INSTITUTION
from institutions.task_list import Facts, KindPart, task_list

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def add(
    *, application: Application, kind: PaperKind, uploads: Sequence[File[Any]], by: "User", at: datetime
) -> list[Paper]:
    """Keep the files encrypted, as documents of this kind. Raises NotOpenNow, TooMany or UnusableFile."""
    fresh = Application.objects.select_related("institution", "terms").get(pk=application.pk)
    _open_kind(facts_of(fresh, at=at), kind)
    kept = [documents.keep(upload=upload, by=by, at=at) for upload in uploads]
    # Locked only now, because examining takes a while: the files are counted, and it may be handed in meanwhile.
    application = lock_application(application.pk)
    part = _open_kind(facts_of(application, at=at), kind)
    documents.refuse_unless_room(held=len(part.papers), added=len(kept))
    return [application.papers.create(kind=kind, document=document) for document in kept]


@one_transaction
def remove(*, paper: Paper, at: datetime) -> None:
    """Take a document back, for good, that was not handed in yet. Raises NotOpenNow."""
    # Locked: it may be handed in at this moment.
    application = lock_application(paper.application_id)
    facts = facts_of(application, at=at)
    standing = next((one for one in facts.papers if one.pk == paper.pk), None)
    if standing is None or not is_removable(standing, facts):
        raise NotOpenNow
    standing.delete()
    documents.remove(document=standing.document, at=at)


def is_removable(paper: Paper, facts: Facts) -> bool:
    """Whether the institution can take it back: what officers have seen stays, with what they said of it."""
    return facts.application.state in IN_HANDS_OF_INSTITUTION and facts.is_new(paper)


def _open_kind(facts: Facts, kind: PaperKind) -> KindPart:
    """The kind in the task list. Raises NotOpenNow."""
    if facts.application.state not in IN_HANDS_OF_INSTITUTION:
        raise NotOpenNow
    for part in task_list(facts).kinds:
        if part.kind.pk == kind.pk and part.is_open:
            return part
    raise NotOpenNow
