"""The steps of a notarial case, each on a small page of its own: a day, a reason, a name."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.lib.forms import RefusableForm
from commons.lib.references import normalise
from legal_services.access import counter_page
from legal_services.forms.notarial import AcceptForm, CollectForm, EndForm, PauseForm, StepForm
from legal_services.models import NotarialCase
from legal_services.services import notarial

State = NotarialCase.State


@dataclass(frozen=True)
class CaseAct:
    """Something that a clerk notes about a case. `to` is the state it leads to; empty for the clock."""

    name: str
    label: str | Promise
    icon: str
    form: type[RefusableForm] = StepForm
    to: str = ""
    hint: str | Promise = ""
    ends: bool = False


ACTS = {
    act.name: act
    for act in (
        CaseAct("apply", gettext_lazy("Handed to the notary office"), "send", to=State.APPLIED),
        CaseAct(
            "accept", gettext_lazy("Accepted by the office"), "circle-check", AcceptForm, State.ACCEPTED,
            gettext_lazy("From this day the office has 15 working days for the certificate (Notary Law, art. 30)."),
        ),
        CaseAct(
            "send-back", gettext_lazy("Sent back by the office"), "undo-2", to=State.GATHERING,
            hint=gettext_lazy("Not accepted yet: papers are gathered again."),
        ),
        CaseAct(
            "pause", gettext_lazy("Stop the clock"), "pause", PauseForm,
            hint=gettext_lazy(
                "Days for supplements, verification and force majeure do not count in the 15 (Notary Law, art. 30)."
            ),
        ),
        CaseAct(
            "resume", gettext_lazy("Let the clock go on"), "play",
            hint=gettext_lazy("The day on which the last thing had come; counting goes on with the next working day."),
        ),
        CaseAct("issue", gettext_lazy("Certificate issued"), "stamp", to=State.ISSUED),
        CaseAct("authenticate", gettext_lazy("Sent for authentication"), "send", to=State.AUTHENTICATING),
        CaseAct("authenticated", gettext_lazy("Came back authenticated"), "circle-check", to=State.AUTHENTICATED),
        CaseAct("collect", gettext_lazy("Collected"), "hand", CollectForm, State.COLLECTED),
        CaseAct(
            "refuse", gettext_lazy("Refused by the office"), "circle-x", EndForm, State.REFUSED,
            gettext_lazy("The notary office decides (Notary Law, art. 31); write down the reason that it gave."),
            ends=True,
        ),
        CaseAct(
            "withdraw", gettext_lazy("Withdrawn by the client"), "x", EndForm, State.WITHDRAWN, ends=True,
        ),
    )
}  # fmt: skip


def acts_for(case: NotarialCase) -> list[CaseAct]:
    """What can be noted about the case as it stands, what leads on first."""
    stands_still = any(stop.ends_on is None for stop in case.pauses.all())
    is_accepted = case.state == State.ACCEPTED
    return [act for act in ACTS.values() if _is_possible(act, case, stands_still, is_accepted=is_accepted)]


def _is_possible(act: CaseAct, case: NotarialCase, stands_still: bool, *, is_accepted: bool) -> bool:
    if act.name == "pause":
        return is_accepted and not stands_still
    if act.name == "resume":
        return is_accepted and stands_still
    if act.to in (State.AUTHENTICATING, State.AUTHENTICATED) and case.route == "none":
        return False
    if act.to == State.ISSUED and stands_still:
        return False
    return act.to in case.NEXT[case.state]


@counter_page
@require_http_methods(["GET", "POST"])
def act(request: AuthenticatedRequest, reference: str, act: str) -> HttpResponse:
    """Ask for what the step needs, then take it."""
    cases = NotarialCase.objects.visible_to(request.user).select_related("act", "applicant", "matter")
    case = get_object_or_404(cases.prefetch_related("pauses"), reference=normalise(reference))
    chosen = ACTS.get(act)
    if chosen is None:
        raise Http404
    today = day_in_beijing(timezone.now())
    form = chosen.form(request.POST if request.method == "POST" else None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            _take(chosen, case, form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Noted."))
            return redirect("legal-desk:notarial", case.reference)
    context = {"case": case, "act": chosen, "form": form}
    return render(request, "legal_services/notarial/desk_act.html", context)


def _take(chosen: CaseAct, case: NotarialCase, answers: dict[str, Any], *, by: Any) -> None:
    at = timezone.now()
    if chosen.name == "pause":
        notarial.pause(case=case, by=by, at=at, **answers)
    elif chosen.name == "resume":
        notarial.resume(case=case, by=by, at=at, **answers)
    else:
        notarial.step(case=case, to=chosen.to, by=by, at=at, **answers)
