"""The way to an appointment over HTTP: without an account and with one, back and forth, and when a time is lost."""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.scheduling import services as scheduling
from commons.scheduling.models import Occupancy
from legal_services.models import Appointment, Service
from legal_services.services import booking
from legal_services.views import booking_limits
from tests.factories import NOON, make_resident
from tests.legal_services.making import make_appointment, make_bookable_service, make_practitioner, make_topic

pytestmark = pytest.mark.django_db

State = Appointment.State
TEN = (NOON + timedelta(days=1)).replace(hour=10)
SECRET = "The landlord of 12 Haibin Road keeps my deposit"
DETAILS = {"name": "Kim Minji", "phone_0": "KR", "phone_1": "010-1234-5678", "writes": "ko", "people": "2"}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    """A service with one adviser from nine to eleven."""
    service = make_bookable_service(slug="consultation")
    make_practitioner(services=[service], name="Adviser Ming", opens=time(9), closes=time(11))
    return service


def post(client: Client, step: str, answers: dict[str, Any], language: str = "en") -> Any:
    return client.post(f"/{language}/legal/book/{step}/", answers)


def goes_to(response: Any, step: str) -> bool:
    return response.status_code == 302 and response["Location"].endswith(f"/legal/book/{step}/")


def walk_to_time(client: Client, service: Service, language: str = "en", **way: str) -> None:
    assert goes_to(post(client, "need", {"service": service.slug, "topic": ""}, language), "way")
    way = {"language": "en", "channel": "in-person"} | way
    assert goes_to(post(client, "way", way, language), "time")


def choose(client: Client, starts_at: datetime = TEN, language: str = "en") -> Any:
    return post(client, "time", {"starts_at": starts_at.isoformat()}, language)


def walk_to_check(client: Client, service: Service, language: str = "en", **narrative: str) -> None:
    walk_to_time(client, service, language)
    assert goes_to(choose(client, language=language), "details")
    assert goes_to(post(client, "details", DETAILS, language), "narrative")
    assert goes_to(post(client, "narrative", narrative, language), "check")


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_visitor_without_an_account_books(client: Client, service: Service) -> None:
    walk_to_check(client, service)

    page = text_of(client.get("/en/legal/book/check/"))
    booked = post(client, "check", {})

    appointment = Appointment.objects.get()
    assert "Mon 23 Nov 2026, 10:00–10:30" in page
    assert "Kim Minji" in page
    assert (appointment.state, appointment.starts_at, appointment.people) == (State.BOOKED, TEN, 2)
    assert (appointment.phone, appointment.writes, appointment.user) == ("+821012345678", "ko", None)
    assert booked["Location"] == f"/en/legal/appointments/{appointment.reference}/"
    assert appointment.reference in text_of(client.get(booked["Location"]))


def test_a_resident_books_on_their_account(client: Client, service: Service) -> None:
    resident = make_resident(full_name="Park Jisu", language="ko")
    client.force_login(resident)
    walk_to_time(client, service)
    choose(client)

    assert 'value="Park Jisu"' in text_of(client.get("/en/legal/book/details/"))
    post(client, "details", {"name": "Park Jisu", "phone_0": "", "phone_1": "", "people": "1"})
    post(client, "narrative", {"skip": "1"})
    post(client, "check", {})

    appointment = Appointment.objects.get()
    assert (appointment.user, appointment.state) == (resident, State.BOOKED)
    assert list(Appointment.objects.of_client(resident)) == [appointment]


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_every_step_exists_in_every_language(client: Client, service: Service, language: str) -> None:
    make_topic()
    walk_to_check(client, service, language)

    for step in ("", "need/", "way/", "time/", "details/", "narrative/", "check/"):
        page = text_of(client.get(f"/{language}/legal/book/{step}"))
        assert 'name="robots" content="noindex"' in page


def test_the_answers_are_there_on_the_way_back(client: Client, service: Service) -> None:
    topic = make_topic(slug="lease")
    post(client, "need", {"service": service.slug, "topic": topic.slug})
    post(client, "way", {"language": "zh-hans", "channel": "phone"})
    choose(client)
    post(client, "details", {**DETAILS, "email": "minji@example.org"})
    post(client, "narrative", {"narrative": SECRET, "consent": "on"})

    assert re.search(r'value="lease"[^>]* checked', text_of(client.get("/en/legal/book/need/")))
    way = text_of(client.get("/en/legal/book/way/"))
    assert re.search(r'value="zh-hans"[^>]* checked', way)
    assert re.search(r'value="phone"[^>]* checked', way)
    details = text_of(client.get("/en/legal/book/details/"))
    assert 'value="Kim Minji"' in details
    assert 'value="minji@example.org"' in details
    assert 'name="phone_1" value="1012345678"' in details
    narrative = text_of(client.get("/en/legal/book/narrative/"))
    assert SECRET in narrative
    assert re.search(r'name="consent"[^>]* checked', narrative)


def test_a_step_that_was_skipped_is_asked_first(client: Client, service: Service) -> None:
    assert client.get("/en/legal/book/check/")["Location"] == "/en/legal/book/"
    post(client, "need", {"service": service.slug})

    for step in ("time", "details", "narrative", "check"):
        assert goes_to(client.get(f"/en/legal/book/{step}/"), "way")
        assert goes_to(post(client, step, {}), "way")


def test_reading_the_pages_changes_nothing(client: Client, service: Service) -> None:
    for step in ("", "need/?service=consultation", "way/", "time/", "details/", "narrative/", "check/"):
        client.get(f"/en/legal/book/{step}")

    assert not Session.objects.exists()
    assert not Appointment.objects.exists()


def test_a_service_that_is_not_booked_leads_to_those_that_are(client: Client, service: Service) -> None:
    make_bookable_service(slug="closed", is_bookable=False)

    assert client.get("/en/legal/book/need/?service=closed")["Location"] == "/en/legal/book/"
    assert "?service=closed" not in text_of(client.get("/en/legal/book/"))


def test_the_page_of_a_service_leads_to_its_booking(client: Client, service: Service) -> None:
    assert '/en/legal/book/need/?service=consultation"' in text_of(client.get("/en/legal/consultation/"))
    assert '/en/legal/book/"' in text_of(client.get("/en/legal/"))


def test_a_language_and_a_way_that_do_not_go_together_say_what_does(client: Client, service: Service) -> None:
    make_practitioner(services=[service], languages=["ru"], channels=["phone"])
    post(client, "need", {"service": service.slug})

    page = text_of(post(client, "way", {"language": "ru", "channel": "in-person"}))

    assert "In this language we can meet you only like this: By phone." in page


def test_a_day_off_is_passed_over_and_the_week_can_be_turned(client: Client, service: Service) -> None:
    walk_to_time(client, service)

    this_week = text_of(client.get("/en/legal/book/time/"))
    next_week = text_of(client.get("/en/legal/book/time/?from=2026-11-30"))

    assert "Mon 23 Nov 2026" in this_week
    assert "?from=2026-11-30#week" in this_week
    assert "Mon 30 Nov 2026" in next_week
    assert "?from=2026-11-23#week" in next_week
    assert text_of(client.get("/en/legal/book/time/?from=nonsense")) != ""
    assert text_of(client.get("/en/legal/book/time/?from=2026-99-99")) != ""


def test_every_time_says_that_it_is_beijing_time(client: Client, service: Service) -> None:
    walk_to_time(client, service, "ko")

    assert "베이징 시간" in text_of(client.get("/ko/legal/book/time/"))


def test_a_time_that_was_just_taken_leads_to_the_next_ones(client: Client, service: Service) -> None:
    walk_to_time(client, service)
    make_appointment(service.practitioners.get(), service=service, starts_at=TEN)

    page = text_of(choose(client))

    assert "This time has just been taken by somebody else." in page
    assert "The next free times" in page
    assert 'value="2026-11-23T10:30:00+08:00"' in page
    assert 'value="2026-11-23T10:00:00+08:00"' not in page


def test_a_time_that_is_taken_while_the_form_is_filled_loses_nothing_else(
    client: Client, service: Service, at_noon: time_machine.Traveller
) -> None:
    walk_to_check(client, service, narrative=SECRET, consent="on")
    at_noon.shift(timedelta(minutes=40))
    other = Client()
    walk_to_time(other, service)
    choose(other)

    page = text_of(post(client, "check", {}))

    assert "This time has just been taken by somebody else." in page
    assert goes_to(choose(client, TEN + timedelta(minutes=30)), "details")
    assert SECRET in text_of(client.get("/en/legal/book/check/"))
    post(client, "check", {})
    assert Appointment.objects.real().get().starts_at == TEN + timedelta(minutes=30)


def test_a_slow_form_is_booked_when_nobody_else_took_the_time(
    client: Client, service: Service, at_noon: time_machine.Traveller
) -> None:
    walk_to_check(client, service)
    at_noon.shift(timedelta(minutes=40))
    scheduling.expire_holds(at=NOON + timedelta(minutes=40))

    assert "No longer kept for you alone." in text_of(client.get("/en/legal/book/check/"))
    post(client, "check", {})

    assert Appointment.objects.get().state == State.BOOKED


def test_a_forgotten_form_leads_back_to_the_times(
    client: Client, service: Service, at_noon: time_machine.Traveller
) -> None:
    walk_to_check(client, service)
    at_noon.shift(timedelta(hours=3))
    booking.drop_forgotten(at=NOON + timedelta(hours=3))

    assert goes_to(client.get("/en/legal/book/check/"), "time")
    assert goes_to(post(client, "check", {}), "time")
    page = text_of(client.get("/en/legal/book/time/"))
    assert "given back" in page
    choose(client, TEN + timedelta(minutes=30))
    assert 'value="Kim Minji"' in text_of(client.get("/en/legal/book/details/"))


def test_each_step_holds_the_time_anew(client: Client, service: Service, at_noon: time_machine.Traveller) -> None:
    walk_to_time(client, service)
    choose(client)
    at_noon.shift(timedelta(minutes=10))
    post(client, "details", DETAILS)

    assert Appointment.objects.get().reservation.hold_expires_at == NOON + timedelta(minutes=25)
    assert "Kept for you until 12:25." in text_of(client.get("/en/legal/book/narrative/"))


def test_another_choice_gives_the_held_time_back(client: Client, service: Service) -> None:
    walk_to_time(client, service)
    choose(client)
    choose(client, TEN - timedelta(minutes=30))
    assert Appointment.objects.get().starts_at == TEN - timedelta(minutes=30)

    post(client, "way", {"language": "zh-hans", "channel": "phone"})

    assert not Appointment.objects.exists()
    assert not Occupancy.objects.filter(active=True).exists()


def test_a_form_sent_twice_books_once(client: Client, service: Service) -> None:
    walk_to_check(client, service)

    first, second = post(client, "check", {}), post(client, "check", {})

    assert first["Location"] == second["Location"]
    assert client.get("/en/legal/book/check/")["Location"] == first["Location"]
    assert Appointment.objects.count() == 1


def test_what_it_is_about_needs_a_tick_of_its_own(client: Client, service: Service) -> None:
    walk_to_time(client, service)
    choose(client)
    post(client, "details", DETAILS)

    page = text_of(client.get("/en/legal/book/narrative/"))
    refused = text_of(post(client, "narrative", {"narrative": SECRET}))

    assert not re.search(r'name="consent"[^>]* checked', page)
    assert "Adviser Ming" in page
    assert "Tick the box to agree" in refused
    assert SECRET in refused


def test_going_on_without_a_text_keeps_none(client: Client, service: Service) -> None:
    walk_to_check(client, service, narrative=SECRET, consent="on", skip="1")
    post(client, "check", {})

    assert Appointment.objects.filter(narrative__isnull=True, narrative_consent_at=None).exists()


def test_what_it_is_about_and_who_asks_lie_nowhere_in_the_open(client: Client, service: Service) -> None:
    walk_to_check(client, service, narrative=SECRET, consent="on")

    rows = everything()
    assert SECRET not in rows
    assert "Kim Minji" not in rows
    session = Session.objects.get()
    assert "Kim Minji" not in str(session.get_decoded())
    assert "consultation" not in str(session.get_decoded())

    post(client, "check", {})
    assert SECRET not in everything()
    assert Appointment.objects.get().narrative == SECRET


def everything() -> str:
    """The text of every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({**DETAILS, "name": ""}, "Give the name under which you would like to be called."),
        ({**DETAILS, "phone_0": "", "phone_1": ""}, "Give a phone number or an e-mail address"),
        ({**DETAILS, "email": "minji"}, "Enter a valid email address."),
        ({**DETAILS, "phone_1": "12"}, "This is not a phone number of that region."),
    ],
)
def test_details_that_do_not_do_are_said_and_kept(
    client: Client, service: Service, answers: dict[str, str], problem: str
) -> None:
    walk_to_time(client, service)
    choose(client)

    page = text_of(post(client, "details", answers))

    assert problem in page
    assert f'value="{answers["phone_1"] or "KR"}"' in page


def test_a_meeting_by_phone_needs_a_number(client: Client, service: Service) -> None:
    walk_to_time(client, service, channel="phone")
    choose(client)

    page = text_of(post(client, "details", {"name": "Kim", "email": "kim@example.org", "writes": "ko"}))

    assert "We need a number on which we can call you." in page


def test_one_address_cannot_empty_the_calendar(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking_limits, "HOLDS_AN_HOUR", 2)
    walk_to_time(client, service)
    choose(client)
    choose(client, TEN - timedelta(minutes=30))

    page = text_of(choose(client))

    assert "Very many times have been chosen from your network within an hour." in page
    assert Appointment.objects.get().starts_at == TEN - timedelta(minutes=30)
    client.force_login(make_resident())
    walk_to_time(client, service)
    assert goes_to(choose(client), "details")


def test_a_browser_holds_one_time_at_most(client: Client, service: Service) -> None:
    walk_to_time(client, service)
    for minutes in (0, 30, -30):
        choose(client, TEN + timedelta(minutes=minutes))

    assert Appointment.objects.count() == 1


def test_answers_of_another_version_are_begun_anew(client: Client, service: Service) -> None:
    walk_to_check(client, service)
    session = client.session
    session["legal-booking"] = "rubbish"
    session.save()

    assert client.get("/en/legal/book/check/")["Location"] == "/en/legal/book/"


def test_nobody_to_book_says_whom_to_call(client: Client) -> None:
    service = make_bookable_service()
    post(client, "need", {"service": service.slug})

    assert "tel:+866315550000" in text_of(client.get("/en/legal/book/way/"))


def test_no_step_asks_the_database_much(client: Client, service: Service) -> None:
    make_topic()
    for _ in range(5):
        make_practitioner(services=[service], languages=["ko", "zh-hans"])
    client.force_login(make_resident())
    walk_to_check(client, service, narrative=SECRET, consent="on")

    for step in ("", "need/", "way/", "time/", "time/?from=2027-01-10", "details/", "narrative/", "check/"):
        with CaptureQueriesContext(connection) as asked:
            text_of(client.get(f"/en/legal/book/{step}"))
        assert len(asked) <= 12, (step, len(asked), [query["sql"][:90] for query in asked])


def test_a_visitor_who_says_nothing_hears_at_once_what_is_missing(client: Client, service: Service) -> None:
    walk_to_time(client, service, "ko")
    choose(client, language="ko")
    asked = client.get("/ko/legal/book/details/")

    page = post(client, "details", {"people": "1"}, "ko")

    assert asked.context["form"]["writes"].value() == "ko"
    assert {"name", "phone"} <= page.context["form"].errors.keys()
