"""More information: questions are prepared one by one while an officer reads, and sent together with a day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from institutions.access import officer_page
from institutions.deadlines import answer_day
from institutions.desk.review_dossier import application_or_404
from institutions.forms.review import QuestionForm, SendForm
from institutions.models import Application, PaperKind, RequestItem
from institutions.paper_rules import wanted_of
from institutions.services import judging
from institutions.states import ApplicationState


@officer_page
@require_http_methods(["GET", "POST"])
def ask(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What is prepared; sending it makes it the institution's turn."""
    shown = application_or_404(request, reference)
    form = SendForm(request.POST, language=shown.language) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            judging.send_request(application=shown, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The institution is asked, and its members are told."))
            return redirect("institutions-desk:application", shown.reference)
    return _show(request, shown, send_form=form)


@officer_page
@require_POST
def question(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Prepare one more question."""
    shown = application_or_404(request, reference)
    form = _question_form(request, shown)
    if form.is_valid():
        try:
            judging.prepare_question(application=shown, **form.question())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("institutions-desk:ask", shown.reference)
    return _show(request, shown, question_form=form)


@officer_page
@require_POST
def question_remove(request: AuthenticatedRequest, reference: str, item: int) -> HttpResponse:
    """Take a question out of what is prepared."""
    shown = application_or_404(request, reference)
    prepared = RequestItem.objects.filter(request__application=shown, request__sent_at=None)
    try:
        judging.take_out_question(application=shown, item=get_object_or_404(prepared, pk=item))
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    return redirect("institutions-desk:ask", shown.reference)


def _show(
    request: AuthenticatedRequest,
    shown: Application,
    send_form: SendForm | None = None,
    question_form: QuestionForm | None = None,
) -> HttpResponse:
    prepared = RequestItem.objects.filter(request__application=shown, request__sent_at=None).select_related("kind")
    initial = {"due_on": answer_day(timezone.now())}
    context = {
        "application": shown,
        "items": list(prepared),
        "send_form": send_form or SendForm(language=shown.language, initial=initial),
        "question_form": question_form or _question_form(request, shown),
        "is_possible": shown.state == ApplicationState.IN_REVIEW,
    }
    return render(request, "institutions/review/ask.html", context)


def _question_form(request: AuthenticatedRequest, shown: Application) -> QuestionForm:
    """A question about a part that may be named in the address, or about a kind of document."""
    kinds = wanted_of(shown, PaperKind.objects.all())
    answers = request.POST if request.method == "POST" and "part" in request.POST else None
    initial = {"part": request.GET.get("part", "")}
    return QuestionForm(answers, language=shown.language, kinds=kinds, initial=initial)
