"""Whom clerks call: clients who left nothing but a phone number, what each is told, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.scheduling.spans import Span
from legal_services.access import counter_page
from legal_services.desk.waiting import attempt
from legal_services.desk.waiting import back as go_back
from legal_services.forms.telling import CallForm
from legal_services.models import Appointment, Call
from legal_services.services import calls as services
from legal_services.spoken_words import said

MOST_SHOWN = 60


@dataclass(frozen=True)
class Line:
    """A call, with what is said to the client and, for a clerk who reads another language, what that means."""

    call: Call
    language: str
    words: str
    meaning: str


@counter_page
@require_safe
def call_list(request: AuthenticatedRequest) -> HttpResponse:
    """Whom to call, those first whose appointment comes first; and who was called today."""
    at = timezone.now()
    due = list(_for_lines(Call.objects.due(at).in_order())[: MOST_SHOWN + 1])
    today = Span.of_day(day_in_beijing(at))
    made = Call.objects.filter(called_at__gte=today.starts_at, called_at__lt=today.ends_at)
    context = {
        "lines": lines_of(due[:MOST_SHOWN]),
        "has_more": len(due) > MOST_SHOWN,
        "made": list(_for_lines(made.order_by("-called_at", "pk"))[:MOST_SHOWN]),
        "back": request.get_full_path(),
    }
    return render(request, "legal_services/calls/list.html", context)


@counter_page
@require_POST
def settle(request: AuthenticatedRequest, call: UUID) -> HttpResponse:
    """Note that the client was told, that nobody answered, or that the tick was a mistake."""
    found = get_object_or_404(Call.objects.select_related("appointment"), pk=call)
    at, form, to = timezone.now(), CallForm(request.POST), request.POST.get("to", "")
    note = form.cleaned_data["note"] if form.is_valid() else ""
    name = {"name": found.appointment.name}
    if to == "called":
        return attempt(
            request,
            lambda: services.mark_called(call=found, by=request.user, at=at, note=note),
            done=lambda _done: _("Noted: %(name)s has been told.") % name,
        )
    if to == "unanswered":
        return attempt(
            request,
            lambda: services.mark_unanswered(call=found, by=request.user, at=at, note=note),
            done=lambda _done: _("Noted: %(name)s did not answer. The call stays on the list.") % name,
        )
    if to == "undo":
        return attempt(request, lambda: services.take_back(call=found, by=request.user, at=at))
    return go_back(request)


def lines_of(calls: list[Call]) -> list[Line]:
    """The calls with their words. Each call's appointment is read already."""
    here = get_language() or ""
    return [_line(call, here) for call in calls]


def calls_of(appointment: Appointment, at: datetime) -> dict[str, Any]:
    """The calls about one appointment, for its page at the desk; one statement."""
    calls = list(appointment.calls.select_related("called_by").filter(dropped_at=None))
    for call in calls:
        call.appointment = appointment
    still_of_use = appointment.starts_at > at
    return {
        "call_lines": lines_of([call for call in calls if call.is_open and still_of_use]),
        "calls_made": [call for call in calls if call.called_at],
    }


def _line(call: Call, here: str) -> Line:
    language = call.appointment.writes
    meaning = said(call, language=here) if here and here != language else ""
    return Line(call, language, said(call, language=language), meaning)


def _for_lines(calls: QuerySet[Call]) -> QuerySet[Call]:
    related = ("appointment__practitioner", "appointment__interpreter", "called_by")
    return calls.select_related(*related).defer("appointment__narrative")
