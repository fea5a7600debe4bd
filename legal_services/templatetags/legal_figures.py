"""What the pages of the figures use."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from legal_services.figures.asking import CAUTION, Part, Period
from legal_services.forms.figures import NOTHING

register = template.Library()


@register.simple_tag
def figure_rows_url(period: Period, part: Part | None = None) -> str:
    """Where the rows behind the figures of a line are listed, up to the name of the measure, which is to follow."""
    asked = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    if part:
        asked |= {"by": part.dimension.value, "value": part.value or NOTHING}
    return f"{reverse('legal-desk:figure_rows')}?{urlencode(asked)}&measure="


@register.simple_tag
def figures_caution() -> str:
    """What must be known to read the figures."""
    return str(CAUTION)
