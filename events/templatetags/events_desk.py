"""What the desk says of an activity's texts. Load it with `{% load events_desk %}`."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

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


def _name(field: str) -> str:
    return str(Event._meta.get_field(field).verbose_name)
