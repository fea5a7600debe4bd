"""Makers of resources and times for tests: what a test does not say gets a plain value."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from commons.lib.dates import BEIJING
from commons.scheduling.models import DatedException, Reservation, Resource, WeeklyRule
from commons.scheduling.services import reserve
from commons.scheduling.spans import Span

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BEIJING)
"""The moment at which tests usually act: a Sunday."""
MONDAY = date(2026, 11, 23)
"""The day after."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_numbers = count(1)


def on(day: date, starts: str, ends: str) -> Span:
    """From one time to another on a day in Beijing: `on(MONDAY, "09:00", "10:30")`; `24:00` is midnight after it."""
    return Span.of_day(day, time.fromisoformat(starts), time.fromisoformat(ends.replace("24:00", "00:00")))


def make_resource(*weekdays: int, starts: str = "09:00", ends: str = "17:00", **fields: Any) -> Resource:
    """A room that is open from nine to five on these weekdays, on Monday to Friday when none are named."""
    values = {"kind": "room", "name": f"Room {next(_numbers)}", "created_at": NOW}
    resource = Resource.objects.create(**values | fields)
    for weekday in weekdays or range(5):
        make_rule(resource, weekday, starts, ends)
    return resource


def make_rule(resource: Resource, weekday: int, starts: str, ends: str, **fields: Any) -> WeeklyRule:
    """Open on a weekday, for as long as anybody remembers."""
    values = {"valid_from": date(2020, 1, 1), "created_at": NOW}
    closing = ends.replace("24:00", "00:00")
    return WeeklyRule.objects.create(resource=resource, weekday=weekday, starts=starts, ends=closing, **values | fields)


def make_exception(resource: Resource, during: Span, *, opens: bool = False) -> DatedException:
    """Closed then, or open in addition."""
    return DatedException.objects.create(resource=resource, during=during.stored, opens=opens, created_at=NOW)


def make_reservation(resource: Resource, during: Span, **asked: Any) -> Reservation:
    """A confirmed reservation, whatever the opening hours."""
    return reserve(
        resources=[resource], during=during, **{"purpose": "test", "at": NOW, "within_opening": False} | asked
    )


def written(spans: Sequence[Span]) -> list[str]:
    """Spans as people write them: `23 09:00–10:00`, with the day of the month in front."""
    return [f"{span.starts_at.astimezone(BEIJING):%d %H:%M}–{span.ends_at.astimezone(BEIJING):%H:%M}" for span in spans]
