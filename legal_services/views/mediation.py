"""A mediation as one of its parties sees it: free to take part or not, with what is meant for them and no other."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from legal_services.forms.mediation import PartyNoteForm
from legal_services.models import Agreement, MediationNote, MediationParty, Service
from legal_services.models.mediation import MediationSession
from legal_services.services.mediation import agreements, notes, parties
from legal_services.services.mediation.sessions import mediator_of
from legal_services.views.case_doors import whom_to_ask
from legal_services.views.mediation_links import party_page
from legal_services.views.sent_only import sent_from

TEMPLATE = "legal_services/mediation/party.html"


@require_safe
@party_page
def detail(request: HttpRequest, party: MediationParty, way: str) -> HttpResponse:
    """How it stands, what is asked of the party, what they may read."""
    return _page(request, party, PartyNoteForm())


@sent_from("legal:mediation")
@party_page
def answer(request: HttpRequest, party: MediationParty, way: str) -> HttpResponse:
    """Take part, or not: the same page for both, so that neither is the easier one."""
    accepts = request.POST.get("answer") == "yes"
    if not accepts and request.POST.get("answer") != "no":
        return redirect(party.mediation)
    try:
        parties.answer(party=party, accepts=accepts, way=way, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("Your answer has been noted."))
    return redirect(party.mediation)


@require_safe
@party_page
def refuse(request: HttpRequest, party: MediationParty, way: str) -> HttpResponse:
    """Say what a refusal means, and ask once."""
    if not party.mediation.is_open:
        return redirect(party.mediation)
    return render(request, "legal_services/mediation/refuse.html", {"mediation": party.mediation, "private": True})


@sent_from("legal:mediation")
@party_page
def write(request: HttpRequest, party: MediationParty, way: str) -> HttpResponse:
    """Write to the mediator alone."""
    form = PartyNoteForm(request.POST)
    if form.is_valid():
        try:
            notes.write_to_mediator(party=party, text=form.cleaned_data["text"], author=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Only the mediator and you can read it."))
            return redirect(party.mediation)
    return _page(request, party, form)


@sent_from("legal:mediation")
@party_page
def confirmation(request: HttpRequest, party: MediationParty, way: str) -> HttpResponse:
    """Say whether the court should confirm the agreement, or take that back."""
    try:
        agreements.want_confirmation(party=party, wants=request.POST.get("wants") == "yes", at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("Your answer has been noted."))
    return redirect(party.mediation)


def _page(request: HttpRequest, party: MediationParty, form: PartyNoteForm) -> HttpResponse:
    mediation, today = party.mediation, day_in_beijing(timezone.now())
    takes_part = party.state == MediationParty.State.ACCEPTED
    agreement = Agreement.objects.filter(mediation=mediation).first() if takes_part else None
    read = list(MediationNote.objects.for_party(party))
    context: dict[str, Any] = {
        "mediation": mediation,
        "party": party,
        "parties": list(mediation.parties.select_related("person")),
        "mediator": mediator_of(mediation),
        "sessions": _sessions(party),
        "joint": [note for note in read if note.kind == MediationNote.Kind.JOINT],
        "own": [note for note in read if note.kind == MediationNote.Kind.PRIVATE],
        "agreement": agreement,
        "can_confirm": agreement is not None and agreement.can_be_confirmed(today),
        "form": form,
        "asked": whom_to_ask(Service.Kind.MEDIATION),
        "has_account": request.user.is_authenticated,
        "private": True,
    }
    return render(request, TEMPLATE, context)


def _sessions(party: MediationParty) -> list[MediationSession]:
    """The sessions to which this party is asked; those with another party alone are not theirs to know of."""
    sessions = party.mediation.sessions.select_related("mediator", "interpreter")
    asked = [session for session in sessions if session.with_party_id in (None, party.pk)]
    return [session for session in asked if session.state != MediationSession.State.CANCELLED]
