"""What is free on the day of a form, and the next times after a refusal."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_date

from commons.lib.dates import day_in_beijing
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from institutions import finding
from institutions.models import Space

PREFILLED = ("day", "starts", "ends", "people", "title", "institution")
"""What the way to a form may have said already, in the query."""


def free_around(
    form: Any, space: Space, at: datetime, *, by_staff: bool = False, calendar: Calendar | None = None
) -> dict[str, Any]:  # fmt: skip
    """What is free on the day of the form; and after a refusal, the next times of the same length."""
    day = _day_of(form, at)
    window, calendar = Span.of_day(day), calendar or Calendar.for_window(day_in_beijing(at))
    shown: dict[str, Any] = {
        "day": day,
        "free": finding.free_spans([space], window=window, at=at, by_staff=by_staff, calendar=calendar)[space.pk],
    }
    if form.refusal and not space.assigned_to_id:
        starts_at, ends_at = form.times()
        length = max(ends_at - starts_at, timedelta(minutes=space.least_minutes))
        shown["following"] = finding.next_free(space, after=max(starts_at, at), length=length, at=at, calendar=calendar)
    return shown


def _day_of(form: Any, at: datetime) -> date:
    """The day that the form speaks of; today for one that is none, or that no calendar needs."""
    given = form.cleaned_data.get("day") if form.is_bound and form.errors is not None else form.initial.get("day")
    day = parse_day(given) if isinstance(given, str) else given
    return max(day, day_in_beijing(at)) if day and 2000 < day.year < 2100 else day_in_beijing(at)


def parse_day(text: str) -> date | None:
    """The day of a query; None for anything that is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None
