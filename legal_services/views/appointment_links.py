"""How a client without an account comes to an appointment: the link in a message, exchanged for a place in the session.

A mail scanner that opens the link changes nothing but a session of its own. The secret stands in no page's address,
so no page can hand it on: the browser is sent to the appointment's own address at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import answer_holder
from commons.lib.references import normalise
from legal_services.forms.appointments import FindForm
from legal_services.models import Appointment, AppointmentLink
from legal_services.services.links import OPEN_AFTERWARDS, link_by_secret
from legal_services.services.messages import tell

Page = Callable[..., HttpResponseBase]
Scope = AppointmentLink.Scope
SESSION_KEY = "legal-appointments"
KNOWN_FOR = timedelta(hours=2)
"""For so long a browser that came by a link may open the appointment: other people may sit down at it later."""
MOST = 20
LINKS_AN_HOUR = 3
MANAGE_ONLY = (Scope.MANAGE,)


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Send a new link to the address that was given with an appointment. The answer is the same whether it fits."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        send_link(at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("If the two belong together, a message with a new link is on its way."))
        return redirect("legal:appointment_find")
    context = {"form": form, "private": True}
    return render(request, "legal_services/appointments/find.html", context)


@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Let the browser see what the link opens, and send it there."""
    at = timezone.now()
    link = link_by_secret(secret, at=at)
    if link is None:
        response = render(request, "legal_services/appointments/link_over.html", status=404)
        response["Referrer-Policy"] = "no-referrer"
        return response
    remember(request, link.appointment, scope=link.scope, at=at, link=link)
    page = "legal:appointment_offer" if link.scope == Scope.OFFER else "legal:appointment"
    return redirect(page, link.appointment.reference)


def send_link(*, reference: str, email: str, at: datetime) -> None:
    """Write the message with a new link, if the address is that of the appointment; three times an hour at most."""
    found = Appointment.objects.real().select_related("service__venue", "user").defer("narrative")
    appointment = found.filter(reference=normalise(reference), user=None, email__iexact=email).first()
    if appointment is None or appointment.ends_at + OPEN_AFTERWARDS <= at or not _counted(appointment):
        return
    tell(appointment, "link", at=at, occasion=f"{at:%Y%m%dT%H%M}")


def remember(
    request: HttpRequest, appointment: Appointment, *, at: datetime, scope: str = Scope.MANAGE,
    link: AppointmentLink | None = None,
) -> None:  # fmt: skip
    """Let this browser open the appointment for two hours; who has just booked it needs no link."""
    known: dict[str, Any] = request.session.get(SESSION_KEY, {})
    if known.get(appointment.reference, {}).get("scope") == Scope.MANAGE:
        scope = Scope.MANAGE
    known.pop(appointment.reference, None)
    entry = {"scope": scope, "until": (at + KNOWN_FOR).isoformat(), "link": link.pk if link else None}
    request.session[SESSION_KEY] = dict(list(known.items())[1 - MOST :]) | {appointment.reference: entry}


def forget(request: HttpRequest, reference: str) -> None:
    """Take the appointment out of this browser."""
    known = request.session.get(SESSION_KEY, {})
    if known.pop(reference, None):
        request.session[SESSION_KEY] = known


def client_page(view: Page, *, scopes: tuple[str, ...] = MANAGE_ONLY) -> Callable[..., HttpResponseBase]:
    """A page for the client whose appointment it is; for everybody else it does not exist."""

    @wraps(view)
    def page(request: HttpRequest, reference: str, **arguments: Any) -> HttpResponseBase:
        reference = normalise(reference)
        appointment = own_appointment(request, reference, scopes)
        return answer_holder(request, view(request, appointment, **arguments) if appointment is not None else None)

    return page


def offer_page(view: Page) -> Callable[..., HttpResponseBase]:
    """A client's page that a link to an offer opens too."""
    return client_page(view, scopes=(Scope.MANAGE, Scope.OFFER))


def may_manage(request: HttpRequest, appointment: Appointment) -> bool:
    """Whether the person may open the appointment itself, and not only an offer for it."""
    return own_appointment(request, appointment.reference, MANAGE_ONLY) is not None


def own_appointment(request: HttpRequest, reference: str, scopes: tuple[str, ...]) -> Appointment | None:
    """The appointment, if the person's account or a link that this browser came by gives it to them."""
    appointments = Appointment.objects.real().for_pages().select_related("user", "reservation")
    if own := appointments.of_client(request.user).filter(reference=reference).first():
        return own
    entry = request.session.get(SESSION_KEY, {}).get(reference)
    if entry is None or entry["scope"] not in scopes or not _stands(entry, timezone.now()):
        return None
    return appointments.filter(reference=reference).first()


def _counted(appointment: Appointment) -> bool:
    """Whether the appointment's address may be written to once more: nobody fills a stranger's mailbox."""
    key = f"legal-links:{appointment.pk}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) <= LINKS_AN_HOUR
    except ValueError:
        return True


def _stands(entry: dict[str, Any], at: datetime) -> bool:
    until = parse_datetime(entry["until"])
    if until is None or until <= at:
        return False
    shut = AppointmentLink.objects.filter(pk=entry["link"], revoked_at__isnull=False)
    return entry["link"] is None or not shut.exists()
