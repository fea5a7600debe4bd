"""Counts the service log, in one statement whatever is asked.

Sessions that were voided count nowhere. Merged people count as the person they were merged into, and somebody who was
logged twice in one session before a merge attended it once; nothing is stored, so an unmerge brings the old figures
back. Which country a session belongs to is that of those who attended: one with people from two countries is counted
under both, and whoever gave no name stands with those whose country is not known.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from legal_services.figures.asking import Counts, Dimension, Part, Period

Figures = dict[Part | None, Counts]
"""The figures by part; those of the whole period under None."""

STATEMENT = """
WITH counted AS (
    SELECT record.id, record.matter_id, record.anonymous, service.kind, topic.slug AS topic, record.channel,
           record.language, record.practitioner_id::text AS adviser, to_char(record.held_on, 'YYYY-MM') AS month
      FROM legal_services_servicerecord AS record
      JOIN legal_services_service AS service ON service.id = record.service_id
      LEFT JOIN legal_services_topic AS topic ON topic.id = record.topic_id
     WHERE record.voided_at IS NULL AND record.held_on BETWEEN %(first)s AND %(last)s
), named AS (
    SELECT DISTINCT counted.*, root.id AS root, nullif(root.country, '') AS country
      FROM counted
      JOIN legal_services_attendance AS attendance ON attendance.record_id = counted.id
      JOIN legal_services_person AS person ON person.id = attendance.person_id
      JOIN legal_services_person AS root ON root.id = coalesce(person.root_id, person.id)
), attended AS (
    SELECT * FROM named
    UNION ALL
    SELECT counted.*, NULL, NULL
      FROM counted
     WHERE anonymous > 0
        OR NOT EXISTS (SELECT FROM legal_services_attendance AS attendance WHERE attendance.record_id = counted.id)
)
SELECT {what}, count(DISTINCT id), count(DISTINCT matter_id), count(root), count(DISTINCT root),
       coalesce(sum(anonymous) FILTER (WHERE root IS NULL), 0)::int
  FROM attended
 GROUP BY GROUPING SETS ({sets})
"""


def count(period: Period, *dimensions: Dimension) -> Figures:
    """The figures of the period as a whole, and of every part of it along the dimensions."""
    columns = [one.value for one in dimensions]
    # Only the names of the dimensions, which are columns of `attended`, are put into the statement.
    what = ", ".join(["GROUPING({})".format(", ".join(columns)) if columns else "0", *columns])
    sets = ", ".join(["()", *(f"({column})" for column in columns)])
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(what=what, sets=sets), {"first": period.first, "last": period.last})
        rows = cursor.fetchall()
    figures = {}
    for grouping, *values in rows:
        services, matters, named, persons, unidentified = values[len(columns) :]
        figures[_part(grouping, values[: len(columns)], dimensions)] = Counts(
            services=services,
            matters=matters,
            person_times=named + unidentified,
            persons=persons,
            unidentified=unidentified,
        )
    return figures


def _part(grouping: int, values: Sequence[Any], dimensions: Sequence[Dimension]) -> Part | None:
    """Which part a row is about: GROUPING has a bit for each column, set where the row does not go by it."""
    for position, dimension in enumerate(dimensions):
        if not grouping & (1 << (len(dimensions) - 1 - position)):
            return Part(dimension, values[position])
    return None
