"""An institution books a space."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from institutions import finding
from institutions.forms.bookings import BookForm, times_of
from institutions.free_day import PREFILLED, free_around, parse_day
from institutions.hours_left import hours_of
from institutions.models import Institution, Space
from institutions.roles import roles_of
from institutions.services import bookings
from institutions.views.spaces import find_space


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def book(request: AuthenticatedRequest, slug: str) -> HttpResponseBase:
    """The form, with what is free on the day; those who act for no settled institution read why they cannot book."""
    space, at = find_space(slug), timezone.now()
    calendar = Calendar.for_window(day_in_beijing(at))
    institutions = list(Institution.objects.of_member(request.user).settled())
    if not institutions or space.assigned_to_id:
        return _cannot(request, space)
    form = BookForm(
        request.POST or None, spaces=[space], institutions=institutions,
        initial=_prefilled(request, space, at, calendar),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        starts_at, ends_at = form.times()
        try:
            booking = bookings.book(
                space=space, institution=form.cleaned_data["institution"], starts_at=starts_at, ends_at=ends_at,
                title=form.cleaned_data["title"], people=form.cleaned_data["people"], by=request.user, at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(booking)
    around = free_around(form, space, at, calendar=calendar)
    shown = {"space": space, "venue": space.area.venue, "form": form, "hours": hours_of(institutions, around["day"])}
    return render(request, "institutions/spaces/book.html", shown | around)


def _prefilled(request: HttpRequest, space: Space, at: datetime, calendar: Calendar) -> dict[str, Any]:
    """What the way here has said already; where it named no time, the first free one of its day, or of all days."""
    known = {name: request.GET[name] for name in PREFILLED if request.GET.get(name)}
    if "starts" in known or request.method == "POST":
        return known
    asked = parse_day(known.get("day", ""))
    window = Span.of_day(asked) if asked and 2000 < asked.year < 2100 else None
    length = timedelta(minutes=min(max(60, space.least_minutes), space.most_minutes))
    after = max(window.starts_at, at) if window else at
    soon = finding.next_free(space, after=after, length=length, at=at, most=1, calendar=calendar)
    if soon and (window is None or window.covers(soon[0])):
        return times_of(soon[0].starts_at, soon[0].ends_at) | known
    return {"day": day_in_beijing(at).isoformat()} | known


def _cannot(request: AuthenticatedRequest, space: Space) -> HttpResponse:
    """Why this person cannot book the space, and what to do instead."""
    shown = {
        "space": space,
        "venue": space.area.venue,
        "is_officer": roles_of(request.user).is_officer,
        "acts_for_some": bool(roles_of(request.user).institutions),
    }
    return render(request, "institutions/spaces/cannot_book.html", shown)
