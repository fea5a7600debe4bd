"""Unusual reading: what somebody who answers for confidential data should ask about.

Whoever reads slowly and by day is not found by this; nothing here judges, it only points.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commons.audit.models import Act

READING = [Act.OPEN, Act.REVEAL, Act.DOWNLOAD, Act.EXPORT]
"""Seeing what is confidential. A hit in a search that was never opened is not."""
HABIT = timedelta(days=28)
"""From so long before the period a person's habit is taken."""
TIMES_THE_HABIT = 2


class Oddity(TextChoices):
    """What is unusual about some reading."""

    MANY = "many", _("Many different things within an hour")
    NIGHT = "night", _("Between 22:00 and 6:00")


@dataclass(frozen=True)
class Unusual:
    """Reading that stands out: from its first entry to its last, how many different things, and how many are usual."""

    oddity: Oddity
    actor_id: int
    begins: datetime
    ends: datetime
    things: int
    usual: float | None = None
    """Different things in an hour in which the person read anything, on average; None for reading at night."""


def unusual(*, since: datetime, until: datetime) -> list[Unusual]:
    """What stands out in the period, `until` not included, the latest first.

    *Many*: at least `AUDIT_MANY_PER_HOUR` different things in an hour, and twice the person's average of the four weeks
    before; of the hours that begin every ten minutes, the busiest of each day in Beijing. An hour that begins before
    the period counts when it reaches into it. *Night*: anything between 22:00 and 6:00 Beijing time, once a night.
    """
    values = {
        "acts": [act.value for act in READING],
        "since": since,
        "until": until,
        "most": settings.AUDIT_MANY_PER_HOUR,
        "times": TIMES_THE_HABIT,
        "habit": since - HABIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(MANY, values)
        found = [Unusual(Oddity.MANY, *row) for row in cursor.fetchall()]
        cursor.execute(NIGHT, values)
        found += [Unusual(Oddity.NIGHT, *row) for row in cursor.fetchall()]
    return sorted(found, key=lambda reading: (reading.ends, reading.actor_id), reverse=True)


MANY = """
WITH opened AS (
    SELECT actor_id, at, (subject, reference) AS thing
    FROM audit_entry
    WHERE at >= %(since)s - interval '1 hour' AND at < %(until)s AND actor_id IS NOT NULL AND act = ANY(%(acts)s)
), hours AS (
    SELECT actor_id, date_bin('10 minutes', at, timestamptz '2000-01-01') - step * interval '10 minutes' AS start,
           min(at) AS begins, max(at) AS ends, count(DISTINCT thing) AS things
    FROM opened CROSS JOIN generate_series(0, 5) AS step
    GROUP BY actor_id, start
    HAVING count(DISTINCT thing) >= %(most)s AND max(at) >= %(since)s
), busiest AS (
    SELECT DISTINCT ON (actor_id, (ends AT TIME ZONE 'Asia/Shanghai')::date) actor_id, begins, ends, things
    FROM hours
    ORDER BY actor_id, (ends AT TIME ZONE 'Asia/Shanghai')::date, things DESC, start
), habits AS (
    SELECT actor_id, avg(things) AS usual
    FROM (
        SELECT actor_id, count(DISTINCT (subject, reference)) AS things
        FROM audit_entry
        WHERE actor_id IN (SELECT actor_id FROM busiest)
          AND at >= %(habit)s AND at < %(since)s AND act = ANY(%(acts)s)
        GROUP BY actor_id, date_trunc('hour', at)
    ) AS per_hour
    GROUP BY actor_id
)
SELECT actor_id, begins, ends, things, coalesce(usual, 0)::float
FROM busiest LEFT JOIN habits USING (actor_id)
WHERE things >= %(times)s * coalesce(usual, 0)
"""
# Ten in the evening is midnight on a clock that is 22 hours slow, so that a night is one day on it.
NIGHT = """
SELECT actor_id, min(at), max(at), count(DISTINCT (subject, reference))
FROM audit_entry
WHERE at >= %(since)s AND at < %(until)s AND actor_id IS NOT NULL AND act = ANY(%(acts)s)
  AND (at AT TIME ZONE 'Asia/Shanghai' - interval '22 hours')::time < '08:00'
GROUP BY actor_id, (at AT TIME ZONE 'Asia/Shanghai' - interval '22 hours')::date
"""
