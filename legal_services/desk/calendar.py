"""The calendar of an adviser or interpreter, week by week: when they are there, who comes, when they are away."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.scheduling.models import DatedException
from commons.scheduling.working_days import Calendar
from legal_services.access import desk_page, practitioner_page
from legal_services.closed_times import touched_of
from legal_services.desk.practitioners import asked_day, practitioner_or_404
from legal_services.models import Matter
from legal_services.practitioner_week import appointments_of, monday_of, week_of, window_of
from legal_services.roles import roles_of


@practitioner_page
@require_safe
def own(request: AuthenticatedRequest) -> HttpResponse:
    """One's own calendar."""
    own_key = roles_of(request.user).practitioner_id
    assert own_key is not None
    return _shown(request, own_key)


@desk_page
@require_safe
def of_practitioner(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """Somebody's calendar, for clerks, managers and themselves."""
    return _shown(request, practitioner)


def _shown(request: AuthenticatedRequest, key: int) -> HttpResponse:
    at = timezone.now()
    whose = practitioner_or_404(request, key)
    today = day_in_beijing(at)
    monday = monday_of(asked_day(request, "week"), today)
    # With no last day: appointments to come are looked at too, however far ahead.
    calendar = Calendar.for_window(min(monday, today) - timedelta(days=1))
    window = window_of(monday)
    from_now = min(window.starts_at, at)
    exceptions = list(
        DatedException.objects.filter(
            resource=whose.practitioner.resource_id, during__endswith__gt=from_now
        ).select_related("created_by")
    )
    matters = Matter.objects.visible_to(request.user)
    appointments = list(appointments_of(whose.practitioner, window, matters=matters, at=at))
    outside = touched_of(whose.practitioner, appointments, at=at, calendar=calendar)
    week = week_of(
        whose.practitioner, monday, appointments=appointments, exceptions=exceptions, outside=outside,
        calendar=calendar, at=at,
    )  # fmt: skip
    context = {
        "whose": whose,
        "week": week,
        "outside": len(outside),
        "exceptions": [one for one in exceptions if one.span.ends_at > at],
    }
    return render(request, "legal_services/advisers/calendar.html", context)
