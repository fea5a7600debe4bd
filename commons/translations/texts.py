"""Translated texts as they are read: in the asked language, or in the next best one that exists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from modeltranslation.translator import NotRegistered, translator

from commons.lib.languages import OWN_NAMES, Language, html_lang, suffix


@dataclass(frozen=True)
class TranslatedText:
    """A text and the language that it is really in. `is_fallback`: it was asked for in another one."""

    text: str
    lang: str
    is_fallback: bool

    @property
    def html_lang(self) -> str:
        """The value for a `lang` attribute."""
        return html_lang(self.lang)


def translated_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The names of the model's translated fields, in the order of the model; none if it has no translations."""
    try:
        registered = translator.get_options_for_model(model).all_fields
    except NotRegistered:
        return ()
    return tuple(field.name for field in model._meta.get_fields() if field.name in registered)


@cache
def fallback_order(language: str) -> tuple[str, ...]:
    """The languages in which a text is looked for, the asked one first."""
    orders: Mapping[str, Sequence[str]] = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return tuple(dict.fromkeys([language, *orders.get(language, ()), *orders["default"]]))


def current_language() -> str:
    """The page's language, if it is one of the portal's; otherwise English."""
    language = get_language() or ""
    return language if language in OWN_NAMES else Language.ENGLISH.value


def stored_text(obj: models.Model, field: str, language: str) -> str:
    """The text in exactly this language; empty if there is none."""
    return getattr(obj, f"{field}_{suffix(language)}") or ""


def written_languages(obj: models.Model, field: str) -> list[str]:
    """The languages in which the text exists: those in which a page about the object can be said to exist."""
    return [language for language in Language.values if stored_text(obj, field, language)]


def text_of(obj: models.Model, field: str, language: str | None = None) -> TranslatedText:
    """The field's text in the language (of the page, unless given), or in the next best one; empty if there is none."""
    asked = language or current_language()
    for candidate in fallback_order(asked):
        if text := stored_text(obj, field, candidate):
            return TranslatedText(text, candidate, is_fallback=candidate != asked)
    return TranslatedText("", asked, is_fallback=False)


def order_by_translated(field: str, language: str | None = None) -> Coalesce:
    """The text that the reader sees, for `order_by`; `field` may lead over relations: `community__name`."""
    texts = [
        NullIf(f"{field}_{suffix(candidate)}", Value(""))
        for candidate in fallback_order(language or current_language())
    ]
    return Coalesce(*texts, Value(""), output_field=models.TextField())
