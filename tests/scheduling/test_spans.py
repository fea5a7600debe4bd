"""Stretches of time: slots on the wall clock, and what is free together."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.lib.dates import BEIJING
from commons.scheduling.spans import Span, slots, together
from tests.scheduling.making import DAY, HOUR, MINUTE, MONDAY, NOW, on, written

BEGIN = Span.of_day(MONDAY).starts_at


def clock(moments: list[datetime]) -> list[str]:
    return [f"{moment.astimezone(BEIJING):%d %H:%M}" for moment in moments]


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [(NOW, NOW), (NOW, NOW - MINUTE), (NOW.replace(tzinfo=None), NOW), (NOW, NOW.replace(tzinfo=None))],
)
def test_a_span_lies_between_two_moments_in_order(starts_at: datetime, ends_at: datetime) -> None:
    with pytest.raises(ValueError, match="span"):
        Span(starts_at, ends_at)


def test_a_span_knows_its_days_in_beijing() -> None:
    assert Span.of_day(MONDAY).days == (MONDAY, MONDAY)
    assert Span(BEGIN - MINUTE, BEGIN + MINUTE).days == (MONDAY - DAY, MONDAY)
    assert Span.of_day(MONDAY).length == DAY


def test_slots_stand_on_the_wall_clock_however_the_free_time_begins() -> None:
    free = [on(MONDAY, "09:10", "10:40"), on(MONDAY, "14:00", "15:00")]

    found = slots(free, length=30 * MINUTE, step=30 * MINUTE, earliest=BEGIN)

    assert clock(found) == ["23 09:30", "23 10:00", "23 14:00", "23 14:30"]


def test_slots_may_overlap_when_the_step_is_short() -> None:
    found = slots([on(MONDAY, "09:00", "10:30")], length=HOUR, step=15 * MINUTE, earliest=BEGIN)

    assert clock(found) == ["23 09:00", "23 09:15", "23 09:30"]


def test_no_slot_begins_before_the_earliest_moment() -> None:
    free = [on(MONDAY, "09:00", "12:00"), on(MONDAY + DAY, "09:00", "10:00")]

    found = slots(free, length=HOUR, step=HOUR, earliest=on(MONDAY, "10:01", "11:00").starts_at)

    assert clock(found) == ["23 11:00", "24 09:00"]


def test_a_step_that_does_not_divide_the_day_begins_anew_at_midnight() -> None:
    free = [Span(BEGIN + 22 * HOUR, BEGIN + 26 * HOUR)]

    found = slots(free, length=30 * MINUTE, step=50 * MINUTE, earliest=BEGIN)

    assert clock(found) == ["23 22:30", "23 23:20", "24 00:00", "24 00:50"]


@pytest.mark.parametrize("wrong", [{"length": timedelta(0)}, {"step": timedelta(0)}])
def test_slots_have_a_length_and_a_step(wrong: dict[str, timedelta]) -> None:
    with pytest.raises(ValueError, match="step"):
        slots([], **{"length": HOUR, "step": HOUR, "earliest": NOW} | wrong)


def test_what_is_free_together_is_free_in_each() -> None:
    adviser = [on(MONDAY, "09:00", "12:00"), on(MONDAY, "13:00", "15:00")]
    interpreter = [on(MONDAY, "10:00", "13:30"), on(MONDAY, "14:00", "18:00")]
    room = [on(MONDAY, "09:00", "14:30")]

    assert written(together(adviser, interpreter, room)) == [
        "23 10:00–12:00",
        "23 13:00–13:30",
        "23 14:00–14:30",
    ]
    assert together(adviser) == adviser
    assert together(adviser, []) == together() == []


MINUTES = st.integers(0, 3 * 24 * 60)


@st.composite
def apart(draw: st.DrawFn) -> list[Span]:
    """Spans in order that do not touch."""
    ends = sorted(draw(st.sets(MINUTES, max_size=12)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return [Span(BEGIN + start * MINUTE, BEGIN + end * MINUTE) for start, end in pairs]


def minutes_of(spans: list[Span]) -> set[int]:
    return {
        minute
        for span in spans
        for minute in range((span.starts_at - BEGIN) // MINUTE, (span.ends_at - BEGIN) // MINUTE)
    }


@given(apart(), apart())
def test_free_together_minute_by_minute(mine: list[Span], theirs: list[Span]) -> None:
    assert minutes_of(together(mine, theirs)) == minutes_of(mine) & minutes_of(theirs)


@given(apart(), st.integers(1, 90), st.integers(5, 100), MINUTES)
def test_slots_minute_by_minute(free: list[Span], length: int, step: int, earliest: int) -> None:
    opened = minutes_of(free)
    expected = [
        minute
        for minute in range(earliest, 3 * 24 * 60)
        if minute % (24 * 60) % step == 0 and opened >= set(range(minute, minute + length))
    ]

    found = slots(free, length=length * MINUTE, step=step * MINUTE, earliest=BEGIN + earliest * MINUTE)

    assert [(slot - BEGIN) // MINUTE for slot in found] == expected
