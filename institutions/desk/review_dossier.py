"""Everything about one application that its page at the desk shows, read in few statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext

from commons.accounts.access import AuthenticatedRequest
from commons.lib.references import normalise
from institutions.answers import FIELDS, answers_of, in_words, label_of
from institutions.models import (
    Application,
    Check,
    CheckItem,
    Letter,
    LivingRoomArea,
    Note,
    Paper,
    RequestItem,
    Revision,
    Step,
    Task,
)
from institutions.services.moving import may_move
from institutions.states import ApplicationState

if TYPE_CHECKING:
    from commons.accounts.models import User

State = ApplicationState


@dataclass(frozen=True)
class Answer:
    """One answer in words, with what it is called."""

    label: str | Promise
    text: str


@dataclass(frozen=True)
class Part:
    """A part of the application with its answers; those that were left empty are not listed."""

    task: Task
    answers: list[Answer]


@dataclass(frozen=True)
class Happened:
    """One line of the history: a move, or a letter that was sent."""

    at: datetime
    by: str
    state: str | Promise = ""
    letter: str = ""
    letter_id: int | None = None


def application_or_404(request: AuthenticatedRequest, reference: str) -> Application:
    """The application with its neighbours and its history, if the officer finds it on their desk."""
    found = Application.objects.to_review(request.user).annotate(
        move_rows=ArraySubquery(
            Step.objects.filter(application=OuterRef("pk"))
            .order_by("-at", "-pk")
            .values(row=JSONObject(at="at", by="by__full_name", target="target"))
        ),
        letter_rows=ArraySubquery(
            Letter.objects.filter(application=OuterRef("pk"))
            .order_by("-sent_at", "-pk")
            # In two steps: `values` with an expression alone gives all columns too where texts are translated.
            .annotate(row=JSONObject(at="sent_at", by="sent_by__full_name", subject="subject", pk=F("pk")))
            .values("row")
        ),
        revision_count=Coalesce(Subquery(_count_of(Revision)), 0),
        terms_version=F("terms__version"),
    )
    related = ("institution", "area", "owner", "recommended_by", "decided_by")
    return get_object_or_404(found.select_related(*related), reference=normalise(reference))


def _count_of(model: Any) -> Any:
    rows = model.objects.filter(application=OuterRef("pk")).order_by().values("application")
    return rows.annotate(n=Count("pk")).values("n")


class Dossier:
    """What belongs to an application; each part is read when the page first asks for it."""

    def __init__(self, application: Application, reader: "User") -> None:
        self.application = application
        self.reader = reader

    @cached_property
    def parts(self) -> list[Part]:
        """What the application says; while the institution is changing it, what it said when it was handed in last."""
        areas = [self.application.area] if self.application.area else []
        said = self._handed_in or {task: answers_of(self.application, task) for task in FIELDS}
        return [part_of(task, said.get(task, {}), areas) for task in FIELDS]

    @cached_property
    def _handed_in(self) -> dict[str, Any]:
        if self.application.state != State.MORE_ASKED:
            return {}
        last = Revision.objects.filter(application=self.application).order_by("-number").first()
        return last.content if last else {}

    @cached_property
    def papers(self) -> list[Paper]:
        """What was handed in, the documents that were replaced at the end."""
        rows = self.application.papers.select_related("kind", "document", "reviewed_by")
        return sorted(rows, key=lambda paper: paper.state == Paper.State.REPLACED)

    @cached_property
    def items(self) -> list[RequestItem]:
        """Everything that is or was asked, the latest request first."""
        rows = RequestItem.objects.filter(request__application=self.application)
        return list(rows.select_related("request__asked_by", "kind").order_by("-request__pk", "pk"))

    @property
    def prepared(self) -> list[RequestItem]:
        """What is to be asked and was not sent."""
        return [item for item in self.items if item.request.sent_at is None]

    @property
    def sent(self) -> list[RequestItem]:
        """What was asked."""
        return [item for item in self.items if item.request.sent_at is not None]

    @cached_property
    def check_items(self) -> list[CheckItem]:
        """The checklist: what is asked now, and what was answered when it was asked."""
        return [item for item in CheckItem.objects.all() if item.is_active or item.pk in self.checks]

    @cached_property
    def checks(self) -> dict[int, Check]:
        """What was found, by item."""
        return {
            check.item_id: check for check in Check.objects.filter(application=self.application).select_related("by")
        }

    @cached_property
    def notes(self) -> list[Note]:
        """What officers said to each other, the latest first."""
        return list(Note.objects.filter(application=self.application).select_related("by").order_by("-at", "-pk"))

    @cached_property
    def history(self) -> list[Happened]:
        """The moves and the letters, the latest first."""
        labels: dict[str, Any] = {**dict(State.choices), State.RECOMMENDED: pgettext("application", "To be decided")}
        rows: list[dict[str, Any]] = self.application.move_rows + self.application.letter_rows  # type: ignore[attr-defined]
        happened = [
            Happened(
                at=datetime.fromisoformat(row["at"]), by=row["by"] or "", state=labels.get(row.get("target", ""), ""),
                letter=row.get("subject", ""), letter_id=row.get("pk"),
            )
            for row in rows
        ]  # fmt: skip
        return sorted(happened, key=lambda one: one.at, reverse=True)

    @property
    def moves(self) -> set[str]:
        """The moves that the reader could make now, with `_` for `-`, for the templates."""
        names = ("take-up", "ask", "recommend", "send-back", "approve", "decline")
        return {name.replace("-", "_") for name in names if may_move(thing=self.application, name=name, by=self.reader)}

    @property
    def waits_for_second(self) -> bool:
        """Whether the reader recommended, so that somebody else decides."""
        return self.application.state == State.RECOMMENDED and self.application.recommended_by_id == self.reader.pk

    @property
    def is_under_review(self) -> bool:
        """Whether documents are judged, findings noted and questions prepared now."""
        return self.application.state == State.IN_REVIEW


def part_of(task: str, answers: dict[str, Any], areas: Iterable[LivingRoomArea]) -> Part:
    """A part in words."""
    words = ((capfirst(str(label_of(name))), in_words(name, answers.get(name), areas)) for name in FIELDS[task])
    return Part(Task(task), [Answer(label, text) for label, text in words if text])
