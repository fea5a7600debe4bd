"""Lengths of time in words."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _


def in_hours(minutes: int) -> str:
    """So many minutes as hours and minutes: 90 is 1 h 30 min, 120 is 2 h, 0 is 0 h."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


in_hours_lazy = lazy(in_hours, str)
"""The same for what is said later, to readers of other languages: a refusal is printed for each of them."""
