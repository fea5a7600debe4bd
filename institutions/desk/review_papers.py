"""The documents of an application at the desk: opened, accepted, returned."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services import serve
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from institutions.access import officer_page
from institutions.forms.review import PaperForm
from institutions.models import Application, Paper
from institutions.return_reasons import words_for
from institutions.services import judging
from institutions.states import ApplicationState

SUBJECT = "institutions.paper"
"""What the access log calls a document of an application."""


@never_cache
@officer_page
@require_safe
def paper(request: AuthenticatedRequest, reference: str, document: UUID) -> HttpResponseBase:
    """Show the document in the browser; the access log keeps who did."""
    shown = _paper_or_404(request, reference, document)
    reference = shown.application.reference
    record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=reference, via="institutions-desk:paper",
        at=timezone.now(),
    )  # fmt: skip
    try:
        return serve(shown.document, inline=True)
    except Refusal as refusal:
        raise Http404 from refusal


@officer_page
@require_http_methods(["GET", "POST"])
def paper_review(request: AuthenticatedRequest, reference: str, document: UUID) -> HttpResponse:
    """Accept the document, or return it with a reason in the language of the institution."""
    shown = _paper_or_404(request, reference, document)
    initial = {"valid_until": shown.valid_until}
    form = PaperForm(request.POST if request.method == "POST" else None, paper=shown, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            done = _judge(request, shown, form)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, done)
            return redirect("institutions-desk:application", shown.application.reference)
    context = {
        "application": shown.application,
        "paper": shown,
        "form": form,
        "is_possible": shown.application.state == ApplicationState.IN_REVIEW and shown.state != Paper.State.REPLACED,
    }
    return render(request, "institutions/review/paper.html", context)


def _judge(request: AuthenticatedRequest, shown: Paper, form: PaperForm) -> str:
    """Do what was chosen; what came of it in words."""
    answers, at = form.cleaned_data, timezone.now()
    if answers["verdict"] == PaperForm.ACCEPT:
        judging.accept_paper(paper=shown, valid_until=answers.get("valid_until"), by=request.user, at=at)
        return _("The document is accepted.")
    reason = words_for(answers["reason"], answers["own_words"], shown.application.language)
    judging.return_paper(paper=shown, reason=reason, by=request.user, at=at)
    return _("The document is returned. The institution learns of it when you send your questions.")


def _paper_or_404(request: AuthenticatedRequest, reference: str, document: UUID) -> Paper:
    """The document of an application on the officer's desk."""
    seen = Application.objects.to_review(request.user).filter(reference=normalise(reference))
    related = ("kind", "document", "application__institution")
    return get_object_or_404(Paper.objects.select_related(*related).filter(application__in=seen), document=document)
