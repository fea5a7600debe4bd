"""Managers see who is there when, and how much is asked of whom."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing, format_days
from commons.lib.languages import language_name
from legal_services.access import management_page
from legal_services.demand import demand
from legal_services.desk.practitioners import asked_day
from legal_services.forms.practitioners import PeriodForm
from legal_services.models import Practitioner
from legal_services.open_week import open_week
from legal_services.practitioner_week import monday_of


@management_page
@require_safe
def week(request: AuthenticatedRequest) -> HttpResponse:
    """Everybody's week side by side, of those who speak a language if one is asked for."""
    at = timezone.now()
    everybody = list(Practitioner.objects.at_work().select_related("resource").order_by("interprets", "name", "pk"))
    spoken = sorted({code for one in everybody for code in one.languages}, key=language_name)
    language = request.GET.get("language", "")
    shown = [one for one in everybody if language in one.languages] if language in spoken else everybody
    monday = monday_of(asked_day(request, "week"), day_in_beijing(at))
    context = {
        "week": open_week(shown, monday, at=at),
        "wanted": language if language in spoken else "",
        "spoken": [(code, language_name(code)) for code in spoken],
        "tab": "week",
    }
    return render(request, "legal_services/availability/week.html", context)


@management_page
@require_safe
def load(request: AuthenticatedRequest) -> HttpResponse:
    """Load by language and person, waiting times and no-shows, over a period."""
    at = timezone.now()
    form = PeriodForm(request.GET, today=day_in_beijing(at))
    first, last = form.period
    practitioners = list(Practitioner.objects.at_work().select_related("resource").order_by("interprets", "name", "pk"))
    context = {
        "form": form,
        "days": format_days(first, last),
        "demand": demand(practitioners, first, last, at=at),
        "tab": "load",
    }
    return render(request, "legal_services/availability/load.html", context)
