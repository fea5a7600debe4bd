"""The bookings of a day, and booking for others."""

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.scheduling.spans import Span
from institutions.access import officer_page
from institutions.forms.bookings import StaffBookForm
from institutions.free_day import PREFILLED, free_around, parse_day
from institutions.models import Booking, Space
from institutions.services import bookings
from institutions.services.bookings.ending import CHECK_IN_BEFORE

ONE_DAY = timedelta(days=1)
ASKED = (*PREFILLED, "space", "purpose")


@officer_page
@require_safe
def day(request: AuthenticatedRequest) -> HttpResponse:
    """Who has which space on a day, in order of time; those to check in have their button."""
    at = timezone.now()
    asked = _day_of(request, at)
    window = Span.of_day(asked)
    found = Booking.objects.filter(starts_at__lt=window.ends_at, ends_at__gt=window.starts_at)
    if space := request.GET.get("space", ""):
        found = found.filter(space__slug=space)
    rows = list(found.select_related("space", "institution", "booked_by").order_by("starts_at", "space__position"))
    shown = {
        "day": asked, "before": asked - ONE_DAY, "after": asked + ONE_DAY, "today": day_in_beijing(at), "space": space,
        "standing": [one for one in rows if one.state in Booking.STANDING],
        "fallen": [one for one in rows if one.state not in Booking.STANDING],
        "spaces": Space.objects.order_by("position", "slug"), "check_in_until": at + CHECK_IN_BEFORE, "at": at,
    }  # fmt: skip
    return render(request, "institutions/spaces_desk/day.html", shown)


@officer_page
@require_http_methods(["GET", "POST"])
def book(request: AuthenticatedRequest) -> HttpResponseBase:
    """Book for an institution within its hours, for the district itself, or for maintenance."""
    at = timezone.now()
    spaces = list(Space.objects.in_use().select_related("resource", "area__venue").order_by("position", "slug"))
    asked = {name: request.GET[name] for name in ASKED if request.GET.get(name)}
    form = StaffBookForm(request.POST or None, spaces=spaces, initial={"day": day_in_beijing(at)} | asked)
    if request.method == "POST" and form.is_valid():
        given, (starts_at, ends_at) = form.cleaned_data, form.times()
        try:
            booking = bookings.book(
                space=given["space"], institution=given["institution"], starts_at=starts_at, ends_at=ends_at,
                title=given["title"], people=given["people"], purpose=given["purpose"], by=request.user, at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(booking)
    chosen = str(form["space"].value() or "")
    space = next((one for one in spaces if str(one.pk) == chosen), None)
    shown = {"form": form, "space": space}
    if space:
        shown |= free_around(form, space, at, by_staff=True)
    return render(request, "institutions/spaces_desk/book.html", shown)


def _day_of(request: HttpRequest, at: datetime) -> date:
    """The day asked for; today for anything that is none, or that no calendar needs."""
    asked = parse_day(request.GET.get("day", ""))
    return asked if asked and 2000 < asked.year < 2100 else day_in_beijing(at)
