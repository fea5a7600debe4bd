"""Counts the service log: one statement for the sessions, one for those who attended, and one by country.

Sessions that were voided count nowhere. Merged people count as the person they were merged into, and somebody who was
logged twice in one session before a merge attended it once; nothing is stored, so an unmerge brings the old figures
back. Which country a session belongs to is that of those who attended: one with people from two countries is counted
under both, and whoever gave no name stands with those whose country is not known.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from legal_services.figures.asking import Counts, Dimension, Part, Period
from legal_services.models import Service, Topic

Figures = dict[Part | None, Counts]
"""The figures by part; those of the whole period under None."""
Rows = dict[Part | None, tuple[int, ...]]

COLUMNS: Mapping[Dimension, str] = {
    Dimension.KIND: "array_position(%(kinds)s::varchar[], service.kind)",
    Dimension.TOPIC: "record.topic_id",
    Dimension.CHANNEL: 'record.channel COLLATE "C"',
    Dimension.LANGUAGE: 'record.language COLLATE "C"',
    Dimension.ADVISER: "record.practitioner_id",
    Dimension.MONTH: "(extract(year FROM record.held_on) * 100 + extract(month FROM record.held_on))::integer",
}
"""What a session is counted under. Rows are sorted by it, so it is as short as can be, and bare of any collation."""
JOINS: Mapping[Dimension, str] = {
    Dimension.KIND: "JOIN legal_services_service AS service ON service.id = record.service_id",
}
COUNTED = """
WITH counted AS (
    SELECT record.id, record.matter_id, record.anonymous {columns} FROM legal_services_servicerecord AS record {joins}
     WHERE record.voided_at IS NULL AND record.held_on BETWEEN %(first)s AND %(last)s
)
"""
SESSIONS = """
SELECT {what}, count(*), count(DISTINCT matter_id), sum(anonymous)::int FROM counted GROUP BY GROUPING SETS ({sets})
"""
# Few people were merged: only these are looked up, and only their rows are compared with the others of their session.
WITH_ATTENDED = """
, merged AS (SELECT id, root_id FROM legal_services_person WHERE root_id IS NOT NULL)
, attended AS (
    SELECT counted.*, coalesce(merged.root_id, attendance.person_id) AS root
      FROM counted
      {attended} JOIN legal_services_attendance AS attendance ON attendance.record_id = counted.id
      LEFT JOIN merged ON merged.id = attendance.person_id
     WHERE merged.root_id IS NULL OR NOT EXISTS (
           SELECT FROM legal_services_attendance AS other
             JOIN legal_services_person AS same ON same.id = other.person_id
            WHERE other.record_id = attendance.record_id AND coalesce(same.root_id, same.id) = merged.root_id
              AND (same.root_id IS NULL OR other.id < attendance.id))
)
"""
PEOPLE = "SELECT {what}, count(*), count(DISTINCT root) FROM attended GROUP BY GROUPING SETS ({sets})"
# Sessions that nobody attended who is known are among the attended too, with nobody; whoever gave no name is added.
BY_COUNTRY = """
, somebody AS (
    SELECT attended.id, matter_id, root, nullif(person.country, '') COLLATE "C" AS country, 0 AS anonymous
      FROM attended LEFT JOIN legal_services_person AS person ON person.id = root
    UNION ALL
    SELECT id, matter_id, NULL, NULL, anonymous FROM counted WHERE anonymous > 0
)
SELECT {what}, count(DISTINCT id), count(DISTINCT matter_id), sum(anonymous)::int, count(root), count(DISTINCT root)
  FROM somebody GROUP BY GROUPING SETS ({sets})
"""


def count(period: Period, *dimensions: Dimension) -> Figures:
    """The figures of the period as a whole, and of every part of it along the dimensions.

    Three statements at most, and one for the names of topics.
    """
    figures: Figures = {}
    topics = dict(Topic.objects.values_list("pk", "slug")) if Dimension.TOPIC in dimensions else {}
    others = [one for one in dimensions if one != Dimension.COUNTRY]
    if Dimension.COUNTRY in dimensions:
        found = _run(COUNTED + WITH_ATTENDED + BY_COUNTRY, period, [Dimension.COUNTRY], attended="LEFT")
        figures |= {part: _counts(row[:3], row[3:]) for part, row in found.items()}
    if others or not figures:
        sessions = _run(COUNTED + SESSIONS, period, others, topics=topics)
        attended = _run(COUNTED + WITH_ATTENDED + PEOPLE, period, others, topics=topics)
        figures |= {part: _counts(row, attended.get(part, (0, 0))) for part, row in sessions.items()}
    return figures


def _counts(sessions: tuple[int, ...], attended: tuple[int, ...]) -> Counts:
    services, matters, unidentified = (number or 0 for number in sessions)
    named, persons = attended
    return Counts(services, matters, named + unidentified, persons, unidentified)


def _run(
    statement: str, period: Period, dimensions: Sequence[Dimension], *, attended: str = "",
    topics: Mapping[int, str] | None = None,
) -> Rows:  # fmt: skip
    """What a statement says of the whole and of each part; `topics` are the slugs by key.

    Only what belongs to the dimensions is put into the statement, from the constants above.
    """
    columns = [one.value for one in dimensions]
    parts = {
        "what": ", ".join(["GROUPING({})".format(", ".join(columns)) if columns else "0", *columns]),
        "sets": ", ".join(["()", *(f"({column})" for column in columns)]),
        "columns": "".join(f", {COLUMNS[one]} AS {one.value}" for one in dimensions if one in COLUMNS),
        "joins": " ".join(JOINS[one] for one in dimensions if one in JOINS),
        "attended": attended,
    }
    asked: dict[str, Any] = {"first": period.first, "last": period.last, "kinds": Service.Kind.values}
    with connection.cursor() as cursor:
        cursor.execute(statement.format_map(parts), asked)
        rows = cursor.fetchall()
    return {
        _part(grouping, values[: len(columns)], dimensions, topics or {}): tuple(values[len(columns) :])
        for grouping, *values in rows
    }


def _part(
    grouping: int, values: Sequence[Any], dimensions: Sequence[Dimension], topics: Mapping[int, str]
) -> Part | None:
    """Which part a row is about: GROUPING has a bit for each column, set where the row does not go by it."""
    for position, dimension in enumerate(dimensions):
        if not grouping & (1 << (len(dimensions) - 1 - position)):
            return Part(dimension, _code(dimension, values[position], topics))
    return None


def _code(dimension: Dimension, value: Any, topics: Mapping[int, str]) -> str | None:
    """The value as `Part` has it: a topic's slug, an adviser's key as text, the month 202611 as 2026-11."""
    if value is None:
        return None
    match dimension:
        case Dimension.KIND:
            return str(Service.Kind.values[value - 1])
        case Dimension.TOPIC:
            return topics[value]
        case Dimension.MONTH:
            return f"{value // 100}-{value % 100:02}"
    return str(value)
