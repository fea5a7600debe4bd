"""The steps of a mediation, each on a small page of its own, and the letters that bring a party its link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page, open_to
from legal_services.desk.choosing import people_found, person_named
from legal_services.forms import mediation as forms
from legal_services.models import Agreement, Mediation, MediationParty, MediationSession
from legal_services.roles import roles_of
from legal_services.services.mediation import agreements, links, parties, sessions

State = Mediation.State
Answers = dict[str, Any]


@dataclass(frozen=True)
class MediationAct:
    """Something that is noted about a mediation. `take` calls the service with the answers of the form."""

    name: str
    label: str | Promise
    icon: str
    form: type[forms.OfMediation]
    take: Callable[..., object]
    states: tuple[str, ...]
    hint: str | Promise = ""
    only_mediator: bool = False
    ends: bool = False


def _answer(*, party: MediationParty, answer: str, by: Any, at: Any, **_act: Any) -> object:
    way = MediationParty.Way.COUNTER
    return parties.answer(party=party, accepts=answer == "yes", way=way, by=by, at=at)


def _session(*, mediation: Mediation, party: MediationParty | None, by: Any, at: Any, **answers: Any) -> object:
    return sessions.plan_session(mediation=mediation, with_party=party, by=by, at=at, **answers)


def _want(*, party: MediationParty, at: Any, **_act: Any) -> object:
    return agreements.want_confirmation(party=party, wants=True, at=at)


def _decide(*, mediation: Mediation, decision: str, on: Any, by: Any, at: Any) -> object:
    confirmed = decision == "confirmed"
    return agreements.note_decision(mediation=mediation, confirmed=confirmed, on=on, by=by, at=at)


ACTS = {
    act.name: act
    for act in (
        MediationAct(
            "answer", gettext_lazy("Note an answer"), "message-circle", forms.AnswerForm, _answer, Mediation.OPEN,
            gettext_lazy("For a party who came or called. Everybody is free to leave until there is an agreement."),
        ),
        MediationAct(
            "session", gettext_lazy("Plan a session"), "calendar-plus", forms.SessionForm, _session, Mediation.OPEN,
            gettext_lazy("The mediator’s and the interpreter’s time is taken on their calendars."),
        ),
        MediationAct(
            "agree", gettext_lazy("Record the agreement"), "handshake", forms.AgreementForm, agreements.agree,
            (State.TALKING,),
            gettext_lazy(
                "Written or oral (People’s Mediation Law, arts. 28–30). From the day it takes effect the parties have "
                "30 days to ask the court together for a confirmation (art. 33)."
            ),
            only_mediator=True,
        ),
        MediationAct(
            "want", gettext_lazy("A party wants a confirmation"), "user-round-check", forms.ConfirmationWishForm, _want,
            Mediation.AFTER_AGREEMENT,
        ),
        MediationAct(
            "apply", gettext_lazy("Applied to the court"), "landmark", forms.ApplicationForm,
            agreements.apply_for_confirmation, Mediation.AFTER_AGREEMENT,
            gettext_lazy("The parties apply together: every one of them has to have said so."),
        ),
        MediationAct(
            "decision", gettext_lazy("The court has decided"), "gavel", forms.DecisionForm, _decide,
            Mediation.AFTER_AGREEMENT,
        ),
        MediationAct(
            "follow-up", gettext_lazy("Follow up"), "list-checks", forms.FollowUpForm, agreements.follow_up,
            (State.AGREED, State.BROKEN),
            gettext_lazy("Ask the parties how the agreement is performed (People’s Mediation Law, art. 31)."),
        ),
        MediationAct(
            "end", gettext_lazy("End without an agreement"), "x", forms.EndForm, agreements.end_without, Mediation.OPEN,
            only_mediator=True, ends=True,
        ),
    )
}  # fmt: skip
CONFIRMING = {
    "want": Agreement.Confirmation.NOT_ASKED,
    "apply": Agreement.Confirmation.NOT_ASKED,
    "decision": Agreement.Confirmation.APPLIED,
}
"""How the confirmation has to stand for these acts."""
act_page = open_to(lambda roles: roles.is_clerk or roles.practitioner_id is not None)


def acts_for(
    mediation: Mediation, agreement: Agreement | None, *, is_clerk: bool, mediates: bool
) -> list[MediationAct]:
    """What the person can note about the mediation as it stands."""
    return [
        act
        for act in ACTS.values()
        if mediation.state in act.states
        and (mediates or (is_clerk and not act.only_mediator))
        and (act.name not in CONFIRMING or (agreement and agreement.confirmation == CONFIRMING[act.name]))
    ]


def letters_for(mediation: Mediation) -> tuple[str, ...]:
    """For which states of a party a letter with a link is printed: as long as there is something to answer or read."""
    return ("invited", "accepted") if mediation.state != State.DECLINED else ()


@act_page
@require_http_methods(["GET", "POST"])
def act(request: AuthenticatedRequest, reference: str, act: str) -> HttpResponse:
    """Ask for what the step needs, then take it. Interpreters look on."""
    chosen = ACTS.get(act)
    mediation = _acted_on(request, reference, only_mediator=chosen is not None and chosen.only_mediator)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST if request.method == "POST" else None, mediation=mediation, initial=_initial())
    if request.method == "POST" and form.is_valid():
        try:
            chosen.take(mediation=mediation, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Noted."))
            return redirect("legal-desk:mediation", mediation.reference)
    context = {"mediation": mediation, "act": chosen, "form": form}
    return render(request, "legal_services/mediation/desk_act.html", context)


@counter_page
@require_http_methods(["GET", "POST"])
def invite(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Find another party and invite them."""
    mediation = _acted_on(request, reference)
    at = timezone.now()
    refusal: Refusal | None = None
    if request.method == "POST" and (person := person_named(request.POST.get("person", ""))):
        try:
            parties.invite(mediation=mediation, person=person, by=request.user, at=at)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect("legal-desk:mediation", mediation.reference)
    person = person_named(request.GET.get("person", ""))
    found = None if person else people_found(request, via="legal-desk:mediation_invite", at=at)
    context = {
        "mediation": mediation, "person": person, "found": found, "q": request.GET.get("q", ""), "refusal": refusal,
    }  # fmt: skip
    return render(request, "legal_services/mediation/desk_invite.html", context)


@act_page
@require_POST
def session(request: AuthenticatedRequest, reference: str, session: int) -> HttpResponse:
    """Note that a session was held, or cancel it."""
    mediation = _acted_on(request, reference)
    planned = get_object_or_404(MediationSession, mediation=mediation, pk=session)
    take = sessions.note_held if request.POST.get("act") == "held" else sessions.cancel_session
    try:
        take(session=planned, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    return redirect("legal-desk:mediation", mediation.reference)


@counter_page
@never_cache
@require_POST
def letter(request: AuthenticatedRequest, reference: str, party: int) -> HttpResponse:
    """A letter with a new link, in the party's language; the secret is shown this once and kept nowhere."""
    mediation = _acted_on(request, reference)
    invited = get_object_or_404(mediation.parties.select_related("person"), pk=party)
    address = links.printed_address(party=invited, at=timezone.now())
    with translation.override(invited.person.writes):
        context = {
            "mediation": mediation,
            "party": invited,
            "address": address,
            "letter_language": invited.person.writes,
        }
        return render(request, "legal_services/mediation/letter.html", context)


def _acted_on(request: AuthenticatedRequest, reference: str, *, only_mediator: bool = False) -> Mediation:
    """The mediation, if the person may act on it: its mediator, and a clerk unless it takes knowing what was said."""
    own = Mediation.objects.mediated_by(request.user)
    is_clerk = roles_of(request.user).is_clerk and not only_mediator
    known = Mediation.objects.all() if is_clerk else own
    return get_object_or_404(known.select_related("matter__topic"), reference=normalise(reference))


def _initial() -> Answers:
    today = day_in_beijing(timezone.now())
    return {"on": today, "effective_on": today}
