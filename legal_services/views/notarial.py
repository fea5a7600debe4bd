"""A resident's own notarial case: how it stands, what is asked of them, what they have handed over."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.lib.dates import day_in_beijing
from commons.lib.references import normalise
from legal_services.models import NotarialCase, Service
from legal_services.views.case_doors import whom_to_ask


@signed_in
@require_safe
def case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The case of the person who is signed in; for everybody else it does not exist. No note of the staff is shown."""
    cases = NotarialCase.objects.of_client(request.user).select_related("act").with_standing_pause()
    shown = get_object_or_404(cases, reference=normalise(reference))
    papers = list(shown.papers.select_related("item"))
    context = {
        "case": shown,
        "missing": [paper for paper in papers if paper.handed_on is None],
        "handed": [paper for paper in papers if paper.handed_on is not None],
        "steps": list(shown.steps.order_by("pk").only("case", "what", "on")),
        "is_late": shown.is_overdue(day_in_beijing(timezone.now())),
        "asked": whom_to_ask(Service.Kind.NOTARIAL),
        "private": True,
    }
    return render(request, "legal_services/notarial/case.html", context)
