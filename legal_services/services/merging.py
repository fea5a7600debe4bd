"""Two rows that are one person: joined without rewriting anything, and taken apart again."""

from datetime import datetime
from typing import Any

from commons.audit.models import Act
from commons.audit.services import record
from legal_services import errors
from legal_services.models import Distinction, Merge, Person
from legal_services.services.people import SUBJECT, everybody_of
from legal_services.services.transactions import lock_people, one_transaction


@one_transaction
def merge(*, kept: Person, merged: Person, reason: str = "", by: Any, at: datetime) -> Merge:
    """Say that two rows are one person, `kept` being the one that is shown. Every figure counts them once from now on.

    Sessions, matters and names stay with the row that they were written for, so that nothing is lost when it turns
    out to be wrong. Raises MergedWithItself, ChangedMeanwhile when one of them was merged into another meanwhile,
    and BothHaveAccounts: one account must never show what belongs to the other.
    """
    if kept.pk == merged.pk:
        raise errors.MergedWithItself
    # Both rows are the lock, in the order of their keys: two merges that cross would make a circle of them.
    locked = lock_people(kept.pk, merged.pk)
    kept, merged = locked[kept.pk], locked[merged.pk]
    if merged.root_id == kept.pk or kept.root_id == merged.pk:
        raise errors.MergedWithItself
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise errors.ChangedMeanwhile
    _refuse_two_accounts(kept, merged)
    Person.objects.filter(root=merged).update(root=kept)
    merged.merged_into = merged.root = kept
    merged.save(update_fields=["merged_into", "root"])
    made = Merge.objects.create(kept=kept, merged=merged, at=at, by=by, reason=reason)
    _note(kept, merged, f"merged: {merged.reference} into {kept.reference}", by=by, at=at)
    return made


@one_transaction
def unmerge(*, person: Person, by: Any, at: datetime) -> Merge:
    """Undo the merge of a person into another: the two are counted apart again, each with what was theirs.

    Whoever was merged into the person before goes with them. Raises NotMerged or ChangedMeanwhile.
    """
    root_id = Person.objects.values_list("root_id", flat=True).get(pk=person.pk)
    if root_id is None:
        raise errors.NotMerged
    # The end of the chain is the lock of all that hangs on it, as it is for a merge.
    person = lock_people(person.pk, root_id)[person.pk]
    if person.root_id != root_id:
        raise errors.ChangedMeanwhile
    standing = Merge.objects.select_related("kept").get(merged=person, undone_at=None)
    standing.undone_at, standing.undone_by = at, by
    standing.save(update_fields=["undone_at", "undone_by"])
    person.merged_into = person.root = None
    person.save(update_fields=["merged_into", "root"])
    Person.objects.filter(pk__in=_merged_under(person.pk)).update(root=person)
    _note(standing.kept, person, f"unmerged: {person.reference} from {standing.kept.reference}", by=by, at=at)
    return standing


@one_transaction
def tell_apart(*, one: Person, other: Person, by: Any, at: datetime) -> Distinction:
    """Say that two who look alike are two people: they are not suggested again. Doing it twice is harmless."""
    lower, higher = sorted((one, other), key=lambda person: person.pk)
    found, _ = Distinction.objects.get_or_create(lower=lower, higher=higher, defaults={"at": at, "by": by})
    return found


def _merged_under(person_id: int) -> list[int]:
    """Everybody who was merged into this person, or into somebody who was."""
    below: list[int] = []
    frontier = [person_id]
    while frontier:
        frontier = list(Person.objects.filter(merged_into__in=frontier).values_list("pk", flat=True))
        below += frontier
    return below


def _refuse_two_accounts(kept: Person, merged: Person) -> None:
    if Person.objects.filter(everybody_of(kept.pk, merged.pk), user__isnull=False).count() > 1:
        raise errors.BothHaveAccounts


def _note(kept: Person, merged: Person, what: str, *, by: Any, at: datetime) -> None:
    for person in (kept, merged):
        record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=person.reference, reason=what, at=at)
