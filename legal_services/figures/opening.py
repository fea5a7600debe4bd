"""The published opening figures together with what the service log has counted since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commons.baselines.models import Baseline
from legal_services.figures.asking import Dimension, Measure, Part, Period
from legal_services.figures.counting import Figures, count
from legal_services.models import Service

CONSULTATIONS = Part(Dimension.KIND, Service.Kind.CONSULTATION)
COUNTED_AS: Mapping[str, tuple[Measure, Part | None]] = {
    "consultation-person-times": (Measure.PERSON_TIMES, CONSULTATIONS),
    "consultation-persons": (Measure.PERSONS, CONSULTATIONS),
    "notarial-services": (Measure.SERVICES, Part(Dimension.KIND, Service.Kind.NOTARIAL)),
    "mediations": (Measure.MATTERS, Part(Dimension.KIND, Service.Kind.MEDIATION)),
    "services-in-all": (Measure.SERVICES, None),
}
"""Which count goes on from which published figure, by the figure's `measure`."""


@dataclass(frozen=True)
class SinceOpening:
    """A published figure and what was counted from the day after it. `together` is None for persons: who came before
    may have come again, and distinct people cannot be added."""

    baseline: Baseline
    period: Period
    measure: Measure
    part: Part | None
    counted: int
    together: int | None


def since_opening(today: date) -> list[SinceOpening]:
    """Every published figure of the area that the service log goes on from."""
    lines: list[SinceOpening] = []
    known: dict[date, Figures] = {}
    for baseline in Baseline.objects.about("legal").filter(measure__in=COUNTED_AS):
        measure, part = COUNTED_AS[baseline.measure]
        period = Period(baseline.as_of + timedelta(days=1), max(today, baseline.as_of + timedelta(days=1)))
        if period.first not in known:
            known[period.first] = count(period, Dimension.KIND)
        counts = known[period.first].get(part)
        counted = counts.amount(measure) if counts else 0
        together = None if measure == Measure.PERSONS else baseline.value + counted
        lines.append(SinceOpening(baseline, period, measure, part, counted, together))
    return lines
