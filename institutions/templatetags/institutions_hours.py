"""How hours of rooms are said. Load it with `{% load institutions_hours %}`."""

from django import template
from django.utils.translation import ngettext

from commons.lib.dates import format_number

register = template.Library()
MINUTES = 60


@register.filter
def in_hours(minutes: int) -> str:
    """Minutes as hours, with a fraction where there is one: `8 hours`, `1.5 hours`."""
    hours = minutes / MINUTES
    return ngettext("%(n)s hour", "%(n)s hours", 1 if hours == 1 else 2) % {"n": format_number(round(hours, 2))}
