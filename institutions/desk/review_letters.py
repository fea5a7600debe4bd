"""Letters to an institution: chosen, filled in, looked at, sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from institutions.access import officer_page
from institutions.desk.review_dossier import application_or_404
from institutions.forms.review import LetterChoice, LetterForm
from institutions.models import Application, Letter, LetterTemplate
from institutions.services import letters


@officer_page
@require_http_methods(["GET", "POST"])
def letter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Choose a letter and its language, finish what the template says, and send it."""
    shown = application_or_404(request, reference)
    choice = LetterChoice(_chosen(request, shown))
    form: LetterForm | None = None
    if choice.is_valid():
        template, language = choice.cleaned_data["template"], choice.cleaned_data["language"]
        form = _letter_form(request, shown, template, language)
        if request.method == "POST" and form.is_valid():
            try:
                letters.send(
                    application=shown, template=template, language=language, by=request.user, at=timezone.now(),
                    **form.cleaned_data,
                )  # fmt: skip
            except Refusal as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(request, _("The letter is sent."))
                return redirect("institutions-desk:application", shown.reference)
    context = {"application": shown, "choice": choice, "form": form}
    return render(request, "institutions/review/letter.html", context)


@officer_page
@require_safe
def sent_letter(request: AuthenticatedRequest, reference: str, letter: int) -> HttpResponse:
    """A letter as it was sent."""
    shown = application_or_404(request, reference)
    sent = get_object_or_404(Letter.objects.select_related("sent_by"), application=shown, pk=letter)
    return render(request, "institutions/review/sent_letter.html", {"application": shown, "letter": sent})


def _chosen(request: AuthenticatedRequest, shown: Application) -> dict[str, str]:
    """What was chosen; without a choice the first letter, in the language of the institution."""
    asked = request.POST if request.method == "POST" else request.GET
    first = LetterTemplate.objects.filter(is_active=True).values_list("slug", flat=True).first()
    return {
        "template": asked.get("template") or first or "",
        "language": asked.get("language") or shown.language,
    }


def _letter_form(
    request: AuthenticatedRequest, shown: Application, template: LetterTemplate, language: str
) -> LetterForm:
    if request.method == "POST":
        return LetterForm(request.POST)
    subject, text = letters.draft(
        template=template, application=shown, language=language, by=request.user, at=timezone.now()
    )
    return LetterForm(initial={"subject": subject, "text": text})
