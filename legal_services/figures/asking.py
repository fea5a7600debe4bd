"""What is asked of the figures: a period, what to go by, and which part of it."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

CAUTION = _(
    "Persons are distinct within the period and the line, so lines and months do not add up; person-times do, "
    "except by country, where a session with people from two countries is counted under both."
)
"""What must be known to read the figures."""


class Measure(models.TextChoices):
    """What can be counted. Person-times and persons are never the same thing, and neither stands for the other."""

    SERVICES = "services", _("Services")
    MATTERS = "matters", _("Matters")
    PERSON_TIMES = "person-times", _("Person-times")
    PERSONS = "persons", _("Persons")
    UNIDENTIFIED = "unidentified", _("Of the person-times, without a name")


class Dimension(models.TextChoices):
    """What the figures can be taken apart by."""

    KIND = "kind", _("Service")
    TOPIC = "topic", _("Topic")
    CHANNEL = "channel", _("Way to meet")
    LANGUAGE = "language", _("Language spoken")
    COUNTRY = "country", _("Country or region")
    ADVISER = "adviser", _("Adviser")
    MONTH = "month", _("Month")


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included, as Beijing counts days."""

    first: date
    last: date


@dataclass(frozen=True)
class Part:
    """One value of a dimension: `Part(Dimension.TOPIC, "lease")`; None is what has no value there.

    Values are codes that a URL can hold: the kind, the topic's slug, the channel, the language's code, the country's
    code, the adviser's key, the month as 2026-11.
    """

    dimension: Dimension
    value: str | None


@dataclass(frozen=True)
class Counts:
    """The figures of a period or of one part of it.

    `person_times` is each attending person × each session, `unidentified` of them people who gave no name; `persons`
    are distinct within the period and the part, so parts do not add up to the whole.
    """

    services: int = 0
    matters: int = 0
    person_times: int = 0
    persons: int = 0
    unidentified: int = 0

    def amount(self, measure: str) -> int:
        """The figure of one measure."""
        return int(getattr(self, measure.replace("-", "_")))
