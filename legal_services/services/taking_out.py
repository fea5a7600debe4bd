"""What an import wrote is taken out again: records, and the matters and people that nothing else holds on to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from commons.audit import services as audit
from commons.audit.models import Act
from legal_services.models import (
    Assignment,
    Import,
    ImportRow,
    Matter,
    MatterRole,
    Person,
    PersonName,
    ServiceRecord,
)
from legal_services.services.recording import SUBJECT as RECORD

State = ImportRow.State
OF_A_MATTER: tuple[type[Model], ...] = (MatterRole, Assignment, ImportRow)
OF_A_PERSON: tuple[type[Model], ...] = (PersonName, ImportRow)
"""What goes with a matter or a person without being a reason to keep it."""


def take_out_some(batch: Import, *, limit: int, by: Any, at: datetime) -> int:
    """Take out the next rows of an import whose row is locked; how many. In the caller's transaction.

    A record that was corrected, voided or followed up since stays, as does a matter or a person that anything else
    speaks of.
    """
    rows = list(batch.lines.filter(state=State.DONE).order_by("-number")[:limit])
    ids = [row.record_id for row in rows if row.record_id]
    # Locked: somebody may be correcting one of them at this very moment.
    locked = ServiceRecord.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
    records = {record.pk: record for record in locked}
    changed = {pk for pk, record in records.items() if record.voided_at or record.followed_up_at}
    kept = [row for row in rows if row.record_id in changed]
    gone = [row for row in rows if row.record_id not in changed]
    _delete_records([record for pk, record in records.items() if pk not in changed], by=by, at=at)
    _delete_unspoken(Matter, {row.matter_id for row in gone if row.made_matter}, OF_A_MATTER)
    _delete_unspoken(Person, {row.person_id for row in gone if row.made_person}, OF_A_PERSON)
    ImportRow.objects.filter(pk__in=[row.pk for row in gone]).update(state=State.UNDONE)
    ImportRow.objects.filter(pk__in=[row.pk for row in kept]).update(state=State.KEPT)
    return len(rows)


def _delete_records(records: Iterable[ServiceRecord], *, by: Any, at: datetime) -> None:
    going = list(records)
    audit.record_many(
        audit.entry(actor=by, act=Act.CHANGE, subject=RECORD, reference=one.reference, reason="import undone", at=at)
        for one in going
    )
    ServiceRecord.objects.filter(pk__in=[one.pk for one in going]).delete()


def _delete_unspoken(model: Any, ids: set[int | None], belongings: Iterable[type[Model]]) -> None:
    """Delete those of the rows to which no row of any table points, but for what goes with them."""
    wanted = {pk for pk in ids if pk is not None}
    if not wanted:
        return
    others = [one for one in model._meta.related_objects if one.related_model not in belongings]
    for relation in others:
        manager: Any = relation.related_model
        name = relation.field.attname
        wanted -= set(manager._base_manager.filter(Q(**{f"{name}__in": wanted})).values_list(name, flat=True))
    model._base_manager.filter(pk__in=wanted).delete()
