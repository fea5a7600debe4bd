"""Managers keep the list of those who advise, interpret and mediate."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from legal_services.access import management_page
from legal_services.forms.practitioners import PractitionerForm, said_of
from legal_services.models import Appointment, Channel, Matter, Practitioner, Service
from legal_services.querysets import AppointmentQuerySet
from legal_services.services import practitioners as services

MOST_SHOWN = 50


@management_page
@require_safe
def practitioners(request: AuthenticatedRequest) -> HttpResponse:
    """Everybody, those who left last, with how many appointments they have to come and matters they work on."""
    at = timezone.now()
    coming = Appointment.objects.coming().filter(
        Q(practitioner=OuterRef("pk")) | Q(interpreter=OuterRef("pk")), starts_at__gt=at
    )
    number = coming.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    listed = (
        Practitioner.objects.select_related("user")
        .annotate(
            coming=Coalesce(Subquery(number), 0),
            matters=Count("assignments__matter", filter=_working(), distinct=True),
        )
        .order_by("-is_active", "name", "pk")
    )
    return render(request, "legal_services/availability/practitioners.html", {"practitioners": listed, "tab": "people"})


@management_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Somebody comes to work here; their weekly hours are asked next."""
    form = PractitionerForm(
        request.POST or None, services=Service.objects.all(), initial={"channels": list(Channel.values)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_practitioner(by=request.user, at=timezone.now(), **form.answers())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s is listed. Now enter the weekly hours.") % {"name": made.name})
            return redirect("legal-desk:practitioner_hours", made.pk)
    return render(request, "legal_services/availability/practitioner.html", {"form": form})


@management_page
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """Change what is said of somebody."""
    shown = _or_404(practitioner)
    form = PractitionerForm(request.POST or None, services=Service.objects.all(), initial=said_of(shown))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_practitioner(practitioner=shown, by=request.user, at=timezone.now(), **form.answers())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("legal-desk:practitioners")
    return render(request, "legal_services/availability/practitioner.html", {"form": form, "practitioner": shown})


@management_page
@require_http_methods(["GET", "POST"])
def deactivate(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """What is still booked with somebody and assigned to them; then nobody can book them any more."""
    at, shown = timezone.now(), _or_404(practitioner)
    coming = _coming(shown, at)
    if request.method == "POST":
        services.deactivate(practitioner=shown, by=request.user, at=at)
        messages.success(request, _("%(name)s cannot be booked any more.") % {"name": shown.name})
        return redirect("legal-desk:touched", shown.pk) if coming.exists() else redirect("legal-desk:practitioners")
    working = Matter.objects.filter(assignments__practitioner=shown, assignments__until=None, state="open").distinct()
    context = {
        "practitioner": shown,
        "coming": list(coming.for_pages()[:MOST_SHOWN]),
        "matters": list(working.order_by("reference").values_list("reference", flat=True)[:MOST_SHOWN]),
    }
    return render(request, "legal_services/availability/deactivate.html", context)


@management_page
@require_POST
def reactivate(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """Somebody comes back."""
    shown = _or_404(practitioner)
    services.reactivate(practitioner=shown, by=request.user, at=timezone.now())
    messages.success(request, _("%(name)s can be booked again.") % {"name": shown.name})
    return redirect("legal-desk:practitioners")


def _or_404(key: int) -> Practitioner:
    return get_object_or_404(Practitioner.objects.select_related("resource", "user"), pk=key)


def _coming(practitioner: Practitioner, at: datetime) -> AppointmentQuerySet:
    return Appointment.objects.of_practitioner(practitioner.pk).coming().filter(starts_at__gt=at)


def _working() -> Q:
    return Q(assignments__until=None, assignments__matter__state=Matter.State.OPEN)
