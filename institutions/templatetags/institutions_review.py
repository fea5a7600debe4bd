"""How the desk of applications says times. Load it with `{% load institutions_review %}`."""

from datetime import date, datetime, timedelta
from math import inf
from typing import Literal

from babel import Locale
from babel.dates import format_timedelta
from django import template
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from commons.lib.dates import day_in_beijing

register = template.Library()
TWO_OF_A_UNIT = 2
"""From two days on days are said, before that hours: a median of 30 hours is not a day."""


@register.filter
def lasting(span: timedelta) -> str:
    """How long something took, in the largest unit of which there are two: `30 hours`, `3 days`."""
    unit: Literal["day", "hour", "minute"] = "minute"
    if span >= TWO_OF_A_UNIT * timedelta(days=1):
        unit = "day"
    elif span >= TWO_OF_A_UNIT * timedelta(hours=1):
        unit = "hour"
    # No amount reaches such a threshold, so that the unit is the one that was chosen: 14 days are not two weeks.
    return format_timedelta(span, granularity=unit, threshold=inf, locale=_locale())


@register.filter
def waits(since: datetime, today: date) -> str:
    """For how many days something has waited, as a calendar counts them: `today`, `3 days`."""
    days = (today - day_in_beijing(since)).days
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("since today")


@register.filter
def over_by(due_on: date, today: date) -> str:
    """By how many days a day has passed."""
    days = (today - due_on).days
    return ngettext("%(n)s day over", "%(n)s days over", days) % {"n": days}


def _locale() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))
