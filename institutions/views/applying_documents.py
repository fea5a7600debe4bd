"""The documents of an application: kind by kind, added, opened and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services import serve
from commons.documents.uploads import takes_documents
from commons.lib.errors import Refusal
from institutions.errors.applying import NotOpenNow
from institutions.forms.applying_documents import PapersForm
from institutions.models import Application, Paper, PaperKind
from institutions.services import papers
from institutions.task_list import KindPart
from institutions.views.application_pages import application_page, listed, refuse

SUBJECT = "institutions.paper"


@require_safe
@application_page
def documents(request: AuthenticatedRequest, application: Application) -> HttpResponse:
    """Every kind of document with what was handed in and what officers say of it."""
    return _show(request, application)


@takes_documents
@require_POST
@application_page
def add(request: AuthenticatedRequest, application: Application, kind: str) -> HttpResponse:
    """Keep what was chosen, encrypted, as documents of this kind."""
    found = get_object_or_404(PaperKind, slug=kind)
    form = PapersForm(request.POST, request.FILES, auto_id=f"id_{kind}_%s")
    form.take(held=application.papers.filter(kind=found).exclude(state=Paper.State.REPLACED).count())
    if form.is_valid():
        chosen = form.cleaned_data["files"]
        try:
            papers.add(application=application, kind=found, uploads=chosen, by=request.user, at=timezone.now())
        except NotOpenNow as refusal:
            refuse(request, refusal)
            return redirect("institutions:application_documents", application.reference)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            done = ngettext("%(n)d file is added: %(kind)s.", "%(n)d files are added: %(kind)s.", len(chosen))
            messages.success(request, done % {"n": len(chosen), "kind": found.name})
            return redirect(reverse("institutions:application_documents", args=[application.reference]) + f"#{kind}")
    return _show(request, application, wrong=(kind, form))


@require_POST
@application_page
def remove(request: AuthenticatedRequest, application: Application, document: UUID) -> HttpResponse:
    """Take a document back, for good."""
    paper = get_object_or_404(application.papers.select_related("kind"), document=document)
    try:
        papers.remove(paper=paper, at=timezone.now())
    except Refusal as refusal:
        refuse(request, refusal)
    else:
        messages.success(request, _("The file is deleted."))
    return redirect("institutions:application_documents", application.reference)


@require_safe
@application_page
def open_document(request: AuthenticatedRequest, application: Application, document: UUID) -> HttpResponseBase:
    """Give a document back to its institution; that is noted."""
    paper = get_object_or_404(application.papers.select_related("document"), document=document)
    try:
        answer = serve(paper.document, inline=False)
    except Refusal as refusal:
        raise Http404 from refusal
    record(
        actor=request.user, act=Act.DOWNLOAD, subject=SUBJECT, reference=application.reference,
        via="institutions:application_document", at=timezone.now(),
    )  # fmt: skip
    return answer


def _show(
    request: AuthenticatedRequest, application: Application, wrong: tuple[str, PapersForm] | None = None
) -> HttpResponse:
    facts, tasks = listed(application)
    shown = [
        {
            "part": part,
            "form": _form(part, wrong),
            "papers": [
                {
                    "paper": paper,
                    "is_removable": papers.is_removable(paper, facts),
                    "says": _says(paper, part),
                    # What is asked says it already.
                    "reason": "" if paper.reason in part.asked else paper.reason,
                }
                for paper in part.papers
            ],
        }
        for part in tasks.kinds
    ]
    part = tasks.part("documents")
    context = {"application": application, "part": part, "kinds": shown, "wrong": wrong and wrong[1], "private": True}
    return render(request, "institutions/applying/documents.html", context, status=200)


def _form(part: KindPart, wrong: tuple[str, PapersForm] | None) -> PapersForm | None:
    if not part.is_open:
        return None
    return wrong[1] if wrong and wrong[0] == part.kind.slug else PapersForm(auto_id=f"id_{part.kind.slug}_%s")


def _says(paper: Paper, part: KindPart) -> str:
    """What the institution reads of the review; a document that is returned is that only once it is asked for anew."""
    if paper.state == Paper.State.RETURNED and not (part.asked or part.is_open):
        return ""
    return paper.state if paper.state != Paper.State.ADDED else ""
