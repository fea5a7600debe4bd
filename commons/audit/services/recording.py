"""Writing entries in the caller's transaction, and looking them up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from commons.audit.models import Act, Entry, EntryQuerySet


def record(
    *,
    actor: Any,
    act: Act | str,
    subject: str,
    reference: str,
    reason: str = "",
    via: str = "",
    at: datetime,
) -> Entry:
    """Note who did what to which thing, in the caller's transaction: the act and its entry stand or fall together.

    `actor` is an account or None for the portal itself; a `reason` of more than 250 characters is cut. See Entry.
    """
    noted = entry(actor=actor, act=act, subject=subject, reference=reference, reason=reason, via=via, at=at)
    noted.save(force_insert=True)
    return noted


def entry(
    *, actor: Any, act: Act | str, subject: str, reference: str, reason: str = "", via: str = "", at: datetime
) -> Entry:
    """An entry that is not written yet, for `record_many`."""
    return Entry(
        actor_id=getattr(actor, "pk", None),
        act=Act(act),
        subject=subject,
        reference=reference,
        reason=reason[: Entry._meta.get_field("reason").max_length],
        via=via,
        at=at,
    )


def record_many(entries: Iterable[Entry]) -> list[Entry]:
    """Write many entries, such as one for each hit of a search, in one statement and the caller's transaction."""
    return Entry.objects.bulk_create(entries)


def entries_about(subject: str, reference: str) -> EntryQuerySet:
    """What happened to one thing, the newest first."""
    return Entry.objects.about(subject, reference)


def entries_by(actor: Any) -> EntryQuerySet:
    """What an account did, the newest first; None is the portal itself."""
    return Entry.objects.by(getattr(actor, "pk", None))
