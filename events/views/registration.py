"""A resident's own registration: the confirmation to come back to, by account or by the link in a message.

A GET never changes anything: mail programs and scanners open links on their own.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import answer_holder
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from events import calendar, services
from events.forms import ReducePartyForm
from events.models import Registration
from events.querysets import sessions_with_venues
from events.services.links import registration_by_token, token_for
from events.views.detail import calendar_response, other_activities

Page = Callable[[HttpRequest, Registration], HttpResponse]


def holder_page(view: Page) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """A page for the one who holds the registration; for everybody else it does not exist."""

    @wraps(view)
    def page(request: HttpRequest, reference: str) -> HttpResponseBase:
        registration = held_registration(request, normalise(reference))
        return answer_holder(request, view(request, registration) if registration is not None else None)

    return page


def held_registration(request: HttpRequest, reference: str) -> Registration | None:
    """The registration, if the person's account or the link's token gives it to them."""
    registrations = Registration.objects.filter(reference=reference).select_related("resident").with_event()
    registrations = registrations.prefetch_related(sessions_with_venues("event__sessions"))
    if own := registrations.of_resident(request.user).first():
        return own
    token = request.GET.get("token", "")
    if token and registration_by_token(reference, token, at=timezone.now()):
        return registrations.first()
    return None


def token_query(request: HttpRequest, registration: Registration) -> str:
    """What the next address carries for a person who came by the signed link; empty for one with an account."""
    return f"?{urlencode({'token': token_for(registration)})}" if request.GET.get("token") else ""


@require_safe
@holder_page
def detail(request: HttpRequest, registration: Registration) -> HttpResponse:
    """How the registration stands, what happens next, and what can be done about it."""
    at = timezone.now()
    event = registration.event
    context = {
        "registration": registration,
        "event": event,
        "position": registration.position_in_queue,
        "offer_stands": registration.offer_stands(at),
        "can_cancel": registration.can_be_cancelled_by_resident(at),
        "is_over": event.is_over(at),
        "by_hand": event.is_seated_by_hand(at),
        "others": [] if registration.is_active else other_activities(event, at),
        "token": token_query(request, registration),
    }
    return render(request, "events/registration.html", context)


@require_http_methods(["GET", "POST"])
@holder_page
def accept(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take the offered place."""
    return _act(request, registration, services.accept_offer, _("The place is yours."))


@require_http_methods(["GET", "POST"])
@holder_page
def decline(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Leave the offered place to the next in line."""
    return _act(request, registration, services.decline_offer, _("You declined the place. Thank you for telling us."))


@require_http_methods(["GET", "POST"])
@holder_page
def cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask once more, then cancel."""
    if request.method == "POST":
        return _act(request, registration, services.cancel, _("Your registration is cancelled."))
    if not registration.can_be_cancelled_by_resident(timezone.now()):
        return _back(request, registration)
    context = {"registration": registration, "event": registration.event, "token": token_query(request, registration)}
    return render(request, "events/registration_cancel.html", context)


@require_http_methods(["GET", "POST"])
@holder_page
def reduce(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask how many still come, then give the other places back."""
    if registration.party < 2 or not registration.can_be_cancelled_by_resident(timezone.now()):
        return _back(request, registration)
    form = ReducePartyForm(request.POST if request.method == "POST" else None, registration=registration)
    if request.method == "POST" and form.is_valid():
        try:
            registration = services.reduce_party(
                registration=registration,
                party=form.cleaned_data["party"],
                at=timezone.now(),
                by=registration.resident,
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Your registration is now for fewer people."))
            return _back(request, registration)
    context = {
        "registration": registration,
        "event": registration.event,
        "form": form,
        "token": token_query(request, registration),
    }
    return render(request, "events/registration_reduce.html", context)


@require_safe
@holder_page
def calendar_file(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The registration as a calendar file in the page's language."""
    content = calendar.calendar_for(registration, language=get_language())
    return calendar_response(content, registration.reference)


def _act(request: HttpRequest, registration: Registration, act: Callable[..., Registration], done: str) -> HttpResponse:
    """Let the service act on a POST, say what came of it, and show the registration. A GET only shows it."""
    if request.method == "POST":
        try:
            registration = act(registration=registration, at=timezone.now(), by=registration.resident)
        except Refusal as refusal:
            messages.error(request, refusal.in_full)
        else:
            messages.success(request, done)
    return _back(request, registration)


def _back(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(registration.get_absolute_url() + token_query(request, registration))
