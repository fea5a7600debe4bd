"""Time is held, reserved, moved and given back; or it cannot be had, and why."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.scheduling import errors, services
from commons.scheduling.models import Occupancy, Reservation, Resource
from commons.scheduling.spans import Span
from tests.scheduling.making import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    NOW,
    make_exception,
    make_reservation,
    make_resource,
    on,
)

pytestmark = pytest.mark.django_db
State = Reservation.State
TEN = on(MONDAY, "10:00", "11:00")
ELEVEN = on(MONDAY, "11:00", "12:00")


def hold(*resources: Resource, during: Span = TEN, **asked: Any) -> Reservation:
    """A hold of ten minutes."""
    return services.hold(
        resources=resources, during=during, **{"until": NOW + 10 * MINUTE, "purpose": "test", "at": NOW} | asked
    )


def reserve(*resources: Resource, during: Span = TEN, **asked: Any) -> Reservation:
    return services.reserve(resources=resources, during=during, **{"purpose": "test", "at": NOW} | asked)


def test_a_reservation_takes_the_time_of_all_its_resources() -> None:
    adviser, interpreter = make_resource(), make_resource()

    reservation = reserve(interpreter, adviser)

    assert (reservation.state, reservation.span, reservation.hold_expires_at) == (State.CONFIRMED, TEN, None)
    assert {occupancy.resource for occupancy in reservation.occupancies.all()} == {adviser, interpreter}


def test_the_time_of_one_resource_is_had_once() -> None:
    adviser, interpreter, other = make_resource(), make_resource(), make_resource()
    reserve(adviser, interpreter)

    with pytest.raises(errors.JustTaken):
        reserve(other, interpreter, during=on(MONDAY, "10:59", "11:30"))

    assert Reservation.objects.count() == 1


def test_one_time_may_begin_when_the_other_ends() -> None:
    room = make_resource()
    reserve(room)

    assert reserve(room, during=ELEVEN).span == ELEVEN


def test_what_is_kept_free_around_a_time_is_taken_too() -> None:
    room = make_resource()
    reserve(room, before=15 * MINUTE, after=30 * MINUTE)

    with pytest.raises(errors.JustTaken):
        reserve(room, during=ELEVEN)
    assert reserve(room, during=on(MONDAY, "11:30", "12:00"))


def test_what_is_kept_free_may_reach_beyond_the_opening_hours() -> None:
    room = make_resource()

    assert reserve(room, during=on(MONDAY, "16:00", "17:00"), after=HOUR)


@pytest.mark.parametrize(
    "during",
    [on(MONDAY, "08:30", "09:30"), on(MONDAY, "16:30", "17:30"), on(MONDAY + 5 * DAY, "10:00", "11:00")],
    ids=["early", "late", "saturday"],
)
def test_time_outside_the_opening_hours_is_not_had(during: Span) -> None:
    room = make_resource()

    with pytest.raises(errors.NotOpenThen):
        reserve(room, during=during)
    assert reserve(room, during=during, within_opening=False)


def test_all_the_resources_must_be_open() -> None:
    adviser, interpreter = make_resource(), make_resource()
    make_exception(interpreter, on(MONDAY, "10:30", "10:45"))

    with pytest.raises(errors.NotOpenThen):
        reserve(adviser, interpreter)


def test_a_public_holiday_is_no_time_to_be_had() -> None:
    room = make_resource()

    with pytest.raises(errors.NotOpenThen):
        reserve(room, during=on(date(2027, 10, 1), "10:00", "11:00"))


def test_a_resource_out_of_use_is_not_had_at_all() -> None:
    room = make_resource()
    Resource.objects.update(is_active=False)

    with pytest.raises(errors.NotOpenThen):
        reserve(room, within_opening=False)


def test_time_that_has_begun_is_not_had_but_this_minute_is() -> None:
    room = make_resource()

    with pytest.raises(errors.InThePast):
        reserve(room, at=TEN.starts_at + MINUTE)
    assert reserve(room, at=TEN.starts_at + 59 * timedelta(seconds=1))


def test_time_of_nothing_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="resource"):
        reserve()


def test_a_hold_keeps_the_time_until_it_expires() -> None:
    room = make_resource()
    held = hold(room)

    with pytest.raises(errors.JustTaken):
        reserve(room, at=NOW + 9 * MINUTE)
    taken = reserve(room, at=NOW + 10 * MINUTE)

    held.refresh_from_db()
    assert (held.state, held.has_lapsed, taken.state) == (State.RELEASED, True, State.CONFIRMED)


def test_an_expired_hold_of_two_is_given_back_whole_when_one_of_them_is_wanted() -> None:
    adviser, interpreter = make_resource(), make_resource()
    held = hold(adviser, interpreter)

    reserve(interpreter, at=NOW + HOUR)

    assert not held.occupancies.filter(active=True).exists()
    assert reserve(adviser, at=NOW + HOUR)


def test_a_hold_must_end_later_than_now() -> None:
    with pytest.raises(errors.HoldExpired):
        hold(make_resource(), until=NOW)


def test_a_hold_is_confirmed_and_confirmed_again() -> None:
    held = hold(make_resource())

    services.confirm(reservation=held, at=NOW)
    again = services.confirm(reservation=held, at=NOW + DAY)

    assert (again.state, again.hold_expires_at) == (State.CONFIRMED, None)
    assert again.occupancies.get().hold_expires_at is None


@pytest.mark.parametrize("by_worker", [True, False])
def test_an_expired_hold_is_confirmed_when_nobody_took_the_time(by_worker: bool) -> None:
    room = make_resource()
    held = hold(room)
    if by_worker:
        services.expire_holds(at=NOW + HOUR)

    confirmed = services.confirm(reservation=held, at=NOW + HOUR)

    assert (confirmed.state, confirmed.released_at) == (State.CONFIRMED, None)
    with pytest.raises(errors.JustTaken):
        reserve(room, at=NOW + HOUR)


def test_an_expired_hold_is_not_confirmed_when_somebody_took_the_time() -> None:
    room = make_resource()
    held = hold(room)
    reserve(room, at=NOW + HOUR)

    with pytest.raises(errors.JustTaken):
        services.confirm(reservation=held, at=NOW + HOUR)


def test_an_expired_hold_gives_way_to_one_who_comes_back_sooner() -> None:
    room = make_resource()
    first = hold(room)
    hold(room, at=NOW + HOUR, until=NOW + 2 * HOUR)

    with pytest.raises(errors.JustTaken):
        services.confirm(reservation=first, at=NOW + HOUR)
    assert services.confirm(reservation=first, at=NOW + 2 * HOUR).state == State.CONFIRMED


def test_a_lapsed_hold_is_checked_anew() -> None:
    room = make_resource()
    held = hold(room)
    services.expire_holds(at=NOW + HOUR)

    with pytest.raises(errors.InThePast):
        services.confirm(reservation=held, at=TEN.ends_at)
    make_exception(room, TEN)
    with pytest.raises(errors.NotOpenThen):
        services.confirm(reservation=held, at=NOW + HOUR)
    assert services.confirm(reservation=held, at=NOW + HOUR, within_opening=False)


def test_what_was_given_back_is_not_confirmed() -> None:
    held = hold(make_resource())
    services.release(reservation=held, at=NOW)

    with pytest.raises(errors.HoldExpired):
        services.confirm(reservation=held, at=NOW)


def test_a_hold_is_extended_also_when_it_has_just_expired() -> None:
    room = make_resource()
    held = hold(room)

    services.extend(reservation=held, until=NOW + HOUR, at=NOW)
    with pytest.raises(errors.JustTaken):
        reserve(room, at=NOW + 59 * MINUTE)
    services.expire_holds(at=NOW + HOUR)
    extended = services.extend(reservation=held, until=NOW + 2 * HOUR, at=NOW + HOUR)

    assert (extended.state, extended.hold_expires_at) == (State.HELD, NOW + 2 * HOUR)
    with pytest.raises(errors.JustTaken):
        reserve(room, at=NOW + HOUR)


def test_a_hold_is_not_extended_into_the_past() -> None:
    with pytest.raises(errors.HoldExpired):
        services.extend(reservation=hold(make_resource()), until=NOW, at=NOW)


def test_what_is_confirmed_is_not_turned_into_a_hold() -> None:
    confirmed = reserve(make_resource())

    assert services.extend(reservation=confirmed, until=NOW + HOUR, at=NOW).state == State.CONFIRMED


def test_giving_back_twice_changes_nothing() -> None:
    room = make_resource()
    reservation = reserve(room)

    services.release(reservation=reservation, at=NOW)
    again = services.release(reservation=reservation, at=NOW + HOUR)

    assert (again.state, again.released_at) == (State.RELEASED, NOW)
    assert reserve(room)


def test_holds_expire_by_the_clock_and_nothing_else_does() -> None:
    early, late = hold(make_resource()), hold(make_resource(), until=NOW + HOUR)
    confirmed = reserve(make_resource())

    assert services.expire_holds(at=NOW + 9 * MINUTE) == 0
    assert services.expire_holds(at=NOW + 10 * MINUTE) == 1
    assert services.expire_holds(at=NOW + 10 * MINUTE) == 0

    states = [Reservation.objects.get(pk=one.pk).state for one in (early, late, confirmed)]
    assert states == [State.RELEASED, State.HELD, State.CONFIRMED]
    assert not early.occupancies.get().active


def test_a_reservation_moves_to_another_time_that_overlaps_its_own() -> None:
    room = make_resource()
    reservation = reserve(room)

    moved = services.move(reservation=reservation, resources=[room], during=on(MONDAY, "10:30", "11:30"), at=NOW)

    assert (moved.pk, moved.state) == (reservation.pk, State.CONFIRMED)
    assert reserve(room, during=on(MONDAY, "10:00", "10:30"))


def test_a_reservation_moves_to_other_people_and_a_hold_stays_a_hold() -> None:
    old, new = make_resource(), make_resource()
    held = hold(old)

    moved = services.move(reservation=held, resources=[new], during=ELEVEN, at=NOW)

    assert (moved.state, moved.hold_expires_at) == (State.HELD, NOW + 10 * MINUTE)
    assert [(one.resource, one.span, one.hold_expires_at) for one in moved.occupancies.all()] == [
        (new, ELEVEN, NOW + 10 * MINUTE)
    ]
    assert reserve(old)


@pytest.mark.parametrize(
    ("during", "at", "refusal"),
    [
        (ELEVEN, NOW, errors.JustTaken),
        (on(MONDAY, "18:00", "19:00"), NOW, errors.NotOpenThen),
        (on(MONDAY, "09:00", "10:00"), TEN.starts_at - MINUTE, errors.InThePast),
    ],
    ids=["taken", "closed", "past"],
)
def test_a_move_that_is_refused_leaves_the_old_time(during: Span, at: Any, refusal: type[Exception]) -> None:
    room = make_resource()
    reservation = reserve(room)
    reserve(room, during=ELEVEN)

    with pytest.raises(refusal):
        services.move(reservation=reservation, resources=[room], during=during, at=at)

    reservation.refresh_from_db()
    assert (reservation.state, reservation.span, reservation.occupancies.get().span) == (State.CONFIRMED, TEN, TEN)
    with pytest.raises(errors.JustTaken):
        reserve(room)


def test_what_was_given_back_does_not_move() -> None:
    room = make_resource()
    reservation = reserve(room)
    services.release(reservation=reservation, at=NOW)

    with pytest.raises(errors.HoldExpired):
        services.move(reservation=reservation, resources=[room], during=ELEVEN, at=NOW)


def test_the_database_refuses_two_at_once_whoever_writes() -> None:
    room = make_resource()
    first, second = reserve(room), reserve(make_resource())

    with pytest.raises(IntegrityError, match="occupancy_no_overlap"), transaction.atomic():
        second.occupancies.create(resource=room, during=on(MONDAY, "10:59", "11:30").stored)
    first.occupancies.update(active=False)
    assert second.occupancies.create(resource=room, during=on(MONDAY, "10:59", "11:30").stored)


def test_the_database_refuses_a_time_without_an_end() -> None:
    room = make_resource()
    reservation = reserve(make_resource())

    for open_ended in ({"upper": None}, {"bounds": "[]"}, {"bounds": "()"}, {"upper": TEN.starts_at}):
        during = TEN.stored.__class__(**{"lower": TEN.starts_at, "upper": TEN.ends_at} | open_ended)
        with pytest.raises(IntegrityError, match="occupancy_bounded"), transaction.atomic():
            Occupancy.objects.create(reservation=reservation, resource=room, during=during)


def test_taking_time_costs_the_same_however_much_is_taken() -> None:
    room = make_resource()

    def statements(hour: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            reserve(room, during=on(MONDAY, f"{hour:02}:00", f"{hour:02}:30"))
        return len(captured)

    first = statements(9)
    for hour in range(10, 15):
        reserve(room, during=on(MONDAY, f"{hour}:00", f"{hour}:30"))

    assert statements(15) == first <= 9


def test_a_reservation_stands_while_it_is_kept() -> None:
    held, kept = hold(make_resource()), reserve(make_resource())
    given_back = make_reservation(make_resource(), ELEVEN)
    given_back = services.release(reservation=given_back, at=NOW)

    later = NOW + HOUR

    assert [one.is_standing(NOW) for one in (held, kept, given_back)] == [True, True, False]
    assert [one.is_standing(later) for one in (held, kept, given_back)] == [False, True, False]
    assert set(Reservation.objects.standing(later)) == {kept}
