"""What the desk says of activities, in few words. Load it with `{% load events_desk %}`."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from commons.lib.dates import format_moment
from commons.lib.languages import Language, language_name
from commons.translations.services import FieldState, Standing
from events.models import Event

register = template.Library()


@register.filter
def text_gaps(states: Mapping[str, FieldState]) -> list[str]:
    """A sentence for each language in which texts are missing or outdated, naming them."""
    sentences = []
    for code in Language.values:
        for standing, sentence in (
            (Standing.MISSING, _("Not yet in %(language)s: %(texts)s.")),
            (Standing.OUTDATED, _("Outdated in %(language)s: %(texts)s.")),
        ):
            names = [_name(field) for field, state in states.items() if state.standings[code] == standing]
            if names:
                sentences.append(sentence % {"language": language_name(code), "texts": ", ".join(names)})
    return sentences


@register.filter
def age(moment: datetime, now: datetime) -> str:
    """How long ago it was, in the largest unit alone: `3 weeks`."""
    return timesince(moment, now, depth=1)


@register.filter
def short_moment(moment: datetime) -> str:
    """The day and the time without the year, for narrow columns."""
    return format_moment(moment, short=True)


def _name(field: str) -> str:
    return str(getattr(Event._meta.get_field(field), "verbose_name", field))
