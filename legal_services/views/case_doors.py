"""The address that messages carry, which names a reference and not what the case is about; and whom to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.lib.references import normalise
from legal_services.models import Service
from legal_services.services.case_news import MEDIATION


@never_cache
@require_safe
def case(_request: HttpRequest, reference: str) -> HttpResponse:
    """Send the person on to the page of the case; whether it is theirs, that page asks."""
    reference = normalise(reference)
    page = "legal:mediation" if reference.startswith(f"{MEDIATION}-") else "legal:notarial_case"
    return redirect(page, reference)


def whom_to_ask(kind: str) -> Service | None:
    """The service with whose place, hours and telephone a case's page ends: where papers are brought, whom to call."""
    return Service.objects.filter(kind=kind).select_related("venue").first()
