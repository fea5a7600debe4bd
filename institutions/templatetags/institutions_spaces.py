"""Spaces and their times on pages."""

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlencode

from django import template
from django.forms import BaseForm
from django.urls import reverse

from commons.lib.dates import BEIJING, format_day, format_time, weekday_short
from commons.scheduling.spans import Span
from institutions.finding import Wish
from institutions.lengths import in_hours
from institutions.models import Equipment, Space

register = template.Library()
register.filter("in_hours", in_hours)
register.filter("weekday", weekday_short)


@register.filter
def short_day(day: date) -> str:
    """The day with its weekday, without the year."""
    return format_day(day, short=True)


@register.filter
def clocks(span: Span) -> str:
    """From when until when on its day, in Beijing: 09:00–12:00; midnight at its end is 24:00."""
    starts, ends = span.starts_at.astimezone(BEIJING), span.ends_at.astimezone(BEIJING)
    return f"{format_time(starts)}–{'24:00' if ends.date() > starts.date() else format_time(ends)}"


@register.filter
def equipment_names(codes: Iterable[str]) -> str:
    """What a space is equipped with, in words."""
    labels = dict(Equipment.choices)
    return " · ".join(str(labels[code]) for code in labels if code in set(codes))


@register.simple_tag
def book_url(space: Space, span: Span, wish: Wish | None = None) -> str:
    """The form to book the space from the beginning of a free time on, filled in as far as is known."""
    length = max(wish.length if wish else timedelta(hours=1), timedelta(minutes=space.least_minutes))
    length = min(length, span.length, timedelta(minutes=space.most_minutes))
    starts, ends = span.starts_at.astimezone(BEIJING), (span.starts_at + length).astimezone(BEIJING)
    values = {"day": f"{starts:%Y-%m-%d}", "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    if wish and wish.people > 1:
        values["people"] = str(wish.people)
    return f"{reverse('spaces:book', args=[space.slug])}?{urlencode(values)}"


@register.simple_tag
def same_again(form: BaseForm, span: Span) -> str:
    """The form again with another time, as a query; everything else as it was filled in."""
    starts, ends = span.starts_at.astimezone(BEIJING), span.ends_at.astimezone(BEIJING)
    last = "24:00" if ends.date() > starts.date() else f"{ends:%H:%M}"
    values = {name: str(form.data.get(name, "")) for name in form.fields}
    values |= {"day": f"{starts:%Y-%m-%d}", "starts": f"{starts:%H:%M}", "ends": last}
    return f"?{urlencode({name: value for name, value in values.items() if value})}"
