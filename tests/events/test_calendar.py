"""Calendar files: read back with the library, they say what the page says."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from icalendar import Calendar

from events.calendar import calendar_for, calendar_of
from events.models import Event, Registration
from tests.factories import NOON, make_event, make_registration, make_resident, make_venue

pytestmark = pytest.mark.django_db

State = Registration.State


def entries(content: bytes) -> list[Any]:
    """The VEVENTs of a file."""
    return list(Calendar.from_ical(content).walk("VEVENT"))


def only_entry(content: bytes) -> Any:
    """The one VEVENT of a file."""
    (entry,) = entries(content)
    return entry


def test_each_session_is_an_entry_in_beijing_time() -> None:
    first, second = NOON + timedelta(days=1), NOON + timedelta(days=8)
    event = make_event(sessions=[(start, start + timedelta(hours=2)) for start in (first, second)])

    found = entries(calendar_of(event))

    assert [entry.start for entry in found] == [first, second]
    assert {entry["DTSTART"].params["TZID"] for entry in found} == {"Asia/Shanghai"}


def test_the_time_zone_is_in_the_file() -> None:
    (zone,) = Calendar.from_ical(calendar_of(make_event())).walk("VTIMEZONE")

    assert zone["TZID"] == "Asia/Shanghai"
    assert zone.walk("STANDARD")[0]["TZOFFSETTO"].td == timedelta(hours=8)


def test_the_same_activity_gives_the_same_file() -> None:
    event = make_event()

    assert calendar_of(event) == calendar_of(event)


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    event = make_event(summary_en="Long words. " * 20)

    lines = calendar_of(event).split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_odd_characters_come_back_as_they_were() -> None:
    title = 'Tea, cake; "more" \\ all:\nBEGIN:VEVENT'
    event = make_event(title_en=title)

    with translation.override("en"):
        entry = only_entry(calendar_of(event))

    assert entry["SUMMARY"] == title


def test_an_entry_keeps_its_identity_and_rises_in_sequence_when_the_activity_changes() -> None:
    event = make_event()
    before = only_entry(calendar_of(event))
    event.changed_at += timedelta(hours=1)

    after = only_entry(calendar_of(event))

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_entries_of_one_activity_differ_in_identity() -> None:
    event = make_event(sessions=[(NOON + timedelta(days=n), NOON + timedelta(days=n, hours=1)) for n in (1, 2)])

    assert len({str(entry["UID"]) for entry in entries(calendar_of(event))}) == 2


def test_the_public_and_the_personal_file_are_about_the_same_entry() -> None:
    registration = make_registration(make_event())

    assert only_entry(calendar_of(registration.event))["UID"] == only_entry(calendar_for(registration))["UID"]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.CONFIRMED, "CONFIRMED"),
        (State.WAITING, "TENTATIVE"),
        (State.OFFERED, "TENTATIVE"),
        (State.CANCELLED, "CANCELLED"),
        (State.DECLINED, "CANCELLED"),
        (State.CALLED_OFF, "CANCELLED"),
    ],
)
def test_the_status_follows_the_registration(state: State, status: str) -> None:
    registration = make_registration(make_event(), state=state)

    assert only_entry(calendar_for(registration))["STATUS"] == status


def test_a_cancelled_activity_is_cancelled_in_the_calendar() -> None:
    event = make_event(state=Event.State.CANCELLED, cancelled_at=NOON)

    assert only_entry(calendar_of(event))["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    ("language", "title", "tag"), [("zh-hans", "乒乓球", "zh-Hans"), ("en", "Table tennis", "en"), ("ko", "탁구", "ko")]
)
def test_a_resident_gets_the_file_in_their_language(language: str, title: str, tag: str) -> None:
    event = make_event(title_zh_hans="乒乓球", title_en="Table tennis", title_ko="탁구")
    registration = make_registration(event, make_resident(language=language))

    entry = only_entry(calendar_for(registration))

    assert entry["SUMMARY"] == title
    assert entry["SUMMARY"].params["LANGUAGE"] == tag
    assert f"/{language}/registrations/{registration.reference}/" in entry["URL"]


def test_the_place_is_named_and_has_its_chinese_address() -> None:
    event = make_event(venue=make_venue(name_en="Wanxiang Hall", address_zh="皇冠街道万象社区"))

    with translation.override("en"):
        entry = only_entry(calendar_of(event))

    assert entry["LOCATION"] == "Wanxiang Hall, 皇冠街道万象社区"


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_the_address_serves_the_file_in_its_language(client: Client, language: str) -> None:
    event = make_event(title_zh_hans="茶", title_en="Tea", title_ko="차")

    with time_machine.travel(NOON):
        response = client.get(f"/{language}/events/{event.slug}/calendar.ics")

    assert response["Content-Type"].startswith("text/calendar")
    assert only_entry(response.content)["SUMMARY"] == {"zh-hans": "茶", "en": "Tea", "ko": "차"}[language]


def test_a_draft_has_no_public_file(client: Client) -> None:
    event = make_event(state=Event.State.DRAFT)

    assert client.get(f"/en/events/{event.slug}/calendar.ics").status_code == 404
