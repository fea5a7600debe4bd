"""When resources are open, taken and free."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.scheduling import services
from commons.scheduling.free_time import busy_time, free_time, occupancies, open_time
from commons.scheduling.models import CalendarDay
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from tests.scheduling.making import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    NOW,
    make_exception,
    make_reservation,
    make_resource,
    make_rule,
    on,
    written,
)

pytestmark = pytest.mark.django_db
WEEK = Span(Span.of_day(MONDAY).starts_at, Span.of_day(MONDAY + 6 * DAY).ends_at)
WHOLE_MONDAY = Span.of_day(MONDAY)


def test_a_resource_is_open_in_its_week() -> None:
    room = make_resource(0, 2)

    assert written(open_time(resources=[room.pk], window=WEEK)[room.pk]) == ["23 09:00–17:00", "25 09:00–17:00"]


def test_rules_that_overlap_or_touch_are_united() -> None:
    room = make_resource(0, starts="09:00", ends="12:00")
    make_rule(room, 0, "11:00", "13:00")
    make_rule(room, 0, "13:00", "14:00")

    assert written(open_time(resources=[room.pk], window=WEEK)[room.pk]) == ["23 09:00–14:00"]


def test_an_end_of_midnight_is_the_end_of_the_day_and_joins_the_next() -> None:
    room = make_resource(0, starts="20:00", ends="24:00")
    make_rule(room, 1, "00:00", "02:00")

    assert written(open_time(resources=[room.pk], window=WEEK)[room.pk]) == ["23 20:00–02:00"]


def test_a_rule_holds_on_its_first_and_last_day_and_not_around_them() -> None:
    room = make_resource(follows_calendar=False)
    room.weekly_rules.all().delete()
    for weekday in range(7):
        make_rule(room, weekday, "09:00", "10:00", valid_from=MONDAY + DAY, valid_until=MONDAY + 2 * DAY)

    assert written(open_time(resources=[room.pk], window=WEEK)[room.pk]) == ["24 09:00–10:00", "25 09:00–10:00"]


def test_the_window_cuts() -> None:
    room = make_resource()

    assert written(open_time(resources=[room.pk], window=on(MONDAY, "10:00", "11:30"))[room.pk]) == ["23 10:00–11:30"]


def test_closing_wins_over_the_week_and_over_opening() -> None:
    room = make_resource(0)
    make_exception(room, on(MONDAY, "16:00", "20:00"), opens=True)
    make_exception(room, on(MONDAY, "15:00", "18:00"))

    opened = open_time(resources=[room.pk], window=WHOLE_MONDAY)[room.pk]

    assert written(opened) == ["23 09:00–15:00", "23 18:00–20:00"]


def test_what_is_taken_is_not_free_with_what_is_kept_around_it() -> None:
    room = make_resource(0)
    make_reservation(room, on(MONDAY, "10:00", "11:00"), before=15 * MINUTE, after=30 * MINUTE)

    free = free_time(resources=[room.pk], window=WHOLE_MONDAY, at=NOW)[room.pk]

    assert written(free) == ["23 09:00–09:45", "23 11:30–17:00"]
    assert written(busy_time(resources=[room.pk], window=WHOLE_MONDAY, at=NOW)[room.pk]) == ["23 09:45–11:30"]


def test_whoever_keeps_time_around_their_own_finds_less_free() -> None:
    room = make_resource(0)
    make_reservation(room, on(MONDAY, "10:00", "11:00"))
    window = on(MONDAY, "09:00", "10:00")

    def free(**around: timedelta) -> list[str]:
        return written(free_time(resources=[room.pk], window=WHOLE_MONDAY, at=NOW, **around)[room.pk])

    assert free(before=15 * MINUTE, after=30 * MINUTE) == ["23 09:00–09:30", "23 11:15–17:00"]
    narrow = free_time(resources=[room.pk], window=window, at=NOW, after=30 * MINUTE)[room.pk]
    assert written(narrow) == ["23 09:00–09:30"]


def test_each_resource_may_keep_another_time_around_what_is_asked() -> None:
    wide, narrow, bare = make_resource(0), make_resource(0), make_resource(0)
    for room in (wide, narrow, bare):
        make_reservation(room, on(MONDAY, "10:00", "11:00"))
    rooms = [room.pk for room in (wide, narrow, bare)]

    free = free_time(
        resources=rooms, window=WHOLE_MONDAY, at=NOW,
        before={wide.pk: 30 * MINUTE}, after={wide.pk: 60 * MINUTE, narrow.pk: 15 * MINUTE},
    )  # fmt: skip

    assert [written(free[room]) for room in rooms] == [
        ["23 11:30–17:00"], ["23 09:00–09:45", "23 11:00–17:00"], ["23 09:00–10:00", "23 11:00–17:00"],
    ]  # fmt: skip


def test_a_released_reservation_and_an_expired_hold_take_nothing() -> None:
    room = make_resource(0)
    services.release(reservation=make_reservation(room, on(MONDAY, "10:00", "11:00")), at=NOW)
    services.hold(resources=[room], during=on(MONDAY, "12:00", "13:00"), until=NOW + HOUR, purpose="test", at=NOW)

    def free(hours: int) -> list[str]:
        return written(free_time(resources=[room.pk], window=WHOLE_MONDAY, at=NOW + hours * HOUR)[room.pk])

    assert free(0) == ["23 09:00–12:00", "23 13:00–17:00"]
    assert free(1) == ["23 09:00–17:00"]


def test_a_public_holiday_is_closed_for_those_who_keep_the_calendar() -> None:
    office, hotel = make_resource(), make_resource(follows_calendar=False)
    national_day = date(2026, 10, 1)

    opened = open_time(resources=[office.pk, hotel.pk], window=Span.of_day(national_day))

    assert (written(opened[office.pk]), written(opened[hotel.pk])) == ([], ["01 09:00–17:00"])


def test_a_worked_sunday_has_the_hours_of_the_day_it_makes_up_for() -> None:
    office = make_resource(1, starts="10:00", ends="12:00")
    sunday = date(2026, 9, 20)

    opened = open_time(resources=[office.pk], window=Span.of_day(sunday))[office.pk]

    assert written(opened) == ["20 10:00–12:00"]


def test_a_resource_can_be_opened_on_a_holiday() -> None:
    office = make_resource()
    national_day = date(2026, 10, 1)
    make_exception(office, on(national_day, "10:00", "11:00"), opens=True)

    opened = open_time(resources=[office.pk], window=Span.of_day(national_day))[office.pk]

    assert written(opened) == ["01 10:00–11:00"]


def test_a_resource_out_of_use_is_never_open() -> None:
    room = make_resource(is_active=False)

    assert free_time(resources=[room.pk], window=WEEK, at=NOW) == {room.pk: []}


def test_nothing_is_asked_about_no_resources() -> None:
    assert free_time(resources=[], window=WEEK, at=NOW) == {}


def test_many_resources_cost_one_statement_when_the_calendar_is_at_hand() -> None:
    rooms = [make_resource() for _ in range(5)]
    calendar = Calendar.for_window(*WEEK.days)
    ids = [room.pk for room in rooms]

    with CaptureQueriesContext(connection) as alone:
        free_time(resources=ids, window=WEEK, at=NOW)
    with CaptureQueriesContext(connection) as given:
        free_time(resources=ids, window=WEEK, at=NOW, calendar=calendar)

    assert (len(alone), len(given)) == (2, 1)


def test_occupancies_come_with_their_reservations_in_order() -> None:
    room, other = make_resource(), make_resource()
    later = make_reservation(room, on(MONDAY, "14:00", "15:00"))
    sooner = make_reservation(room, on(MONDAY, "10:00", "11:00"))
    make_reservation(other, on(MONDAY, "10:00", "11:00"))

    with CaptureQueriesContext(connection) as captured:
        found = [occupancy.reservation for occupancy in occupancies(resources=[room.pk], window=WEEK, at=NOW)]

    assert found == [sooner, later]
    assert len(captured) == 1


def test_a_district_that_knows_better_closes_a_day() -> None:
    room = make_resource()
    CalendarDay.objects.create(date=MONDAY, is_working=False)

    assert open_time(resources=[room.pk], window=WHOLE_MONDAY) == {room.pk: []}


def test_past_reservations_are_not_read() -> None:
    """The window is looked up in the index of the exclusion constraint, however many years have gone by."""
    room = make_resource()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH past AS (INSERT INTO scheduling_reservation (during, state, purpose, created_at)"
            " SELECT tstzrange(at, at + interval '30 min'), 'confirmed', 'test', at FROM generate_series("
            " timestamptz '2020-01-01', timestamptz '2020-12-31', interval '30 min') AS at RETURNING id, during)"
            " INSERT INTO scheduling_occupancy (reservation_id, resource_id, during, active)"
            " SELECT id, %s, during, true FROM past",
            [room.pk],
        )
        cursor.execute("ANALYZE scheduling_occupancy")
    with CaptureQueriesContext(connection) as captured:
        free_time(resources=[room.pk], window=WEEK, at=NOW, calendar=Calendar.for_window(*WEEK.days))

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured[-1]["sql"])
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "occupancy_no_overlap" in plan
    assert "Seq Scan on scheduling_occupancy" not in plan
