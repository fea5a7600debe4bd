"""Booking an appointment, up to the time: what is needed, in which language and way, and when."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.lib.errors import Refusal
from legal_services import slots
from legal_services.forms.booking import NeedForm, TimeForm, WayForm
from legal_services.models import Service, Topic
from legal_services.services import booking as services
from legal_services.views.booking_answers import STEPS, Booking, booking_step
from legal_services.views.booking_limits import refuse_too_many
from legal_services.week_of_times import NEXT_TIMES, parse_day, week_of_times


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Which service: the first question, answered by a link."""
    services_listed = Service.objects.select_related("venue__community")
    context = {
        "services": [service for service in services_listed if service.is_bookable],
        "venue": next((service.venue for service in services_listed), None),
        "private": True,
    }
    return render(request, "legal_services/booking/start.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def need(request: HttpRequest) -> HttpResponse:
    """What it is about, in one word; the service comes from the link, or from what was answered before."""
    booking = Booking(request)
    # No service has a NUL in its name, nor can the database be asked for one.
    asked = (request.POST.get("service") or request.GET.get("service") or "").replace("\0", "-")
    if asked and asked != booking.answers.service:
        # Shown for the service of the link; kept with the answer only, for a GET changes nothing.
        if request.method == "POST":
            booking.give_up_time()
        answers = booking.answers
        answers.service, answers.topic, answers.language, answers.channel = asked, "", "", ""
    if booking.service is None:
        return redirect("legal:book")
    topics = Topic.objects.filter(is_active=True, kinds__contains=[booking.service.kind])
    form = NeedForm(booking.posted, topics=topics, initial={"topic": booking.answers.topic})
    if request.method == "POST" and form.is_valid():
        booking.answers.topic = form.cleaned_data["topic"]
        booking.keep()
        return redirect("legal:book_way")
    return show(booking, "need", {"form": form})


@booking_step("way")
def way(request: HttpRequest, booking: Booking) -> HttpResponse:
    """In which language, and how to meet."""
    answers = booking.answers
    assert booking.service is not None
    offered = slots.ways_offered(booking.service)
    initial = {
        "language": answers.language or _likely_language(offered),
        "channel": answers.channel or _only_channel(offered),
    }
    form = WayForm(booking.posted, offered=offered, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = (form.cleaned_data["language"], form.cleaned_data["channel"])
        if chosen != (answers.language, answers.channel):
            booking.give_up_time()
        answers.language, answers.channel = chosen
        booking.keep()
        return redirect("legal:book_time")
    return show(booking, "way", {"form": form, "is_offered": bool(offered)})


@booking_step("time")
def time(request: HttpRequest, booking: Booking) -> HttpResponse:
    """When: a week of free times; the one that is chosen is held."""
    form = TimeForm(booking.posted)
    if request.method == "POST" and form.is_valid():
        try:
            _hold(booking, form.cleaned_data["starts_at"])
        except Refusal as refusal:
            form.add_refusal(refusal)
            return show_times(booking, form, after=form.cleaned_data["starts_at"])
        return redirect("legal:book_details")
    first = parse_day(request.GET.get("from", ""))
    return show_times(booking, form, first=first)


def show_times(
    booking: Booking, form: TimeForm, *, first: date | None = None, after: datetime | None = None
) -> HttpResponse:
    """The page of free times; `after` is the time that could not be had, and the next ones are named."""
    assert booking.service is not None
    asked = slots.Asked(booking.service, booking.answers.language, booking.answers.channel, booking.at)
    following = asked.next(NEXT_TIMES, after=after) if after else []
    if after and following:
        first = following[0].starts_at.date()
    return show(booking, "time", {"form": form, "week": week_of_times(asked, first), "following": following})


def show(booking: Booking, step: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the way: its form below the list of steps."""
    frame = {
        "booking": booking,
        "service": booking.service,
        "step": step,
        "steps": booking.steps(step),
        "number": list(STEPS).index(step) + 1,
        "private": True,
    }
    return render(booking.request, f"legal_services/booking/{step}.html", frame | context)


def start_over_with_time(booking: Booking, refusal: Refusal) -> HttpResponse:
    """Lead back to the times, because the one that was chosen is gone; everything else is kept."""
    after = booking.held.starts_at if booking.held else None
    booking.give_up_time()
    booking.keep()
    if after is None:
        messages.error(booking.request, refusal.in_full)
        return redirect("legal:book_time")
    form = TimeForm({})
    form.is_valid()
    form.errors.clear()
    form.add_refusal(refusal)
    return show_times(booking, form, after=after)


def _hold(booking: Booking, starts_at: datetime) -> None:
    assert booking.service is not None
    refuse_too_many(booking.request)
    answers = booking.answers
    held = services.hold_time(
        service=booking.service, language=answers.language, channel=answers.channel, starts_at=starts_at,
        at=booking.at, topic=booking.topic, user=booking.user, replacing=booking.held,
    )  # fmt: skip
    answers.held, answers.booked = held.pk, ""
    booking.keep()


def _likely_language(offered: dict[str, list[str]]) -> str:
    """The language of the page, if it can be spoken."""
    language = get_language() or ""
    return language if language in offered else ""


def _only_channel(offered: dict[str, list[str]]) -> str | None:
    """The way to meet, where there is only one: nobody has to choose among one."""
    ways = {way for some in offered.values() for way in some}
    return ways.pop() if len(ways) == 1 else None
