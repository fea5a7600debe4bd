"""Possible conflicts of interest at the desk: looked for, explained without content, decided by a second person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import desk_page, open_to
from legal_services.forms.matters import AskForm
from legal_services.models import ConflictCheck, Matter
from legal_services.roles import roles_of
from legal_services.services import conflicts as checking
from legal_services.services.matters import SUBJECT

State = ConflictCheck.State
MOST_SHOWN = 100
second_person_page = open_to(lambda roles: roles.is_clerk or roles.is_manager)
"""For clerks and managers: one of them is the second person."""


@second_person_page
@require_safe
def waiting(request: AuthenticatedRequest) -> HttpResponse:
    """Where somebody asks to go on in spite of a warning, the longest waiting first."""
    asked = ConflictCheck.objects.filter(state=State.ASKED).select_related("matter", "asked_by").order_by("asked_at")
    return render(request, "legal_services/conflicts/list.html", {"checks": asked.defer("reason")[:MOST_SHOWN]})


@desk_page
@require_http_methods(["GET", "POST"])
def conflict(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What the latest check found; POST looks anew."""
    shown = matter_or_404(request, reference)
    if request.method == "POST":
        _refuse_strangers(request, shown)
        check = checking.check_conflicts(matter=shown, by=request.user, at=timezone.now())
        if check.state == State.CLEAR:
            messages.success(request, _("Nothing was found that stands in the way."))
        return redirect("legal-desk:matter_conflicts", shown.reference)
    audit.record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference,
        via="legal-desk:matter_conflicts", at=timezone.now(),
    )  # fmt: skip
    return _shown(request, shown, AskForm())


@desk_page
@require_POST
def ask(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give the reason for going on; a second person is needed from now on."""
    shown = matter_or_404(request, reference)
    _refuse_strangers(request, shown)
    form = AskForm(request.POST)
    check = shown.conflict_checks.first()
    if check and form.is_valid():
        try:
            checking.ask_to_go_on(check=check, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("A second person has to agree now."))
            return redirect("legal-desk:matter_conflicts", shown.reference)
    return _shown(request, shown, form)


@second_person_page
@require_POST
def decide(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Agree or decline, as the second person."""
    shown = matter_or_404(request, reference)
    check = shown.conflict_checks.first()
    agree = request.POST.get("decision") == "agree"
    if check is None or request.POST.get("decision") not in {"agree", "decline"}:
        return redirect("legal-desk:matter_conflicts", shown.reference)
    try:
        checking.decide(check=check, agree=agree, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("You agreed to go on.") if agree else _("You declined."))
    return redirect("legal-desk:matter_conflicts", shown.reference)


def matter_or_404(request: AuthenticatedRequest, reference: str) -> Matter:
    """The matter, for clerks, for managers who may be the second person, and for those who read what it is about."""
    roles = roles_of(request.user)
    visible = Matter.objects.all() if roles.is_clerk or roles.is_manager else Matter.objects.readable_by(request.user)
    return get_object_or_404(visible, reference=normalise(reference))


def _refuse_strangers(request: AuthenticatedRequest, shown: Matter) -> None:
    """Checking and asking is for clerks and for those who advise or mediate in the matter."""
    is_clerk = roles_of(request.user).is_clerk
    if not is_clerk and not Matter.objects.readable_by(request.user).filter(pk=shown.pk).exists():
        raise Http404


def _shown(request: AuthenticatedRequest, shown: Matter, form: AskForm) -> HttpResponse:
    roles = roles_of(request.user)
    check = shown.conflict_checks.select_related("by", "asked_by", "approved_by").first()
    reads = Matter.objects.readable_by(request.user).filter(pk=shown.pk).exists()
    context = {
        "matter": shown,
        "check": check,
        "hits": check.hits.select_related("person", "other") if check else [],
        "form": form,
        "is_clerk": roles.is_clerk,
        "sees_names": roles.is_clerk or reads,
        "may_decide": (roles.is_clerk or roles.is_manager) and check is not None and check.asked_by != request.user,
    }
    return render(request, "legal_services/conflicts/conflict.html", context)
