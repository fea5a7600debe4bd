"""Notarial cases at the desk: which are late, which wait, and one of them with its clock."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page, open_to
from legal_services.desk.choosing import people_found, person_named
from legal_services.desk.notarial_acts import acts_for
from legal_services.forms.notarial import NewCaseForm
from legal_services.models import NotarialCase
from legal_services.notarial_clock import WORKING_DAYS
from legal_services.notarial_querysets import NotarialCaseQuerySet
from legal_services.roles import roles_of
from legal_services.services import notarial
from legal_services.services.notarial import clock_of

PER_PAGE = 50
SUBJECT = "legal.notarial"
"""What the access log calls a notarial case."""
TABS = [
    ("overdue", _("Overdue")),
    ("office", _("At the notary office")),
    ("gathering", _("Papers being gathered")),
    ("collect", _("To be collected")),
    ("ended", _("Ended")),
]
case_page = open_to(lambda roles: roles.is_clerk or roles.practitioner_id is not None)
"""For clerks, and for those who work on the case's matter: the QuerySet decides which."""


@case_page
@require_safe
def case_list(request: AuthenticatedRequest) -> HttpResponse:
    """The cases by where they stand; a reference that was typed opens its case."""
    cases = NotarialCase.objects.visible_to(request.user)
    typed = normalise(request.GET.get("q", ""))
    if typed and cases.filter(reference=typed).exists():
        return redirect("legal-desk:notarial", typed)
    today = day_in_beijing(timezone.now())
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else "overdue"
    counts = _counts(cases, today)
    context = {
        "tab": tab,
        "tabs": [(name, label, counts[name]) for name, label in TABS],
        "page": Paginator(_in_tab(cases, tab, today), PER_PAGE).get_page(request.GET.get("page")),
        "today": today,
        "q": request.GET.get("q", ""),
        "can_open": roles_of(request.user).is_clerk,
    }
    return render(request, "legal_services/notarial/desk_list.html", context)


@counter_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Choose the client, then what is certified and for where."""
    at = timezone.now()
    client = person_named(request.GET.get("client", ""))
    form = NewCaseForm(request.POST or None)
    if client and request.method == "POST" and form.is_valid():
        try:
            case = notarial.open_case(client=client, by=request.user, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("legal-desk:notarial", case.reference)
    found = None if client else people_found(request, via="legal-desk:notarial_new", at=at)
    context = {"client": client, "found": found, "form": form, "q": request.GET.get("q", "")}
    return render(request, "legal_services/notarial/desk_new.html", context)


@case_page
@require_safe
def case(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One case: its clock, its papers, what can be done next, what happened."""
    shown = case_or_404(request, reference)
    record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference, via="legal-desk:notarial",
        at=timezone.now(),
    )  # fmt: skip
    is_clerk = roles_of(request.user).is_clerk
    context = {
        "case": shown,
        "clock": clock_facts(shown, day_in_beijing(timezone.now())),
        "papers": list(shown.papers.select_related("item")),
        "steps": list(shown.steps.select_related("by").order_by("-pk")),
        "acts": acts_for(shown) if is_clerk else [],
        "is_clerk": is_clerk,
        "can_tick": is_clerk and not shown.has_ended,
    }
    return render(request, "legal_services/notarial/desk_case.html", context)


@counter_page
@require_POST
def papers(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Tick what the client has handed in."""
    shown = case_or_404(request, reference)
    chosen = [int(key) for key in request.POST.getlist("paper") if key.isdecimal()]
    at = timezone.now()
    if not shown.has_ended:
        notarial.hand_in(case=shown, papers=chosen, on=day_in_beijing(at), at=at)
    return redirect("legal-desk:notarial", shown.reference)


def case_or_404(request: AuthenticatedRequest, reference: str) -> NotarialCase:
    """The case, if the person may see it."""
    cases = NotarialCase.objects.visible_to(request.user).select_related("act", "applicant", "matter")
    return get_object_or_404(cases.prefetch_related("pauses"), reference=normalise(reference))


def clock_facts(case: NotarialCase, today: date) -> dict[str, Any] | None:
    """How the fifteen working days stand; None before the office has accepted."""
    if case.accepted_on is None:
        return None
    clock = clock_of(case)
    used = clock.used(case.issued_on or today)
    return {
        "used": used,
        "left": WORKING_DAYS - used,
        "over": max(used - WORKING_DAYS, 0),
        "of": WORKING_DAYS,
        "shown": min(used, WORKING_DAYS),
        "stopped": next((stop for stop in case.pauses.all() if stop.ends_on is None), None),
        "is_running": case.state == NotarialCase.State.ACCEPTED,
        "is_overdue": case.is_overdue(today),
    }


def _in_tab(cases: NotarialCaseQuerySet, tab: str, today: date) -> NotarialCaseQuerySet:
    chosen = {
        "overdue": cases.overdue(today).order_by("due_on", "id"),
        "office": cases.at_the_office().order_by(F("due_on").asc(nulls_last=True), "id"),
        "gathering": cases.filter(state=NotarialCase.State.GATHERING).order_by("changed_at", "id"),
        "collect": cases.to_collect().order_by("issued_on", "id"),
        "ended": cases.ended().order_by("-changed_at", "-id"),
    }
    if tab not in chosen:
        raise Http404
    return chosen[tab].for_lists()


def _counts(cases: NotarialCaseQuerySet, today: date) -> dict[str, int]:
    """How many cases each tab holds, in one statement."""
    return cases.aggregate(
        overdue=Count("pk", distinct=True, filter=Q(state="accepted", due_on__lt=today)),
        office=Count("pk", distinct=True, filter=Q(state__in=["applied", "accepted"])),
        gathering=Count("pk", distinct=True, filter=Q(state="gathering")),
        collect=Count("pk", distinct=True, filter=Q(state__in=["issued", "authenticating", "authenticated"])),
        ended=Count("pk", distinct=True, filter=Q(state__in=["collected", "refused", "withdrawn"])),
    )
