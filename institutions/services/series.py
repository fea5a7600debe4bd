"""Bookings that repeat: tried out first, date by date, then booked as far as they can be; and cancelled together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from commons.lib.dates import BEIJING, day_in_beijing, format_month
from commons.lib.errors import Refusal
from commons.lib.references import new_reference
from commons.scheduling.errors import InThePast, JustTaken, NotOpenThen
from commons.scheduling.free_time import open_time
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from institutions.errors.spaces import HoursUsedUp
from institutions.finding import by_day, free_spans
from institutions.lengths import in_hours
from institutions.models import Allowance, Booking, Contract, Institution, Series, Space
from institutions.repeating import days_of
from institutions.services import bookings
from institutions.services.bookings import rules
from institutions.services.messages import tell_members
from institutions.services.transactions import one_transaction

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


@dataclass(frozen=True)
class Outcome:
    """What came of booking a series: the bookings, and each time that could not be had with the reason."""

    series: Series | None
    booked: list[Booking] = field(default_factory=list)
    missed: list[Occasion] = field(default_factory=list)


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


def book_series(
    plan: Plan, *, spans: Sequence[Span], title: str, by: "User", at: datetime
) -> Outcome:  # fmt: skip
    """Book these times, each in a transaction of its own, so that one that cannot be had leaves the others standing.

    The times are those of the plan that the person ticked, or others that were proposed instead. One message tells
    what came of it; without a single booking no series is left behind.
    """
    series = Series.objects.create(
        reference=new_reference("Y"), space=plan.space, institution=plan.institution, every=plan.every,
        times=plan.times, created_at=at, created_by=by,
    )  # fmt: skip
    booked, missed = [], []
    for span in spans:
        try:
            booking = bookings.book(
                space=plan.space, institution=plan.institution, starts_at=span.starts_at, ends_at=span.ends_at,
                title=title, people=plan.people, by=by, at=at, series=series, tells=False,
            )  # fmt: skip
        except Refusal as refusal:
            missed.append(Occasion(span, refusal))
        else:
            booked.append(booking)
    if not booked:
        series.delete()
        return Outcome(None, booked, missed)
    _tell(series, "booked", booked, missed=missed, by=by, at=at)
    return Outcome(series, booked, missed)


def cancel_following(*, series: Series, since: datetime, by: "User", at: datetime, reason: str = "") -> Outcome:
    """Cancel what stands of the series from a moment on, each in a transaction of its own; one message tells of it.

    What has begun, or was changed by somebody at this very moment, is left and named.
    """
    standing = series.bookings.standing().filter(starts_at__gte=max(since, at)).order_by("starts_at", "pk")
    ended, missed = [], []
    for booking in standing.select_related("space"):
        try:
            ended.append(bookings.cancel(booking=booking, by=by, at=at, reason=reason, tells=False))
        except Refusal as refusal:
            missed.append(Occasion(Span(booking.starts_at, booking.ends_at), refusal))
    if ended:
        _tell(series, "cancelled", ended, missed=missed, by=by, at=at, reason=reason)
    return Outcome(series, ended, missed)


@one_transaction
def _tell(
    series: Series, what: str, concerned: Iterable[Booking], *, missed: list[Occasion], by: "User", at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Write one message about all of them to whoever acted and whoever made the series; to no one for the district."""
    if series.institution is None:
        return
    listed = list(concerned)
    among = {person for person in (by.pk, series.created_by_id) if person}
    acting = set(series.institution.members.standing().filter(user__in=among).values_list("user", flat=True))
    tell_members(
        series.institution, f"series_{what}", key=f"series:{series.pk}:{what}:{listed[0].pk}", at=at,
        url=series.get_absolute_url(), among=acting or None, series=series, bookings=listed, missed=missed,
        venue=series.space.area.venue, reason=reason, by_staff=by.pk not in acting,
    )  # fmt: skip


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
            return HoursUsedUp(left=in_hours(left), needed=in_hours(minutes), month=format_month(day))
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
