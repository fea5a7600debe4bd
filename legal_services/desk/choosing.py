"""Finding somebody whom the area knows, for a case that is opened: by name in any script, phone or reference."""

from datetime import datetime

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from legal_services.models import Person
from legal_services.search import find_people
from legal_services.services.people import SUBJECT

MOST = 8


def people_found(
    request: AuthenticatedRequest, *, via: str, at: datetime, text: str | None = None
) -> list[Person] | None:
    """Those whom the words may mean, those in `q` unless others are given; None when there are none.

    Every hit is noted in the access log.
    """
    text = (request.GET.get("q", "") if text is None else text).strip()
    if not text:
        return None
    found = find_people(text, limit=MOST)
    audit.record_many(
        audit.entry(actor=request.user, act=Act.SEARCH_HIT, subject=SUBJECT, reference=one.reference, via=via, at=at)
        for one in found
    )
    return found


def person_named(reference: str) -> Person | None:
    """The person with this reference; the one that was kept when they were merged."""
    if not reference:
        return None
    found = Person.objects.select_related("root").filter(reference=reference, erased_at=None).first()
    return (found.root or found) if found else None
