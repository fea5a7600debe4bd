"""Many people want the same time at the same moment: services in threads, and browsers over HTTP.

The twins show the races when the locks, or the locks and the database's own guard, are taken out.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.lib.dates import BEIJING
from commons.scheduling.errors import JustTaken
from commons.scheduling.models import Occupancy, Resource
from legal_services.models import Appointment, Service
from legal_services.services import booking
from legal_services.views import booking_limits
from tests.factories import NOON
from tests.legal_services.browsing import (
    BROWSERS,
    Browser,
    all_together,
    assert_one_won,
    make_pair_at_work_every_day,
    make_service_with,
)
from tests.legal_services.making import make_clerk
from tests.scheduling.racing import (
    Complaints,
    at_once,
    complaints,
    double_bookings,
    without_lock,
    without_the_constraint,
)

__all__ = ["complaints"]

pytestmark = pytest.mark.django_db(transaction=True)

State = Appointment.State
TEN = (NOON + timedelta(days=1)).replace(hour=10)


def holding(service: Service, **asked: Any) -> Callable[[], Appointment]:
    wanted: dict[str, Any] = {"language": "en", "channel": "in-person", "starts_at": TEN, "at": NOON} | asked
    return lambda: booking.hold_time(service=service, **wanted)


def booking_it(held: Appointment) -> Callable[[], Appointment]:
    return lambda: booking.book(
        appointment=held, name="Kim Minji", phone="+821012345678", email="", writes="ko", people=1, at=NOON
    )


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_fifty_who_want_one_time_and_one_has_it(complaints: Complaints) -> None:
    service = make_service_with(advisers=1)

    results = at_once([holding(service)] * 50)

    assert kinds(results) == {"Appointment": 1, "JustTaken": 49}
    assert complaints == Complaints()


def test_as_many_have_a_time_as_there_are_advisers(complaints: Complaints) -> None:
    service = make_service_with(advisers=7)

    results = at_once([holding(service)] * 50)

    assert kinds(results) == {"Appointment": 7, "JustTaken": 43}
    assert Appointment.objects.values("practitioner").distinct().count() == 7
    assert double_bookings() == 0
    assert complaints == Complaints()


def test_advisers_with_interpreters_and_alone_are_never_had_twice_and_nobody_waits_for_ever(
    complaints: Complaints,
) -> None:
    """Five advisers; half of those who ask need one of three interpreters: five have the time, nobody is stuck."""
    service = make_service_with(advisers=5, interpreters=3)
    asking = [holding(service, language=language) for language in ("ko", "en")] * 25

    results = at_once(asking)

    assert kinds(results) == {"Appointment": 5, "JustTaken": 45}
    assert Occupancy.objects.count() == 5 + Appointment.objects.exclude(interpreter=None).count()
    assert double_bookings() == 0
    assert complaints == Complaints()


def test_the_work_of_a_day_is_shared_fairly() -> None:
    service = make_service_with(advisers=4)
    starts = [TEN + number * timedelta(minutes=30) for number in range(8)]

    at_once([holding(service, starts_at=start) for start in starts])

    shares = Counter(Appointment.objects.values_list("practitioner", flat=True))
    assert list(shares.values()) == [2, 2, 2, 2]


def test_clients_and_clerks_who_choose_and_change_their_minds_at_once(complaints: Complaints) -> None:
    """Staff book, others hold, and those who hold a time move to another's: each time is had once."""
    service = make_service_with(advisers=2, interpreters=1)
    clerk = make_clerk()
    starts = [TEN + number * timedelta(minutes=30) for number in range(4)]
    held = [holding(service, starts_at=start)() for start in starts]

    def at_the_desk(number: int) -> Callable[[], Any]:
        return lambda: booking.book_for_client(
            service=service, language="ko", channel="in-person", starts_at=starts[number % 4], at=NOON, by=clerk,
            name="Caller", phone="+821012345678", email="", writes="ko", people=1,
        )  # fmt: skip

    swaps = [holding(service, starts_at=starts[3 - n], replacing=held[n]) for n in range(4)]
    results = at_once([*(at_the_desk(n) for n in range(16)), *swaps, *(booking_it(one) for one in held)])

    assert set(kinds(results)) <= {"Appointment", "JustTaken", "HoldExpired"}
    assert double_bookings() == 0
    assert Occupancy.objects.filter(active=True).values("resource", "during").distinct().count() == (
        Occupancy.objects.filter(active=True).count()
    )
    assert not complaints.codes


def test_a_form_sent_from_many_windows_books_once() -> None:
    held = holding(make_service_with(advisers=1))()

    results = at_once([booking_it(held)] * 16)

    assert kinds(results) == {"Appointment": 1, "AlreadyBooked": 15}


@pytest.mark.parametrize("round_", range(5))
def test_a_hold_is_booked_or_dropped_but_never_both(round_: int) -> None:
    held = holding(make_service_with(advisers=1))()
    later = NOON + timedelta(hours=2)

    booked, dropped = at_once(
        [
            lambda: booking.book(
                appointment=held, name="Kim", phone="+821012345678", email="", writes="ko", people=1, at=later
            ),
            lambda: booking.drop_forgotten(at=later),
        ]
    )

    if dropped:
        assert type(booked).__name__ == "HoldExpired"
        assert not Appointment.objects.exists()
    else:
        assert Appointment.objects.get().state == State.BOOKED


def test_many_sweepers_drop_each_hold_once() -> None:
    service = make_service_with(advisers=6)
    at_once([holding(service)] * 6)

    dropped = at_once([lambda: booking.drop_forgotten(at=NOON + timedelta(hours=2))] * 8)

    assert sum(dropped) == 6


def meet_before_choosing(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    """Let everybody look who is free before anybody takes a time."""
    looked = threading.Barrier(people)
    chosen = booking._fairest

    def and_wait(*args: Any, **kwargs: Any) -> Any:
        pair = chosen(*args, **kwargs)
        looked.wait(10)
        return pair

    monkeypatch.setattr(booking, "_fairest", and_wait)


def test_twin_without_the_locks_the_choice_is_stale_and_a_free_adviser_stays_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two advisers, two clients: each would have one, but both choose the same, and one client is sent away."""
    service = make_service_with(advisers=2)
    assert kinds(at_once([holding(service)] * 2)) == {"Appointment": 2}
    Appointment.objects.all().delete()
    Occupancy.objects.all().delete()

    with monkeypatch.context() as patch:
        without_lock(patch, Resource)
        meet_before_choosing(patch, 2)
        results = at_once([holding(service)] * 2)

    assert kinds(results) == {"Appointment": 1, "JustTaken": 1}


def test_twin_without_the_locks_and_the_guard_one_adviser_has_two_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    service = make_service_with(advisers=1)

    with without_the_constraint(), monkeypatch.context() as patch:
        without_lock(patch, Resource)
        meet_before_choosing(patch, 2)
        patch.setattr("commons.scheduling.services.taking.clear_the_way", lambda *_args, **_options: None)
        results = at_once([holding(service)] * 2)
        doubled = double_bookings()
        Appointment.objects.all().delete()

    assert (kinds(results), doubled) == ({"Appointment": 2}, 1)


def walk_to_the_times(address: str, service: Service, number: int) -> Browser:
    browser = Browser(address, number)
    browser.fill("need", {"service": service.slug, "topic": ""})
    status, location, _page = browser.fill("way", {"language": "ko", "channel": "in-person"})
    assert (status, location) == (302, f"/{browser.language}/legal/book/time/")
    return browser


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ten o'clock on a day in a week, when the one adviser and the one interpreter are there whatever the calendar."""
    monkeypatch.setattr(booking_limits, "HOLDS_AN_HOUR", 1000)
    day = (timezone.now() + timedelta(days=7)).astimezone(BEIJING)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def test_fifty_browsers_want_one_time_with_adviser_and_interpreter(
    live_portal: str, tomorrow: Any, complaints: Complaints
) -> None:
    service = make_pair_at_work_every_day()
    browsers = [walk_to_the_times(live_portal, service, number) for number in range(BROWSERS)]

    def choosing(browser: Browser) -> Callable[[], Any]:
        browser.call()
        return lambda: browser.fill("time", {"starts_at": tomorrow.isoformat()})

    answers = all_together([choosing(browser) for browser in browsers])

    half_past = (tomorrow + timedelta(minutes=30)).isoformat()
    won = assert_one_won(browsers, answers, f'value="{half_past}"')
    assert answers[won][1] == f"/{browsers[won].language}/legal/book/details/"
    assert double_bookings() == 0
    assert not complaints.codes


def test_twenty_browsers_confirm_what_lapsed_while_others_choose_it(
    live_portal: str, tomorrow: Any, complaints: Complaints
) -> None:
    """One was slow and its hold lapsed: it books in the same moment in which nineteen others choose the time."""
    service = make_pair_at_work_every_day()
    slow, *others = [walk_to_the_times(live_portal, service, number) for number in range(20)]
    slow.fill("time", {"starts_at": tomorrow.isoformat()})
    slow.fill(
        "details", {"name": "Kim Minji", "phone_0": "KR", "phone_1": "010-1234-5678", "writes": "ko", "people": "1"}
    )
    slow.fill("narrative", {"skip": "1"})
    long_ago = timezone.now() - timedelta(minutes=5)
    Appointment.objects.get().reservation.occupancies.update(hold_expires_at=long_ago)
    type(Appointment.objects.get().reservation).objects.update(hold_expires_at=long_ago)

    def choosing(browser: Browser) -> Callable[[], Any]:
        browser.call()
        return lambda: browser.fill("time", {"starts_at": tomorrow.isoformat()})

    answers = all_together([lambda: slow.fill("check", {}), *(choosing(browser) for browser in others)])

    half_past = (tomorrow + timedelta(minutes=30)).isoformat()
    assert_one_won([slow, *others], answers, f'value="{half_past}"')
    assert double_bookings() == 0
    assert not complaints.codes


def test_a_refusal_is_told_from_a_failure() -> None:
    """What the losers raise is the refusal that the pages know."""
    service = make_service_with(advisers=1)
    first, second = at_once([holding(service)] * 2)

    assert {type(first), type(second)} == {Appointment, JustTaken}
