"""One time, and everybody who may take it: those who move by account or link, the desk, and slow forms.

Browsers over HTTP that act at one moment, with adviser and interpreter; and services in threads. The twins show the
races when the locks are taken out.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from commons.lib.dates import BEIJING
from commons.scheduling.models import Occupancy, Resource
from legal_services.models import Appointment, Practitioner, Service
from legal_services.services import booking, changing
from legal_services.services.links import issue
from tests.factories import NOON, make_resident
from tests.legal_services.browsing import (
    BROWSERS,
    Browser,
    Response,
    all_together,
    assert_one_won,
    make_pair_at_work_every_day,
    make_service_with,
)
from tests.legal_services.making import make_appointment, make_clerk
from tests.scheduling.racing import (
    Complaints,
    at_once,
    complaints,
    double_bookings,
    meeting,
    without_lock,
    without_the_constraint,
)

__all__ = ["complaints"]

pytestmark = pytest.mark.django_db(transaction=True)

TEN = (NOON + timedelta(days=1)).replace(hour=10)
HALF_AN_HOUR = timedelta(minutes=30)
A_DAY = [timedelta(days=1 + number // 14, minutes=number % 14 * 30) for number in range(BROWSERS)]
"""How long after ten o'clock on the wanted day the appointments begin that everybody has already."""


@pytest.fixture
def wanted() -> datetime:
    """Ten o'clock on a day in a week."""
    day = (timezone.now() + timedelta(days=7)).astimezone(BEIJING)
    return day.replace(hour=10, minute=0, second=0, microsecond=0)


def make_booked(service: Service, starts_at: datetime, **fields: Any) -> Appointment:
    """An appointment in Korean with the service's adviser and the interpreter."""
    interpreter = Practitioner.objects.get(interprets=True)
    adviser = service.practitioners.first()
    return make_appointment(
        adviser, service=service, interpreter=interpreter, language="ko", starts_at=starts_at, **fields
    )


def sent(browsers: Sequence[Browser], paths: Sequence[str], answers: dict[str, str]) -> list[Response]:
    """What each browser is answered when all send their form at one moment."""
    pairs = zip(browsers, paths, strict=True)
    return all_together([partial(one.call().send, path, answers) for one, path in pairs])


def assert_nothing_is_had_twice(heard: Complaints) -> None:
    """No time of anybody is taken twice, and the database had to break no deadlock."""
    assert double_bookings() == 0
    assert not heard.codes


def test_fifty_desks_book_one_time_for_their_callers(
    live_portal: str, wanted: datetime, complaints: Complaints
) -> None:
    service = make_pair_at_work_every_day()
    clerk = make_clerk()
    browsers = [Browser(live_portal, number).sign_in(clerk) for number in range(BROWSERS)]
    asked = {"service": service.slug, "language": "ko", "channel": "in-person", "starts_at": wanted.isoformat()}
    caller = {"name": "Ms Kim", "phone_0": "KR", "phone_1": "010-1234-5678", "writes": "ko", "people": "1"}

    answers = sent(browsers, [f"desk/legal/book/?{urlencode(asked)}"] * BROWSERS, caller)

    following = urlencode({"starts_at": (wanted + HALF_AN_HOUR).isoformat()})
    assert_one_won(browsers, answers, following)
    assert Appointment.objects.get().starts_at == wanted
    assert Occupancy.objects.filter(active=True).count() == 2
    assert_nothing_is_had_twice(complaints)


def test_fifty_clients_move_to_one_time_by_account_and_by_link(
    live_portal: str, wanted: datetime, complaints: Complaints
) -> None:
    service = make_pair_at_work_every_day()
    browsers, booked = [], []
    for number, later in enumerate(A_DAY):
        browser, user = Browser(live_portal, number), make_resident() if number % 2 else None
        one = make_booked(service, wanted + later, user=user, email="" if user else "guest@example.org")
        if user:
            browser.sign_in(user)
        else:
            secret = issue(appointment=one, scope="manage", at=timezone.now())
            assert browser.ask("GET", f"legal/appointments/link/{secret}/")[0] == 302
        browsers.append(browser)
        booked.append(one)

    paths = [f"legal/appointments/{one.reference}/move/" for one in booked]
    answers = sent(browsers, paths, {"starts_at": wanted.isoformat()})

    assert_moved_one(browsers, answers, booked, wanted)
    assert_nothing_is_had_twice(complaints)


def test_fifty_desks_move_their_clients_to_one_time(live_portal: str, wanted: datetime, complaints: Complaints) -> None:
    service = make_pair_at_work_every_day()
    clerk = make_clerk()
    browsers = [Browser(live_portal, number).sign_in(clerk) for number in range(BROWSERS)]
    booked = [make_booked(service, wanted + later) for later in A_DAY]

    paths = [f"desk/legal/appointments/{one.reference}/move/" for one in booked]
    answers = sent(browsers, paths, {"starts_at": wanted.isoformat()})

    assert_moved_one(browsers, answers, booked, wanted)
    assert_nothing_is_had_twice(complaints)


def assert_moved_one(
    browsers: Sequence[Browser], answers: Sequence[Response], booked: Sequence[Appointment], wanted: datetime
) -> None:
    """One has the wanted time with both people; all the others keep theirs."""
    won = assert_one_won(browsers, answers, f'value="{(wanted + HALF_AN_HOUR).isoformat()}"')
    assert booked[won].reference in answers[won][1]
    stand = dict(Appointment.objects.values_list("pk", "starts_at"))
    assert stand == {one.pk: one.starts_at for one in booked} | {booked[won].pk: wanted}
    taken = Occupancy.objects.filter(active=True).values_list("during", flat=True)
    assert Counter(during.lower for during in taken) == Counter(dict.fromkeys(stand.values(), 2))


def test_fifty_slow_forms_confirm_one_time_whose_holds_have_lapsed(
    live_portal: str, wanted: datetime, complaints: Complaints
) -> None:
    """Each held the time when the one before had let it lapse; then all go on in the same moment."""
    service = make_pair_at_work_every_day()
    now = timezone.now()
    browsers = []
    for number in range(BROWSERS):
        at = now - (BROWSERS - number) * timedelta(minutes=20)
        held = booking.hold_time(service=service, language="ko", channel="in-person", starts_at=wanted, at=at)
        browsers.append(Browser(live_portal, number).before_the_last_look(held))

    answers = sent(browsers, ["legal/book/check/"] * BROWSERS, {})

    won = assert_one_won(browsers, answers, f'value="{(wanted + HALF_AN_HOUR).isoformat()}"')
    booked = Appointment.objects.get(state="booked")
    assert booked.reference in answers[won][1]
    assert Occupancy.objects.filter(active=True).count() == 2
    assert_nothing_is_had_twice(complaints)


def test_desk_clients_and_slow_forms_want_one_time_in_the_same_moment(
    live_portal: str, wanted: datetime, complaints: Complaints
) -> None:
    """Every way to a time at once: one has it, whoever it is."""
    service = make_pair_at_work_every_day()
    clerk, user = make_clerk(), make_resident()
    at = timezone.now() - timedelta(hours=8)
    asked = {"service": service.slug, "language": "ko", "channel": "in-person", "starts_at": wanted.isoformat()}
    caller = {"name": "Ms Kim", "phone_0": "KR", "phone_1": "010-1234-5678", "writes": "ko", "people": "1"}
    time = {"starts_at": wanted.isoformat()}
    sends: list[tuple[Browser, str, dict[str, str]]] = []
    for number in range(6):
        held = booking.hold_time(
            service=service, language="ko", channel="in-person", starts_at=wanted, at=at + number * HALF_AN_HOUR
        )
        slow = Browser(live_portal, number).before_the_last_look(held)
        own = make_booked(service, wanted + A_DAY[2 * number], user=user)
        theirs = make_booked(service, wanted + A_DAY[2 * number + 1])
        sends += [
            (slow, "legal/book/check/", {}),
            (Browser(live_portal, number).sign_in(user), f"legal/appointments/{own.reference}/move/", time),
            (Browser(live_portal, number).sign_in(clerk), f"desk/legal/appointments/{theirs.reference}/move/", time),
            (Browser(live_portal, number).sign_in(clerk), f"desk/legal/book/?{urlencode(asked)}", caller),
        ]

    answers = all_together([partial(one.call().send, path, filled) for one, path, filled in sends])

    assert_one_won([one for one, _path, _filled in sends], answers)
    assert Appointment.objects.filter(state="booked", starts_at=wanted).count() == 1
    assert_nothing_is_had_twice(complaints)


def moving(appointment: Appointment, starts_at: datetime) -> Callable[[], Any]:
    return lambda: changing.move(appointment=appointment, starts_at=starts_at, by=None, at=NOON)


@pytest.mark.parametrize("round_", range(3))
def test_clients_who_want_each_others_times_never_wait_for_ever(round_: int, complaints: Complaints) -> None:
    """A ring: each wants the time that the next one has, with advisers and interpreters in every order."""
    service = make_service_with(advisers=3, interpreters=2)
    starts = [TEN + number * HALF_AN_HOUR for number in range(8)]
    booked = [
        booking.hold_time(service=service, language=language, channel="in-person", starts_at=start, at=NOON)
        for start in starts
        for language in ("ko", "en")
    ]
    Appointment.objects.update(state="booked", name="Client")

    at_once(moving(one, starts[(number // 2 + 1) % len(starts)]) for number, one in enumerate(booked))

    assert all(one.starts_at == one.reservation.span.starts_at for one in Appointment.objects.all())
    assert_nothing_is_had_twice(complaints)


def two_move_to_one_time() -> Counter[str]:
    service = make_service_with(advisers=1, interpreters=1)
    booked = [make_booked(service, TEN + number * HALF_AN_HOUR) for number in range(2)]
    results = at_once(moving(one, TEN.replace(hour=15)) for one in booked)
    return Counter(type(result).__name__ for result in results)


def test_of_two_who_move_to_one_time_one_has_it() -> None:
    assert two_move_to_one_time() == {"Appointment": 1, "JustTaken": 1}


def test_twin_without_the_locks_and_the_guard_two_move_to_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with without_the_constraint(), monkeypatch.context() as patch:
        without_lock(patch, Resource)
        meeting(patch, "legal_services.services.changing._pair_for")
        patch.setattr("commons.scheduling.services.taking.clear_the_way", lambda *_arguments, **_options: None)
        results, doubled = two_move_to_one_time(), double_bookings()
        Appointment.objects.all().delete()

    assert (results, doubled) == ({"Appointment": 2}, 2)


def move_in_two_windows() -> tuple[Appointment, list[Any]]:
    """One appointment is moved to three and to four o'clock."""
    one = make_booked(make_service_with(advisers=1, interpreters=1), TEN)
    results = at_once(moving(one, TEN.replace(hour=hour)) for hour in (15, 16))
    return Appointment.objects.get(), results


def test_an_appointment_that_is_moved_in_two_windows_is_moved_twice() -> None:
    moved, results = move_in_two_windows()

    assert [type(result) for result in results] == [Appointment, Appointment]
    assert moved.starts_at == moved.reservation.span.starts_at
    assert moved.calendar_sequence == 2


def test_twin_without_the_appointments_lock_the_calendar_misses_a_move(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        without_lock(patch, Appointment)
        meeting(patch, "legal_services.services.changing.lock_appointment")
        moved, _results = move_in_two_windows()

    assert moved.calendar_sequence == 1
