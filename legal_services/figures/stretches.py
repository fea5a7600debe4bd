"""Counts the service log by stretches of days within one month: what adds up as numbers, what does not as keys.

Matters and people are distinct within whatever period is asked for, so a stretch lists them by their keys and leaves it
to `counting` to put stretches together. Sessions that were voided count nowhere. Merged people are the person they were
merged into, and somebody who was logged twice in one session before a merge attended it once. Which country a session
belongs to is that of those who attended: one with people from two countries is counted under both, and whoever gave no
name stands with those whose country is not known.
"""

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection
from pyroaring import BitMap64

from legal_services.figures.asking import Dimension, Period


class Tally(NamedTuple):
    """What one part of a stretch holds: numbers of this stretch alone, and the keys of its matters and people."""

    services: int
    unidentified: int
    named: int
    """Person-times of people who are known."""
    matters: BitMap64
    persons: BitMap64


Tallies = dict[Any, Tally]
"""By the value that stands in the column of the dimension."""
Held = dict[Dimension, Tallies]
"""What a stretch holds."""


@dataclass(frozen=True)
class Stretch:
    """Days of one month, from the first to the last."""

    first: date
    last: date

    @property
    def month(self) -> date:
        """The first day of the month that they are in."""
        return self.first.replace(day=1)


COLUMNS: Mapping[Dimension, str] = {
    Dimension.KIND: 'service.kind COLLATE "C"',
    Dimension.TOPIC: 'topic.slug COLLATE "C"',
    Dimension.CHANNEL: 'record.channel COLLATE "C"',
    Dimension.LANGUAGE: 'record.language COLLATE "C"',
    Dimension.ADVISER: "record.practitioner_id",
}
"""What a session is counted under; bare of any collation, because rows are sorted by it."""
JOINS: Mapping[Dimension, str] = {
    Dimension.KIND: "JOIN legal_services_service AS service ON service.id = record.service_id",
    Dimension.TOPIC: "LEFT JOIN legal_services_topic AS topic ON topic.id = record.topic_id",
}
# Each stretch is a condition: the planner knows how many rows there are, as it would not for a join with them.
COUNTED = """
WITH counted AS MATERIALIZED (
    SELECT record.id, record.matter_id, record.anonymous,
           date_trunc('month', record.held_on::timestamp)::date AS month {columns}
      FROM legal_services_servicerecord AS record {joins} WHERE record.voided_at IS NULL AND ({days})
)
"""
SESSIONS = """
SELECT month, {what}, count(*), sum(anonymous)::int, string_agg(int8send(matter_id), '')
  FROM counted GROUP BY month, GROUPING SETS ({sets})
"""
# The attendances are looked up by an array of keys, which reads their part of the index once from end to end: a join
# would read the whole table. The planner expects few from an array: what is materialized keeps it from a loop over
# many. Few people were merged: only these are compared with the others of their session.
WITH_ATTENDED = """
, present AS MATERIALIZED (
    SELECT record_id, person_id FROM legal_services_attendance WHERE record_id = ANY (ARRAY(SELECT id FROM counted))
)
, merged AS MATERIALIZED (SELECT id, root_id FROM legal_services_person WHERE root_id IS NOT NULL)
, attended AS (
    SELECT counted.*, coalesce(merged.root_id, present.person_id) AS root
      FROM counted
      {attended} JOIN present ON present.record_id = counted.id
      LEFT JOIN merged ON merged.id = present.person_id
     WHERE merged.root_id IS NULL OR NOT EXISTS (
           SELECT FROM legal_services_attendance AS other
             JOIN legal_services_person AS same ON same.id = other.person_id
            WHERE other.record_id = present.record_id AND coalesce(same.root_id, same.id) = merged.root_id
              AND (same.root_id IS NULL OR other.person_id < present.person_id))
)
"""
PEOPLE = """
SELECT month, {what}, count(*), string_agg(int8send(root), '') FROM attended GROUP BY month, GROUPING SETS ({sets})
"""
# Sessions that nobody attended who is known are among the attended too, with nobody; whoever gave no name is added.
BY_COUNTRY = """
, somebody AS (
    SELECT attended.id, month, matter_id, root, nullif(person.country, '') COLLATE "C" AS country, 0 AS anonymous
      FROM attended LEFT JOIN legal_services_person AS person ON person.id = root
    UNION ALL
    SELECT id, month, matter_id, NULL, NULL, anonymous FROM counted WHERE anonymous > 0
)
SELECT month, country, string_agg(int8send(id), ''), sum(anonymous)::int, string_agg(int8send(matter_id), ''),
       count(root), string_agg(int8send(root), '')
  FROM somebody GROUP BY month, country
"""


def stretches_of(period: Period, months: Iterable[date]) -> list[Stretch]:
    """The days of the period in each of these months, given by their first days."""
    ends = ((month, _next_month(month) - timedelta(days=1)) for month in months)
    return [Stretch(max(first, period.first), min(last, period.last)) for first, last in ends]


def tally(stretches: Sequence[Stretch], dimensions: Iterable[Dimension]) -> dict[date, Held]:
    """What each stretch holds, by the month that it is in and by dimension; the whole stretch is under the month.

    No month may have two stretches. Three statements at most.
    """
    dimensions = list(dimensions)
    plain = [one for one in dimensions if one in COLUMNS]
    found: dict[date, Held] = {stretch.month: {one: {} for one in dimensions} for stretch in stretches}
    if not stretches:
        return found
    if Dimension.COUNTRY in dimensions:
        for month, country, sessions, *rest in _rows(COUNTED + WITH_ATTENDED + BY_COUNTRY, stretches, [], "LEFT"):
            found[month][Dimension.COUNTRY][country] = _of_country(sessions, *rest)
    if plain or Dimension.MONTH in dimensions:
        named = {row[:-2]: row[-2:] for row in _rows(COUNTED + WITH_ATTENDED + PEOPLE, stretches, plain)}
        for row in _rows(COUNTED + SESSIONS, stretches, plain):
            month, grouping, *values = row[:-3]
            services, unidentified, matters = row[-3:]
            times, people = named.get(row[:-3], (0, b""))
            dimension, value = _grouped_by(grouping, values, plain)
            if dimension in dimensions:
                made = Tally(services, unidentified, times, _distinct(matters), _distinct(people))
                found[month][dimension][value] = made
    return found


def _of_country(sessions: Any, unidentified: int, matters: Any, named: int, people: Any) -> Tally:
    """Two from one country in one session make it one session of that country."""
    return Tally(len(_distinct(sessions)), unidentified, named, _distinct(matters), _distinct(people))


def _rows(
    statement: str, stretches: Sequence[Stretch], dimensions: Sequence[Dimension], attended: str = ""
) -> list[tuple[Any, ...]]:
    """What a statement finds. Only what belongs to the dimensions is put into it, from the constants above."""
    columns = [one.value for one in dimensions]
    parts = {
        "what": ", ".join(["GROUPING({})".format(", ".join(columns)) if columns else "0", *columns]),
        "sets": ", ".join(["()", *(f"({column})" for column in columns)]),
        "columns": "".join(f", {COLUMNS[one]} AS {one.value}" for one in dimensions),
        "joins": " ".join(JOINS[one] for one in dimensions if one in JOINS),
        "attended": attended,
        "days": " OR ".join(["record.held_on BETWEEN %s AND %s"] * len(_runs(stretches))),
    }
    made = statement.format_map(parts)
    days = [day for run in _runs(stretches) for day in run]
    with connection.cursor() as cursor:
        cursor.execute(made, days)
        return cursor.fetchall()


def _runs(stretches: Sequence[Stretch]) -> list[tuple[date, date]]:
    """The stretches in order, those that touch each other as one."""
    runs: list[tuple[date, date]] = []
    for stretch in sorted(stretches, key=lambda one: one.first):
        if runs and runs[-1][1] + timedelta(days=1) == stretch.first:
            runs[-1] = (runs[-1][0], stretch.last)
        else:
            runs.append((stretch.first, stretch.last))
    return runs


def _grouped_by(grouping: int, values: Sequence[Any], dimensions: Sequence[Dimension]) -> tuple[Dimension, Any]:
    """What a row goes by: GROUPING has a bit for each column, set where the row does not go by it."""
    for position, dimension in enumerate(dimensions):
        if not grouping & (1 << (len(dimensions) - 1 - position)):
            return dimension, values[position]
    return Dimension.MONTH, None


def _distinct(packed: Any) -> BitMap64:
    """Each key once, of keys that PostgreSQL has packed into eight bytes each, the highest first."""
    keys = array("Q", bytes(packed or b""))
    if sys.byteorder == "little":
        keys.byteswap()
    return BitMap64(keys)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
