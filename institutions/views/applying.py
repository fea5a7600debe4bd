"""Applying: what is needed, how far the application is, and the moves that are the institution's."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.accounts.models import User
from commons.lib.errors import Refusal
from institutions.errors import WrongState
from institutions.forms.applying import AnswerForm, BeginForm, NeedForm
from institutions.models import Application, Institution, LivingRoomArea, PaperKind, Task
from institutions.own_institutions import own_institutions
from institutions.paper_rules import wanted
from institutions.services import applying
from institutions.services.moving import may_move
from institutions.states import ApplicationState
from institutions.summary import summary_of
from institutions.views.application_pages import application_page, is_in_hands, listed, refuse


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What one needs, by kind and country; and the beginning, for those who are signed in."""
    if request.method == "POST":
        return _begin(request)
    asked = NeedForm(request.GET) if "kind" in request.GET else NeedForm(initial={"kind": "company", "country": "KR"})
    begin = BeginForm(initial=asked.cleaned_data) if asked.is_bound and asked.is_valid() else None
    return _show_start(request, asked, begin)


@require_safe
@application_page
def application(request: AuthenticatedRequest, application: Application) -> HttpResponse:
    """How the application stands, what is asked and by when, the parts, and what happened so far."""
    facts, tasks = listed(application)
    context = {
        "application": application,
        "tasks": tasks,
        "request_for_more": facts.request,
        "asked": facts.asked,
        "is_open": is_in_hands(application),
        "history": [
            (ApplicationState(step.target).label, step.at) for step in application.steps.order_by("-at", "-pk")
        ],
        "letters": list(application.letters.all()),
        "may_withdraw": may_move(thing=application, name="withdraw", by=request.user),
        "private": True,
    }
    return render(request, "institutions/applying/application.html", context)


@require_http_methods(["GET", "POST"])
@application_page
def check(request: AuthenticatedRequest, application: Application) -> HttpResponse:
    """Everything once more, then hand it in; later what was said, to read."""
    if request.method == "POST":
        return _moved(request, application, applying.submit, _("Your application is handed in."))
    facts, tasks = listed(application)
    context = {
        "application": application,
        "tasks": tasks,
        "summary": summary_of(facts, list(LivingRoomArea.objects.all())),
        "may_submit": may_move(thing=application, name="submit", by=request.user),
        "is_draft": application.state == ApplicationState.DRAFT,
        "private": True,
    }
    return render(request, "institutions/applying/check.html", context)


@require_http_methods(["GET", "POST"])
@application_page
def withdraw(request: AuthenticatedRequest, application: Application) -> HttpResponse:
    """Ask once more, then take the application back."""
    if request.method == "POST":
        return _moved(request, application, applying.withdraw, _("Your application is withdrawn."))
    if not may_move(thing=application, name="withdraw", by=request.user):
        return redirect(application)
    context = {"application": application, "private": True}
    return render(request, "institutions/applying/withdraw.html", context)


@require_http_methods(["GET", "POST"])
@application_page
def answer(request: AuthenticatedRequest, application: Application) -> HttpResponse:
    """What was asked, what has been done about it, and the answer."""
    if application.state != ApplicationState.MORE_ASKED:
        if request.method == "POST":
            refuse(request, WrongState())
        return redirect(application)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            applying.answer(application=application, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect(application)
    facts, tasks = listed(application)
    context = {
        "application": application,
        "tasks": tasks,
        "request_for_more": facts.request,
        "form": form,
        "private": True,
    }
    return render(request, "institutions/applying/answer.html", context)


def _moved(request: AuthenticatedRequest, application: Application, service: Any, done: str) -> HttpResponse:
    """Let the service make the move and show the application; a refusal about what is missing shows what."""
    try:
        service(application=application, by=request.user, at=timezone.now())
    except Refusal as refusal:
        refuse(request, refusal)
    else:
        messages.success(request, done)
    return redirect(application)


def _begin(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not person.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if "institution" in request.POST:
        return _begin_again(request, person)
    form = BeginForm(request.POST)
    if form.is_valid():
        try:
            begun = applying.begin(**form.cleaned_data, language=get_language() or "en", by=person, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(
                request, _("Your application is begun. What you write is kept: come back whenever you like.")
            )
            return redirect(begun)
    return _show_start(request, NeedForm(request.POST), form)


def _begin_again(request: HttpRequest, person: User) -> HttpResponse:
    own = Institution.objects.of_member(person)
    institution = get_object_or_404(own, slug=request.POST["institution"])
    language = get_language() or "en"
    try:
        begun = applying.begin_again(institution=institution, language=language, by=person, at=timezone.now())
    except Refusal as refusal:
        refuse(request, refusal)
        return redirect("institutions:apply")
    messages.success(request, _("A new application is begun, with the answers of the last one."))
    return redirect(begun)


def _show_start(request: HttpRequest, asked: NeedForm, begin: BeginForm | None) -> HttpResponse:
    kinds: list[PaperKind] | None = None
    if asked.is_bound and asked.is_valid():
        told = asked.cleaned_data
        kinds = wanted(PaperKind.objects.all(), institution_kind=told["kind"], country=told["country"])
    context = {"asked": asked, "begin": begin, "kinds": kinds, "own": own_institutions(request.user), "tasks": Task}
    return render(request, "institutions/applying/start.html", context)
