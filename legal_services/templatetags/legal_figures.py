"""What the pages of the figures use."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from legal_services.figures.asking import CAUTION, Part, Period
from legal_services.forms.figures import NOTHING

register = template.Library()


@register.simple_tag
def figure_rows_url(period: Period, measure: str, part: Part | None = None) -> str:
    """Where the rows behind a figure are listed."""
    asked = {"measure": measure, "first": period.first.isoformat(), "last": period.last.isoformat()}
    if part:
        asked |= {"by": part.dimension.value, "value": part.value or NOTHING}
    return f"{reverse('legal-desk:figure_rows')}?{urlencode(asked)}"


@register.simple_tag
def figures_caution() -> str:
    """What must be known to read the figures."""
    return str(CAUTION)
