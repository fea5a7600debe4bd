"""Who saw or changed what in the legal service area, and what of it is unusual."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.accounts.models import User
from commons.audit.models import Entry
from commons.audit.services import unusual
from legal_services.access import management_page
from legal_services.access_reasons import in_words
from legal_services.forms.access_log import SUBJECTS, AccessLogFilter

PER_PAGE = 100
LOOKED_BACK = timedelta(days=30)
"""For so long unusual reading is shown."""
MOST_UNUSUAL = 20


@management_page
@require_safe
def access_log(request: AuthenticatedRequest) -> HttpResponse:
    """Every open, download, export, search hit and change, the newest first; above it what stands out."""
    at = timezone.now()
    form = AccessLogFilter(request.GET)
    page = Paginator(form.found_in(Entry.objects.all()), PER_PAGE).get_page(request.GET.get("page"))
    odd = unusual(since=at - LOOKED_BACK, until=at)[:MOST_UNUSUAL]
    people = User.objects.in_bulk({entry.actor_id for entry in page if entry.actor_id} | {one.actor_id for one in odd})
    kinds = {code: str(word) for code, word in SUBJECTS}
    shown: dict[str, Any] = {
        "form": form,
        "page": page,
        "lines": [
            {
                "entry": entry,
                "actor": people.get(entry.actor_id or 0),
                "kind": kinds.get(entry.subject, entry.subject),
                "why": in_words(entry.reason),
            }
            for entry in page
        ],
        "odd": [{"reading": one, "actor": people.get(one.actor_id)} for one in odd],
    }
    return render(request, "legal_services/access_log/list.html", shown)
