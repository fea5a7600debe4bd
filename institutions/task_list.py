"""How far an application is: the status of each part and of each kind of document. Nothing here asks the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.documents.models import Document
from institutions.answers import FIELDS, answers_of, is_begun, missing_in
from institutions.models import Application, Paper, PaperKind, Request, RequestItem, Task, Terms
from institutions.paper_rules import wanted_of
from institutions.states import ApplicationState


class Status(TextChoices):
    """How far a part is."""

    NOT_STARTED = "not-started", pgettext_lazy("part of an application", "Not started")
    IN_PROGRESS = "in-progress", pgettext_lazy("part of an application", "In progress")
    DONE = "done", pgettext_lazy("part of an application", "Done")
    CANNOT_START = "cannot-start", pgettext_lazy("part of an application", "Cannot start yet")
    PROBLEM = "problem", pgettext_lazy("part of an application", "There is a problem")


FIRST_AUTHORITY = _("First say who represents the institution and by what authority: it decides what is needed.")
NO_TERMS = _("The terms have not been published yet.")
NEWER_TERMS = _("There is a newer version of the terms. Please read it and agree to it.")
REFUSED_FILE = _("The check for viruses refused a file. Please hand it in anew.")


@dataclass(frozen=True)
class Part:
    """One part of the application, as the task list shows it."""

    task: Task
    status: Status
    is_open: bool
    """Whether the institution can change it now."""
    missing: tuple[str, ...] = ()
    """The required fields that are not answered."""
    asked: tuple[str, ...] = ()
    """What the officers ask about it, in their words."""
    is_unchanged: bool = False
    """Something is asked, and it still says what it said when it was handed in."""
    why: str | Promise = ""
    """Why it cannot start, or what the problem is."""


@dataclass(frozen=True)
class KindPart:
    """One kind of document of the application."""

    kind: PaperKind
    status: Status
    is_open: bool
    papers: tuple[Paper, ...] = ()
    """Those that stand; what was replaced is left out."""
    asked: tuple[str, ...] = ()
    is_unchanged: bool = False
    is_wanted: bool = True
    """False for what was handed in when the institution had said something else."""
    why: str | Promise = ""

    @property
    def blocks(self) -> bool:
        """Whether the application cannot be handed in like this."""
        is_needed = self.kind.is_required and self.is_wanted
        return self.status == Status.PROBLEM or (is_needed and self.status != Status.DONE)


@dataclass(frozen=True)
class TaskList:
    """All parts of one application."""

    parts: tuple[Part, ...]
    kinds: tuple[KindPart, ...] = ()

    def part(self, task: str) -> Part:
        """The part of this name. Raises KeyError."""
        return {str(part.task): part for part in self.parts}[task]

    def kind(self, slug: str) -> KindPart:
        """The kind of document with this slug. Raises KeyError."""
        return {part.kind.slug: part for part in self.kinds}[slug]

    @property
    def unfinished(self) -> list[Part]:
        """The parts that keep the application from being handed in."""
        return [part for part in self.parts if part.status != Status.DONE]

    @property
    def unchanged(self) -> list[Part | KindPart]:
        """What was asked and still is as it was."""
        parts = [part for part in self.parts if part.is_unchanged]
        return [*parts, *(kind for kind in self.kinds if kind.is_unchanged)]

    @property
    def done(self) -> int:
        """How many parts are done."""
        return len(self.parts) - len(self.unfinished)

    @property
    def next(self) -> Part | None:
        """The first part that can be worked on and is not done."""
        return next((part for part in self.unfinished if part.is_open), None)


@dataclass(frozen=True)
class Facts:
    """Everything that the list is made of, as the database has it at one moment."""

    application: Application
    kinds: Sequence[PaperKind]
    """All kinds that are asked for now, and those of the papers."""
    papers: Sequence[Paper]
    terms: Terms | None
    """Those in force."""
    asked: Sequence[RequestItem] = ()
    """What stands to be answered, and was sent."""
    handed_in: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The last revision, while something is asked."""

    @property
    def request(self) -> Request | None:
        """What the officers have sent and wait for."""
        return self.asked[0].request if self.asked else None

    @property
    def is_draft(self) -> bool:
        return self.application.state == ApplicationState.DRAFT

    def reasons(self, task: str) -> tuple[str, ...]:
        """What is asked about a part, but for single kinds of documents."""
        return tuple(item.reason for item in self.asked if item.task == task and item.kind_id is None)

    def is_open(self, task: str) -> bool:
        """Whether the institution can change the part: in a draft all, later only what was asked."""
        return self.is_draft or bool(self.reasons(task))

    @cached_property
    def files_handed_in(self) -> frozenset[str]:
        """The keys of the documents of the last revision."""
        kinds = self.handed_in.get(Task.DOCUMENTS, {})
        return frozenset(file["document"] for files in kinds.values() for file in files)

    def is_new(self, paper: Paper) -> bool:
        """Whether it was added since the application was handed in last."""
        return paper.state == Paper.State.ADDED and str(paper.document_id) not in self.files_handed_in


def task_list(facts: Facts) -> TaskList:
    """The parts and kinds of the application with their statuses."""
    kinds = _kinds(facts)
    made: dict[str, Part] = {task: _answered(facts, task) for task in FIELDS}
    made |= {Task.DOCUMENTS: _documents(facts, kinds), Task.TERMS: _terms(facts)}
    return TaskList(tuple(made[task] for task in Task), tuple(kinds))


def _answered(facts: Facts, task: str) -> Part:
    answers = answers_of(facts.application, task)
    missing = tuple(missing_in(task, answers))
    asked = facts.reasons(task)
    is_unchanged = bool(asked) and answers == facts.handed_in.get(task)
    if is_unchanged:
        status = Status.PROBLEM
    elif not missing:
        status = Status.DONE
    else:
        status = Status.IN_PROGRESS if is_begun(answers) else Status.NOT_STARTED
    return Part(Task(task), status, facts.is_open(task), missing, asked, is_unchanged)


def _terms(facts: Facts) -> Part:
    application, current = facts.application, facts.terms
    asked, is_open = facts.reasons(Task.TERMS), current is not None and facts.is_open(Task.TERMS)
    accepted_at = application.terms_accepted_at.isoformat() if application.terms_accepted_at else ""
    if asked and accepted_at == facts.handed_in.get(Task.TERMS, {}).get("accepted_at"):
        return Part(Task.TERMS, Status.PROBLEM, is_open, asked=asked, is_unchanged=True)
    if application.terms_id is None:
        status, why = (Status.NOT_STARTED, "") if current else (Status.CANNOT_START, NO_TERMS)
        return Part(Task.TERMS, status, is_open, asked=asked, why=why)
    if current is not None and application.terms_id != current.pk and is_open:
        return Part(Task.TERMS, Status.PROBLEM, is_open, asked=asked, why=NEWER_TERMS)
    return Part(Task.TERMS, Status.DONE, is_open, asked=asked)


def _documents(facts: Facts, kinds: Sequence[KindPart]) -> Part:
    asked = facts.reasons(Task.DOCUMENTS)
    if facts.is_draft and not facts.application.authority:
        return Part(Task.DOCUMENTS, Status.CANNOT_START, is_open=False, why=FIRST_AUTHORITY)
    is_unchanged = bool(asked) and not any(facts.is_new(paper) for kind in kinds for paper in kind.papers)
    if is_unchanged or any(kind.status == Status.PROBLEM for kind in kinds):
        status = Status.PROBLEM
    elif not any(kind.blocks for kind in kinds):
        status = Status.DONE
    else:
        status = Status.IN_PROGRESS if any(kind.papers for kind in kinds) else Status.NOT_STARTED
    is_open = any(kind.is_open for kind in kinds)
    return Part(Task.DOCUMENTS, status, is_open, asked=asked, is_unchanged=is_unchanged)


def _kinds(facts: Facts) -> list[KindPart]:
    wanted = wanted_of(facts.application, facts.kinds)
    held: dict[int, list[Paper]] = {}
    for paper in facts.papers:
        if paper.state != Paper.State.REPLACED and paper.document.removed_at is None:
            held.setdefault(paper.kind_id, []).append(paper)
    by_name = {item.kind_id for item in facts.asked if item.kind_id is not None}
    listed = [kind for kind in facts.kinds if kind in wanted or kind.pk in held or kind.pk in by_name]
    return [_kind(facts, kind, tuple(held.get(kind.pk, ())), is_wanted=kind in wanted) for kind in listed]


def _kind(facts: Facts, kind: PaperKind, papers: tuple[Paper, ...], *, is_wanted: bool) -> KindPart:
    """A returned document is a problem until another is added; so is one that is asked for by name."""
    asked = tuple(item.reason for item in facts.asked if item.kind_id == kind.pk)
    is_unchanged = bool(asked) and not any(facts.is_new(paper) for paper in papers)
    if any(paper.document.scan == Document.Scan.REFUSED for paper in papers):
        return KindPart(kind, Status.PROBLEM, _is_open(facts, kind, papers, asked), papers, asked, why=REFUSED_FILE)
    status = Status.PROBLEM if is_unchanged else Status.DONE if papers else Status.NOT_STARTED
    return KindPart(kind, status, _is_open(facts, kind, papers, asked), papers, asked, is_unchanged, is_wanted)


def _is_open(facts: Facts, kind: PaperKind, papers: tuple[Paper, ...], asked: tuple[str, ...]) -> bool:
    if facts.is_draft:
        return bool(facts.application.authority)
    # An answer that was changed may ask for a document that nobody could name before.
    is_newly_needed = kind.is_required and all(facts.is_new(paper) for paper in papers)
    return bool(facts.asked) and (bool(asked) or bool(facts.reasons(Task.DOCUMENTS)) or is_newly_needed)
