"""What would come of bookings that repeat, date by date; nothing is taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from commons.lib.dates import BEIJING, day_in_beijing
from commons.lib.errors import Refusal
from commons.scheduling.errors import InThePast, JustTaken, NotOpenThen
from commons.scheduling.free_time import open_time
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from institutions.errors.spaces import HoursUsedUp
from institutions.finding import by_day, free_spans
from institutions.models import Allowance, Booking, Contract, Institution, Space
from institutions.repeating import days_of
from institutions.services.bookings import rules

if TYPE_CHECKING:
    from commons.accounts.models import User

AROUND = timedelta(days=3)
"""So many days before and after a date that cannot be had, another time is looked for."""


@dataclass(frozen=True)
class Plan:
    """What should repeat: which space, for whom, the first time, how often, and for how many people."""

    space: Space
    institution: Institution | None
    first: Span
    every: str
    times: int
    people: int = 1

    @property
    def spans(self) -> list[Span]:
        """All its times, the first one included."""
        starts = self.first.starts_at.astimezone(BEIJING)
        days = days_of(starts.date(), every=self.every, times=self.times)
        begins = [datetime.combine(day, starts.time(), tzinfo=BEIJING) for day in days]
        return [Span(begin, begin + self.first.length) for begin in begins]


@dataclass(frozen=True)
class Occasion:
    """One of the times: whether it can be had; if not, why, and the nearest time of the same length that can."""

    during: Span
    refusal: Refusal | None = None
    instead: Span | None = None


def try_out(plan: Plan, *, by: "User | None", at: datetime) -> list[Occasion]:
    """What would come of booking all times now; nothing is taken. Costs as many statements for fifty as for two."""
    by_staff = rules.acts_as_staff(by, plan.institution)
    spans = plan.spans
    refused = {span: _against_the_rules(plan, span, at=at, by_staff=by_staff) for span in spans}
    hopeful = [span for span in spans if refused[span] is None]
    if not hopeful:
        return [Occasion(span, refused[span]) for span in spans]
    window = Span(max(at, hopeful[0].starts_at - AROUND), hopeful[-1].ends_at + AROUND)
    calendar = Calendar.for_window(*window.days)
    free = free_spans([plan.space], window=window, at=at, by_staff=by_staff, calendar=calendar)[plan.space.pk]
    resource = plan.space.resource_id
    opened = open_time(resources=[resource], window=window, calendar=calendar)[resource]
    purse = _Purse.of(plan)
    return [_judged(span, refused[span], free=free, opened=opened, purse=purse) for span in spans]


def _against_the_rules(plan: Plan, span: Span, *, at: datetime, by_staff: bool) -> Refusal | None:
    """What the space's own rules have against the time, whoever else wants it."""
    if span.starts_at < at:
        return InThePast()
    try:
        rules.refuse_unfit(
            plan.space, span, people=plan.people, purpose=Booking.Purpose.MEETING, at=at, by_staff=by_staff
        )
    except Refusal as refusal:
        return refusal
    return None


@dataclass
class _Purse:
    """The minutes of each month that the contracts of an institution give, spent while trying out."""

    plan: Plan
    contracts: list[Contract]
    left: dict[tuple[int, date], int]

    @classmethod
    def of(cls, plan: Plan) -> "_Purse":
        if plan.institution is None:
            return cls(plan, [], {})
        months = Allowance.objects.filter(contract=OuterRef("pk")).order_by("month")
        left = months.values(entry=JSONObject(month="month", left=F("minutes") - F("used")))
        contracts = list(rules.contracts_of(plan.institution).annotate(months=ArraySubquery(left)))
        known = {
            (contract.pk, date.fromisoformat(entry["month"])): entry["left"]
            for contract in contracts
            for entry in contract.months  # type: ignore[attr-defined]
        }
        return cls(plan, contracts, known)

    def refuse(self, span: Span) -> Refusal | None:
        """Why the contract does not give this time; the minutes of one that it gives are put aside."""
        if self.plan.institution is None:
            return None
        day = day_in_beijing(span.starts_at)
        try:
            contract = rules.covering(self.contracts, day)
        except Refusal as refusal:
            return refusal
        if not self.plan.space.uses_hours:
            return None
        month, minutes = (contract.pk, day.replace(day=1)), rules.minutes_of(span)
        left = self.left.get(month, contract.room_minutes)
        if minutes > left:
            return HoursUsedUp(left=left, needed=minutes, month=day)
        self.left[month] = left - minutes
        return None


def _judged(
    span: Span, refused: Refusal | None, *, free: Sequence[Span], opened: Sequence[Span], purse: _Purse
) -> Occasion:  # fmt: skip
    if refused is not None:
        return Occasion(span, refused)
    if any(some.covers(span) for some in free):
        return Occasion(span, purse.refuse(span))
    is_open = any(some.covers(span) for some in opened)
    return Occasion(span, JustTaken() if is_open else NotOpenThen(), nearest(free, span))


def nearest(free: Iterable[Span], wanted: Span) -> Span | None:
    """The free time of the same length closest to what was wanted: on the day itself, else at its hour around it."""
    day = day_in_beijing(wanted.starts_at)
    found: list[tuple[int, timedelta, Span]] = []
    for there in by_day(free):
        away = (there.day - day).days
        at_its_hour = wanted.starts_at + timedelta(days=away)
        for some in there.spans:
            if abs(away) <= AROUND.days and some.length >= wanted.length:
                starts_at = min(max(at_its_hour, some.starts_at), some.ends_at - wanted.length)
                found.append((abs(away), abs(starts_at - at_its_hour), Span(starts_at, starts_at + wanted.length)))
    return min(found, default=(0, AROUND, None))[2]
