"""Booking an appointment, from the time on: who comes, what it is about, and a last look before it is booked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from commons.lib.errors import Refusal
from commons.scheduling.errors import HoldExpired, InThePast, JustTaken, NotOpenThen
from legal_services.errors.booking import AlreadyBooked
from legal_services.forms.booking import ContactForm, NarrativeForm, initial_of
from legal_services.models import Appointment
from legal_services.services import booking as services
from legal_services.views.appointment_links import remember
from legal_services.views.booking import show, start_over_with_time
from legal_services.views.booking_answers import Booking, booking_step

GONE = (HoldExpired, InThePast, JustTaken, NotOpenThen)
"""Refusals after which another time has to be chosen."""


@booking_step("details")
def details(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Who comes, and how to reach them. The time is held anew while the form is filled."""
    answers = booking.answers
    initial = initial_of(answers.details) if answers.details else _known(booking)
    form = ContactForm(booking.posted, channel=answers.channel, user=booking.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers.details = form.answers()
        return _go_on(booking, "legal:book_narrative")
    return _shown(booking, "details", {"form": form})


@booking_step("narrative")
def narrative(request: HttpRequest, booking: Booking) -> HttpResponse:
    """What it is about, in the client's own words, with a consent of its own; or nothing at all."""
    answers = booking.answers
    initial = {"narrative": answers.narrative, "consent": answers.narrative_consent}
    is_skipped = "skip" in request.POST
    form = NarrativeForm({} if is_skipped else booking.posted, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers.narrative = form.cleaned_data["narrative"].strip()
        answers.narrative_consent = bool(answers.narrative) and form.cleaned_data["consent"]
        answers.narrative_passed = True
        return _go_on(booking, "legal:book_check")
    return _shown(booking, "narrative", {"form": form})


@booking_step("check")
def check(request: HttpRequest, booking: Booking) -> HttpResponse:
    """Everything once more; then it is booked, and the confirmation can be come back to."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _book(booking)
        except GONE as gone:
            return start_over_with_time(booking, gone)
        except Refusal as caught:
            refusal = caught
    return _shown(booking, "check", {"refusal": refusal, "phone": initial_of(booking.answers.details).get("phone")})


def _go_on(booking: Booking, following: str) -> HttpResponse:
    """Keep the answers and the time, and go to the next step."""
    booking.keep()
    try:
        if booking.held is None:
            raise HoldExpired
        services.keep_holding(appointment=booking.held, at=booking.at)
    except Refusal as refusal:
        return start_over_with_time(booking, refusal)
    return redirect(following)


def _shown(booking: Booking, step: str, context: dict[str, Any]) -> HttpResponse:
    """The page of the step; back to the times when the one that was held is forgotten."""
    return show(booking, step, context) if booking.held else redirect("legal:book_time")


def _book(booking: Booking) -> HttpResponse:
    answers, held = booking.answers, booking.held
    if held is None:
        raise HoldExpired
    try:
        appointment = services.book(
            appointment=held, **answers.details, narrative=answers.narrative,
            narrative_consent=answers.narrative_consent, at=booking.at,
        )  # fmt: skip
    except AlreadyBooked:
        appointment = Appointment.objects.get(pk=held.pk)
    booking.finish(appointment)
    remember(booking.request, appointment, at=booking.at)
    return redirect(appointment)


def _known(booking: Booking) -> dict[str, Any]:
    """What the account says about whoever books; of a visitor, the language that they read is known."""
    user = booking.user
    return {"name": user.full_name, "phone": user.phone or None} if user else {"writes": get_language()}
