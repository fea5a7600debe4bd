"""Activities that an institution proposes, as those who act for it see them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.lib.errors import Refusal
from events import errors, services
from events.models import Proposal
from events.proposal_forms import CallOffProposalForm, ProposalForm, ProposalTextsForm
from institutions.models import Institution
from institutions.roles import roles_of

MOST_SHOWN = 100


def proposal_or_404(request: AuthenticatedRequest, reference: str) -> Proposal:
    """The proposal, if it is one of the person's institutions."""
    return get_object_or_404(Proposal.objects.of_member(request.user).with_room(), reference=reference)


@signed_in
@require_safe
def proposals(request: AuthenticatedRequest) -> HttpResponse:
    """What one's institutions have proposed, and what became of it."""
    if not roles_of(request.user).institutions:
        raise Http404
    listed = Proposal.objects.of_member(request.user).with_room()[:MOST_SHOWN]
    return render(request, "events/proposals/list.html", {"proposals": list(listed), "now": timezone.now()})


@signed_in
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Propose an activity; the room is kept from this moment on."""
    if not roles_of(request.user).institutions:
        raise Http404
    institutions = list(Institution.objects.of_member(request.user).settled())
    if not institutions:
        return render(request, "events/proposals/not_yet.html")
    form = ProposalForm(request.POST or None, institutions=institutions, initial=_wished(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = _propose(request, form)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Your activity is proposed, and the room is kept for it."))
            return redirect(made)
    context = {"form": form, "is_alone": len(institutions) == 1}
    return render(request, "events/proposals/new.html", context)


@signed_in
@require_safe
def proposal(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One proposal: how it stands, its room, its texts."""
    at = timezone.now()
    shown = proposal_or_404(request, reference)
    context = {"proposal": shown, "booking": shown.booking, "is_over": shown.is_over(at), **_acts(shown)}
    return render(request, "events/proposals/detail.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Change the texts, as long as nobody has decided."""
    shown = proposal_or_404(request, reference)
    if not shown.is_open:
        return _not_any_more(request, shown)
    form = ProposalTextsForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        changed, known_at = form.changed_translations, form.cleaned_data["known_at"]
        try:
            services.revise(
                proposal=form.save(commit=False), changed=changed, by=request.user, at=timezone.now(), known_at=known_at
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(shown)
    return render(request, "events/proposals/edit.html", {"proposal": shown, "form": form, "known_at": _known_at(form)})


@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask once more, then take the proposal back and give up the room."""
    shown = proposal_or_404(request, reference)
    if not shown.is_open:
        return _not_any_more(request, shown)
    if request.method == "POST":
        try:
            services.withdraw(proposal=shown, by=request.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.in_full)
        else:
            messages.success(request, _("The proposal is withdrawn, and the room is free again."))
        return redirect(shown)
    is_late = timezone.now() > shown.booking.free_to_cancel_until
    context = {"proposal": shown, "booking": shown.booking, "is_late": is_late}
    return render(request, "events/proposals/withdraw.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def call_off(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say why, see who is told, and cancel the approved activity together with its room."""
    shown = proposal_or_404(request, reference)
    if shown.state != Proposal.State.APPROVED:
        return _not_any_more(request, shown)
    form = CallOffProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.call_off(proposal=shown, reason=form.reason(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The activity is cancelled, and everyone registered is told."))
            return redirect(shown)
    assert shown.event is not None
    audience = services.audience_of(shown.event)
    is_late = timezone.now() > shown.booking.free_to_cancel_until
    context = {"proposal": shown, "form": form, "parties": audience.parties, "people": audience.people}
    return render(request, "events/proposals/call_off.html", {**context, "is_late": is_late})


def _acts(shown: Proposal) -> dict[str, bool]:
    """What the institution can still do."""
    at = timezone.now()
    return {
        "can_change": shown.is_open and shown.booking.starts_at > at,
        "can_call_off": shown.state == Proposal.State.APPROVED and shown.booking.starts_at > at,
    }


def _propose(request: AuthenticatedRequest, form: ProposalForm) -> Proposal:
    proposal = form.save(commit=False)
    proposal.institution = form.cleaned_data["institution"]
    return services.propose(proposal=proposal, by=request.user, at=timezone.now(), **form.room())


def _wished(request: AuthenticatedRequest) -> dict[str, Any]:
    """What the address asks for, such as a room and a time that somebody chose in the weekly view."""
    asked = request.GET
    return {name: asked[name] for name in ("institution", "space", "day", "starts", "ends", "people") if name in asked}


def _known_at(form: ProposalTextsForm) -> str:
    """The last change that the person knows of: once told of a colleague's, they save in full knowledge of it."""
    if isinstance(form.refusal, errors.ProposalChanged):
        return Proposal.objects.values_list("changed_at", flat=True).get(pk=form.instance.pk).isoformat()
    return str(form["known_at"].value() or "")


def _not_any_more(request: AuthenticatedRequest, shown: Proposal) -> HttpResponse:
    refusal = errors.AlreadyDecided()
    messages.error(request, refusal.in_full)
    return redirect(shown)
