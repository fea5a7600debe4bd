"""Rows of an import that another import has brought into the log already: they stay out, so that nothing counts twice.

A clerk puts right what was wrong in a file and sends the whole file again; its other rows are in the log by then. Rows
without a name may well be equal and yet be two sessions: as many rows are repeats as the log holds, and no more.
"""

from collections import Counter

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from legal_services.models import Import, ImportRow

State = ImportRow.State
Phase = Import.Phase
IN_THE_LOG = Q(state=State.KEPT) | Q(state__in=[State.READY, State.DONE], batch__phase__in=[Phase.RUNNING, Phase.DONE])
"""Rows of imports that stand in the log, or will in a moment."""


def mark_repeats(batch: Import) -> None:
    """Tell the rows that can be brought in from those that are in the log by another import.

    In the caller's transaction, which has locked the import.
    """
    batch.lines.filter(state=State.REPEATED).update(state=State.READY)
    if batch.with_repeats:
        return
    known = Counter(dict(_equal_rows(batch).values_list("content_key").annotate(Count("pk")).order_by()))
    own = batch.lines.filter(state=State.READY, content_key__in=list(known)).order_by("number")
    repeated = []
    for pk, key in own.values_list("pk", "content_key"):
        if known[key]:
            known[key] -= 1
            repeated.append(pk)
    ImportRow.objects.filter(pk__in=repeated).update(state=State.REPEATED)


def earlier_imports(batch: Import) -> QuerySet[Import]:
    """The imports by which the repeated rows of this one are in the log."""
    own = batch.lines.filter(state=State.REPEATED).values("content_key")
    equal = ImportRow.objects.filter(IN_THE_LOG, batch=OuterRef("pk"), content_key__in=own)
    return Import.objects.filter(Exists(equal)).exclude(pk=batch.pk)


def _equal_rows(batch: Import) -> QuerySet[ImportRow]:
    own = batch.lines.filter(state=State.READY).exclude(content_key="").values("content_key")
    return ImportRow.objects.filter(IN_THE_LOG, content_key__in=own).exclude(batch=batch)
