"""How long each step of an application takes, from the history of its moves.

A stay begins with the move into a state and ends with the move out of it; the first begins when the application was
begun. Stays that have not ended are not counted: a median over them would flatter a slow month. Medians and the time
within which nine of ten were done are in seconds, computed by the database in one statement.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.states import ApplicationState

State = ApplicationState


class Stage(models.TextChoices):
    """What is timed: each stay in a state that somebody ends, and the whole way from handing in to the decision."""

    DRAFT = State.DRAFT.value, _("Filled in by the institution")
    SUBMITTED = State.SUBMITTED.value, _("Waiting to be taken up")
    IN_REVIEW = State.IN_REVIEW.value, _("In review")
    MORE_ASKED = State.MORE_ASKED.value, _("Answered by the institution")
    RECOMMENDED = State.RECOMMENDED.value, _("Waiting for the decision")
    WHOLE = "whole", _("From handing in to the decision")


class Split(models.TextChoices):
    """What the times are taken apart by."""

    MONTH = "month", pgettext_lazy("by which figures are taken apart", "Month")
    KIND = "kind", pgettext_lazy("by which figures are taken apart", "Kind of institution")


@dataclass(frozen=True)
class Times:
    """Of so many stays: half were over within the median, nine of ten within `most`."""

    count: int
    median: timedelta
    most: timedelta


@dataclass(frozen=True)
class Asked:
    """The stays that ended from the first to the last day (in Beijing), of one kind of institution or of all."""

    first: date
    last: date
    kind: str = ""


Figures = dict[tuple[str, str | None], Times]
"""By stage, and by part of the split; None is all of them together."""

STAYS = """
WITH moves AS (
    SELECT step.application_id, step.source, step.target, step.at,
           coalesce(lag(step.at) OVER way, application.created_at) AS since
      FROM institutions_step AS step
      JOIN institutions_application AS application ON application.id = step.application_id
    WINDOW way AS (PARTITION BY step.application_id ORDER BY step.at, step.id)
), stays AS (
    SELECT application_id, source AS stage, since, at FROM moves
    UNION ALL
    SELECT moves.application_id, 'whole', application.submitted_at, moves.at
      FROM moves JOIN institutions_application AS application ON application.id = moves.application_id
     WHERE moves.target IN ('approved', 'declined')
), counted AS (
    SELECT stays.*, institution.kind, application.reference,
           to_char(stays.at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
           extract(epoch FROM stays.at - stays.since)::float AS seconds
      FROM stays
      JOIN institutions_application AS application ON application.id = stays.application_id
      JOIN institutions_institution AS institution ON institution.id = application.institution_id
     WHERE (stays.at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(first)s AND %(last)s
       AND (%(kind)s = '' OR institution.kind = %(kind)s)
       AND stays.stage = ANY(%(stages)s)
)
"""
TIMES = """
SELECT stage, {split}, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds)
  FROM counted GROUP BY GROUPING SETS ((stage), (stage, {split}))
"""
ROWS = """
SELECT application_id, since, at FROM counted
 WHERE stage = %(stage)s AND (%(month)s = '' OR month = %(month)s)
 ORDER BY seconds DESC, at, application_id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Stay:
    """One stay of an application in a state."""

    application_id: int
    since: datetime
    until: datetime

    @property
    def lasted(self) -> timedelta:
        return self.until - self.since


def times(asked: Asked, split: Split) -> Figures:
    """Median and nine-tenths time of every stage, together and by the parts of the split; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS + TIMES.format(split=Split(split).value), _values(asked))
        rows = cursor.fetchall()
    return {
        (stage, part): Times(count, timedelta(seconds=median), timedelta(seconds=most))
        for stage, part, count, (median, most) in rows
    }


def stays(asked: Asked, stage: str, *, month: str = "", most: int) -> list[Stay]:
    """The stays behind a figure, the longest first; `month` as in 2026-11."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS + ROWS, _values(asked) | {"stage": stage, "month": month, "most": most})
        return [Stay(*row) for row in cursor.fetchall()]


def _values(asked: Asked) -> dict[str, Any]:
    return {"first": asked.first, "last": asked.last, "kind": asked.kind, "stages": Stage.values}
