"""When somebody is there: weekly hours, leave and other exceptions. What they touch is shown at once."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.scheduling import services as scheduling
from commons.scheduling.models import DatedException, Reservation, WeeklyRule
from legal_services.access import desk_page
from legal_services.desk.practitioners import Whose, asked_day, practitioner_or_404
from legal_services.forms.opening import ExceptionForm, WeekForm


@desk_page
@require_http_methods(["GET", "POST"])
def hours(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """The hours of somebody's week, from today or a later day on."""
    at = timezone.now()
    whose = practitioner_or_404(request, practitioner, changing=True)
    today, resource = day_in_beijing(at), whose.practitioner.resource
    rules = list(resource.weekly_rules.filter(Q(valid_until=None) | Q(valid_until__gte=today)))
    form = WeekForm(request.POST or None, rules=_standing(rules, today), today=today)
    if request.method == "POST" and form.is_valid():
        outside = scheduling.set_week(
            resource=resource, rules=form.hours(), by=request.user, at=at,
            valid_from=form.cleaned_data["first"], valid_until=form.cleaned_data["last"],
        )  # fmt: skip
        messages.success(request, _("The hours are saved."))
        return _after(whose, outside)
    context = {"whose": whose, "form": form, "later": [one for one in rules if one.valid_from > today]}
    return render(request, "legal_services/advisers/hours.html", context)


@desk_page
@require_http_methods(["GET", "POST"])
def new_exception(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """Leave, or hours in addition; clerks enter leave, for whoever calls in sick."""
    at = timezone.now()
    whose = practitioner_or_404(request, practitioner)
    initial = {"first": asked_day(request, "day") or day_in_beijing(at)}
    form = ExceptionForm(request.POST or None, at=at, leave_only=not whose.may_change, initial=initial)
    if request.method == "POST" and form.is_valid():
        _exception, outside = scheduling.add_exception(
            resource=whose.practitioner.resource, during=form.cleaned_data["during"], opens=form.opens,
            reason=form.cleaned_data["reason"], by=request.user, at=at,
        )  # fmt: skip
        messages.success(request, _("The hours in addition are open.") if form.opens else _("The absence is entered."))
        return _after(whose, outside)
    return render(request, "legal_services/advisers/exception.html", {"whose": whose, "form": form})


@desk_page
@require_POST
def remove_exception(request: AuthenticatedRequest, practitioner: int, exception: int) -> HttpResponse:
    """Take an exception back; what was booked in hours that were open in addition is then shown.

    Clerks take back what they entered themselves.
    """
    whose = practitioner_or_404(request, practitioner)
    exceptions = DatedException.objects.select_related("resource").filter(resource=whose.practitioner.resource_id)
    if not whose.may_change:
        exceptions = exceptions.filter(created_by=request.user)
    found = get_object_or_404(exceptions, pk=exception)
    outside = scheduling.remove_exception(exception=found, at=timezone.now())
    messages.success(request, _("Taken back: %(exception)s.") % {"exception": found})
    return _after(whose, outside)


def _after(whose: Whose, outside: Sequence[Reservation]) -> HttpResponse:
    """On to the appointments that cannot take place now, or back to the calendar."""
    if any(reservation.state == Reservation.State.CONFIRMED for reservation in outside):
        return redirect("legal-desk:touched", whose.practitioner.pk)
    return redirect("legal-desk:practitioner_calendar", whose.practitioner.pk)


def _standing(rules: Sequence[WeeklyRule], day: date) -> list[WeeklyRule]:
    return [one for one in rules if one.valid_from <= day]
