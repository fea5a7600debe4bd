"""Which staff are shown which deliveries: senders label a message, apps say whose labels those are.

Messages know no communities or services. A sender passes a label to `notify(desk=…)`; the app whose staff look after
it registers a function that lists the labels of a person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from commons.notifications.models import Message

LabelsOf = Callable[[Any], Iterable[str] | None]
WhereCorrected = Callable[[Sequence["Message"], Any], Mapping[UUID, str]]
_sources: list[LabelsOf] = []
_corrections: list[WhereCorrected] = []


def register(labels_of_person: LabelsOf) -> LabelsOf:
    """Add a function from a person to the labels of the desks they work at; None for people who see every desk's."""
    if labels_of_person not in _sources:
        _sources.append(labels_of_person)
    return labels_of_person


def register_correction(where: WhereCorrected) -> WhereCorrected:
    """Add a function that says where staff put right the address of a message to somebody without an account."""
    if where not in _corrections:
        _corrections.append(where)
    return where


def corrections_of(messages: Sequence["Message"], person: Any) -> dict[UUID, str]:
    """Of these messages, those whose address the person may put right, each with the page on which."""
    found: dict[UUID, str] = {}
    for where in _corrections:
        found |= where(messages, person)
    return found


def labels_of(person: Any) -> set[str] | None:
    """The labels of every desk that the person works at; None when they see all, an empty set when they see nothing."""
    labels: set[str] = set()
    for source in _sources:
        found = source(person)
        if found is None:
            return None
        labels.update(found)
    return labels - {""}
