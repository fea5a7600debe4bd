"""Everything that an application says, in words, part by part: for those who look it through."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from institutions.answers import FIELDS, answers_of, in_words, label_of
from institutions.application_facts import standing_papers
from institutions.models import LivingRoomArea, Paper, Task
from institutions.task_list import Facts


@dataclass(frozen=True)
class Line:
    """One question and its answer; "" when it was not answered."""

    label: str | Promise
    answer: str


@dataclass(frozen=True)
class PartSummary:
    """What one part says."""

    task: Task
    lines: tuple[Line, ...] = ()
    papers: tuple[Paper, ...] = ()


def summary_of(facts: Facts, areas: Iterable[LivingRoomArea]) -> list[PartSummary]:
    """The parts in the order of the task list. Answers that are not required are left out while they are empty."""
    areas = tuple(areas)
    return [_part(facts, task, areas) for task in Task]


def _part(facts: Facts, task: Task, areas: tuple[LivingRoomArea, ...]) -> PartSummary:
    if task == Task.DOCUMENTS:
        return PartSummary(task, papers=tuple(standing_papers(facts.papers)))
    if task == Task.TERMS:
        return PartSummary(task)
    answers = answers_of(facts.application, task)
    lines = [Line(label_of(name), in_words(name, answers[name], areas)) for name in FIELDS[task]]
    return PartSummary(task, tuple(line for line in lines if line.answer))
