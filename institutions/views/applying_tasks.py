"""The parts of an application that are filled in, and the terms."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from institutions.answers import answers_of, label_of, missing_in
from institutions.errors.applying import ChangedMeanwhile
from institutions.forms.applying import InstitutionForm, PurposeForm, RepresentativeForm, TaskForm, TermsForm
from institutions.models import Application, LivingRoomArea, Task, Terms
from institutions.roles import roles_of
from institutions.services import filling_in
from institutions.task_list import Part
from institutions.views.application_pages import application_page, listed, of_or_404


@require_http_methods(["GET", "POST"])
@application_page
def task(request: AuthenticatedRequest, application: Application, task: str) -> HttpResponse:
    """One part, with the answers that are kept; what is sent is kept as it is, complete or not."""
    facts, tasks = listed(application)
    part: Part = of_or_404(tasks.part, task)
    if task == Task.TERMS:
        return _terms(request, application, part, facts.terms)
    if not part.is_open and request.method != "POST":
        return redirect("institutions:application_check", application.reference)
    areas = list(LivingRoomArea.objects.all()) if task == Task.PURPOSE else []
    form = _form(request, application, task, areas)
    if request.method == "POST" and form.is_valid() and _saved(request, application, task, form, areas):
        return redirect(application)
    context = {
        "application": application,
        "part": part,
        "form": form,
        "missing": [] if form.is_bound else [_named(name) for name in part.missing],
        "areas": areas,
        "private": True,
    }
    return render(request, "institutions/applying/task.html", context)


def _form(request: AuthenticatedRequest, application: Application, task: str, areas: list[LivingRoomArea]) -> TaskForm:
    answers = answers_of(application, task)
    told: dict[str, Any] = {"answers": answers, "today": day_in_beijing(timezone.now())}
    posted = request.POST if request.method == "POST" else None
    if task == Task.INSTITUTION:
        return InstitutionForm(posted, **told)
    if task == Task.PURPOSE:
        return PurposeForm(posted, areas=areas, **told)
    told["country"] = application.institution.country.code or ""
    if not any(answers.values()):
        # Most often it is they themselves who fill it in.
        told["initial"] = {
            "representative_name": request.user.full_name, "representative_email": request.user.email or "",
        }  # fmt: skip
    return RepresentativeForm(posted, **told)


def _saved(
    request: AuthenticatedRequest, application: Application, task: str, form: TaskForm, areas: list[LivingRoomArea]
) -> bool:
    given = form.given()
    try:
        saved = filling_in.save_answers(
            application=application, task=task, answers=given, seen=form.cleaned_data["seen"], by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except ChangedMeanwhile as refusal:
        form.add_refusal(refusal)
        form.show_theirs(refusal.current, areas)
        return False
    except Refusal as refusal:
        form.add_refusal(refusal)
        return False
    missing = missing_in(task, answers_of(saved, task))
    if missing:
        words = _("What you wrote is kept. In “%(part)s” is still missing: %(missing)s.")
        told = {"part": Task(task).label, "missing": _list([_named(name)[1] for name in missing])}
        messages.warning(request, words % told)
    else:
        messages.success(request, _("“%(part)s” is complete.") % {"part": Task(task).label})
    return True


def _terms(request: AuthenticatedRequest, application: Application, part: Part, terms: Terms | None) -> HttpResponse:
    """The terms in force, to read and to agree to; or those that were agreed to."""
    shown = terms if part.is_open else application.terms or terms
    form = TermsForm(
        request.POST if request.method == "POST" else None, initial={"version": shown.version if shown else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            filling_in.accept_terms(
                application=application, version=form.cleaned_data["version"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The institution has agreed to the terms."))
            return redirect(application)
    context = {
        "application": application,
        "part": part,
        "terms": shown,
        "form": form,
        "has_agreed": shown is not None and application.terms_id == shown.pk,
        "may_agree": part.is_open and application.institution_id in roles_of(request.user).represents,
        "private": True,
    }
    return render(request, "institutions/applying/terms.html", context)


def _named(name: str) -> tuple[str, str]:
    """A field and what it is called."""
    return name, str(label_of(name, of_group=True))


def _list(names: list[str]) -> str:
    """Names in one sentence."""
    return pgettext("between the items of a list", ", ").join(names)
