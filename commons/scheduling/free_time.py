"""When resources are open, taken and free: each answer is one SQL statement over the window that is asked about.

PostgreSQL unites and subtracts the ranges (`range_agg` and multiranges), so that an answer grows with the window and
never with the number of slots tried or of past reservations.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from commons.scheduling.models import Occupancy
from commons.scheduling.querysets import OccupancyQuerySet
from commons.scheduling.spans import NO_TIME, Span, slots, together
from commons.scheduling.working_days import Calendar, days_between

__all__ = ["Span", "busy_time", "free_time", "occupancies", "open_time", "slots", "together"]

Margin = timedelta | Mapping[int, timedelta]
"""What is kept free on one side: the same for all resources, or for each of them."""
OPEN_TIME = """
    SELECT resource.id, (COALESCE(weekly.spans, '{}') + COALESCE(dated.opened, '{}')) * window_asked.spans
        - COALESCE(dated.closed, '{}') AS spans
    FROM scheduling_resource resource
    CROSS JOIN (SELECT tstzmultirange(tstzrange(%(starts_at)s, %(ends_at)s)) AS spans) window_asked
    CROSS JOIN LATERAL (
        SELECT range_agg(tstzrange(
            asked.midnight + rule.starts::interval,
            asked.midnight + CASE rule.ends WHEN '00:00' THEN interval '24:00' ELSE rule.ends::interval END
        )) AS spans
        FROM unnest(%(days)s::date[], %(midnights)s::timestamptz[], %(own)s::int[], %(acted)s::int[])
            AS asked (day, midnight, own, acted)
        JOIN scheduling_weeklyrule rule
            ON rule.weekday = CASE WHEN resource.follows_calendar THEN asked.acted ELSE asked.own END
            AND asked.day >= rule.valid_from AND (rule.valid_until IS NULL OR asked.day <= rule.valid_until)
        WHERE rule.resource_id = resource.id
    ) weekly
    CROSS JOIN LATERAL (
        SELECT range_agg(during) FILTER (WHERE opens) AS opened, range_agg(during) FILTER (WHERE NOT opens) AS closed
        FROM scheduling_datedexception
        WHERE resource_id = resource.id AND during && tstzrange(%(starts_at)s, %(ends_at)s)
    ) dated
    WHERE resource.id = ANY(%(resources)s::bigint[]) AND resource.is_active
"""
BUSY_TIME = """
    SELECT resource_id AS id, range_agg(tstzrange(lower(during) - asked.after, upper(during) + asked.before)) AS spans
    FROM scheduling_occupancy
    WHERE resource_id = asked.id AND active AND (hold_expires_at IS NULL OR hold_expires_at > %(at)s)
        AND during && tstzrange(%(starts_at)s - asked.before, %(ends_at)s + asked.after)
    GROUP BY resource_id
"""
ASKED = "unnest(%(resources)s::bigint[], %(befores)s::interval[], %(afters)s::interval[]) AS asked (id, before, after)"
# No part of any statement comes from outside.
FREE_TIME = f"""
    SELECT opened.id, opened.spans - COALESCE(busy.spans, '{{}}') AS spans
    FROM ({OPEN_TIME}) opened JOIN {ASKED} ON asked.id = opened.id LEFT JOIN LATERAL ({BUSY_TIME}) busy ON true
"""  # noqa: S608
TAKEN_TIME = f"""
    SELECT busy.id, busy.spans * tstzmultirange(tstzrange(%(starts_at)s, %(ends_at)s)) AS spans
    FROM {ASKED} CROSS JOIN LATERAL ({BUSY_TIME}) busy
"""  # noqa: S608


def free_time(
    *, resources: Iterable[int], window: Span, at: datetime, before: Margin = NO_TIME, after: Margin = NO_TIME,
    calendar: Calendar | None = None,
) -> dict[int, list[Span]]:  # fmt: skip
    """The time in the window in which each resource is open and not taken, in order; none when it is not in use.

    A hold that has expired at `at` takes nothing. `before` and `after` are what the caller wants kept free around its
    own time, all the same or one for each resource: an end of a free span is then the last moment at which that time
    may end.
    Costs one statement, and one more for the calendar unless it is given.
    """
    asked = sorted(set(resources))
    margins = {"befores": _margins(asked, before), "afters": _margins(asked, after)}
    return _asked(FREE_TIME, asked, window, calendar, at=at, **margins)


def open_time(*, resources: Iterable[int], window: Span, calendar: Calendar | None = None) -> dict[int, list[Span]]:
    """The time in the window in which each resource is open, taken or not, in order; none when it is not in use."""
    return _asked(OPEN_TIME, resources, window, calendar)


def busy_time(*, resources: Iterable[int], window: Span, at: datetime) -> dict[int, list[Span]]:
    """The time in the window that is taken of each resource, with what is kept free around it, in order."""
    asked = sorted(set(resources))
    values = {"at": at, "befores": _margins(asked, NO_TIME), "afters": _margins(asked, NO_TIME)}
    return _spans_of(TAKEN_TIME, asked, window, values)


def occupancies(*, resources: Iterable[int], window: Span, at: datetime) -> OccupancyQuerySet:
    """What takes time of the resources in the window, each with its reservation, in order of its start."""
    standing = Occupancy.objects.of(resources, window).standing(at)
    return standing.select_related("reservation").order_by("during", "resource")


def _margins(resources: Sequence[int], margin: Margin) -> list[timedelta]:
    """The margin of each of the resources."""
    if isinstance(margin, timedelta):
        return [margin] * len(resources)
    return [margin.get(resource, NO_TIME) for resource in resources]


def _asked(
    statement: str, resources: Iterable[int], window: Span, calendar: Calendar | None, **values: Any
) -> dict[int, list[Span]]:
    """Answer with the opening hours of the days of the window at hand."""
    first, last = window.days
    calendar = calendar or Calendar.for_window(first, last)
    days: Sequence[date] = list(days_between(first, last))
    return _spans_of(
        statement,
        list(resources),
        window,
        values
        | {
            "days": days,
            # Beijing's clock is never put forward or back: the time of day is what has passed since midnight.
            "midnights": [Span.of_day(day).starts_at for day in days],
            "own": [day.weekday() for day in days],
            "acted": [calendar.weekday_acted(day) for day in days],
        },
    )


def _spans_of(statement: str, resources: list[int], window: Span, values: dict[str, Any]) -> dict[int, list[Span]]:
    """Run the statement, and give what it finds by resource."""
    found: dict[int, list[Span]] = {resource: [] for resource in resources}
    if not found:
        return found
    parameters = {"resources": resources, "starts_at": window.starts_at, "ends_at": window.ends_at, **values}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, lower(span), upper(span) FROM ({statement}) answer, unnest(spans) AS span ORDER BY 1, 2",  # noqa: S608
            parameters,
        )
        for resource, starts_at, ends_at in cursor.fetchall():
            found[resource].append(Span(starts_at, ends_at))
    return found
