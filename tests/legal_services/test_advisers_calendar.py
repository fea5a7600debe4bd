"""An adviser's calendar, hours and exceptions at the desk, and appointments that cannot take place any more."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.scheduling.models import DatedException, WeeklyRule
from commons.scheduling.services import add_exception
from commons.scheduling.spans import Span
from legal_services.closed_times import touched_everywhere
from legal_services.models import Appointment, Practitioner
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_bookable_service,
    make_clerk,
    make_matter,
    make_practising_user,
    make_practitioner,
)

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12
MONDAY = date(2026, 11, 23)
"""The day after NOON, which is a Sunday."""


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def url(name: str, *args: Any) -> str:
    return reverse(f"legal-desk:{name}", args=args)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    """What is read of a page: its text, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as spent:
        assert client.get(address).status_code == 200
    return len([query for query in spent.captured_queries if not re.match(r"(RELEASE )?SAVEPOINT", query["sql"])])


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=NOON.tzinfo)


def away(practitioner: Practitioner, first: datetime, last: datetime, reason: str = "") -> DatedException:
    made, _touched = add_exception(
        resource=practitioner.resource, during=Span(first, last), opens=False, reason=reason, by=None, at=NOON
    )
    return made


def test_the_week_shows_free_time_appointments_and_leave() -> None:
    adviser = make_practitioner()
    user = make_practising_user(adviser, language="en")
    matter = make_matter(adviser=adviser)
    make_appointment(adviser, starts_at=on(MONDAY, 10), name="Kim Chulsoo", matter=matter)
    away(adviser, on(MONDAY, 12), on(MONDAY + timedelta(days=2), 0), reason="Training")

    read = words(page(as_(user), url("calendar"), week="2026-11-25"))

    assert "09:00–10:00 Free" in read
    assert "10:00–10:30" in read
    assert "Kim Chulsoo" in read
    assert matter.reference in read
    assert "10:30–12:00 Free" in read
    assert "12:00–24:00 Away · Training" in read
    assert "The whole day Away · Training" in read


def test_a_manager_sees_the_times_of_anybody_and_not_who_comes() -> None:
    adviser = make_practitioner()
    appointment = make_appointment(adviser, starts_at=on(MONDAY, 10), name="Kim Chulsoo")

    managers = page(as_(make_area_manager(language="en")), url("practitioner_calendar", adviser.pk), week="2026-11-23")
    clerks = page(as_(make_clerk(language="en")), url("practitioner_calendar", adviser.pk), week="2026-11-23")

    assert appointment.reference in managers
    assert "Kim Chulsoo" not in managers
    assert "Kim Chulsoo" in clerks


@pytest.mark.parametrize("name", ["practitioner_calendar", "touched", "practitioner_hours", "exception_new"])
def test_another_adviser_finds_no_page_about_somebody_else(name: str) -> None:
    adviser = make_practitioner()

    assert as_(make_practising_user()).get(url(name, adviser.pk)).status_code == 404


def test_a_clerk_looks_at_calendars_and_changes_no_hours() -> None:
    assert as_(make_clerk()).get(url("practitioner_hours", make_practitioner().pk)).status_code == 404


def test_a_clerk_enters_leave_for_whoever_calls_in_sick_and_is_named() -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    appointment = make_appointment(adviser, service=service, starts_at=on(MONDAY, 10))
    clerk = make_clerk(language="en", full_name="Clerk Cho")
    client = as_(clerk)

    form = words(page(client, url("exception_new", adviser.pk)))
    answer = client.post(url("exception_new", adviser.pk), {"first": "2026-11-23", "reason": "Ill"})

    assert "There in addition" not in form
    assert answer["Location"] == url("touched", adviser.pk)
    assert appointment.reference in page(client, url("touched", adviser.pk))
    made = DatedException.objects.get()
    assert (made.opens, made.created_by, made.reason) == (False, clerk, "Ill")
    for reader in (clerk, make_practising_user(adviser, language="en"), make_area_manager(language="en")):
        assert "Entered by Clerk Cho" in words(page(as_(reader), url("practitioner_calendar", adviser.pk)))


def test_a_clerk_opens_no_hours_in_addition() -> None:
    adviser = make_practitioner()

    as_(make_clerk()).post(
        url("exception_new", adviser.pk),
        {"kind": "there", "first": "2026-11-28", "starts": "10:00", "ends": "12:00"},
    )

    assert not DatedException.objects.filter(opens=True).exists()


def test_what_somebody_enters_for_themselves_names_nobody() -> None:
    adviser = make_practitioner()
    client = as_(make_practising_user(adviser, language="en"))

    client.post(url("exception_new", adviser.pk), {"kind": "away", "first": "2026-11-23"})

    assert "Entered by" not in page(client, url("calendar"))


def test_a_clerk_takes_back_their_own_entries_only() -> None:
    adviser, clerk = make_practitioner(), make_clerk(language="en")
    client = as_(clerk)
    client.post(url("exception_new", adviser.pk), {"first": "2026-11-23"})
    entered = DatedException.objects.get()
    other = away(adviser, on(MONDAY + timedelta(days=1), 9), on(MONDAY + timedelta(days=1), 12))

    shown = page(client, url("practitioner_calendar", adviser.pk))
    answers = [client.post(url("exception_remove", adviser.pk, one.pk)).status_code for one in (other, entered)]

    assert shown.count("Take back") == 1
    assert answers == [404, 302]
    assert DatedException.objects.get() == other


def test_the_calendar_says_what_the_official_calendar_makes_of_a_day() -> None:
    user = make_practising_user(make_practitioner(), language="en")

    read = words(page(as_(user), url("calendar"), week="2026-10-07"))

    assert "Public holiday" in read
    assert "Worked like a Wednesday" in read


@pytest.mark.parametrize("week", ["nonsense", "2026-02-31", "1066-10-14", "9999-12-31", "0001-01-01"])
def test_a_week_that_is_none_or_far_away_shows_this_one(week: str) -> None:
    user = make_practising_user(make_practitioner(), language="en")

    assert "16 Nov" in page(as_(user), url("calendar"), week=week)


def test_weekly_hours_are_set_from_a_day_on() -> None:
    adviser = make_practitioner()
    client = as_(make_practising_user(adviser))
    answers = {
        "first": "2026-11-30",
        "starts-0-0": "08:30",
        "ends-0-0": "12:00",
        "starts-0-1": "20:00",
        "ends-0-1": "00:00",
    }

    response = client.post(url("practitioner_hours", adviser.pk), answers)

    assert response["Location"] == url("practitioner_calendar", adviser.pk)
    new = WeeklyRule.objects.filter(resource=adviser.resource, valid_from=date(2026, 11, 30))
    assert [(one.weekday, one.starts, one.ends) for one in new.order_by("starts")] == [
        (0, time(8, 30), time(12)), (0, time(20), time(0)),
    ]  # fmt: skip
    old = WeeklyRule.objects.filter(resource=adviser.resource).exclude(pk__in=new)
    assert set(old.values_list("valid_until", flat=True)) == {date(2026, 11, 29)}


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"first": "2026-11-21"}, "This day is over"),
        ({"first": "2026-11-30", "last": "2026-11-29"}, "comes before the first"),
        ({"first": "2026-11-30", "starts-2-0": "09:00"}, "Wednesday: give both times"),
        ({"first": "2026-11-30", "starts-2-0": "09:00", "ends-2-0": "08:00"}, "Wednesday: the end comes after"),
    ],
)
def test_hours_that_make_no_sense_are_sent_back(answers: dict[str, str], complaint: str) -> None:
    adviser = make_practitioner()
    client = as_(make_practising_user(adviser, language="en"))

    response = client.post(url("practitioner_hours", adviser.pk), answers)

    assert complaint in response.content.decode()
    assert set(WeeklyRule.objects.values_list("valid_until", flat=True)) == {None}


def test_hours_that_leave_out_an_appointment_lead_to_its_other_times() -> None:
    adviser = make_practitioner()
    make_appointment(adviser, starts_at=on(MONDAY, 16))

    response = as_(make_practising_user(adviser)).post(
        url("practitioner_hours", adviser.pk), {"first": "2026-11-22", "starts-0-0": "09:00", "ends-0-0": "12:00"}
    )

    assert response["Location"] == url("touched", adviser.pk)


def test_leave_over_booked_time_leads_to_the_appointments_it_touches() -> None:
    service = make_bookable_service()
    adviser, other = make_practitioner(services=[service]), make_practitioner(services=[service])
    client = as_(make_practising_user(adviser, language="en"))
    touched = make_appointment(adviser, service=service, starts_at=on(MONDAY, 10), user=make_resident())
    untouched = make_appointment(other, service=service, starts_at=on(MONDAY, 10))

    response = client.post(
        url("exception_new", adviser.pk), {"kind": "away", "first": "2026-11-23", "reason": "Ill"}, follow=True
    )

    assert response.redirect_chain == [(url("touched", adviser.pk), 302)]
    html = response.content.decode()
    assert touched.reference in html
    assert untouched.reference not in html
    assert "Mon 23 Nov, 10:30" in html


@pytest.mark.parametrize(
    ("answers", "during"),
    [
        ({"first": "2026-11-23"}, (on(MONDAY, 0), on(date(2026, 11, 24), 0))),
        ({"first": "2026-11-23", "last": "2026-11-25"}, (on(MONDAY, 0), on(date(2026, 11, 26), 0))),
        ({"first": "2026-11-23", "starts": "13:00"}, (on(MONDAY, 13), on(date(2026, 11, 24), 0))),
        ({"first": "2026-11-23", "ends": "11:00"}, (on(MONDAY, 0), on(MONDAY, 11))),
        ({"first": "2026-11-23", "starts": "09:00", "ends": "11:00", "kind": "there"}, (on(MONDAY, 9), on(MONDAY, 11))),
    ],
)
def test_an_exception_lasts_as_long_as_was_said(answers: dict[str, str], during: tuple[datetime, datetime]) -> None:
    adviser = make_practitioner()

    as_(make_practising_user(adviser)).post(url("exception_new", adviser.pk), {"kind": "away"} | answers)

    made = DatedException.objects.get()
    assert (made.span.starts_at, made.span.ends_at) == during
    assert made.opens == ("kind" in answers)


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({"first": "2026-11-21"}, "This is over already"),
        ({"first": "2026-11-25", "last": "2026-11-24"}, "The end comes after the start"),
        ({"first": "2026-11-25", "starts": "11:00", "ends": "11:00"}, "The end comes after the start"),
        ({"first": "2026-11-25", "last": "2028-11-24"}, "A year at most"),
        ({"first": "2026-11-25", "kind": "there"}, "Say from when until when"),
        ({"first": "9999-12-31"}, "Enter a valid date."),
        ({"first": "0001-01-01"}, "Enter a valid date."),
    ],
)
def test_an_exception_that_makes_no_sense_is_sent_back(answers: dict[str, str], complaint: str) -> None:
    adviser = make_practitioner()
    client = as_(make_practising_user(adviser, language="en"))

    response = client.post(url("exception_new", adviser.pk), {"kind": "away"} | answers)

    assert complaint in response.content.decode()
    assert not DatedException.objects.exists()


def test_an_exception_is_taken_back() -> None:
    adviser = make_practitioner()
    exception = away(adviser, on(MONDAY, 9), on(MONDAY, 12))

    as_(make_practising_user(adviser)).post(url("exception_remove", adviser.pk, exception.pk))

    assert not DatedException.objects.exists()


def test_nobody_takes_back_the_exception_of_another() -> None:
    exception = away(make_practitioner(), on(MONDAY, 9), on(MONDAY, 12))
    adviser = make_practitioner()

    response = as_(make_practising_user(adviser)).post(url("exception_remove", adviser.pk, exception.pk))

    assert response.status_code == 404
    assert DatedException.objects.exists()


def test_an_appointment_is_touched_by_the_leave_of_its_interpreter_too() -> None:
    adviser, interpreter = make_practitioner(), make_practitioner(interprets=True, languages=["ko", "zh-hans"])
    appointment = make_appointment(adviser, interpreter=interpreter, starts_at=on(MONDAY, 10))
    away(interpreter, on(MONDAY, 9), on(MONDAY, 12))
    clerk = as_(make_clerk())

    assert touched_everywhere(at=NOON) == {interpreter.pk: 1}
    assert appointment.reference in page(clerk, url("touched", interpreter.pk))
    assert appointment.reference not in page(clerk, url("touched", adviser.pk))


def test_only_appointments_that_are_still_to_come_are_touched() -> None:
    adviser = make_practitioner()
    states = Appointment.State
    for hour, state in ((9, states.CANCELLED), (10, states.DONE), (11, states.BOOKED)):
        make_appointment(adviser, starts_at=on(MONDAY, hour), state=state)
    make_appointment(adviser, starts_at=on(date(2026, 11, 20), 10))
    away(adviser, on(date(2026, 11, 19), 0), on(MONDAY, 23))

    assert touched_everywhere(at=NOON) == {adviser.pk: 1}


def a_touched_appointment(**facts: Any) -> tuple[Client, Practitioner, Appointment]:
    """An adviser on leave on Monday morning, in which they have an appointment."""
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    appointment = make_appointment(adviser, service=service, starts_at=on(MONDAY, 10), **facts)
    away(adviser, on(MONDAY, 9), on(MONDAY, 12))
    return as_(make_practising_user(adviser, language="en")), adviser, appointment


def test_one_click_asks_the_client_to_choose_again_once() -> None:
    client, adviser, appointment = a_touched_appointment(user=make_resident(language="ko"))

    for _twice in range(2):
        client.post(url("touched", adviser.pk), {"reference": appointment.reference})

    message = Message.objects.get(key__contains=":rebook:")
    assert message.language == "ko"
    assert "2026년 11월 23일 (월) 13:00" in message.text
    assert "Asked Sun 22 Nov 2026, 12:00" in words(page(client, url("touched", adviser.pk)))
    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.BOOKED


def test_all_clients_are_asked_at_once_and_those_without_an_address_are_left_to_call() -> None:
    client, adviser, appointment = a_touched_appointment(email="kim@example.org")
    by_phone = make_appointment(adviser, service=appointment.service, starts_at=on(MONDAY, 11), phone="+8613812345678")
    make_appointment(adviser, service=appointment.service, starts_at=on(MONDAY, 11, 30), email="lee@example.org")

    response = client.post(url("touched", adviser.pk), follow=True)

    assert "2 clients were asked" in response.content.decode()
    assert Message.objects.filter(key__contains=":rebook:").count() == 2
    answer = client.post(url("touched", adviser.pk), {"reference": by_phone.reference}, follow=True)
    assert "Please call" in answer.content.decode()


def test_one_click_moves_the_appointment_and_tells_the_client() -> None:
    client, adviser, appointment = a_touched_appointment(user=make_resident())

    client.post(
        url("touched", adviser.pk), {"reference": appointment.reference, "starts_at": on(MONDAY, 13).isoformat()}
    )

    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.practitioner) == (on(MONDAY, 13), adviser)
    assert Message.objects.filter(key__contains=":moved:").count() == 1
    assert not touched_everywhere(at=NOON)


def test_a_time_that_was_taken_meanwhile_is_refused_and_the_appointment_stands() -> None:
    client, adviser, appointment = a_touched_appointment()
    make_appointment(adviser, service=appointment.service, starts_at=on(MONDAY, 13))

    response = client.post(
        url("touched", adviser.pk),
        {"reference": appointment.reference, "starts_at": on(MONDAY, 13).isoformat()}, follow=True,
    )  # fmt: skip

    assert "just been taken" in response.content.decode()
    appointment.refresh_from_db()
    assert appointment.starts_at == on(MONDAY, 10)


@pytest.mark.parametrize("moment", ["", "nonsense", "9999-12-31T23:59:00-12:00", "2026-11-23T13:07:00+08:00"])
def test_a_time_that_is_none_moves_nothing(moment: str) -> None:
    client, adviser, appointment = a_touched_appointment()

    answer = client.post(url("touched", adviser.pk), {"reference": appointment.reference, "starts_at": moment})

    assert answer.status_code == 302
    appointment.refresh_from_db()
    assert appointment.starts_at == on(MONDAY, 10)


def test_only_touched_appointments_are_moved_here() -> None:
    client, adviser, appointment = a_touched_appointment()
    other = make_appointment(adviser, service=appointment.service, starts_at=on(MONDAY, 14))

    response = client.post(url("touched", adviser.pk), {"reference": other.reference})

    assert response.status_code == 404


def crowded_adviser() -> tuple[Practitioner, User]:
    """An adviser whose whole week is booked, in three languages and for two services, and then on leave."""
    services = [make_bookable_service(), make_bookable_service()]
    adviser = make_practitioner(services=services, languages=["zh-hans", "en", "ko"])
    for number in range(15):
        make_practitioner(services=services, languages=["zh-hans", "ko"] if number % 2 else ["en"])
    for number in range(20):
        moment = on(MONDAY + timedelta(days=number // 8), 9 + number % 8)
        make_appointment(
            adviser, service=services[number % 2], starts_at=moment, language=["zh-hans", "en", "ko"][number % 3],
            channel=["in-person", "phone", "video"][number % 3], user=make_resident(),
            matter=make_matter(adviser=adviser),
        )  # fmt: skip
    away(adviser, on(MONDAY, 0), on(MONDAY + timedelta(days=4), 0))
    return adviser, make_practising_user(adviser)


@pytest.mark.parametrize("name", ["practitioner_calendar", "practitioner_hours", "exception_new", "touched"])
def test_pages_about_a_calendar_cost_few_statements(name: str) -> None:
    adviser, user = crowded_adviser()

    for reader in (user, make_area_manager()):
        spent = statements(as_(reader), url(name, adviser.pk))
        assert spent <= MOST_STATEMENTS
