"""What to bring: what everyone brings, and what the answers to a few questions add."""

from collections.abc import Collection
from dataclasses import dataclass

from legal_services.models import ChecklistAnswer, ChecklistItem, ChecklistQuestion, Service

ASKED = "answer"
"""The name under which a page's query holds the answers, once for each question."""


@dataclass(frozen=True)
class Question:
    """A question with its answers, and the one that was given."""

    question: ChecklistQuestion
    answers: list[ChecklistAnswer]
    given: int | None

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"{ASKED}{self.question.pk}"


@dataclass(frozen=True)
class Checklist:
    """The questions of a service, and what else to bring after the answers given."""

    questions: list[Question]
    items: list[ChecklistItem]

    @property
    def is_answered(self) -> bool:
        """Whether any question was answered."""
        return any(one.given for one in self.questions)


def checklist_for(service: Service, asked: Collection[str]) -> Checklist:
    """The checklist after these answers (their keys, as texts; others are passed over). Four statements at most."""
    given = {int(key) for key in asked if key.isascii() and key.isdigit() and len(key) < 18}
    questions = [_question(one, given) for one in service.questions.prefetch_related("answers")]
    chosen = {one.given for one in questions}
    items = [
        item
        for item in service.checklist.prefetch_related("answers")
        if not (after := {answer.pk for answer in item.answers.all()}) or after & chosen
    ]
    return Checklist(questions, items)


def _question(question: ChecklistQuestion, given: set[int]) -> Question:
    answers = list(question.answers.all())
    return Question(question, answers, next((one.pk for one in answers if one.pk in given), None))
