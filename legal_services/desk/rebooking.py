"""Appointments at times when somebody is not there: one click asks the client to choose again, another moves it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing, format_moment
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from commons.scheduling.working_days import Calendar
from legal_services.access import desk_page, open_to
from legal_services.closed_times import Touched, all_touched, touched_of, with_other_times, with_telling
from legal_services.desk.practitioners import Whose, practitioner_or_404
from legal_services.forms.opening import MoveForm
from legal_services.models import Appointment, Practitioner
from legal_services.roles import roles_of
from legal_services.services import changing
from legal_services.services.availability import offer_rebooking
from legal_services.slots import Pair


@desk_page
@require_http_methods(["GET", "POST"])
def of_practitioner(request: AuthenticatedRequest, practitioner: int) -> HttpResponse:
    """The appointments of one person that cannot take place as booked, each with the next free times."""
    at = timezone.now()
    whose = practitioner_or_404(request, practitioner)
    calendar = Calendar.for_window(day_in_beijing(at))
    return _page(request, _touched(whose.practitioner, at, calendar), at, calendar, whose)


@open_to(lambda roles: roles.is_clerk or roles.is_manager)
@require_http_methods(["GET", "POST"])
def of_everybody(request: AuthenticatedRequest) -> HttpResponse:
    """The appointments that cannot take place as booked, whoever is not there."""
    at = timezone.now()
    calendar = Calendar.for_window(day_in_beijing(at))
    return _page(request, all_touched(at=at, calendar=calendar), at, calendar, None)


def _page(
    request: AuthenticatedRequest, found: Sequence[Appointment], at: datetime, calendar: Calendar, whose: Whose | None
) -> HttpResponse:
    if request.method == "POST":
        _act(request, found, at, calendar)
        return redirect(request.path)
    shown = with_other_times(found, at=at, calendar=calendar)
    context = {
        "whose": whose,
        "sees_people": whose.sees_people if whose else roles_of(request.user).is_clerk,
        "touched": shown,
        "untold": sum(one.is_to_tell for one in shown),
        "has_more": len(found) > len(shown),
    }
    return render(request, "legal_services/advisers/touched.html", context)


def _touched(practitioner: Practitioner, at: datetime, calendar: Calendar) -> list[Appointment]:
    coming = Appointment.objects.of_practitioner(practitioner.pk).coming().filter(starts_at__gt=at)
    read = with_telling(coming.for_pages().select_related("user"))
    return touched_of(practitioner, read, at=at, calendar=calendar)


def _act(request: AuthenticatedRequest, found: Sequence[Appointment], at: datetime, calendar: Calendar) -> None:
    """Do what the button says: tell all, tell one, or move one; and say what came of it."""
    wanted = normalise(request.POST.get("reference", ""))
    if not wanted:
        _tell_all(request, with_other_times(found, at=at, calendar=calendar), at)
        return
    chosen = [one for one in found if one.reference == wanted]
    if not chosen:
        raise Http404
    try:
        if "starts_at" in request.POST:
            _move(request, chosen[0], at)
        else:
            _tell(request, with_other_times(chosen, at=at, calendar=calendar)[0], at)
    except Refusal as refusal:
        messages.error(request, refusal.in_full)


def _tell_all(request: AuthenticatedRequest, found: Sequence[Touched], at: datetime) -> None:
    sent = 0
    for one in found:
        if one.is_to_tell:
            try:
                sent += _offer(one, at) is not None
            except Refusal:
                # Moved or cancelled at this very moment: there is nothing to ask any more.
                continue
    words = ngettext(
        "%(n)s client was asked to choose another time.", "%(n)s clients were asked to choose another time.", sent
    )
    messages.success(request, words % {"n": sent})


def _tell(request: AuthenticatedRequest, one: Touched, at: datetime) -> None:
    told = {"reference": one.appointment.reference}
    if _offer(one, at) is None:
        messages.warning(request, _("%(reference)s: no message reaches this client. Please call.") % told)
    else:
        messages.success(request, _("%(reference)s: the client was asked to choose another time.") % told)


def _offer(one: Touched, at: datetime) -> object:
    return offer_rebooking(
        appointment=one.appointment, times=[free.starts_at for free in one.times],
        stand_in=one.stand_in if one.can_stay(at) else None, at=at,
    )  # fmt: skip


def _move(request: AuthenticatedRequest, appointment: Appointment, at: datetime) -> None:
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a time."))
        return
    moved = changing.move(appointment=appointment, starts_at=form.cleaned_data["starts_at"], by=request.user, at=at)
    with_whom = Pair(moved.practitioner, moved.interpreter).names
    told = {"reference": moved.reference, "moment": format_moment(moved.starts_at), "with": with_whom}
    if moved.starts_at == appointment.starts_at:
        said = _("%(reference)s stays at its time, %(moment)s, now with %(with)s. The client is told.")
    else:
        said = _("%(reference)s was moved: %(moment)s, with %(with)s. The client is told.")
    messages.success(request, said % told)
