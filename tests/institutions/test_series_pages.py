"""The pages of bookings that repeat."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.scheduling.spans import Span
from institutions.models import Booking, Institution, Series, Space
from institutions.services import bookings
from institutions.services.series import Plan, book_series
from tests.factories import NOON, make_resident
from tests.institutions.making import make_booking, make_officer, make_settled, make_space

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12
TEN = (NOON + timedelta(days=1)).replace(hour=10)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member() -> User:
    return make_resident()


@pytest.fixture
def institution(member: User) -> Institution:
    return make_settled(member)


@pytest.fixture
def space() -> Space:
    return make_space(after_minutes=0)


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def asked(institution: Institution, **changes: Any) -> dict[str, Any]:
    first = {"day": "2026-11-23", "starts": "10:00", "ends": "11:00", "people": 4}
    return first | {"institution": institution.pk, "every": "week", "count": 3, "title": "Choir"} | changes


def series_of(space: Space, institution: Institution, member: User, times: int = 3) -> Series:
    plan = Plan(space, institution, Span(TEN, TEN + timedelta(hours=1)), "week", times, 4)
    made = book_series(plan, spans=plan.spans, title="Choir", by=member, at=NOON).series
    assert made
    return made


def test_asking_shows_each_date_and_books_nothing(own: Client, space: Space, institution: Institution) -> None:
    make_booking(space, starts_at=TEN + WEEK)

    page = own.get(reverse("spaces:series", args=[space.slug]), asked(institution)).text

    assert "2 of 3 dates are free" in page
    assert page.count('name="take"') == 3
    assert page.count("checked>") >= 2
    assert "Take this time instead" in page
    assert Booking.objects.count() == 1


def test_what_was_ticked_is_booked_and_the_rest_is_explained(
    own: Client, space: Space, institution: Institution
) -> None:
    take = [(TEN + number * WEEK).isoformat() for number in range(2)]
    make_booking(space, starts_at=TEN + WEEK)

    response = own.post(reverse("spaces:series", args=[space.slug]), asked(institution) | {"take": take}, follow=True)

    assert Series.objects.get().bookings.get().starts_at == TEN
    assert "1 date is booked" in response.text
    assert "just been taken" in response.text
    page = Series.objects.get().get_absolute_url()
    assert "just been taken" in own.get(page).text
    with time_machine.travel(TEN + WEEK + timedelta(hours=2), tick=False):
        assert "just been taken" not in own.get(page).text


def test_a_date_that_was_had_after_all_is_not_missed_any_more(
    own: Client, space: Space, institution: Institution, member: User
) -> None:
    other = make_booking(space, starts_at=TEN + WEEK)
    series = series_of(space, institution, member)
    bookings.cancel(booking=other, by=None, at=NOON)
    bookings.move(
        booking=series.bookings.order_by("starts_at")[1], starts_at=TEN + WEEK, ends_at=TEN + WEEK + timedelta(hours=1),
        by=member, at=NOON,
    )  # fmt: skip

    assert "just been taken" not in own.get(series.get_absolute_url()).text


def test_nothing_ticked_books_nothing(own: Client, space: Space, institution: Institution) -> None:
    page = own.post(reverse("spaces:series", args=[space.slug]), asked(institution)).text

    assert "Tick at least one date" in page
    assert not Series.objects.exists()


@pytest.mark.parametrize("take", ["", "tomorrow", "2026-11-23T10:00", "9999-12-31T10:00:00+08:00", "\0"])
def test_nonsense_that_was_ticked_books_nothing(own: Client, space: Space, institution: Institution, take: str) -> None:
    own.post(reverse("spaces:series", args=[space.slug]), asked(institution) | {"take": [take]})

    assert not Booking.objects.exists()


def test_wrong_answers_are_named(own: Client, space: Space, institution: Institution) -> None:
    page = own.get(reverse("spaces:series", args=[space.slug]), asked(institution, count=99, ends="09:00")).text

    assert "error-summary" in page
    assert "dates are free" not in page


def test_nobody_books_a_series_for_others(own: Client, space: Space, institution: Institution) -> None:
    other = make_settled()

    own.post(reverse("spaces:series", args=[space.slug]), asked(other) | {"take": [TEN.isoformat()]})

    assert not Booking.objects.exists()


def test_officers_book_a_series_for_the_district(client: Client, space: Space) -> None:
    client.force_login(make_officer())
    district = {"day": "2026-11-23", "starts": "10:00", "ends": "11:00", "people": 4, "every": "week", "count": 2}

    client.post(reverse("spaces:series", args=[space.slug]), district | {"take": [TEN.isoformat()]})

    assert Booking.objects.get().institution is None


def test_a_series_is_seen_by_its_institution_and_officers_alone(
    own: Client, space: Space, institution: Institution, member: User
) -> None:
    address = series_of(space, institution, member).get_absolute_url()
    other, officer = Client(), Client()
    other_member = make_resident()
    make_settled(other_member)
    other.force_login(other_member)
    officer.force_login(make_officer())

    assert own.get(address).status_code == 200
    assert officer.get(address).status_code == 200
    assert other.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_all_to_come_is_cancelled_at_once(own: Client, space: Space, institution: Institution, member: User) -> None:
    series = series_of(space, institution, member)
    address = reverse("spaces:series_cancel", args=[series.reference])

    assert "Cancel 3 dates" in own.get(address).text
    own.post(address)

    assert not series.bookings.standing().exists()


def test_one_date_and_those_after_it_are_cancelled(
    own: Client, space: Space, institution: Institution, member: User
) -> None:
    series = series_of(space, institution, member)
    second = series.bookings.order_by("starts_at")[1]
    address = reverse("spaces:series_cancel", args=[series.reference])

    assert "all that follow" in own.get(address, {"from": second.reference}).text
    own.post(address, {"from": second.reference})

    assert series.bookings.standing().count() == 1


def test_officers_say_why(client: Client, space: Space, institution: Institution, member: User) -> None:
    series = series_of(space, institution, member)
    client.force_login(make_officer())
    address = reverse("spaces:series_cancel", args=[series.reference])

    client.post(address)
    assert series.bookings.standing().count() == 3
    client.post(address, {"reason": "The roof leaks."})
    assert not series.bookings.standing().exists()


def test_pages_cost_few_statements(
    own: Client, space: Space, institution: Institution, member: User, django_assert_max_num_queries: Any
) -> None:
    series = series_of(space, institution, member, times=9)

    for address, query in (
        (reverse("spaces:series", args=[space.slug]), {}),
        (reverse("spaces:series", args=[space.slug]), asked(institution, count=50)),
        (series.get_absolute_url(), {}),
        (reverse("spaces:series_cancel", args=[series.reference]), {}),
    ):
        with django_assert_max_num_queries(MOST_STATEMENTS):
            assert own.get(address, query).status_code == 200
