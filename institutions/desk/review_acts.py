"""What officers do with an application: take it up, assign it, note, recommend, decide."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.lib.forms import RefusableForm
from institutions.access import officer_page
from institutions.desk.review import assign_form, show
from institutions.desk.review_dossier import Dossier, application_or_404
from institutions.forms import review as forms
from institutions.models import Application, Note
from institutions.services import reviewing
from institutions.services.moving import may_move

Verdict = Application.Verdict


@dataclass(frozen=True)
class ReviewAct:
    """A move that takes words: what it is called, what it asks for, and the service that makes it."""

    move: str
    label: str | Promise
    icon: str
    hint: str | Promise
    form: Callable[..., RefusableForm]
    take: Callable[..., object]
    ends: bool = False


def _decision_form(verdict: str) -> Callable[..., RefusableForm]:
    def build(*args: Any, application: Application, **kwargs: Any) -> RefusableForm:
        needed = verdict == Verdict.DECLINE
        return forms.DecisionForm(*args, language=application.language, reason_needed=needed, **kwargs)

    return build


def _plain(form: type[RefusableForm]) -> Callable[..., RefusableForm]:
    return lambda *args, application, **kwargs: form(*args, **kwargs)


def _decide(verdict: str) -> Callable[..., object]:
    return lambda **answers: reviewing.decide(verdict=verdict, **answers)


RECOMMEND = ReviewAct(
    "recommend", gettext_lazy("Recommend"), "thumbs-up",
    gettext_lazy("A second officer decides. Until then the institution reads: before the decision."),
    _plain(forms.RecommendForm), reviewing.recommend,
)  # fmt: skip
SEND_BACK = ReviewAct(
    "send-back", gettext_lazy("Send back to review"), "undo-2",
    gettext_lazy("The recommendation is taken away, and the officer who made it is told."),
    _plain(forms.SendBackForm), reviewing.send_back,
)  # fmt: skip
APPROVE = ReviewAct(
    "approve", gettext_lazy("Approve the application"), "circle-check",
    gettext_lazy("The institution is told at once. A contract can be drafted then."),
    _decision_form(Verdict.APPROVE), _decide(Verdict.APPROVE),
)  # fmt: skip
DECLINE = ReviewAct(
    "decline", gettext_lazy("Decline the application"), "circle-x",
    gettext_lazy("The institution is told at once, with your reason. It may apply again."),
    _decision_form(Verdict.DECLINE), _decide(Verdict.DECLINE), ends=True,
)  # fmt: skip
NOTED = pgettext_lazy("application", "Done.")


@officer_page
@require_POST
def take_up(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Begin the review."""
    shown = application_or_404(request, reference)
    try:
        reviewing.take_up(application=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("You are reviewing this application now."))
    return redirect("institutions-desk:application", shown.reference)


@officer_page
@require_POST
def assign_one(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say who works on the application, and by when."""
    shown = application_or_404(request, reference)
    form = assign_form(shown, request.POST)
    if form.is_valid():
        at, due_on = timezone.now(), form.cleaned_data.get("due_on")
        try:
            reviewing.assign(applications=[shown], owner=form.cleaned_data["owner"], by=request.user, at=at)
            if due_on:
                reviewing.set_due(application=shown, due_on=due_on, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("institutions-desk:application", shown.reference)
    return show(request, shown, assign_form=form)


@officer_page
@require_POST
def note(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say something to the colleagues."""
    shown = application_or_404(request, reference)
    form = forms.NoteForm(request.POST, prefix="note")
    if form.is_valid():
        reviewing.write_note(application=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("institutions-desk:application", shown.reference)
    return show(request, shown, note_form=form)


@officer_page
@require_POST
def checks(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Note what was found on the items of the checklist."""
    shown = application_or_404(request, reference)
    dossier = Dossier(shown, request.user)
    form = forms.ChecklistForm(request.POST, items=dossier.check_items, found=dossier.checks)
    if form.is_valid():
        try:
            reviewing.note_findings(application=shown, findings=form.findings(), by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The checklist is saved."))
            return redirect("institutions-desk:application", shown.reference)
    return show(request, shown, checklist=form)


@officer_page
@require_http_methods(["GET", "POST"])
def recommend(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say how a second officer should decide."""
    return _act(request, reference, RECOMMEND)


@officer_page
@require_http_methods(["GET", "POST"])
def send_back(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Return a recommendation to review."""
    return _act(request, reference, SEND_BACK)


@officer_page
@require_http_methods(["GET", "POST"])
def approve(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Approve as recommended by another officer."""
    return _act(request, reference, APPROVE)


@officer_page
@require_http_methods(["GET", "POST"])
def decline(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Decline as recommended by another officer."""
    return _act(request, reference, DECLINE)


def _act(request: AuthenticatedRequest, reference: str, act: ReviewAct) -> HttpResponse:
    """Ask for the words that the move takes, then make it."""
    shown = application_or_404(request, reference)
    form = act.form(request.POST if request.method == "POST" else None, application=shown)
    if request.method == "POST" and form.is_valid():
        try:
            act.take(application=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, str(NOTED))
            return redirect("institutions-desk:application", shown.reference)
    context = {
        "application": shown,
        "act": act,
        "form": form,
        "is_possible": may_move(thing=shown, name=act.move, by=request.user),
        "recommended": _recommended(shown) if act is not RECOMMEND else None,
    }
    return render(request, "institutions/review/act.html", context)


def _recommended(shown: Application) -> Note | None:
    """What the first officer told the colleagues with the recommendation."""
    own = (
        Note.objects.filter(application=shown, by=shown.recommended_by_id)
        if shown.recommended_by_id
        else Note.objects.none()
    )
    return own.order_by("-at", "-pk").first()
