"""The templates of letters: what there is in which language, and writing them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.lib.languages import OWN_NAMES, Language, html_lang
from commons.translations.services import FieldState, Standing, coverage, states_of_all
from commons.translations.texts import text_of
from institutions.access import officer_page
from institutions.forms.letters import LetterTemplateForm
from institutions.letter_previews import in_every_language
from institutions.models import LetterTemplate
from institutions.placeholders import PLACEHOLDERS, in_braces
from institutions.services.letter_templates import save_template


@dataclass(frozen=True)
class Written:
    """How much of a letter is written in one language."""

    own_name: str
    lang: str
    standing: Standing
    """The worst of its texts."""


@officer_page
@require_safe
def template_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every template, and in which languages it can be sent."""
    templates = list(LetterTemplate.objects.all())
    states = states_of_all(templates)
    shown = {
        "templates": [(one, _in_languages(states[one.pk])) for one in templates],
        "coverage": coverage(LetterTemplate.objects.all()),
    }
    return render(request, "institutions/letters/list.html", shown)


@officer_page
@require_http_methods(["GET", "POST"])
def template_add(request: AuthenticatedRequest) -> HttpResponse:
    """Write a new template."""
    return _edit(request, LetterTemplate())


@officer_page
@require_http_methods(["GET", "POST"])
def template(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Change a template, and see how it would go out."""
    return _edit(request, get_object_or_404(LetterTemplate, slug=slug))


def _edit(request: AuthenticatedRequest, edited: LetterTemplate) -> HttpResponse:
    """Sent with `preview`, nothing is saved: the page shows what was typed, filled in with samples."""
    at, is_new, name = timezone.now(), edited.pk is None, text_of(edited, "name")
    form = LetterTemplateForm(request.POST or None, instance=edited)
    only_looks = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not only_looks:
        try:
            save_template(
                template=form.instance, changed=form.changed_translations, minor=form.is_minor_edit, by=request.user,
                at=at,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved. Letters that were sent stay as they were."))
            return redirect("institutions-desk:letter_template", form.instance.slug)
    has_preview = not form.errors and (form.is_bound or not is_new)
    shown = {
        "form": form, "is_new": is_new, "name": name, "only_looks": only_looks and has_preview,
        "previews": in_every_language(form.instance, by=request.user, at=at) if has_preview else [],
        "placeholders": [(in_braces(code), meaning) for code, meaning in PLACEHOLDERS.items()],
    }  # fmt: skip
    return render(request, "institutions/letters/edit.html", shown)


def _in_languages(states: dict[str, FieldState]) -> list[Written]:
    worst = (Standing.MISSING, Standing.OUTDATED, Standing.DONE, Standing.SOURCE)
    return [
        Written(
            OWN_NAMES[code],
            html_lang(code),
            min((state.standings[code] for state in states.values()), key=[*worst, Standing.EMPTY].index),
        )
        for code in Language.values
    ]
