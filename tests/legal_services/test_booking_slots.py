"""Which times can be had, and with whom: languages, interpreters, ways to meet, hours and what is taken."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commons.scheduling.services import add_exception, hold
from commons.scheduling.spans import Span
from legal_services import slots
from legal_services.models import Practitioner, Service
from tests.factories import NOON
from tests.legal_services.making import make_appointment, make_bookable_service, make_practitioner

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
TEN = (NOON + timedelta(days=1)).replace(hour=10)


def times(service: Service, language: str = "en", **asked: Any) -> list[slots.FreeTime]:
    """The free times on Monday, in person, unless said otherwise."""
    wanted = {"channel": "in-person", "first": MONDAY, "last": MONDAY, "at": NOON} | asked
    return slots.free_times(service=service, language=language, **wanted)


def clock(found: list[slots.FreeTime]) -> list[str]:
    return [f"{one.starts_at.astimezone(NOON.tzinfo):%H:%M}" for one in found]


def names(service: Service, language: str, starts_at: datetime = TEN) -> list[tuple[str, str]]:
    """Who is free at ten, by name, the first choice first."""
    pairs = slots.pairs_at(service=service, language=language, channel="in-person", starts_at=starts_at, at=NOON)
    return [(pair.adviser.name, pair.interpreter.name if pair.interpreter else "") for pair in pairs]


def make_interpreter(*languages: str, **fields: Any) -> Practitioner:
    return make_practitioner(interprets=True, languages=list(languages), **fields)


def test_a_day_of_half_hours() -> None:
    service = make_bookable_service()
    make_practitioner(services=[service], opens=time(9), closes=time(11))

    assert clock(times(service)) == ["09:00", "09:30", "10:00", "10:30"]


def test_a_long_appointment_begins_on_the_hour_and_ends_within_the_hours() -> None:
    service = make_bookable_service(minutes=120)
    make_practitioner(services=[service], opens=time(9), closes=time(13))

    assert clock(times(service)) == ["09:00", "10:00", "11:00"]


def test_what_is_taken_is_not_offered() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service], opens=time(9), closes=time(11))
    make_appointment(adviser, service=service, starts_at=TEN)

    assert clock(times(service)) == ["09:00", "09:30", "10:30"]


def test_a_time_is_offered_while_somebody_has_it_free() -> None:
    service = make_bookable_service()
    adviser, _other = (make_practitioner(services=[service], opens=time(10), closes=time(11)) for _ in range(2))
    make_appointment(adviser, service=service, starts_at=TEN)

    assert [(one.starts_at, one.pairs) for one in times(service)] == [(TEN, 1), (TEN + timedelta(minutes=30), 2)]


def test_a_hold_takes_its_time_until_it_lapses() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service], opens=time(10), closes=time(11))
    during = Span(TEN, TEN + timedelta(minutes=30))
    hold(resources=[adviser.resource], during=during, until=NOON + timedelta(minutes=15), purpose="legal", at=NOON)

    assert clock(times(service)) == ["10:30"]
    assert clock(times(service, at=NOON + timedelta(minutes=15))) == ["10:00", "10:30"]


def test_leave_is_not_offered() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    add_exception(resource=adviser.resource, during=Span.of_day(MONDAY), opens=False, reason="leave", by=None, at=NOON)

    assert times(service) == []


def test_only_those_who_speak_the_language_are_offered() -> None:
    service = make_bookable_service()
    make_practitioner(services=[service], languages=["zh-hans"])
    make_practitioner(services=[service], languages=["ko", "zh-hans"], opens=time(9), closes=time(10))

    assert clock(times(service, "ko")) == ["09:00", "09:30"]
    assert times(service, "ru") == []


def test_an_interpreter_is_offered_when_both_are_free() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service], languages=["zh-hans"], opens=time(9), closes=time(11))
    interpreter = make_interpreter("ko", "zh-hans", opens=time(10), closes=time(12))

    assert clock(times(service, "ko")) == ["10:00", "10:30"]
    make_appointment(interpreter, service=service, starts_at=TEN)
    assert clock(times(service, "ko")) == ["10:30"]
    make_appointment(adviser, service=service, starts_at=TEN + timedelta(minutes=30))
    assert times(service, "ko") == []


def test_an_interpreter_and_an_adviser_need_a_language_in_common() -> None:
    service = make_bookable_service()
    make_practitioner(services=[service], languages=["zh-hans"])
    make_interpreter("ko", "en")

    assert times(service, "ko") == []


def test_an_interpreter_advises_nobody() -> None:
    service = make_bookable_service()
    make_interpreter("ko", "zh-hans", services=[service])

    assert times(service, "ko") == []


def test_who_left_or_gives_another_service_is_not_offered() -> None:
    service = make_bookable_service()
    make_practitioner(services=[make_bookable_service()])
    make_practitioner(services=[service], is_active=False)

    assert times(service) == []


def test_mediation_is_given_by_mediators() -> None:
    service = make_bookable_service(kind=Service.Kind.MEDIATION)
    make_practitioner(services=[service], advises=True)
    assert times(service) == []

    make_practitioner(services=[service], mediates=True, opens=time(9), closes=time(10))
    assert clock(times(service)) == ["09:00", "09:30"]


def test_each_way_to_meet_has_its_own_people() -> None:
    service = make_bookable_service(channels=["in-person", "phone"])
    make_practitioner(services=[service], channels=["phone", "video"])

    assert times(service) == []
    assert times(service, channel="phone")
    assert times(service, channel="video") == []


def test_the_ways_offered_follow_from_who_is_there() -> None:
    service = make_bookable_service(channels=["in-person", "phone"])
    make_practitioner(services=[service], languages=["zh-hans", "en"], channels=["in-person"])
    make_practitioner(services=[service], languages=["ru"], channels=["phone", "video"])
    make_interpreter("ko", "zh-hans", channels=["in-person", "video"])
    make_practitioner(services=[make_bookable_service()], languages=["ja"])

    offered = slots.ways_offered(service)

    assert offered == {"en": ["in-person"], "ko": ["in-person"], "ru": ["phone"], "zh-hans": ["in-person"]}


def test_nothing_is_offered_at_short_notice_except_to_staff() -> None:
    service = make_bookable_service(lead_hours=2)
    make_practitioner(services=[service], opens=time(9), closes=time(12))
    at = TEN - timedelta(minutes=50)

    assert clock(times(service, at=at)) == ["11:30"]
    assert clock(times(service, at=at, by_staff=True)) == ["09:30", "10:00", "10:30", "11:00", "11:30"]


def test_nothing_is_offered_beyond_the_days_ahead() -> None:
    service = make_bookable_service(days_ahead=1)
    make_practitioner(services=[service])

    found = times(service, last=FRIDAY)

    assert {one.starts_at.astimezone(NOON.tzinfo).date() for one in found} == {MONDAY}


def test_public_holidays_are_closed_and_their_make_up_days_open() -> None:
    """The notice of the State Council for 2026: National Day from 1 to 7 October, work on Saturday 10 October."""
    service = make_bookable_service(days_ahead=60)
    make_practitioner(services=[service], opens=time(9), closes=time(10))
    at = datetime(2026, 9, 20, 12, tzinfo=NOON.tzinfo)

    found = times(service, first=date(2026, 9, 30), last=date(2026, 10, 11), at=at)

    days = sorted({one.starts_at.astimezone(NOON.tzinfo).day for one in found})
    assert days == [8, 9, 10, 30]


def test_the_next_free_times_are_found_weeks_ahead() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service], opens=time(9), closes=time(10))
    leave = Span(Span.of_day(MONDAY).starts_at, Span.of_day(date(2026, 12, 20)).ends_at)
    add_exception(resource=adviser.resource, during=leave, opens=False, reason="leave", by=None, at=NOON)

    found = slots.next_free(service=service, language="en", channel="in-person", at=NOON, limit=3)

    assert [f"{one.starts_at.astimezone(NOON.tzinfo):%m-%d %H:%M}" for one in found] == [
        "12-21 09:00",
        "12-21 09:30",
        "12-22 09:00",
    ]


def test_the_next_free_times_begin_where_they_are_asked_for() -> None:
    service = make_bookable_service()
    make_practitioner(services=[service], opens=time(9), closes=time(11))

    found = slots.next_free(service=service, language="en", channel="in-person", at=NOON, limit=2, after=TEN)

    assert clock(found) == ["10:00", "10:30"]


def test_the_adviser_who_needs_no_interpreter_comes_first() -> None:
    service = make_bookable_service()
    make_practitioner(services=[service], name="Alone", languages=["ko"])
    make_practitioner(services=[service], name="Adviser", languages=["zh-hans"])
    make_interpreter("ko", "zh-hans", name="Interpreter")

    assert names(service, "ko") == [("Alone", ""), ("Adviser", "Interpreter")]


def test_whoever_has_least_to_do_that_day_comes_first() -> None:
    service = make_bookable_service()
    busy, free = (make_practitioner(services=[service], name=name) for name in ("Busy", "Free"))
    make_appointment(busy, service=service, starts_at=TEN.replace(hour=14))
    make_appointment(free, service=service, starts_at=TEN + timedelta(days=1))
    make_appointment(free, service=service, starts_at=TEN + timedelta(days=1, hours=1))

    assert names(service, "en") == [("Free", ""), ("Busy", "")]


def test_the_load_of_the_interpreter_counts_too() -> None:
    service = make_bookable_service()
    make_practitioner(services=[service], name="Adviser", languages=["zh-hans"])
    busy, _free = (make_interpreter("ko", "zh-hans", name=name) for name in ("Busy", "Free"))
    make_appointment(make_practitioner(), interpreter=busy, starts_at=TEN.replace(hour=14))

    assert names(service, "ko") == [("Adviser", "Free"), ("Adviser", "Busy")]


def test_among_equals_the_turn_goes_round() -> None:
    service = make_bookable_service()
    for name in ("One", "Two"):
        make_practitioner(services=[service], name=name)

    first = {names(service, "en", TEN + timedelta(days=day))[0] for day in range(2)}

    assert first == {("One", ""), ("Two", "")}


def test_two_months_of_twenty_advisers_cost_three_statements(django_assert_num_queries: Any) -> None:
    service = make_bookable_service()
    for _ in range(20):
        make_practitioner(services=[service])

    with django_assert_num_queries(3):
        found = times(service, last=MONDAY + timedelta(days=60))

    assert len(found) > 500


HALF_HOURS = st.sets(st.integers(0, 5), max_size=6)


@given(adviser=HALF_HOURS, other=HALF_HOURS, interpreter=HALF_HOURS)
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_time_is_offered_exactly_when_somebody_can(adviser: set[int], other: set[int], interpreter: set[int]) -> None:
    """Against what plain sets say: one adviser speaks Korean, another needs the interpreter."""
    from django.db import transaction

    with transaction.atomic():
        service = make_bookable_service()
        hours = {"opens": time(9), "closes": time(12)}
        people = [
            make_practitioner(services=[service], languages=["ko"], **hours),
            make_practitioner(services=[service], languages=["zh-hans"], **hours),
            make_interpreter("ko", "zh-hans", **hours),
        ]
        for person, taken in zip(people, (adviser, other, interpreter), strict=True):
            for number in taken:
                make_appointment(
                    person, service=service, starts_at=TEN.replace(hour=9) + number * timedelta(minutes=30)
                )

        found = {
            (one.starts_at - TEN.replace(hour=9)) // timedelta(minutes=30): one.pairs for one in times(service, "ko")
        }

        expected = {
            number: (number not in adviser) + (number not in other | interpreter)
            for number in range(6)
            if number not in adviser or number not in other | interpreter
        }
        transaction.set_rollback(True)
    assert found == expected
