"""What every template may use: dates in the page's language, icons, addresses that keep their query."""

import json
from datetime import date, datetime
from functools import cache
from itertools import pairwise

from django import template
from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon

from commons.lib import dates
from commons.lib.countries import country_name
from commons.lib.languages import OWN_NAMES, html_lang, language_name

register = template.Library()

register.filter("country_name", country_name)
register.filter("html_lang", html_lang)
# Django's own i18n library has a language_name too, in English, and wins where it is loaded after this one.
register.filter("spoken_language", language_name)


@register.filter
def moment(value: datetime | None) -> str:
    """A date and time as the reader's language writes it, in Beijing time; empty for nothing."""
    return dates.format_moment(value) if value else ""


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as the reader's language writes it; empty for nothing."""
    return dates.format_day(value) if value else ""


@register.filter
def month(value: date | datetime) -> str:
    """The month and its year."""
    return dates.format_month(value)


@register.filter
def span(start: datetime | None, end: datetime | None) -> str:
    """From one moment to another, saying the day once when it is the same; empty for nothing."""
    return dates.format_span(start, end) if start and end else ""


@register.filter
def beijing(value: datetime) -> datetime:
    """The moment on Beijing's clock, for templates that pick it apart."""
    return value.astimezone(dates.BEIJING)


@register.simple_tag
def calendar_leaf(at: datetime) -> SafeString:
    """The day of a moment as a leaf of a calendar."""
    local = at.astimezone(dates.BEIJING)
    return format_html(
        '<time class="date" datetime="{}"><span>{}</span><b>{}</b><span>{}</span></time>',
        local.isoformat(),
        dates.weekday_short(local),
        local.day,
        dates.month_short(local),
    )


@register.filter
def number(value: float) -> str:
    """A number with the language's own grouping."""
    return dates.format_number(value)


@register.filter
def own_name(code: str) -> str:
    """A language named in itself: 中文, English, 한국어; an unknown code as it is."""
    return OWN_NAMES.get(code, code)


@cache
def _drawing(name: str) -> SafeString:
    drawn = _render_icon(name, 24, **{"class": "icon", "aria-hidden": "true", "focusable": "false"})
    return mark_safe(drawn)  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon, inline and hidden from screen readers: the words beside it say what it means."""
    return _drawing(name)


@register.simple_tag
def json_ld(facts: dict[str, object]) -> SafeString:
    """Facts for search engines (JSON-LD): a block of data that no browser runs, and that nothing in it can end."""
    text = json.dumps(facts, ensure_ascii=False, default=str)
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(escaped))  # noqa: S308


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's query string with some values changed, None to drop one; the page number starts over."""
    request: HttpRequest = context["request"]
    query: QueryDict = request.GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def page_range(paginator: Paginator[object], number: int) -> list[int]:
    """The numbers to offer around a page: the first, the last, its neighbours, and 0 where some are left out."""
    if paginator.num_pages <= 7:
        return list(paginator.page_range)
    shown = sorted({1, paginator.num_pages, *range(max(number - 1, 1), min(number + 1, paginator.num_pages) + 1)})
    numbers: list[int] = []
    for last, following in pairwise([0, *shown]):
        numbers += [0, following] if following - last > 1 else [following]
    return numbers
