"""Bookings that repeat: tried out date by date, booked as far as they can be, cancelled together."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from institutions.forms.bookings import EndForm
from institutions.forms.series import RepeatForm
from institutions.hours_left import hours_of
from institutions.models import Institution, Series
from institutions.roles import roles_of
from institutions.services import bookings
from institutions.services import series as services
from institutions.services.series import Occasion, Outcome
from institutions.views.spaces import find_space

ASKED = ("institution", "day", "starts", "ends", "every", "count", "people", "title")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def repeat(request: AuthenticatedRequest, slug: str) -> HttpResponseBase:
    """The question; with an answer in the address, what would come of it; and a POST books what was ticked."""
    space = find_space(slug)
    is_officer = roles_of(request.user).is_officer
    institutions = _bookers(request, is_officer=is_officer)
    if space.assigned_to_id or not (institutions or is_officer):
        return redirect("spaces:book", slug)
    given = request.POST if request.method == "POST" else request.GET
    is_asked = request.method == "POST" or "every" in given
    first = {name: given[name] for name in ASKED if given.get(name)}
    form = RepeatForm(
        given if is_asked else None, initial=first, space=space, institutions=institutions, is_officer=is_officer
    )
    if request.method == "POST" and form.is_valid() and (booked := _book(request, form)):
        return redirect(booked)
    occasions = _tried(request, form) if is_asked and form.is_valid() else None
    shown: dict[str, Any] = {"space": space, "venue": space.area.venue, "form": form, "occasions": occasions}
    if occasions is not None:
        shown |= {"possible": sum(one.refusal is None for one in occasions), "hidden": _asked(form)}
    else:
        shown["hours"] = [] if is_officer else hours_of(institutions, timezone.localdate())
    return render(request, "institutions/series/repeat.html", shown)


@require_safe
@signed_in
def detail(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """All dates of a series, and those to come that could not be had."""
    series, at = find_series(request, reference), timezone.now()
    listed = list(series.bookings.order_by("starts_at", "pk"))
    coming = [one for one in listed if one.state in one.STANDING and one.starts_at > at]
    shown = {
        "series": series, "bookings": listed, "coming": len(coming), "now": at,
        "missed": list(services.missed_and_coming(series, at=at)),
    }  # fmt: skip
    return render(request, "institutions/series/detail.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """Asks once more, then cancels all that is to come, or from one date on (`from`, a booking's reference)."""
    series, at = find_series(request, reference), timezone.now()
    chosen = request.POST if request.method == "POST" else request.GET
    since = series.bookings.filter(reference=chosen.get("from", "").replace("\0", "")).first()
    moment = max(since.starts_at, at) if since else at
    coming = list(series.bookings.standing().filter(starts_at__gte=moment).select_related("space"))
    if not coming:
        return redirect(series)
    by_staff = bookings.acts_as_staff(request.user, series.institution)
    form = EndForm(request.POST or None) if by_staff and series.institution_id else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        outcome = services.cancel_following(series=series, since=moment, by=request.user, at=at, reason=reason)
        _say_cancelled(request, outcome)
        return redirect(series)
    late = 0 if by_staff else sum(bool(one.minutes_charged) and at > one.free_to_cancel_until for one in coming)
    shown = {"series": series, "coming": coming, "since": since, "form": form, "late": late}
    return render(request, "institutions/series/cancel.html", shown)


def find_series(request: AuthenticatedRequest, reference: str) -> Series:
    """The series, if the person may see it; else it does not exist."""
    seen = Series.objects.visible_to(request.user).select_related("space__area__venue", "institution")
    return get_object_or_404(seen, reference=reference)


def _bookers(request: AuthenticatedRequest, *, is_officer: bool) -> list[Institution]:
    settled = Institution.objects.settled().order_by("slug")
    return list(settled if is_officer else settled.of_member(request.user))


def _tried(request: AuthenticatedRequest, form: RepeatForm) -> list[Occasion]:
    return services.try_out(form.plan(), by=request.user, at=timezone.now())


def _asked(form: RepeatForm) -> list[tuple[str, str]]:
    """The question once more, to be sent along with what was ticked."""
    return [(name, str(form.data.get(name, ""))) for name in ASKED if form.data.get(name)]


def _book(request: AuthenticatedRequest, form: RepeatForm) -> Series | None:
    """Book what was ticked; None when nothing was, or nothing could be had: the page then says why, date by date."""
    spans = form.ticked(request.POST.getlist("take"))
    if not spans:
        messages.error(request, _("Tick at least one date."))
        return None
    title, at = form.cleaned_data["title"], timezone.now()
    outcome = services.book_series(form.plan(), spans=spans, title=title, by=request.user, at=at)
    if outcome.series is None:
        messages.error(request, _("None of these dates could be booked any more. See what is free now."))
        return None
    count = len(outcome.booked)
    said = ngettext("%(n)d date is booked.", "%(n)d dates are booked.", count) % {"n": count}
    (messages.warning if outcome.missed else messages.success)(request, said)
    return outcome.series


def _say_cancelled(request: AuthenticatedRequest, outcome: Outcome) -> None:
    count = len(outcome.booked)
    said = ngettext("%(n)d date is cancelled.", "%(n)d dates are cancelled.", count) % {"n": count}
    messages.success(request, said)
    for one in outcome.missed:
        messages.error(request, f"{one.refusal}")
