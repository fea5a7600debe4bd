"""Which staff are shown which deliveries: senders label a message, apps say whose labels those are.

Messages know no communities or services. A sender passes a label to `notify(desk=…)`; the app whose staff look after
it registers a function that lists the labels of a person.
"""

from collections.abc import Callable, Iterable
from typing import Any

LabelsOf = Callable[[Any], Iterable[str] | None]
_sources: list[LabelsOf] = []


def register(labels_of_person: LabelsOf) -> LabelsOf:
    """Add a function from a person to the labels of the desks they work at; None for people who see every desk's."""
    if labels_of_person not in _sources:
        _sources.append(labels_of_person)
    return labels_of_person


def labels_of(person: Any) -> set[str] | None:
    """The labels of every desk that the person works at; None when they see all, an empty set when they see nothing."""
    labels: set[str] = set()
    for source in _sources:
        found = source(person)
        if found is None:
            return None
        labels.update(found)
    return labels - {""}
