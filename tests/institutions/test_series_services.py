"""Bookings that repeat: what would come of it, what comes of it, and how they end together."""

from datetime import timedelta
from typing import Any

import pytest

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.scheduling.services import add_exception
from commons.scheduling.spans import Span
from institutions.models import Allowance, Booking, Institution, Series, Space
from institutions.services import bookings
from institutions.services.series import Plan, book_series, cancel_following, nearest, try_out
from tests.events.test_races import at_once
from tests.factories import NOON, make_resident
from tests.institutions.making import (
    make_booking,
    make_contract,
    make_institution,
    make_officer,
    make_settled,
    make_space,
)

pytestmark = pytest.mark.django_db

TEN = (NOON + timedelta(days=1)).replace(hour=10)
"""Monday, 23 November 2026."""
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
def member() -> User:
    return make_resident()


@pytest.fixture
def institution(member: User) -> Institution:
    return make_settled(member)


@pytest.fixture
def space() -> Space:
    return make_space(after_minutes=0)


def plan_of(space: Space, institution: Institution | None, **changes: Any) -> Plan:
    asked: dict[str, Any] = {"first": Span(TEN, TEN + HOUR), "every": Series.Every.WEEK, "times": 4, "people": 4}
    return Plan(space, institution, **asked | changes)


def codes(occasions: Any) -> list[str]:
    return [one.refusal.code if one.refusal else "free" for one in occasions]


def test_trying_out_takes_nothing_and_names_what_fails(space: Space, institution: Institution, member: User) -> None:
    make_booking(space, starts_at=TEN + WEEK)
    day = Span.of_day((TEN + 2 * WEEK).date())
    add_exception(resource=space.resource, during=day, opens=False, reason="", by=None, at=NOON)

    tried = try_out(plan_of(space, institution), by=member, at=NOON)

    assert codes(tried) == ["free", "just-taken", "not-open-then", "free"]
    assert tried[1].instead in {Span(TEN + WEEK - HOUR, TEN + WEEK), Span(TEN + WEEK + HOUR, TEN + WEEK + 2 * HOUR)}
    assert tried[2].instead is not None
    assert abs((tried[2].instead.starts_at - TEN - 2 * WEEK).days) <= 1
    assert Booking.objects.count() == 1
    assert not Allowance.objects.exists()


def test_the_hours_of_each_month_are_counted_while_trying(space: Space, member: User) -> None:
    institution = make_institution(member=member)
    make_contract(institution, room_minutes=150)

    tried = try_out(plan_of(space, institution, times=6), by=member, at=NOON)

    # 23 and 30 November; 7, 14, 21 and 28 December: two hours and a half of each month.
    assert codes(tried) == ["free", "free", "free", "free", "hours-used-up", "hours-used-up"]


def test_hours_that_are_used_already_are_missing(space: Space, institution: Institution, member: User) -> None:
    make_booking(institution=institution, minutes=600)

    assert codes(try_out(plan_of(space, institution, times=2), by=member, at=NOON)) == [
        "hours-used-up",
        "hours-used-up",
    ]


def test_rules_of_the_space_and_the_contract_are_named(institution: Institution, member: User) -> None:
    space = make_space(days_ahead=10)
    stranger = make_institution(member=member)

    assert codes(try_out(plan_of(space, institution, times=3), by=member, at=NOON)) == [
        "free", "free", "too-far-ahead",
    ]  # fmt: skip
    assert set(codes(try_out(plan_of(space, stranger), by=member, at=NOON))) == {"not-entitled", "too-far-ahead"}
    assert set(codes(try_out(plan_of(space, institution, people=99), by=member, at=NOON))) == {"over-capacity"}


def test_what_has_begun_is_past(space: Space, institution: Institution, member: User) -> None:
    early = Span(NOON - 3 * HOUR, NOON - 2 * HOUR)

    assert codes(try_out(plan_of(space, institution, first=early, times=2), by=member, at=NOON))[0] == "in-the-past"


def test_officers_try_out_for_the_district(space: Space) -> None:
    tried = try_out(plan_of(space, None, times=20), by=make_officer(), at=NOON)

    assert codes(tried) == ["free"] * 20


def test_fifty_dates_cost_no_more_than_two(
    space: Space, institution: Institution, member: User, django_assert_max_num_queries: Any
) -> None:
    for times in (2, 50):
        plan = plan_of(space, institution, times=times)
        with django_assert_max_num_queries(9):
            try_out(plan, by=member, at=NOON)


def test_what_is_tried_is_what_is_booked(space: Space, institution: Institution, member: User) -> None:
    make_booking(space, starts_at=TEN + WEEK)
    plan = plan_of(space, institution)
    good = [one.during for one in try_out(plan, by=member, at=NOON) if one.refusal is None]

    outcome = book_series(plan, spans=good, title="Choir", by=member, at=NOON)

    assert not outcome.missed
    assert [booking.starts_at for booking in outcome.booked] == [span.starts_at for span in good]
    assert {booking.series for booking in outcome.booked} == {outcome.series}
    assert Allowance.objects.get(month="2026-11-01").used == 60
    assert Allowance.objects.get(month="2026-12-01").used == 120


def test_one_date_that_fails_leaves_the_others(space: Space, institution: Institution, member: User) -> None:
    plan = plan_of(space, institution)
    make_booking(space, starts_at=TEN + WEEK)

    outcome = book_series(plan, spans=plan.spans, title="", by=member, at=NOON)

    assert len(outcome.booked) == 3
    assert codes(outcome.missed) == ["just-taken"]
    message = Message.objects.get()
    assert message.recipient == member
    assert "just been taken" in message.text
    assert "3 dates" in message.subject


def test_nothing_booked_leaves_no_series(space: Space, institution: Institution, member: User) -> None:
    plan = plan_of(space, institution)
    for span in plan.spans:
        make_booking(space, starts_at=span.starts_at)

    outcome = book_series(plan, spans=plan.spans, title="", by=member, at=NOON)

    assert outcome.series is None
    assert not Series.objects.exists()
    assert not Message.objects.exists()


def test_cancelling_from_a_date_on_leaves_the_earlier_ones(
    space: Space, institution: Institution, member: User
) -> None:
    plan = plan_of(space, institution)
    outcome = book_series(plan, spans=plan.spans, title="", by=member, at=NOON)
    assert outcome.series

    ended = cancel_following(series=outcome.series, since=TEN + 2 * WEEK, by=member, at=NOON + HOUR)

    states = list(outcome.series.bookings.order_by("starts_at").values_list("state", flat=True))
    assert states == ["booked", "booked", "cancelled", "cancelled"]
    assert len(ended.booked) == 2
    assert Message.objects.filter(template="institutions/series_cancelled").count() == 1
    assert not Message.objects.filter(template="institutions/booking_cancelled").exists()
    assert Allowance.objects.get(month="2026-12-01").used == 0


def test_a_date_that_was_moved_follows_its_own_time(space: Space, institution: Institution, member: User) -> None:
    plan = plan_of(space, institution, times=2)
    outcome = book_series(plan, spans=plan.spans, title="", by=member, at=NOON)
    assert outcome.series
    bookings.move(
        booking=outcome.booked[1], starts_at=TEN - HOUR, ends_at=TEN, by=member, at=NOON,
    )  # fmt: skip

    cancel_following(series=outcome.series, since=TEN, by=member, at=NOON)

    assert outcome.series.bookings.standing().get() == outcome.booked[1]


def test_the_nearest_time_is_on_the_day_itself_else_at_its_hour() -> None:
    wanted = Span(TEN, TEN + HOUR)
    same_day = Span(TEN + 5 * HOUR, TEN + 8 * HOUR)
    day_before = Span(TEN - 25 * HOUR, TEN - 20 * HOUR)

    assert nearest([day_before, same_day], wanted) == Span(TEN + 5 * HOUR, TEN + 6 * HOUR)
    assert nearest([day_before], wanted) == Span(TEN - 24 * HOUR, TEN - 23 * HOUR)
    assert nearest([], wanted) is None
    assert nearest([Span(TEN + 10 * WEEK, TEN + 11 * WEEK)], wanted) is None


@pytest.mark.django_db(transaction=True)
def test_two_series_at_once_share_no_date(space: Space) -> None:
    pairs = [(make_settled(user), user) for user in (make_resident(), make_resident())]

    def booking_as(institution: Institution, user: User) -> Any:
        plan = plan_of(space, institution)
        return lambda: book_series(plan, spans=plan.spans, title="", by=user, at=NOON)

    results = at_once([booking_as(institution, user) for institution, user in pairs])

    booked = [booking.starts_at for outcome in results for booking in outcome.booked]
    missed = [one for outcome in results for one in outcome.missed]
    assert sorted(booked) == [span.starts_at for span in plan_of(space, None).spans]
    assert codes(missed) == ["just-taken"] * 4


@pytest.mark.django_db(transaction=True)
def test_a_series_pressed_twice_books_each_date_once(space: Space, institution: Institution, member: User) -> None:
    plan = plan_of(space, institution)

    at_once([lambda: book_series(plan, spans=plan.spans, title="", by=member, at=NOON)] * 2)

    assert Booking.objects.standing().count() == 4
    assert sum(Allowance.objects.values_list("used", flat=True)) == 240
