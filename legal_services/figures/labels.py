"""The parts of the figures in words, in the order in which people look for them."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from commons.lib.countries import country_name
from commons.lib.dates import format_month
from commons.lib.languages import language_name
from legal_services.figures.asking import Dimension, Part
from legal_services.figures.counting import Figures
from legal_services.models import Channel, Practitioner, Service, Topic


class Labels:
    """The words for every part; topics and advisers are read at most once."""

    def __init__(self) -> None:
        self._topics: dict[str, str] | None = None
        self._advisers: dict[str, str] | None = None

    def of(self, part: Part) -> str:
        """The part in the active language."""
        return self._word(part.dimension)(part.value) if part.value else self._none(part.dimension)

    def _word(self, dimension: Dimension) -> Callable[[str], str]:
        return {
            Dimension.KIND: lambda value: str(dict(Service.Kind.choices).get(value, value)),
            Dimension.CHANNEL: lambda value: str(dict(Channel.choices).get(value, value)),
            Dimension.LANGUAGE: language_name,
            Dimension.COUNTRY: country_name,
            Dimension.MONTH: lambda value: format_month(date.fromisoformat(f"{value}-01")),
            Dimension.TOPIC: self._topic,
            Dimension.ADVISER: self._adviser,
        }[dimension]

    def _none(self, dimension: Dimension) -> str:
        if dimension == Dimension.ADVISER:
            return _("Nobody named")
        return _("Not known") if dimension == Dimension.COUNTRY else _("None given")

    def _topic(self, slug: str) -> str:
        if self._topics is None:
            self._topics = {topic.slug: str(topic.name) for topic in Topic.objects.all()}
        return self._topics.get(slug, slug)

    def _adviser(self, key: str) -> str:
        if self._advisers is None:
            self._advisers = {str(pk): name for pk, name in Practitioner.objects.values_list("pk", "name")}
        return self._advisers.get(key, key)


def in_order(figures: Figures, dimension: Dimension) -> list[Part]:
    """The parts along a dimension: months as they follow, everything else by the number of services, nothing last."""
    parts = [part for part in figures if part and part.dimension == dimension]
    if dimension == Dimension.MONTH:
        return sorted(parts, key=lambda part: part.value or "")
    return sorted(parts, key=lambda part: (part.value is None, -figures[part].services, part.value or ""))
