"""Spaces are booked within rules and hours, moved, cancelled, used and given back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from commons.scheduling import services as scheduling
from commons.scheduling.errors import InThePast, JustTaken, NotOpenThen
from commons.scheduling.spans import Span
from institutions.errors import spaces as errors
from institutions.models import Allowance, Booking, Institution, Space
from institutions.services import bookings
from institutions.services.bookings import listening
from tests.factories import NOON, make_resident
from tests.institutions.making import (
    make_booking,
    make_contract,
    make_institution,
    make_member,
    make_officer,
    make_settled,
    make_space,
)

pytestmark = pytest.mark.django_db

TEN = (NOON + timedelta(days=3)).replace(hour=10)
HOUR = timedelta(hours=1)
State = Booking.State


@pytest.fixture
def member() -> Any:
    return make_resident()


@pytest.fixture
def institution(member: Any) -> Institution:
    return make_settled(member)


def book(space: Space, institution: Institution | None, by: Any, **asked: Any) -> Booking:
    values: dict[str, Any] = {
        "starts_at": TEN, "ends_at": TEN + HOUR, "title": "Talks", "people": 4, "at": NOON,
    } | asked  # fmt: skip
    return bookings.book(space=space, institution=institution, by=by, **values)


def used(month: date = date(2026, 11, 1)) -> int:
    found = Allowance.objects.filter(month=month).first()
    return found.used if found else 0


def refusal_of(act: Any) -> type[Refusal] | None:
    try:
        act()
    except Refusal as refusal:
        return type(refusal)
    return None


def test_a_booking_takes_time_hours_and_is_told(institution: Institution, member: Any) -> None:
    space = make_space()

    made = book(space, institution, member)

    assert (made.state, made.minutes_charged, used()) == (State.BOOKED, 60, 60)
    assert made.reservation.occupancies.get().span == Span(TEN, TEN + HOUR + space.after)
    message = Message.objects.get(template="institutions/booking_made")
    assert message.recipient == member
    assert "Code 2580." in message.text
    assert message.attachments[0]["mimetype"].endswith("method=PUBLISH")


def test_hours_are_of_the_month_in_which_the_booking_begins(institution: Institution, member: Any) -> None:
    night = make_space(opens=datetime.min.time(), closes=datetime.min.time())
    last = datetime.combine(date(2026, 11, 30), datetime.min.time(), tzinfo=NOON.tzinfo).replace(hour=23)

    book(night, institution, member, starts_at=last, ends_at=last + 2 * HOUR)

    assert (used(), used(date(2026, 12, 1))) == (120, 0)


def test_the_last_hour_is_had_and_no_more(institution: Institution, member: Any) -> None:
    first, second = make_space(most_minutes=600), make_space()
    book(first, institution, member, starts_at=TEN - HOUR, ends_at=TEN + 8 * HOUR)

    book(second, institution, member)
    with pytest.raises(errors.HoursUsedUp) as refused:
        book(second, institution, member, starts_at=TEN + 2 * HOUR, ends_at=TEN + 3 * HOUR)

    assert "0 h" in str(refused.value)
    assert used() == 600
    book(second, institution, member, starts_at=TEN + timedelta(days=10), ends_at=TEN + timedelta(days=10) + HOUR)


def test_spaces_without_hours_and_the_districts_own_use_charge_nothing(institution: Institution, member: Any) -> None:
    officer = make_officer()

    free = book(make_space(uses_hours=False), institution, member)
    own = book(make_space(), None, officer)

    assert (free.minutes_charged, own.minutes_charged, used()) == (0, 0, 0)
    assert Message.objects.filter(template="institutions/booking_made").count() == 1


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"people": 9}, errors.OverCapacity),
        ({"starts_at": NOON + timedelta(minutes=0), "ends_at": NOON + HOUR}, errors.TooSoon),
        ({"starts_at": TEN + timedelta(days=91), "ends_at": TEN + timedelta(days=91) + HOUR}, errors.TooFarAhead),
        ({"ends_at": TEN + 5 * HOUR}, errors.TooLong),
        ({"ends_at": TEN + HOUR / 6}, errors.OffTheClock),
        ({"starts_at": TEN + HOUR / 4}, errors.OffTheClock),
        ({"ends_at": TEN}, NotOpenThen),
        ({"starts_at": TEN + 8 * HOUR, "ends_at": TEN + 9 * HOUR}, NotOpenThen),
    ],
)
def test_what_the_space_does_not_allow_is_refused(
    institution: Institution, member: Any, asked: dict[str, Any], refusal: type[Refusal]
) -> None:
    assert refusal_of(lambda: book(make_space(), institution, member, **asked)) is refusal
    assert (Booking.objects.count(), used()) == (0, 0)


def test_officers_are_not_held_to_lead_and_length_but_to_opening_and_the_past(institution: Institution) -> None:
    space, officer = make_space(), make_officer()

    book(space, institution, officer, starts_at=NOON, ends_at=NOON + 5 * HOUR)
    late = TEN + timedelta(days=200)

    assert book(space, institution, officer, starts_at=late, ends_at=late + HOUR).minutes_charged == 60
    assert refusal_of(lambda: book(space, None, officer, starts_at=NOON - HOUR, ends_at=NOON)) is InThePast
    evening = TEN + 9 * HOUR
    assert refusal_of(lambda: book(space, None, officer, starts_at=evening, ends_at=evening + HOUR)) is NotOpenThen


def test_an_officer_of_ones_own_institution_is_its_colleague() -> None:
    officer = make_officer()
    institution = make_settled(officer)

    refused = refusal_of(lambda: book(make_space(), institution, officer, starts_at=NOON, ends_at=NOON + HOUR))

    assert refused is errors.TooSoon


@pytest.mark.parametrize("state", ["drafted", "signed", "countersigned", "expired", "terminated"])
def test_without_a_contract_in_force_nobody_books(state: str, member: Any) -> None:
    institution = make_institution(member=member)
    make_contract(institution, state=state)

    for by in (member, make_officer()):
        assert refusal_of(lambda by=by: book(make_space(), institution, by)) is errors.NotEntitled


def test_a_contract_counts_to_the_end_of_its_grace(member: Any) -> None:
    institution = make_institution(member=member)
    make_contract(institution, state="expiring", ends_on=NOON.date() + timedelta(days=5), grace_days=14)
    last = TEN + timedelta(days=16)

    book(make_space(), institution, member, starts_at=last, ends_at=last + HOUR)
    after = last + timedelta(days=1)

    refused = refusal_of(lambda: book(make_space(), institution, member, starts_at=after, ends_at=after + HOUR))
    assert refused is errors.ContractEnded


def test_a_signed_renewal_has_hours_of_its_own(member: Any) -> None:
    institution = make_institution(member=member)
    running = make_contract(institution, state="expiring", ends_on=NOON.date() + timedelta(days=5))
    following = make_contract(
        institution, state="countersigned", renews=running, starts_on=NOON.date() + timedelta(days=6),
        ends_on=NOON.date() + timedelta(days=300), room_minutes=60,
    )  # fmt: skip
    later = TEN + timedelta(days=10)

    made = book(make_space(), institution, member, starts_at=later, ends_at=later + HOUR)

    assert made.allowance.contract == following


def test_strangers_book_for_nobody_and_members_not_for_the_district(institution: Institution, member: Any) -> None:
    stranger = make_member(make_settled())

    assert refusal_of(lambda: book(make_space(), institution, stranger)) is errors.NotEntitled
    assert refusal_of(lambda: book(make_space(), None, member)) is errors.NotEntitled


def test_a_space_of_one_institution_is_not_booked(institution: Institution, member: Any) -> None:
    assert refusal_of(lambda: book(make_space(assigned_to=institution), institution, member)) is errors.NotShared
    assert refusal_of(lambda: book(make_space(is_active=False), institution, member)) is errors.NotShared


def test_what_is_kept_free_after_one_booking_is_not_had_by_the_next(institution: Institution, member: Any) -> None:
    space = make_space(after_minutes=30)
    book(space, institution, member)

    assert refusal_of(lambda: book(space, institution, member, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR)) is (
        JustTaken
    )
    half = TEN + HOUR * 1.5
    book(space, institution, member, starts_at=half, ends_at=half + HOUR)
    assert used() == 120


def test_maintenance_may_lie_outside_the_opening_hours(institution: Institution) -> None:
    space, officer = make_space(), make_officer()
    evening = TEN + 9 * HOUR

    made = book(space, None, officer, starts_at=evening, ends_at=evening + HOUR, purpose="maintenance", people=1)

    assert made.reservation.occupancies.get().span == Span(evening, evening + HOUR)


def test_a_move_takes_the_new_time_and_charges_the_difference(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)

    moved = bookings.move(booking=made, starts_at=TEN + 2 * HOUR, ends_at=TEN + 4 * HOUR, by=member, at=NOON)

    assert (moved.minutes_charged, used(), moved.calendar_sequence) == (120, 120, 1)
    assert moved.reservation.span.starts_at == TEN + 2 * HOUR
    assert Message.objects.filter(template="institutions/booking_moved").count() == 1


def test_a_move_into_another_month_gives_the_old_hours_back(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)
    december = TEN + timedelta(days=20)

    bookings.move(booking=made, starts_at=december, ends_at=december + HOUR, by=member, at=NOON)

    assert (used(), used(date(2026, 12, 1))) == (0, 60)


def test_a_move_to_another_space_is_measured_by_its_rules(institution: Institution, member: Any) -> None:
    made, small = book(make_space(), institution, member), make_space(capacity=2)
    again = {"booking": made, "starts_at": TEN, "ends_at": TEN + HOUR, "by": member, "at": NOON}

    assert refusal_of(lambda: bookings.move(**again, space=small)) is errors.OverCapacity
    moved = bookings.move(**again, space=small, people=2)

    assert (moved.space, moved.reservation.occupancies.get().resource) == (small, small.resource)
    assert used() == 60


def test_a_refused_move_leaves_everything_as_it_was(institution: Institution, member: Any) -> None:
    space = make_space()
    made = book(space, institution, member)
    make_booking(space, starts_at=TEN + 3 * HOUR)

    refused = refusal_of(
        lambda: bookings.move(booking=made, starts_at=TEN + 3 * HOUR, ends_at=TEN + 5 * HOUR, by=member, at=NOON)
    )

    made.refresh_from_db()
    assert (refused, made.starts_at, made.minutes_charged, used()) == (JustTaken, TEN, 60, 60)
    assert made.reservation.occupancies.get().span.starts_at == TEN


def test_new_words_alone_change_no_time_and_write_no_message(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)

    changed = bookings.move(
        booking=made, starts_at=TEN, ends_at=TEN + HOUR, by=member, at=NOON, title="Other talks", people=6
    )

    assert (changed.title, changed.people, changed.calendar_sequence) == ("Other talks", 6, 0)
    assert not Message.objects.filter(template="institutions/booking_moved").exists()


def test_late_changes_stay_on_the_day_and_give_no_hours_back(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member, ends_at=TEN + 2 * HOUR)
    late = TEN - HOUR
    tomorrow = TEN + timedelta(days=1)

    shorter = bookings.move(booking=made, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, by=member, at=late)
    refused = refusal_of(
        lambda: bookings.move(booking=made, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=member, at=late)
    )

    assert (shorter.minutes_charged, used(), refused) == (120, 120, errors.OtherDayTooLate)
    by_officer = bookings.move(booking=made, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=make_officer(), at=late)
    assert (by_officer.minutes_charged, used()) == (60, 60)


@pytest.mark.parametrize(("hours_before", "left_charged"), [(25, 0), (24, 0), (23, 60)])
def test_late_cancellations_keep_the_hours(
    institution: Institution, member: Any, hours_before: int, left_charged: int
) -> None:
    made = book(make_space(), institution, member)

    ended = bookings.cancel(booking=made, by=member, at=TEN - hours_before * HOUR)

    assert (ended.state, used(), ended.minutes_charged) == (State.CANCELLED, left_charged, left_charged)
    assert made.reservation.occupancies.get().active is False
    assert Message.objects.get(template="institutions/booking_cancelled").attachments[0]["mimetype"].endswith("CANCEL")


def test_officers_give_the_hours_back_however_late_and_say_why(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)

    bookings.cancel(booking=made, by=make_officer(), at=TEN + HOUR / 2, reason="The heating is broken.")

    assert used() == 0
    assert "The heating is broken." in Message.objects.get(template="institutions/booking_cancelled").text


def test_a_space_that_was_closed_meanwhile_costs_no_hours(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)
    scheduling.add_exception(
        resource=made.space.resource, during=Span(TEN - HOUR, TEN + HOUR), opens=False, reason="", by=None, at=NOON
    )

    bookings.cancel(booking=made, by=member, at=TEN - HOUR)

    assert used() == 0


def test_cancelling_twice_gives_back_once(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)
    book(make_space(), institution, member)

    for _ in range(2):
        bookings.cancel(booking=made, by=member, at=NOON)

    assert used() == 60
    assert Message.objects.filter(template="institutions/booking_cancelled").count() == 1


def test_what_has_begun_is_not_cancelled_by_those_who_booked_it(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)

    assert refusal_of(lambda: bookings.cancel(booking=made, by=member, at=TEN)) is errors.BookingOver
    assert refusal_of(
        lambda: bookings.move(booking=made, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, by=member, at=TEN)
    ) is (errors.BookingOver)


def test_one_checks_in_from_a_quarter_before_until_the_end(institution: Institution, member: Any) -> None:
    made = book(make_space(), institution, member)

    assert refusal_of(lambda: bookings.check_in(booking=made, by=member, at=TEN - timedelta(minutes=16))) is (
        errors.TooEarlyToCheckIn
    )
    used_now = bookings.check_in(booking=made, by=member, at=TEN - timedelta(minutes=15))
    again = bookings.check_in(booking=made, by=member, at=TEN)

    assert (used_now.state, again.checked_in_at) == (State.IN_USE, TEN - timedelta(minutes=15))


def test_a_space_is_given_back_once_when_nobody_comes(institution: Institution, member: Any) -> None:
    space = make_space()
    made = book(space, institution, member, ends_at=TEN + 2 * HOUR)
    quarter = TEN + timedelta(minutes=15)

    before = bookings.release_unused(at=quarter - timedelta(seconds=1))
    first, second = bookings.release_unused(at=quarter), bookings.release_unused(at=quarter)

    made.refresh_from_db()
    assert (before, first, second, made.state, used()) == (0, 1, 0, State.RELEASED, 120)
    assert Message.objects.filter(template="institutions/booking_released").count() == 1
    assert book(space, institution, make_officer(), starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, at=quarter)
    assert refusal_of(lambda: bookings.check_in(booking=made, by=member, at=quarter)) is errors.GivenBack


def test_what_is_used_maintained_or_public_is_not_given_back(institution: Institution, member: Any) -> None:
    officer = make_officer()
    bookings.check_in(booking=book(make_space(), institution, member), by=member, at=TEN)
    book(make_space(needs_check_in=False), institution, member)
    book(make_space(), institution, member, purpose="activity")
    book(make_space(), None, officer, purpose="maintenance")

    assert bookings.release_unused(at=TEN + HOUR) == 0


def test_listeners_hear_of_falls_and_moves_once(institution: Institution, member: Any) -> None:
    heard: list[tuple[str, str]] = []

    def fell(*, booking: Booking, by: Any, at: datetime) -> None:
        heard.append(("fell", booking.state))

    def moved(*, booking: Booking, by: Any, at: datetime) -> None:
        heard.append(("moved", booking.state))

    for _ in range(2):
        bookings.register_fall(fell)
        bookings.register_move(moved)
    try:
        one, other = book(make_space(), institution, member), book(make_space(), institution, member)
        bookings.move(booking=one, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, by=member, at=NOON)
        bookings.cancel(booking=one, by=member, at=NOON)
        bookings.release_unused(at=TEN + HOUR)
    finally:
        listening._on_fall.remove(fell)
        listening._on_move.remove(moved)

    assert heard == [("moved", "booked"), ("fell", "cancelled"), ("fell", "released")]
    assert other.minutes_charged == 60


def test_whoever_booked_and_whoever_acts_are_told_and_everybody_when_neither_works_there_any_more(
    institution: Institution, member: Any
) -> None:
    colleague, third = (make_member(institution, duty="colleague") for _ in range(2))
    made = book(make_space(), institution, member)

    bookings.move(booking=made, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, by=colleague, at=NOON)
    told = set(Message.objects.filter(template="institutions/booking_moved").values_list("recipient", flat=True))
    assert told == {member.pk, colleague.pk}

    institution.members.filter(user=member).update(until=NOON)
    bookings.cancel(booking=made, by=make_officer(), at=NOON)
    told = set(Message.objects.filter(template="institutions/booking_cancelled").values_list("recipient", flat=True))
    assert told == {colleague.pk, third.pk}
