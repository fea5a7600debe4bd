"""Finding, looking at and booking spaces over HTTP."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from institutions.models import Booking, Institution, Space
from tests.factories import NOON, in_three_languages, make_resident
from tests.institutions.making import (
    make_booking,
    make_institution,
    make_member,
    make_officer,
    make_settled,
    make_space,
)

pytestmark = pytest.mark.django_db
THURSDAY = (NOON + timedelta(days=4)).date()


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member(client: Client) -> Any:
    member = make_resident()
    client.force_login(member)
    return member


@pytest.fixture
def institution(member: Any) -> Institution:
    return make_settled(member)


def at(hour: int, minute: int = 0, days: int = 4) -> datetime:
    return (NOON + timedelta(days=days)).replace(hour=hour, minute=minute)


def read(client: Client, path: str, **query: Any) -> str:
    response = client.get(f"/en/{path}{f'?{urlencode(query, doseq=True)}' if query else ''}")
    assert response.status_code == 200, path
    return response.content.decode()


def send(client: Client, path: str, **values: Any) -> Any:
    return client.post(f"/en/{path}", values)


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "institution": Institution.objects.get().pk, "day": THURSDAY.isoformat(), "starts": "10:00", "ends": "11:00",
        "people": "4", "title": "Talks",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "a room for 8 with a projector, Thursday afternoon"), ("zh-hans", "周四下午 8 人 投影"),
        ("ko", "목요일 오후 8명 프로젝터"),
    ],
)  # fmt: skip
def test_a_sentence_answers_with_free_ranges_across_rooms(client: Client, language: str, sentence: str) -> None:
    free, taken = make_space(), make_space()
    small, bare = make_space(capacity=4), make_space(equipment=[])
    make_booking(taken, starts_at=at(13), minutes=60)

    html = client.get(f"/{language}/spaces/?{urlencode({'q': sentence})}").content.decode()

    assert str(free.name_en).removeprefix("English") in html
    assert ">12:00–18:00</a>" in html
    assert ">14:30–18:00</a>" in html
    assert all(f"/spaces/{space.slug}/" not in html for space in (small, bare))
    assert html.count('class="chip remove"') == 5


def test_a_time_said_exactly_is_free_then_or_not_at_all(client: Client) -> None:
    free, taken = make_space(), make_space()
    make_booking(taken, starts_at=at(15), minutes=60)

    html = read(client, "spaces/", q="Thursday 14:30 for 2 hours")

    assert "1 space is free" in html
    assert ">14:30–16:30</a>" in html
    assert html.index(free.get_absolute_url()) < html.index(taken.get_absolute_url())


def test_a_day_that_is_full_names_the_next_ones(client: Client) -> None:
    space = make_space()
    make_booking(space, starts_at=at(9), minutes=540)

    html = read(client, "spaces/", day=THURSDAY.isoformat())

    assert "Nothing is free then" in html
    assert "Fri 27 Nov 2026" in html


def test_each_filter_can_be_taken_off_alone(client: Client) -> None:
    make_space()

    html = read(client, "spaces/", people=8, equipment=["projector"], day=THURSDAY.isoformat())

    assert f"?people=8&amp;day={THURSDAY.isoformat()}" in html
    assert f"?day={THURSDAY.isoformat()}&amp;equipment=projector" in html


def test_words_are_names_of_spaces_or_are_told(client: Client) -> None:
    sea = make_space(**in_three_languages(name="Sea view"))
    other = make_space()

    html = read(client, "spaces/", q="sea view for 4")
    assert sea.get_absolute_url() in html
    assert other.get_absolute_url() not in html
    assert "Not understood, and left out: castle" in read(client, "spaces/", q="castle for 4")


@pytest.mark.parametrize(
    "query",
    [
        {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"day": "x", "people": "-1", "minutes": "7", "kind": "castle"},
        {"starts": "18:00", "ends": "09:00"}, {"q": "99999999 people 2026-13-45"}, {"minutes": "1440"}, {"page": "x"},
        {"equipment": ["x", "projector"]}, {"q": "\0"}, {"day": "2030-01-01"},
    ],
)  # fmt: skip
def test_odd_questions_are_answered_too(client: Client, query: dict[str, Any]) -> None:
    make_space()

    read(client, "spaces/", **query)


def test_assigned_and_unused_spaces_are_not_found(client: Client) -> None:
    make_space(assigned_to=make_institution())
    make_space(is_active=False)

    assert "No space has all of this" in read(client, "spaces/")


def test_the_page_of_a_space_shows_its_week_and_terms(client: Client) -> None:
    space = make_space(cancel_hours=24)
    make_booking(space, starts_at=at(10), minutes=60, title="Secret talks")

    html = read(client, f"spaces/{space.slug}/")

    assert "Thu 26 Nov 2026" in html
    assert ">09:00–10:00<" not in html  # a quarter is kept free after each booking, so 9:00 ends at 9:30
    assert "09:00–09:30" in html
    assert "11:30–18:00" in html
    assert "Cancelled up to 24 hours before" in html
    assert "Code 2580" not in html
    assert "Secret talks" not in html


@pytest.mark.parametrize("day", ["2026-12-01", "x", "0001-01-01", "9999-12-31"])
def test_other_weeks_are_shown(client: Client, day: str) -> None:
    read(client, f"spaces/{make_space().slug}/", **{"from": day})


def test_an_unknown_space_is_not_found(client: Client) -> None:
    assert client.get("/en/spaces/none/").status_code == 404
    assert client.get(f"/en/spaces/{make_space(is_active=False).slug}/").status_code == 404


def test_a_member_books_and_comes_back_to_a_confirmation_with_door_instructions(
    client: Client, institution: Institution
) -> None:
    space = make_space()
    assert "09:00–18:00" in read(client, f"spaces/{space.slug}/book/", day=THURSDAY.isoformat())

    response = send(client, f"spaces/{space.slug}/book/", **filled())

    made = Booking.objects.get()
    assert response["Location"] == f"/en/spaces/bookings/{made.reference}/"
    html = read(client, f"spaces/bookings/{made.reference}/")
    assert (made.starts_at, made.institution, made.title) == (at(10), institution, "Talks")
    for words in ("The space is booked", "Code 2580.", "Thu 26 Nov 2026, 10:00–11:00", "9 h left in November 2026"):
        assert words in html


def test_a_refusal_says_why_and_offers_the_next_times(client: Client, institution: Institution) -> None:
    space = make_space()
    make_booking(space, starts_at=at(10), minutes=60)

    html = send(client, f"spaces/{space.slug}/book/", **filled()).content.decode()

    assert "This time has just been taken by somebody else." in html
    assert "The next free times" in html
    assert "starts=11%3A30&amp;ends=12%3A30" in html
    assert 'value="Talks"' in html
    assert Booking.objects.count() == 1


def test_hours_that_are_used_up_are_told(client: Client, institution: Institution) -> None:
    make_booking(make_space(), institution, starts_at=at(9), minutes=540)

    html = send(client, f"spaces/{make_space().slug}/book/", **filled(ends="12:00")).content.decode()

    assert "This takes 2 h, and of the hours of your contract 1 h are left in November 2026." in html


@pytest.mark.parametrize(
    "changes",
    [
        {"day": ""}, {"day": "9999-12-31"}, {"starts": "03:17"}, {"ends": "09:00"}, {"people": "0"},
        {"institution": "0"}, {"day": "0001-01-01"}, {"ends": "24:30"}, {"title": "x" * 200}, {"people": "9"},
        {"day": "2026-11-22"},
    ],
)  # fmt: skip
def test_odd_bookings_are_answered_with_the_form(
    client: Client, institution: Institution, changes: dict[str, str]
) -> None:
    response = send(client, f"spaces/{make_space().slug}/book/", **filled(**changes))

    assert response.status_code == 200
    assert not Booking.objects.exists()


def test_who_cannot_book_reads_why(client: Client) -> None:
    space = make_space()
    path = f"spaces/{space.slug}/book/"
    assert client.get(f"/en/{path}").status_code == 302

    for person, words in (
        (make_resident(), "ask a colleague to invite you"),
        (make_member(make_institution()), "is not in force"),
        (make_officer(), "Officers book at the desk"),
    ):
        client.force_login(person)
        assert words in read(client, path)
        assert send(client, path, day=THURSDAY.isoformat()).status_code == 200
    assert not Booking.objects.exists()


def test_others_do_not_see_a_booking(client: Client) -> None:
    booking = make_booking(make_space(), make_settled(make_resident()))
    client.force_login(make_member(make_settled()))

    for page in ("", "calendar.ics", "change/", "cancel/"):
        assert client.get(f"/en/spaces/bookings/{booking.reference}/{page}").status_code == 404
    assert send(client, f"spaces/bookings/{booking.reference}/check-in/").status_code == 404
    booking.refresh_from_db()
    assert booking.state == "booked"


def test_a_booking_is_changed_cancelled_and_put_into_a_calendar(client: Client, institution: Institution) -> None:
    booking = make_booking(make_space(), institution, starts_at=at(10))
    other = make_space()
    page = f"spaces/bookings/{booking.reference}/"

    read(client, f"{page}change/")
    send(client, f"{page}change/", **filled(space=other.pk, starts="14:00", ends="16:00"))
    booking.refresh_from_db()
    assert (booking.space, booking.starts_at, booking.minutes_charged) == (other, at(14), 120)
    assert "SEQUENCE:1" in client.get(f"/en/{page}calendar.ics").content.decode()

    assert "2 h are given back." in read(client, f"{page}cancel/")
    send(client, f"{page}cancel/")
    assert "This booking is cancelled" in read(client, page)


def test_late_cancellations_are_warned_of(client: Client, institution: Institution) -> None:
    booking = make_booking(make_space(), institution, starts_at=at(14, days=0))

    assert "1 h count as used" in read(client, f"spaces/bookings/{booking.reference}/cancel/")


def test_one_checks_in_by_a_button_when_it_is_time(client: Client, institution: Institution) -> None:
    booking = make_booking(make_space(), institution, starts_at=at(14, days=0))
    page = f"spaces/bookings/{booking.reference}/"

    assert "Check in here from Sun 22 Nov 2026, 13:45" in read(client, page)
    assert (
        "Check in from 15 minutes before the start."
        in client.post(f"/en/{page}check-in/", follow=True).content.decode()
    )
    with time_machine.travel(at(13, 50, days=0), tick=False):
        assert "check-in/" in read(client, page)
        assert "You are checked in" in client.post(f"/en/{page}check-in/", follow=True).content.decode()


def test_own_bookings_are_listed(client: Client, institution: Institution) -> None:
    mine = make_booking(make_space(), institution)
    theirs = make_booking(make_space(), make_settled())

    html = read(client, "spaces/bookings/")

    assert mine.get_absolute_url() in html
    assert theirs.get_absolute_url() not in html


@pytest.mark.parametrize("spaces", [1, 60])
def test_pages_ask_the_database_little(
    client: Client, institution: Institution, django_assert_max_num_queries: Any, spaces: int
) -> None:
    made: list[Space] = [make_space() for _ in range(spaces)]
    booking = make_booking(made[0], institution)
    for number in range(10):
        make_booking(made[-1], institution, starts_at=at(9 + number % 5, days=5 + number))

    for path in (
        "spaces/", "spaces/?q=a+room+for+8+with+a+projector%2C+Thursday+afternoon", f"spaces/{made[0].slug}/",
        f"spaces/{made[0].slug}/book/", "spaces/bookings/", f"spaces/bookings/{booking.reference}/",
        f"spaces/bookings/{booking.reference}/change/", f"spaces/bookings/{booking.reference}/cancel/",
    ):  # fmt: skip
        with django_assert_max_num_queries(12, info=path):
            assert client.get(f"/en/{path}").status_code == 200
