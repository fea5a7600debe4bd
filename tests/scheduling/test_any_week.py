"""Whatever rules, exceptions, holidays and reservations there are: free time is what a minute-by-minute look gives."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commons.lib.dates import BEIJING
from commons.lib.errors import Refusal
from commons.scheduling import services
from commons.scheduling.free_time import busy_time, free_time, open_time
from commons.scheduling.models import CalendarDay, DatedException, Occupancy, Reservation, Resource, WeeklyRule
from commons.scheduling.spans import Span
from tests.scheduling.making import DAY, MINUTE, make_exception, make_resource, make_rule

FIRST = date(2026, 9, 18)
"""A Friday before a worked Sunday, an ordinary week and the Mid-Autumn Festival."""
DAYS = 10
BEGIN = datetime.combine(FIRST, time(0), tzinfo=BEIJING)
AT = BEGIN - DAY
QUARTERS = DAYS * 96
HOLIDAYS = {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
"""The Mid-Autumn Festival, a Friday, whose weekend is closed for touching it; and the National Day's week."""
MAKE_UPS = {date(2026, 9, 20): 1}

CLOCK = st.integers(0, 95)
"""Quarters of an hour since midnight."""


@st.composite
def stretches(draw: st.DrawFn, longest: int = 96) -> Span:
    """From one quarter of an hour to a later one, mostly within the days that are looked at."""
    start = draw(st.integers(-8, QUARTERS))
    return Span(quarter(start), quarter(start + draw(st.integers(1, longest))))


def quarter(number: int) -> datetime:
    return BEGIN + number * 15 * MINUTE


rules = st.lists(
    st.tuples(st.integers(0, 6), CLOCK, st.integers(1, 96), st.integers(-5, DAYS), st.none() | st.integers(0, 6)),
    max_size=8,
)
exceptions = st.lists(st.tuples(stretches(), st.booleans()), max_size=4)
takings = st.lists(
    st.tuples(stretches(12), st.integers(0, 2), st.integers(0, 2), st.sampled_from(["held", "lapsed", "kept", "back"])),
    max_size=8,
)
corrections = st.dictionaries(
    st.integers(0, DAYS - 1), st.tuples(st.booleans(), st.none() | st.integers(0, 6)), max_size=3
)


def set_rules(resource: Resource, drawn: Iterable[tuple[int, int, int, int, int | None]]) -> None:
    for weekday, starts, length, valid_from, valid_days in drawn:
        ends = min(starts + length, 96)
        first = FIRST + valid_from * DAY
        make_rule(
            resource, weekday, f"{starts // 4:02}:{starts % 4 * 15:02}", f"{ends // 4:02}:{ends % 4 * 15:02}",
            valid_from=first, valid_until=None if valid_days is None else first + valid_days * DAY,
        )  # fmt: skip


def take(resource: Resource, drawn: Iterable[tuple[Span, int, int, str]]) -> None:
    for during, before, after, fate in drawn:
        asked = {
            "resources": [resource], "during": during, "purpose": "test", "at": AT, "within_opening": False,
            "before": before * 15 * MINUTE, "after": after * 15 * MINUTE,
        }  # fmt: skip
        try:
            if fate in {"held", "lapsed"}:
                services.hold(until=AT + (2 * MINUTE if fate == "held" else MINUTE), **asked)
            elif (reservation := services.reserve(**asked)) and fate == "back":
                services.release(reservation=reservation, at=AT)
        except Refusal:
            continue


class Look:
    """The rows as they stand, read one by one and asked minute by minute: slow, and easy to believe."""

    def __init__(self, resource: Resource, at: datetime) -> None:
        self.at = at
        self.resource = resource
        self.rules = list(WeeklyRule.objects.filter(resource=resource))
        self.exceptions = list(DatedException.objects.filter(resource=resource))
        self.taken = list(Occupancy.objects.filter(resource=resource, active=True))
        self.corrected = {entry.date: entry for entry in CalendarDay.objects.all()}

    def weekday(self, day: date) -> int | None:
        if not self.resource.follows_calendar:
            return day.weekday()
        if entry := self.corrected.get(day):
            friday_at_most = min(day.weekday(), 4)
            return (entry.acts_as if entry.acts_as is not None else friday_at_most) if entry.is_working else None
        if day in MAKE_UPS:
            return MAKE_UPS[day]
        return None if self.is_off(day) else day.weekday()

    def is_off(self, day: date) -> bool:
        """A holiday, or a weekend day from which days off lead to one without a gap."""
        if self.is_holiday(day):
            return True
        if day.weekday() < 5:
            return False
        for step in (1, -1):
            other = day + step * DAY
            while other.weekday() >= 5 and other not in self.corrected and other not in MAKE_UPS:
                other += step * DAY
            if self.is_holiday(other):
                return True
        return False

    def is_holiday(self, day: date) -> bool:
        entry = self.corrected.get(day)
        return not entry.is_working if entry else day in HOLIDAYS

    def is_open(self, moment: datetime) -> bool:
        day, clock = moment.date(), moment.time()
        if any(not one.opens and moment in one.during for one in self.exceptions):
            return False
        if any(one.opens and moment in one.during for one in self.exceptions):
            return True
        weekday = self.weekday(day)
        return any(
            rule.weekday == weekday
            and rule.starts <= clock
            and (clock < rule.ends or rule.ends == time(0))
            and rule.valid_from <= day
            and (rule.valid_until is None or day <= rule.valid_until)
            for rule in self.rules
        )

    def is_taken(self, moment: datetime, *, before: timedelta = 0 * MINUTE, after: timedelta = 0 * MINUTE) -> bool:
        return any(
            one.span.starts_at - after <= moment < one.span.ends_at + before
            for one in self.taken
            if one.hold_expires_at is None or self.at < one.hold_expires_at
        )


def looked(window: Span, is_so: object) -> list[Span]:
    """The stretches of the window in which it is so. Everything begins and ends on quarters of an hour."""
    assert callable(is_so)
    found: list[Span] = []
    step = 15 * MINUTE
    moment = window.starts_at
    while moment < window.ends_at:
        if is_so(moment):
            joined = found and found[-1].ends_at == moment
            found[-1:] = (
                [Span(found[-1].starts_at, moment + step)] if joined else [*found[-1:], Span(moment, moment + step)]
            )
        moment += step
    return found


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    week=rules, dated=exceptions, taken=takings, entered=corrections, follows_calendar=st.booleans(),
    window=stretches(QUARTERS), before=st.integers(0, 2), after=st.integers(0, 2),
)  # fmt: skip
def test_free_time_is_what_a_look_at_every_quarter_gives(
    week: list[tuple[int, int, int, int, int | None]],
    dated: list[tuple[Span, bool]],
    taken: list[tuple[Span, int, int, str]],
    entered: dict[int, tuple[bool, int | None]],
    follows_calendar: bool,
    window: Span,
    before: int,
    after: int,
) -> None:
    with transaction.atomic():
        resource, stranger = (make_resource(follows_calendar=follows_calendar) for _ in range(2))
        resource.weekly_rules.all().delete()
        set_rules(resource, week)
        for during, opens in dated:
            make_exception(resource, during, opens=opens)
        for number, (is_working, acts_as) in entered.items():
            CalendarDay.objects.create(
                date=FIRST + number * DAY, is_working=is_working, acts_as=acts_as if is_working else None
            )
        take(resource, taken)
        take(stranger, taken)
        at = AT + MINUTE
        look, around = Look(resource, at), {"before": before * 15 * MINUTE, "after": after * 15 * MINUTE}

        ask = {"resources": [resource.pk], "window": window}
        opened, busy = open_time(**ask), busy_time(**ask, at=at)
        free, roomy = free_time(**ask, at=at), free_time(**ask, at=at, **around)

        assert opened == {resource.pk: looked(window, look.is_open)}
        assert busy == {resource.pk: looked(window, look.is_taken)}
        assert free == {resource.pk: looked(window, lambda moment: look.is_open(moment) and not look.is_taken(moment))}
        assert roomy == {
            resource.pk: looked(window, lambda moment: look.is_open(moment) and not look.is_taken(moment, **around))
        }
        assert Reservation.objects.standing(at).count() >= Occupancy.objects.standing(at).count()
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=takings, wanted=stretches(12), before=st.integers(0, 2), after=st.integers(0, 2))
def test_what_is_free_can_be_had_and_what_is_not_cannot(
    taken: list[tuple[Span, int, int, str]], wanted: Span, before: int, after: int
) -> None:
    """The search for free time and the taking of it agree."""
    around = {"before": before * 15 * MINUTE, "after": after * 15 * MINUTE}
    with transaction.atomic():
        resource = make_resource(*range(7), follows_calendar=False)
        take(resource, taken)

        free = free_time(resources=[resource.pk], window=wanted, at=AT, **around)[resource.pk]
        try:
            services.reserve(resources=[resource], during=wanted, purpose="test", at=AT, **around)
            had = True
        except Refusal:
            had = False

        assert had == (free == [wanted])
        transaction.set_rollback(True)
