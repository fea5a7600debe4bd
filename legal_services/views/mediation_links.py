"""How a party without an account comes to its mediation: the link in a message or letter, exchanged for the session.

A mail scanner that opens the link changes nothing but a session of its own. The secret stands in no page's address,
so no page can hand it on: the browser is sent to the mediation's own address at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commons.accounts.access import answer_holder
from commons.lib.references import normalise
from legal_services.models import MediationParty
from legal_services.services.mediation.links import digest_of, party_by_digest

Page = Callable[..., HttpResponseBase]
SESSION_KEY = "legal-mediations"
KNOWN_FOR = timedelta(hours=2)
"""For so long a browser that came by a link may open the mediation: other people may sit down at it later."""
MOST = 10


@never_cache
@require_safe
def open_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Let the browser see what the link opens, and send it there."""
    at, digest = timezone.now(), digest_of(secret)
    party = party_by_digest(digest, at=at)
    if party is None:
        response = render(request, "legal_services/mediation/link_over.html", {"private": True}, status=404)
        response["Referrer-Policy"] = "no-referrer"
        return response
    known: dict[str, Any] = request.session.get(SESSION_KEY, {})
    entry = {"link": digest, "until": (at + KNOWN_FOR).isoformat()}
    reference = party.mediation.reference
    known.pop(reference, None)
    request.session[SESSION_KEY] = dict(list(known.items())[1 - MOST :]) | {reference: entry}
    return redirect("legal:mediation", reference)


def party_page(view: Page) -> Page:
    """A page for one party of the mediation; for everybody else it does not exist.

    The view gets the party, and the way in which they came.
    """

    @wraps(view)
    def page(request: HttpRequest, reference: str) -> HttpResponseBase:
        found = _party_of(request, normalise(reference))
        return answer_holder(request, view(request, *found) if found is not None else None)

    return page


def _party_of(request: HttpRequest, reference: str) -> tuple[MediationParty, str] | None:
    parties = MediationParty.objects.filter(mediation__reference=reference)
    own = parties.of_account(request.user).select_related("mediation__matter", "person").first()
    if own is not None:
        return own, MediationParty.Way.ACCOUNT
    entry = request.session.get(SESSION_KEY, {}).get(reference)
    party = _by_entry(entry, timezone.now()) if entry else None
    return (party, MediationParty.Way.LINK) if party and party.mediation.reference == reference else None


def _by_entry(entry: dict[str, str], at: datetime) -> MediationParty | None:
    """The party that this browser's link opened the page to, unless the link was shut or time is over since."""
    until = parse_datetime(entry["until"])
    return party_by_digest(entry["link"], at=at) if until and until > at else None
