"""An adviser's or interpreter's own work: who comes today and next, what is due, and their matters."""

from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import BEIJING, day_in_beijing
from legal_services.access import practitioner_page
from legal_services.desk.matters import for_lines
from legal_services.models import Appointment, Matter, Mediation, ServiceRecord
from legal_services.roles import roles_of

MOST_MET = 30
MOST_NEXT = 8
MOST_MATTERS = 12
MOST_DUE = 20
AHEAD = timedelta(days=7)
"""What is due within a week is shown too."""


@practitioner_page
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """Today and next, what is due, and the matters that are open."""
    at = timezone.now()
    today = day_in_beijing(at)
    met = own_appointments(request, today)
    practitioner = roles_of(request.user).practitioner_id
    matters = for_lines(Matter.objects.assigned_to(request.user).filter(state=Matter.State.OPEN)).with_numbers()
    due = ServiceRecord.objects.filter(practitioner=practitioner).to_follow_up(today + AHEAD)
    context = {
        "at": at,
        "today": today,
        "met_today": [one for one in met if day_in_beijing(one.starts_at) == today],
        "met_next": [one for one in met if day_in_beijing(one.starts_at) > today][:MOST_NEXT],
        "matters": list(matters[: MOST_MATTERS + 1]),
        "most_matters": MOST_MATTERS,
        "due": list(due.select_related("service", "matter")[:MOST_DUE]),
        "mediations_due": _mediations_due(practitioner, today + AHEAD),
    }
    return render(request, "legal_services/advisers/own_work.html", context)


def own_appointments(request: AuthenticatedRequest, today: date) -> list[Appointment]:
    """The person's appointments from today on, without cancelled ones.

    Each has `matter_reference`, if they may open its matter.
    """
    begin = datetime.combine(today, datetime.min.time(), tzinfo=BEIJING)
    mine = Appointment.objects.of_practitioner(roles_of(request.user).practitioner_id)
    reference = Matter.objects.assigned_to(request.user).filter(pk=OuterRef("matter")).values("reference")
    coming = mine.exclude(state=Appointment.State.CANCELLED).filter(starts_at__gte=begin)
    return list(coming.for_pages().annotate(matter_reference=Subquery(reference[:1]))[:MOST_MET])


def _mediations_due(practitioner: int | None, day: date) -> list[Mediation]:
    """The agreements whose performance is to be asked about."""
    mine = Mediation.objects.filter(matter__assignments__practitioner=practitioner, matter__assignments__until=None)
    return list(mine.with_follow_up_due(day).distinct().order_by("changed_at", "pk")[:MOST_DUE])
