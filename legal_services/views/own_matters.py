"""A resident's own appointments and matters, under their page."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services import serve
from commons.lib.errors import Refusal
from legal_services.models import Appointment
from legal_services.own_matters import handed_over_to, matters_of, offers_to

MOST_APPOINTMENTS = 50
SUBJECT = "legal.matter"


@signed_in
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """What comes, what is asked of the person, and what was handed over to them."""
    at = timezone.now()
    own = Appointment.objects.of_client(request.user).for_pages().order_by("-starts_at", "-pk")[:MOST_APPOINTMENTS]
    coming = [one for one in own if one.state in Appointment.COMING and one.ends_at > at]
    matters = matters_of(request.user, at=at)
    context = {
        "coming": coming[::-1],
        "past": [one for one in own if one not in coming],
        "matters": matters,
        "asks": [*offers_to(request.user, at=at), *(part for one in matters for part in one.asks)],
        "private": True,
    }
    return render(request, "legal_services/own_matters/home.html", context)


@signed_in
@require_safe
def document(request: AuthenticatedRequest, document: UUID) -> HttpResponseBase:
    """A document that was handed over to the person."""
    held = get_object_or_404(handed_over_to(request.user).select_related("matter"), document=document)
    reference = held.matter.reference
    record(
        actor=request.user, act=Act.DOWNLOAD, subject=SUBJECT, reference=reference, via=request.path, at=timezone.now()
    )
    try:
        return serve(held.document, inline=False)
    except Refusal as refusal:
        raise Http404 from refusal
