"""Another time for an appointment: chosen by the client, or an earlier one that was offered."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.lib.errors import Refusal
from legal_services import slots
from legal_services.closed_times import stand_in_for
from legal_services.forms.booking import TimeForm
from legal_services.models import Appointment, EarlierTimeRequest
from legal_services.services import changing, earlier
from legal_services.views.appointment_links import client_page, may_manage, offer_page
from legal_services.views.appointments import act, client, offer_stands
from legal_services.views.sent_only import sent_from
from legal_services.week_of_times import NEXT_TIMES, parse_day, week_of_times


@require_http_methods(["GET", "POST"])
@client_page
def move(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """The free times, and the one that is chosen instead; the old one stands until then."""
    at = timezone.now()
    if not appointment.can_be_changed_by_client(at):
        return redirect(appointment)
    form = TimeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        starts_at = form.cleaned_data["starts_at"]
        try:
            moved = changing.move(appointment=appointment, starts_at=starts_at, by=client(request, appointment), at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
            return _show_times(request, appointment, form, after=starts_at)
        stays = moved.starts_at == appointment.starts_at
        kept, changed = (
            _("Your appointment stays at its time, with somebody else."),
            _("Your appointment has a new time."),
        )
        messages.success(request, kept if stays else changed)
        return redirect(appointment)
    return _show_times(request, appointment, form, first=parse_day(request.GET.get("from", "")))


@sent_from("legal:appointment")
@client_page
def ask_earlier(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Wait for an earlier time, or no longer."""
    if "stop" in request.POST:
        earlier.stop(appointment=appointment, at=timezone.now())
        messages.success(request, _("You no longer wait for an earlier time."))
        return redirect(appointment)
    done = _("When an earlier time becomes free, you get a message.")
    return act(request, appointment, earlier.ask, done)


@require_http_methods(["GET", "POST"])
@offer_page
def offer(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """An earlier time that is kept for the client: take it, or leave it."""
    latest = (
        appointment.earlier_requests.select_related("offer", "offered_practitioner", "offered_interpreter")
        .order_by("-changed_at")
        .first()
    )
    if request.method == "POST" and latest is not None:
        return _answer(request, appointment, latest)
    context = {
        "appointment": appointment,
        "latest": latest,
        "offer_stands": offer_stands(latest, timezone.now()),
        "is_taken": _is_taken(appointment, latest),
        "is_over": appointment.ends_at <= timezone.now(),
        "may_manage": may_manage(request, appointment),
        "private": True,
    }
    return render(request, "legal_services/appointments/offer.html", context)


def _is_taken(appointment: Appointment, latest: EarlierTimeRequest | None) -> bool:
    """Whether the earlier time is the appointment's still: it may have been moved again, or cancelled, since."""
    if latest is None or latest.state != EarlierTimeRequest.State.ACCEPTED:
        return False
    return appointment.state in Appointment.COMING and appointment.moved_at == latest.changed_at


def _answer(request: HttpRequest, appointment: Appointment, latest: EarlierTimeRequest) -> HttpResponse:
    at = timezone.now()
    try:
        if "accept" in request.POST:
            earlier.accept(request=latest, by=client(request, appointment), at=at)
            messages.success(request, _("The earlier time is yours. A message confirms it."))
        elif "decline" in request.POST:
            earlier.decline(request=latest, at=at)
            messages.success(request, _("You keep your time. When another one becomes free, you get a message."))
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    return redirect("legal:appointment_offer", appointment.reference)


def _show_times(
    request: HttpRequest, appointment: Appointment, form: TimeForm, *, first: date | None = None,
    after: datetime | None = None,
) -> HttpResponse:  # fmt: skip
    """The free times; `after` is the one that could not be had, and the next ones are named."""
    asked = slots.Asked(appointment.service, appointment.language, appointment.channel, timezone.now())
    following = asked.next(NEXT_TIMES, after=after) if after else []
    if after and following:
        first = following[0].starts_at.date()
    context = {
        "appointment": appointment,
        "venue": appointment.service.venue,
        "form": form,
        "week": week_of_times(asked, first),
        "following": following,
        "stand_in": stand_in_for(appointment, asked) if appointment.starts_at >= asked.earliest else None,
        "private": True,
    }
    return render(request, "legal_services/appointments/move.html", context)
