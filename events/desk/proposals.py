"""Activities that institutions propose, as those who decide see them: officers, and staff of the venue's community."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.errors import Refusal
from commons.translations.services import states
from communities.models import Community
from events import services
from events.models import Proposal
from events.proposal_forms import ApproveForm, CallOffProposalForm, DeclineForm
from events.querysets import ProposalQuerySet
from institutions.roles import roles_of

PER_PAGE = 50
TABS = (("waiting", gettext_lazy("To decide")), ("decided", gettext_lazy("Decided")))


def deciding(request: AuthenticatedRequest) -> ProposalQuerySet:
    """What the person decides about. Raises Http404 for those who work elsewhere."""
    if not roles_of(request.user).is_officer and not Community.objects.staffed_by(request.user).exists():
        raise Http404
    return Proposal.objects.decided_by(request.user).with_room()


def proposal_or_404(request: AuthenticatedRequest, reference: str) -> Proposal:
    """One of those."""
    return get_object_or_404(deciding(request), reference=reference)


@desk_page
@require_safe
def proposal_list(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for a decision, the next one first; and what was decided, the latest first."""
    at, mine = timezone.now(), deciding(request)
    waiting = mine.waiting(at)
    tab = "decided" if request.GET.get("tab") == "decided" else "waiting"
    shown = (
        waiting if tab == "waiting" else mine.exclude(pk__in=waiting.order_by().values("pk")).order_by("-changed_at")
    )
    counts = {"waiting": waiting.count()}
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tab": tab, "tabs": [(name, label, counts.get(name)) for name, label in TABS], "now": at}
    return render(request, "events/proposals/desk_list.html", context)


@desk_page
@require_safe
def proposal(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One proposal with everything that a decision needs."""
    shown = proposal_or_404(request, reference)
    return _page(request, shown, _approve_form(request, shown) if shown.is_open else None)


@desk_page
@require_http_methods(["GET", "POST"])
def approve(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Publish the activity; the room is its own."""
    shown = proposal_or_404(request, reference)
    if request.method != "POST":
        return redirect("proposals-desk:proposal", reference)
    form = _approve_form(request, shown, request.POST)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            services.approve(
                proposal=shown, community=answers["community"], by=request.user, at=timezone.now(),
                known_at=answers["known_at"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Approved and published. The institution is told."))
            return redirect("proposals-desk:proposal", reference)
    return _page(request, proposal_or_404(request, reference), form)


@desk_page
@require_http_methods(["GET", "POST"])
def decline(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say why not; the room is given back."""
    shown = proposal_or_404(request, reference)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.decline(proposal=shown, reason=reason, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Declined. The institution is told, and the room is free again."))
            return redirect("proposals-desk:proposal", reference)
    return render(request, "events/proposals/desk_decline.html", {"proposal": shown, "form": form})


@desk_page
@require_http_methods(["GET", "POST"])
def call_off(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say why, see who is told, and cancel the approved activity together with its room."""
    shown = proposal_or_404(request, reference)
    if shown.state != Proposal.State.APPROVED or shown.event is None:
        return redirect("proposals-desk:proposal", reference)
    form = CallOffProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            told = services.call_off(proposal=shown, reason=form.reason(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            said = ngettext("Cancelled. %(n)d message was written.", "Cancelled. %(n)d messages were written.", told)
            messages.success(request, said % {"n": told})
            return redirect("proposals-desk:proposal", reference)
    context = {"proposal": shown, "event": shown.event, "form": form, "audience": services.audience_of(shown.event)}
    return render(request, "events/proposals/desk_call_off.html", context)


def _approve_form(request: AuthenticatedRequest, shown: Proposal, answers: Any = None) -> ApproveForm:
    is_officer = roles_of(request.user).is_officer
    return ApproveForm(answers, proposal=shown, decider=request.user, is_officer=is_officer)


def _page(request: AuthenticatedRequest, shown: Proposal, form: ApproveForm | None) -> HttpResponse:
    at = timezone.now()
    staffs = shown.event is not None and Community.objects.staffed_by(request.user).filter(
        pk=shown.event.community_id
    ).exists()  # fmt: skip
    context = {
        "proposal": shown,
        "booking": shown.booking,
        "form": form if shown.booking.starts_at > at else None,
        "is_over": shown.is_over(at),
        "can_call_off": shown.state == Proposal.State.APPROVED and not shown.is_over(at),
        "staffs": staffs,
        "text_states": states(shown),
    }
    return render(request, "events/proposals/desk_detail.html", context)
