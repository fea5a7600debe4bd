"""Who comes to an activity: the list, its export, one registration with its history."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.dates import format_moment
from commons.lib.errors import Refusal
from commons.lib.languages import OWN_NAMES
from events import services
from events.desk.chosen import MOST, ask_to_choose, chosen_of
from events.desk.scope import event_or_404, registration_or_404
from events.desk.seating import ahead_of
from events.desk_filters import RegistrationFilter
from events.desk_forms import RemoveForm, SeatForm
from events.models import Event, Registration
from events.querysets import RegistrationQuerySet

PER_PAGE = MOST
BOM = "\ufeff"
"""Without it, spreadsheet programs take UTF-8 for something else and spoil Chinese and Korean names."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@desk_page
@require_safe
def registrations(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The registrations of an activity, narrowed by state, language and name."""
    event = event_or_404(request, reference)
    context = {
        "event": event,
        "form": _filter(request),
        "page": Paginator(_found(request, event), PER_PAGE).get_page(request.GET.get("page")),
        "can_seat": event.is_seated_by_hand(timezone.now()),
        "all_chosen": request.GET.get("select") == "all",
    }
    return render(request, "events/desk_registrations.html", context)


@desk_page
@require_safe
def export(request: AuthenticatedRequest, reference: str) -> HttpResponseBase:
    """The same list, or what was ticked in it, as a file for spreadsheet programs, written row by row."""
    event = event_or_404(request, reference)
    if "only" in request.GET and "chosen" not in request.GET:
        return ask_to_choose(request, reference)
    found = chosen_of(event, request.GET) if "chosen" in request.GET else _found(request, event)
    headers = {"Content-Disposition": f'attachment; filename="{event.slug}.csv"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(_lines(found), content_type="text/csv; charset=utf-8", headers=headers)


@desk_page
@require_http_methods(["GET", "POST"])
def registration(request: AuthenticatedRequest, reference: str, registration: str) -> HttpResponse:
    """One registration with its history; staff cancel it on the resident's behalf."""
    shown = registration_or_404(request, reference, registration)
    form = RemoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel(registration=shown, by=request.user, note=form.cleaned_data["note"], at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Cancelled. The resident has been told."))
            return redirect("events-desk:registration", reference, registration)
    context = {"registration": shown, "event": shown.event, "steps": _history(shown), "form": form}
    if shown.state == Registration.State.WAITING and shown.event.is_seated_by_hand(timezone.now()):
        context |= {"seat_form": SeatForm(auto_id="seat_%s"), "ahead": len(ahead_of(shown))}
    return render(request, "events/desk_registration.html", context)


def _filter(request: AuthenticatedRequest) -> RegistrationFilter:
    """The filter as asked; the active ones when nothing was asked."""
    asked = request.GET if "state" in request.GET else {**request.GET.dict(), "state": "active"}
    return RegistrationFilter(asked)


def _found(request: AuthenticatedRequest, event: Event) -> RegistrationQuerySet:
    """The registrations that fit the filter, with all that a line shows of them."""
    return _filter(request).found_in(event.registrations.select_related("resident").with_position().order_by("pk"))


def _history(registration: Registration) -> list[dict[str, Any]]:
    """The steps, the latest first, each with who took it: staff by name, the resident, or the portal."""
    steps = list(registration.steps.select_related("by").order_by("-pk"))
    return [{"step": step, "is_staff": step.is_by_staff(registration.resident)} for step in steps]


def _lines(found: RegistrationQuerySet) -> Iterator[str]:
    writer = csv.writer(_Echo())
    head = [_("Reference"), _("Name"), _("Name in local script"), _("People"), _("Guests"), _("State"),
            _("Place in line"), _("Language"), _("Phone"), _("E-mail address"), _("Since")]  # fmt: skip
    yield BOM + writer.writerow(head)
    for registration in found.iterator(chunk_size=500):
        yield writer.writerow([unarmed(cell) for cell in _row(registration)])


def _row(registration: Registration) -> list[Any]:
    resident = registration.resident
    return [
        registration.reference,
        resident.full_name,
        resident.local_name,
        registration.party,
        ", ".join(registration.guest_names),
        registration.get_state_display(),
        getattr(registration, "position", None) or "",
        OWN_NAMES[resident.language],
        resident.phone.as_international if resident.phone else "",
        resident.email or "",
        format_moment(registration.created_at),
    ]


def unarmed(cell: Any) -> str:
    """A cell that no spreadsheet program takes for a formula: what looks like one is marked as text."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line
