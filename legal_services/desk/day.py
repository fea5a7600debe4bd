"""The clerk's day: who comes when, with whom, in which language; and who walked in."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from legal_services.access import counter_page, desk_page
from legal_services.desk.receiving import Act, acts_for, can_undo
from legal_services.desk.waiting import queue_of
from legal_services.models import Appointment, Call, Practitioner
from legal_services.roles import roles_of
from legal_services.week_of_times import parse_day

LATE = timedelta(minutes=5)
"""So long after the time somebody who has not come is marked as late."""
PER_PAGE = 40
YEARS = (2000, 2100)
State = Appointment.State
STANDS: dict[str, frozenset[str]] = {
    "": frozenset(State.values) - {State.HELD, State.CANCELLED},
    "coming": frozenset({State.BOOKED}),
    "here": frozenset({State.ARRIVED, State.IN_ROOM}),
    "over": frozenset({State.DONE, State.NO_SHOW}),
    "cancelled": frozenset({State.CANCELLED}),
}
"""What each tab of the day shows."""


@dataclass(frozen=True)
class Line:
    """One appointment of the day, with what can be done about it now."""

    appointment: Appointment
    record: str | None
    """The reference of its record in the log."""
    acts: list[Act]
    is_late: bool

    @property
    def can_undo(self) -> bool:
        return can_undo(self.appointment, self.record)

    @property
    def is_to_log(self) -> bool:
        """Whether the session may be written into the log."""
        return not self.record and self.appointment.state in {State.IN_ROOM, State.DONE}


@desk_page
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """To where each one's work begins: the day at the counter, the figures, or one's own calendar."""
    roles = roles_of(request.user)
    page = "day" if roles.is_clerk else "figures" if roles.is_manager else "calendar"
    return redirect(f"legal-desk:{page}")


@counter_page
@require_safe
def day(request: AuthenticatedRequest) -> HttpResponse:
    """All appointments of a day; today with the queue beside them."""
    at = timezone.now()
    today = day_in_beijing(at)
    shown = _asked(request.GET.get("day", "")) or today
    tab = request.GET.get("show", "")
    if tab not in STANDS:
        raise Http404
    adviser = request.GET.get("adviser", "")
    practitioners = list(Practitioner.objects.at_work())
    lines = [line_of(one, at) for one in _on(shown, adviser)]
    page = _page([line for line in lines if line.appointment.state in STANDS[tab]], request.GET.get("page"))
    context: dict[str, Any] = {
        "at": at,
        "day": shown,
        "is_today": shown == today,
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1),
        "page": page,
        "tab": tab,
        "counts": _counts(lines),
        "to_call": Call.objects.due(at).count(),
        "practitioners": practitioners,
        "adviser": adviser,
        "back": _back(request, page),
    }
    if shown == today:
        context["queue"] = queue_of(at, practitioners)
    return render(request, "legal_services/counter/day.html", context)


def _page(lines: list[Line], asked: str | None) -> Page[Line]:
    """The page that is asked for, or the one with the first appointment that is not over."""
    pages = Paginator(lines, PER_PAGE)
    first = next((place for place, line in enumerate(lines) if line.appointment.state not in STANDS["over"]), 0)
    return pages.get_page(asked or first // PER_PAGE + 1)


def _back(request: AuthenticatedRequest, page: Page[Line]) -> str:
    """The way back to this very page, also when what comes next on it is over."""
    if not page.has_other_pages():
        return request.get_full_path()
    query = request.GET.copy()
    query["page"] = str(page.number)
    return f"{request.path}?{query.urlencode()}"


def line_of(appointment: Appointment, at: datetime) -> Line:
    """The appointment (read by `with_record`) with what can be done about it now."""
    is_late = appointment.state == State.BOOKED and appointment.starts_at + LATE < at
    record: str | None = getattr(appointment, "record_reference", None)
    return Line(appointment, record, acts_for(appointment, at), is_late)


def with_record(appointments: Any) -> Any:
    """With what a line shows: service, people, and the record in the log."""
    return appointments.for_pages().select_related("person").annotate(record_reference=F("record__reference"))


def _asked(text: str) -> date | None:
    """The day that the address names; None for none, and for one that is out of all proportion."""
    asked = parse_day(text)
    return asked if asked and YEARS[0] <= asked.year <= YEARS[1] else None


def _on(shown: date, adviser: str) -> list[Appointment]:
    found = Appointment.objects.real().on_day(shown)
    if adviser.isdecimal() and len(adviser) < 10:
        found = found.of_practitioner(int(adviser))
    return list(with_record(found).order_by("starts_at", "practitioner__name", "pk"))


def _counts(lines: list[Line]) -> dict[str, int]:
    """How many appointments each tab has, by its name; the first one is called `all`."""
    states = Counter(line.appointment.state for line in lines)
    return {name or "all": sum(states[state] for state in shown) for name, shown in STANDS.items()}
