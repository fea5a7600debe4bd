"""Many people want the same time at the same moment: services in threads, and browsers over HTTP.

The twins show the races when the locks, or the locks and the database's own guard, are taken out.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable
from datetime import time, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.utils import timezone

from commons.lib.dates import BEIJING
from commons.scheduling.errors import JustTaken
from commons.scheduling.models import Occupancy, Resource
from legal_services.models import Appointment, Service
from legal_services.services import booking
from legal_services.views import booking_limits
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_clerk, make_practitioner
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
BROWSERS = 50
WORDS = {
    "zh-hans": ("这个时间刚刚被别人约走了。", "接下来的空闲时间"),
    "en": ("This time has just been taken by somebody else.", "The next free times"),
    "ko": ("이 시간은 방금 다른 분이 예약했습니다.", "다음 빈 시간"),
}


def holding(service: Service, **asked: Any) -> Callable[[], Appointment]:
    wanted = {"language": "en", "channel": "in-person", "starts_at": TEN, "at": NOON} | asked
    return lambda: booking.hold_time(service=service, **wanted)


def booking_it(held: Appointment) -> Callable[[], Appointment]:
    return lambda: booking.book(
        appointment=held, name="Kim Minji", phone="+821012345678", email="", writes="ko", people=1, at=NOON
    )


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def make_service_with(*, advisers: int, interpreters: int = 0) -> Service:
    """A service whose advisers speak Chinese, and interpreters for Korean."""
    service = make_bookable_service()
    for _ in range(advisers):
        make_practitioner(services=[service], languages=["zh-hans", "en"])
    for _ in range(interpreters):
        make_practitioner(interprets=True, languages=["ko", "zh-hans"])
    return service


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


class Browser:
    """A person's browser over real HTTP: cookies, forms, no scripts."""

    def __init__(self, address: str, language: str) -> None:
        self.host, self.language = urlsplit(address).netloc, language
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, answers: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, place to go to, and page."""
        connection = HTTPConnection(self.host, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(answers) if answers is not None else None, headers)
        response = connection.getresponse()
        page = response.read().decode()
        for name, value in response.headers.items():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return response.status, response.headers.get("Location", ""), page

    def fill(self, step: str, answers: dict[str, str], query: str = "") -> tuple[int, str, str]:
        """Open the page of a step and send its form."""
        path = f"/{self.language}/legal/book/{step}/"
        _status, _location, page = self.ask("GET", path + query)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, (step, page[:2000])
        return self.ask("POST", path, answers | {"csrfmiddlewaretoken": found[1]})


def walk_to_the_times(address: str, service: Service, number: int) -> Browser:
    browser = Browser(address, list(WORDS)[number % 3])
    browser.fill("need", {"service": service.slug, "topic": ""}, f"?service={service.slug}")
    status, location, _page = browser.fill("way", {"language": "ko", "channel": "in-person"})
    assert (status, location) == (302, f"/{browser.language}/legal/book/time/")
    return browser


def all_together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Every act in a thread of its own, released at one moment."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        start.wait(30)
        results[number] = acts[number]()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ten o'clock on a day in a week, when the one adviser and the one interpreter are there whatever the calendar."""
    monkeypatch.setattr(booking_limits, "HOLDS_AN_HOUR", 1000)
    day = (timezone.now() + timedelta(days=7)).astimezone(BEIJING)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def make_pair_at_work_every_day(*, advisers: int = 1) -> Service:
    """Advisers and one interpreter who keep no calendar."""
    from commons.scheduling.models import WeeklyRule

    service = make_service_with(advisers=advisers, interpreters=1)
    Resource.objects.update(follows_calendar=False)
    for resource in Resource.objects.all():
        for weekday in (5, 6):
            WeeklyRule.objects.create(
                resource=resource, weekday=weekday, starts=time(9), ends=time(17), valid_from=NOON.date(),
                created_at=NOON,
            )  # fmt: skip
    return service


def test_fifty_browsers_want_one_time_with_adviser_and_interpreter(
    live_portal: str, tomorrow: Any, complaints: Complaints
) -> None:
    service = make_pair_at_work_every_day()
    browsers = [walk_to_the_times(live_portal, service, number) for number in range(BROWSERS)]

    def choosing(browser: Browser) -> Callable[[], Any]:
        return lambda: browser.fill("time", {"starts_at": tomorrow.isoformat()})

    answers = all_together([choosing(browser) for browser in browsers])

    assert Counter(status for status, _location, _page in answers) == {302: 1, 200: BROWSERS - 1}
    half_past = (tomorrow + timedelta(minutes=30)).isoformat()
    for browser, (status, location, page) in zip(browsers, answers, strict=True):
        if status == 302:
            assert location == f"/{browser.language}/legal/book/details/"
        else:
            taken, following = WORDS[browser.language]
            assert taken in page
            assert following in page
            assert f'value="{half_past}"' in page
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
        return lambda: browser.fill("time", {"starts_at": tomorrow.isoformat()})

    answers = all_together([lambda: slow.fill("check", {}), *(choosing(browser) for browser in others)])

    won = [number for number, (status, _location, _page) in enumerate(answers) if status == 302]
    assert len(won) == 1
    for browser, (status, _location, page) in zip([slow, *others], answers, strict=True):
        assert status == 302 or all(words in page for words in WORDS[browser.language])
    assert double_bookings() == 0
    assert not complaints.codes


def test_a_refusal_is_told_from_a_failure() -> None:
    """What the losers raise is the refusal that the pages know."""
    service = make_service_with(advisers=1)
    first, second = at_once([holding(service)] * 2)

    assert {type(first), type(second)} == {Appointment, JustTaken}
