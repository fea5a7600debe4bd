"""How many hours of rooms institutions have left in a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from institutions.models import Allowance, Contract, Institution


@dataclass(frozen=True)
class Hours:
    """One institution's minutes of rooms in one month."""

    institution: Institution
    month: date
    given: int
    used: int

    @property
    def left(self) -> int:
        """How many minutes can still be booked."""
        return self.given - self.used


def hours_of(institutions: Iterable[Institution], day: date) -> list[Hours]:
    """What each of them has left in the month of the day, by the contract in force."""
    known = {one.pk: one for one in institutions}
    month = day.replace(day=1)
    kept = Allowance.objects.filter(contract=OuterRef("pk"), month=month)
    contracts = Contract.objects.in_force().filter(institution__in=known).order_by("institution__slug")
    given = Coalesce(Subquery(kept.values("minutes")), "room_minutes")
    spent = Coalesce(Subquery(kept.values("used")), 0)
    rows = contracts.annotate(given=given, spent=spent).values_list("institution", "given", "spent")
    return [Hours(known[institution], month, given, used) for institution, given, used in rows]
