"""Registering for an activity. What was chosen before signing up is kept and comes back."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commons.lib.errors import Refusal
from events import services
from events.errors import AlreadyRegistered
from events.forms import RegistrationForm
from events.models import Event
from events.views.detail import standing_registration, visible_event, why_not

KEPT = "events.kept"
"""Where the session holds the answers of a person who still has to sign up: {slug: answers}."""


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask who comes, then register; a visitor signs up or in between, and finds the form as they left it."""
    at = timezone.now()
    event = visible_event(slug, at)
    # A POST is the service's to judge, which looks behind the lock: looking here as well would prove nothing.
    if request.method == "GET" and (standing := standing_registration(request, event)):
        return redirect(standing)
    refusal, kept = why_not(event, at), kept_answers(request, event)
    form = RegistrationForm(request.POST if request.method == "POST" else None, event=event, initial=kept)
    if request.method == "POST" and not refusal and form.is_valid() and (answer := _submit(request, event, form)):
        return answer
    context = {
        "event": event,
        "private": True,
        "form": form,
        "places": event.availability(at),
        "refusal": refusal or form.refusal,
        "is_closed": refusal is not None,
        "is_back": bool(kept),
        "position": event.registrations.waiting().count() + 1,
    }
    return render(request, "events/register.html", context)


def _submit(request: HttpRequest, event: Event, form: RegistrationForm) -> HttpResponse | None:
    """Register, or send a visitor to sign up first; None when the rules turn it down, which the form then says."""
    resident = request.user
    if not resident.is_authenticated:
        return _sign_up(request, event, form)
    try:
        registration = services.register(event=event, resident=resident, at=timezone.now(), **form.answers())
    except AlreadyRegistered as refusal:
        messages.info(request, str(refusal))
        return redirect(standing_registration(request, event) or event)
    except Refusal as refusal:
        form.add_refusal(refusal)
        return None
    forget_answers(request, event)
    return redirect(registration)


def _sign_up(request: HttpRequest, event: Event, form: RegistrationForm) -> HttpResponse:
    """Keep the answers and send the visitor to sign up, or to sign in, and back."""
    request.session[KEPT] = request.session.get(KEPT, {}) | {event.slug: _as_typed(form)}
    door = "account_login" if "sign_in" in request.POST else "account_signup"
    return redirect(f"{reverse(door)}?{urlencode({'next': request.path})}")


def _as_typed(form: RegistrationForm) -> dict[str, Any]:
    answers = form.answers()
    return answers | {"guest_names": "\n".join(answers["guest_names"])}


def kept_answers(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What the person answered before they signed up; empty when nothing was."""
    answers: dict[str, Any] = request.session.get(KEPT, {}).get(event.slug, {})
    return answers


def forget_answers(request: HttpRequest, event: Event) -> None:
    """The answers have become a registration."""
    if KEPT in request.session:
        kept = request.session[KEPT]
        kept.pop(event.slug, None)
        request.session[KEPT] = kept
