"""Weeks and exceptions change, and whom the change touches is said."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from commons.scheduling import services
from commons.scheduling.free_time import open_time
from commons.scheduling.models import DatedException, Resource, WeeklyRule
from commons.scheduling.services import Hours
from commons.scheduling.spans import Span
from tests.factories import make_resident
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
MORNINGS = [Hours(weekday, time(9), time(12)) for weekday in range(5)]
TEN, THREE = on(MONDAY, "10:00", "11:00"), on(MONDAY, "15:00", "16:00")


def opened_on(resource: Resource, *days: date) -> list[str]:
    return [
        text
        for day in days
        for text in written(open_time(resources=[resource.pk], window=Span.of_day(day))[resource.pk])
    ]


def test_a_week_holds_from_its_day_on_and_what_was_before_stays() -> None:
    room = make_resource()
    tuesday = MONDAY + DAY

    services.set_week(resource=room, rules=MORNINGS, by=make_resident(), at=NOW, valid_from=tuesday)

    assert opened_on(room, MONDAY, tuesday) == ["23 09:00–17:00", "24 09:00–12:00"]


def test_a_week_holds_from_today_when_no_day_is_said() -> None:
    room, staff = make_resource(), make_resident()

    services.set_week(resource=room, rules=MORNINGS, by=staff, at=NOW)

    rule = room.weekly_rules.filter(valid_until=None).first()
    assert rule is not None
    assert (rule.valid_from, rule.created_by, rule.created_at) == (NOW.date(), staff, NOW)
    assert opened_on(room, MONDAY - 7 * DAY, MONDAY) == ["16 09:00–17:00", "23 09:00–12:00"]


def test_summer_hours_end_and_the_old_ones_are_back() -> None:
    room = make_resource()
    first, last = MONDAY + DAY, MONDAY + 2 * DAY

    services.set_week(resource=room, rules=MORNINGS, by=None, at=NOW, valid_from=first, valid_until=last)

    days = [MONDAY + number * DAY for number in range(4)]
    assert opened_on(room, *days) == ["23 09:00–17:00", "24 09:00–12:00", "25 09:00–12:00", "26 09:00–17:00"]


def test_hours_that_would_have_begun_later_are_replaced() -> None:
    room = make_resource()
    services.set_week(resource=room, rules=MORNINGS, by=None, at=NOW, valid_from=MONDAY + 7 * DAY)

    services.set_week(resource=room, rules=[], by=None, at=NOW, valid_from=MONDAY)

    assert opened_on(room, MONDAY, MONDAY + 7 * DAY) == []
    assert not room.weekly_rules.filter(valid_from__gte=MONDAY).exists()


def test_a_new_week_names_the_reservations_that_it_leaves_outside() -> None:
    room = make_resource()
    make_reservation(room, TEN)
    outside = make_reservation(room, THREE)
    services.release(reservation=make_reservation(room, on(MONDAY, "16:00", "17:00")), at=NOW)
    make_reservation(room, on(MONDAY, "12:00", "13:00"), at=NOW)

    found = services.set_week(resource=room, rules=MORNINGS, by=None, at=NOW + DAY)

    assert [one.span for one in found] == [on(MONDAY, "12:00", "13:00"), outside.span]


def test_leave_names_the_reservations_that_it_touches_and_they_stand() -> None:
    room, staff = make_resource(), make_resident()
    touched = make_reservation(room, TEN)
    make_reservation(room, on(MONDAY, "09:00", "10:00"), after=0 * MINUTE)
    make_reservation(make_resource(), TEN)
    services.hold(resources=[room], during=THREE, until=NOW + MINUTE, purpose="test", at=NOW)

    exception, found = services.add_exception(
        resource=room, during=on(MONDAY, "10:30", "17:00"), opens=False, reason="Leave", by=staff, at=NOW + HOUR
    )

    assert found == [touched]
    assert touched.is_standing(NOW)
    assert (exception.created_by, exception.reason) == (staff, "Leave")
    assert opened_on(room, MONDAY) == ["23 09:00–10:30"]


def test_what_is_only_kept_free_around_a_time_is_not_touched() -> None:
    room = make_resource()
    make_reservation(room, TEN, after=HOUR)

    assert not services.touched_by(room, on(MONDAY, "11:00", "12:00")).exists()


def test_opening_in_addition_touches_nobody() -> None:
    room = make_resource()
    make_reservation(room, on(MONDAY, "18:00", "19:00"))

    _, found = services.add_exception(
        resource=room, during=on(MONDAY, "18:00", "20:00"), opens=True, reason="Fair", by=None, at=NOW
    )

    assert found == []
    assert opened_on(room, MONDAY) == ["23 09:00–17:00", "23 18:00–20:00"]


def test_leave_is_taken_back() -> None:
    room = make_resource()
    leave = make_exception(room, Span.of_day(MONDAY))

    assert services.remove_exception(exception=leave, at=NOW) == []
    assert opened_on(room, MONDAY) == ["23 09:00–17:00"]


def test_an_extra_opening_taken_back_names_whom_it_leaves_outside() -> None:
    room = make_resource()
    extra = make_exception(room, on(MONDAY, "18:00", "20:00"), opens=True)
    evening = make_reservation(room, on(MONDAY, "18:00", "19:00"))

    assert services.remove_exception(exception=extra, at=NOW) == [evening]


def test_the_database_refuses_hours_that_make_no_sense() -> None:
    room = make_resource()

    for name, wrong in {
        "weekly_rule_times_in_order": {"starts": "10:00", "ends": "10:00"},
        "weekly_rule_weekday_exists": {"weekday": 7},
        "weekly_rule_validity_in_order": {"valid_from": MONDAY, "valid_until": MONDAY - DAY},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make_rule(room, **{"weekday": 0, "starts": "09:00", "ends": "10:00"} | wrong)


def test_the_database_refuses_an_exception_without_an_end() -> None:
    room = make_resource()

    with pytest.raises(IntegrityError, match="dated_exception_bounded"), transaction.atomic():
        DatedException.objects.create(
            resource=room, during=TEN.stored.__class__(TEN.starts_at, None), opens=False, created_at=NOW
        )


@pytest.mark.parametrize(("ends", "text"), [("12:30", "Monday 09:00–12:30"), ("24:00", "Monday 09:00–24:00")])
def test_a_rule_reads_as_people_say_it(ends: str, text: str) -> None:
    make_rule(make_resource(1), 0, "09:00", ends)

    assert str(WeeklyRule.objects.get(weekday=0)) == text
