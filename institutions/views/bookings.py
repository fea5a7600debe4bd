"""A booking of one's institution: when and where, how to get in, and what can be done about it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from institutions.booking_calendar import calendar_for, mimetype
from institutions.forms.bookings import ChangeForm, EndForm, initial_of
from institutions.free_day import PREFILLED, free_around
from institutions.hours_left import hours_of
from institutions.models import Booking, Institution, Space
from institutions.services import bookings
from institutions.services.bookings.ending import CHECK_IN_BEFORE
from institutions.services.bookings.rules import gives_hours_back, is_closed_then

RELATED = ("space__area__venue", "space__resource", "institution", "series", "booked_by", "reservation")
PER_PAGE = 25
PAST_SHOWN = 10


def find_booking(request: AuthenticatedRequest, reference: str) -> Booking:
    """The booking, if the person may see it; else it does not exist."""
    return get_object_or_404(Booking.objects.visible_to(request.user).select_related(*RELATED), reference=reference)


@require_safe
@signed_in
def bookings_of_mine(request: AuthenticatedRequest) -> HttpResponse:
    """The bookings of all institutions that the person acts for: those to come, and the last ones."""
    at = timezone.now()
    own = Booking.objects.of_member(request.user).select_related("space", "institution")
    coming = Paginator(own.coming(at).order_by("starts_at", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    past = own.exclude(pk__in=own.coming(at).values("pk")).order_by("-starts_at", "-pk")[:PAST_SHOWN]
    institutions = list(Institution.objects.of_member(request.user).settled())
    shown = {"page": coming, "past": past, "hours": hours_of(institutions, day_in_beijing(at))}
    return render(request, "institutions/spaces/bookings.html", shown)


@require_safe
@signed_in
def detail(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The confirmation that one comes back to."""
    booking = find_booking(request, reference)
    return render(request, "institutions/spaces/booking.html", facts_of(request, booking, timezone.now()))


@require_safe
@signed_in
def calendar(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The booking as a calendar file."""
    booking = find_booking(request, reference)
    content = calendar_for(booking, language=get_language() or "en")
    response = HttpResponse(content, content_type=mimetype(booking))
    response["Content-Disposition"] = f'attachment; filename="{booking.reference}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """Another time, another space, another title."""
    booking, at = find_booking(request, reference), timezone.now()
    if not _stands(booking, at):
        return redirect(booking)
    by_staff = bookings.acts_as_staff(request.user, booking.institution)
    spaces = list(Space.objects.bookable().select_related("resource").order_by("position", "slug"))
    if booking.space not in spaces:
        spaces.append(booking.space)
    asked = {name: request.GET[name] for name in (*PREFILLED, "space") if request.GET.get(name)}
    form = ChangeForm(request.POST or None, spaces=spaces, initial=initial_of(booking) | asked)
    if request.method == "POST" and form.is_valid() and _changed(request, booking, form, at):
        return redirect(booking)
    space = form.cleaned_data.get("space", booking.space) if form.is_bound else booking.space
    shown = {"booking": booking, "form": form, "space": space, "is_late": _is_late(booking, at, by_staff=by_staff)}
    return render(
        request, "institutions/spaces/change.html", shown | free_around(form, space, at, by_staff=by_staff)
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """Asks once more, and says what becomes of the hours; officers say why."""
    booking, at = find_booking(request, reference), timezone.now()
    by_staff = bookings.acts_as_staff(request.user, booking.institution)
    if not _stands(booking, at, by_staff=by_staff):
        return redirect(booking)
    asks_why = by_staff and booking.institution_id is not None
    form = EndForm(request.POST or None) if asks_why else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        try:
            bookings.cancel(booking=booking, by=request.user, at=at, reason=reason)
        except Refusal as refusal:
            messages.error(request, refusal.in_full)
        return redirect(booking)
    shown = {"booking": booking, "form": form, "is_late": _is_late(booking, at, by_staff=by_staff)}
    return render(request, "institutions/spaces/cancel.html", shown)


@require_POST
@signed_in
def check_in(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """Say that one is there."""
    booking = find_booking(request, reference)
    try:
        bookings.check_in(booking=booking, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("You are checked in."))
    return redirect(booking)


def facts_of(request: AuthenticatedRequest, booking: Booking, at: datetime) -> dict[str, Any]:
    """What the page of a booking shows."""
    by_staff = bookings.acts_as_staff(request.user, booking.institution)
    stands = _stands(booking, at, by_staff=by_staff)
    return {
        "booking": booking, "venue": booking.space.area.venue, "by_staff": by_staff,
        "is_over": booking.ends_at <= at,
        "can_change": booking.state == Booking.State.BOOKED and booking.starts_at > at,
        "can_cancel": stands,
        "can_check_in": booking.state == Booking.State.BOOKED
        and booking.starts_at - CHECK_IN_BEFORE <= at < booking.ends_at,
        "check_in_from": booking.starts_at - CHECK_IN_BEFORE,
        "is_late": stands and _is_late(booking, at, by_staff=by_staff),
        "is_closed": stands and is_closed_then(booking),
        "hours": hours_of([booking.institution], day_in_beijing(booking.starts_at)) if booking.institution else [],
    }  # fmt: skip


def _changed(request: AuthenticatedRequest, booking: Booking, form: ChangeForm, at: datetime) -> bool:
    starts_at, ends_at = form.times()
    given = form.cleaned_data
    try:
        bookings.move(
            booking=booking, space=given["space"], starts_at=starts_at, ends_at=ends_at, title=given["title"],
            people=given["people"], by=request.user, at=at,
        )  # fmt: skip
    except Refusal as refusal:
        form.add_refusal(refusal)
        return False
    return True


def _stands(booking: Booking, at: datetime, *, by_staff: bool = False) -> bool:
    """Whether it can still be cancelled (without officers' rights: changed) at this moment."""
    over_at = booking.ends_at if by_staff else booking.starts_at
    return booking.state in Booking.STANDING and over_at > at


def _is_late(booking: Booking, at: datetime, *, by_staff: bool) -> bool:
    """Whether its hours count as used whatever happens."""
    return bool(booking.minutes_charged) and not gives_hours_back(booking, by_staff, at)
