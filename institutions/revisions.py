"""What an application said when it was handed in, and how two such moments differ. Nothing here asks the database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from institutions.answers import FIELDS, Answers, answers_of
from institutions.models import Application, Paper, Task

Content = dict[str, Answers]
"""By part: answers by field; of the documents, lists of files by kind; of the terms, their version and who agreed."""


@dataclass(frozen=True)
class Change:
    """One answer that differs. Of the documents, `field` is the slug of the kind and the values are lists of files."""

    task: str
    field: str
    old: Any
    new: Any


def snapshot(application: Application, papers: Iterable[Paper]) -> Content:
    """Everything that the application says now, as plain JSON; `papers` come with their documents."""
    content: Content = {str(task): answers_of(application, task) for task in FIELDS}
    content[str(Task.DOCUMENTS)] = _files(papers)
    accepted = application.terms_accepted_at
    content[str(Task.TERMS)] = {
        "version": application.terms.version if application.terms else "",
        "accepted_at": accepted.isoformat() if accepted else "",
        "accepted_by": application.terms_accepted_by_id,
    }
    return content


def compare(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    """What differs, part by part in the order of the task list; a field that one of the two lacks counts as empty."""
    return [change for task in Task.values for change in _changes(task, old.get(task, {}), new.get(task, {}))]


def _changes(task: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in [*new, *(name for name in old if name not in new)]:
        before, after = old.get(name) or "", new.get(name) or ""
        # Nought is an answer.
        before, after = (0 if old.get(name) == 0 else before), (0 if new.get(name) == 0 else after)
        if before != after or type(before) is not type(after):
            yield Change(task, name, before, after)


def _files(papers: Iterable[Paper]) -> Answers:
    files: Answers = {}
    for paper in papers:
        if paper.state != Paper.State.REPLACED and paper.document.removed_at is None:
            files.setdefault(paper.kind.slug, []).append(
                {"document": str(paper.document_id), "name": paper.document.name, "size": paper.document.size}
            )
    return files
