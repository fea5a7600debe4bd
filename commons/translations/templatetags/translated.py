"""Printing translated texts: in the page's language, or labelled with the one that they are in."""

from django import template
from django.db import models
from django.template.loader import render_to_string
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from commons.translations.texts import TranslatedText, text_of

register = template.Library()


@register.simple_tag
def translated(obj: models.Model, field: str, *, mark: bool = True) -> SafeString:
    """The field's text, escaped. In another language than the page's: with its `lang`, marked unless `mark=False`."""
    found = text_of(obj, field)
    if not found.is_fallback:
        return format_html("{}", found.text)
    return format_html('<span lang="{}">{}</span>{}', found.html_lang, found.text, _mark() if mark else "")


@register.simple_tag
def translated_long(obj: models.Model, field: str, *, mark: bool = True) -> SafeString:
    """A long text as paragraphs, escaped; otherwise like `translated`."""
    found = text_of(obj, field)
    paragraphs = mark_safe(linebreaks(found.text, autoescape=True) if found.text else "")  # noqa: S308 - it escapes
    if not found.is_fallback:
        return paragraphs
    label = format_html("<p>{}</p>", _mark()) if mark else ""
    return format_html('{}<div class="stack" lang="{}">{}</div>', label, found.html_lang, paragraphs)


@register.simple_tag
def translated_text(obj: models.Model, field: str) -> TranslatedText:
    """The text with its language, for `<title>` and attributes: `{% translated_text obj "title" as t %}`."""
    return text_of(obj, field)


@register.simple_tag
def translated_description(obj: models.Model, field: str) -> SafeString:
    """The page's `<meta name="description">`, with its `lang` when the text is in another language than the page."""
    found = text_of(obj, field)
    lang = format_html(' lang="{}"', found.html_lang) if found.is_fallback else ""
    return format_html('<meta name="description"{} content="{}">', lang, Truncator(found.text).chars(160))


def _mark() -> SafeString:
    return mark_safe(render_to_string("translations/_mark.html").strip())  # noqa: S308 - a template's own output
