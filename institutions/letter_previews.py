"""A letter's template as institutions would read it in each language, filled in with samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commons.lib.dates import format_day
from commons.lib.languages import OWN_NAMES, Language, html_lang
from commons.translations.texts import TranslatedText, text_of
from institutions.models import LetterTemplate
from institutions.placeholders import PLACEHOLDER, in_braces

if TYPE_CHECKING:
    from commons.accounts.models import User

SOON = timedelta(days=10)


@dataclass(frozen=True)
class Preview:
    """The letter as it would go out in one language, and whether it is written in it. The texts are HTML, escaped."""

    own_name: str
    lang: str
    subject: SafeString
    text: SafeString
    subject_lang: str
    text_lang: str
    is_complete: bool


def in_every_language(template: LetterTemplate, *, by: "User", at: datetime) -> list[Preview]:
    """One preview for each language of the portal; `by` writes the letter."""
    return [_preview(template, code, samples(code, by=by, at=at)) for code in Language.values]


def samples(language: str, *, by: "User", at: datetime) -> dict[str, str]:
    """Something for every placeholder, in the language; nobody real but the officer."""
    with translation.override(language):
        return {
            "institution": _("Sample Trading Company"),
            "representative": _("Sample Representative"),
            "reference": "T-7KQ4-2M9X",
            "area": _("Sample area"),
            "due_on": format_day(at + SOON),
            "decision": _("All documents are in order, and there is room."),
            "officer": by.full_name,
            "today": format_day(at),
        }


def _preview(template: LetterTemplate, code: str, known: Mapping[str, str]) -> Preview:
    subject, text = text_of(template, "subject", code), text_of(template, "text", code)
    return Preview(
        own_name=OWN_NAMES[code], lang=html_lang(code), subject=_marked(subject, known), text=_marked(text, known),
        subject_lang=subject.html_lang, text_lang=text.html_lang,
        is_complete=all(one.text and not one.is_fallback for one in (subject, text)),
    )  # fmt: skip


def _marked(words: TranslatedText, known: Mapping[str, str]) -> SafeString:
    """The words with each sample marked; whatever was typed is escaped."""
    # Every second part is the name of a placeholder.
    parts = PLACEHOLDER.split(words.text)
    return format_html_join(
        "", "{}", ((_sample(part, known) if number % 2 else part,) for number, part in enumerate(parts))
    )  # fmt: skip


def _sample(name: str, known: Mapping[str, str]) -> str:
    return format_html("<mark>{}</mark>", known[name]) if name in known else in_braces(name)
