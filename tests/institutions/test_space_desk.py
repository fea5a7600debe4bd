"""Officers look after spaces: facts, hours, closed times, and bookings for others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.scheduling.models import DatedException
from institutions.models import Booking, Space
from tests.factories import NOON, make_resident
from tests.institutions.making import make_area, make_booking, make_officer, make_settled, make_space

pytestmark = pytest.mark.django_db
DESK = "/en/desk/institutions"


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def officer(client: Client) -> User:
    officer = make_officer()
    client.force_login(officer)
    return officer


def at(hour: int, minute: int = 0, days: int = 4) -> datetime:
    return (NOON + timedelta(days=days)).replace(hour=hour, minute=minute)


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "slug": "new-room", "kind": "room", "area": make_area().pk, "name_en": "New Room", "capacity": 6,
        "equipment": ["screen"], "step_minutes": 30, "least_minutes": 30, "most_minutes": 240, "before_minutes": 0,
        "after_minutes": 15, "lead_minutes": 30, "days_ahead": 90, "cancel_hours": 24, "position": 0,
        "is_active": "on", "uses_hours": "on", "keeps_calendar": "on",
    } | changes  # fmt: skip


def test_an_officer_adds_a_space_and_gives_it_hours(client: Client, officer: User) -> None:
    response = client.post(f"{DESK}/spaces/add/", facts())
    assert response["Location"] == f"{DESK}/spaces/new-room/hours/"

    client.post(f"{DESK}/spaces/new-room/hours/", {"starts-0-0": "09:00", "ends-0-0": "00:00"})

    made = Space.objects.get(slug="new-room")
    rule = made.resource.weekly_rules.get()
    assert (made.name_en, made.resource.follows_calendar, made.equipment) == ("New Room", True, ["screen"])
    assert (rule.weekday, f"{rule.starts:%H:%M}", f"{rule.ends:%H:%M}") == (0, "09:00", "00:00")
    assert "09:00–24:00" in client.get("/en/spaces/new-room/").content.decode()


@pytest.mark.parametrize(
    "changes", [{"slug": "week"}, {"slug": "add"}, {"capacity": "0"}, {"most_minutes": "15"}, {"name_en": ""},
                {"step_minutes": "7"}, {"days_ahead": "400"}],
)  # fmt: skip
def test_odd_facts_are_refused_beside_their_fields(client: Client, officer: User, changes: dict[str, str]) -> None:
    response = client.post(f"{DESK}/spaces/add/", facts(**changes))

    assert response.status_code == 200
    assert not Space.objects.exists()


def test_facts_are_changed_and_the_address_stays(client: Client, officer: User) -> None:
    space = make_space()

    client.post(f"{DESK}/spaces/{space.slug}/", facts(slug="other", capacity=12, is_active=""))

    space.refresh_from_db()
    assert (space.capacity, space.is_active, space.resource.is_active) == (12, False, False)
    assert client.get(f"/en/spaces/{space.slug}/").status_code == 404


@pytest.mark.parametrize(
    "given", [{"starts-0-0": "09:00"}, {"starts-0-1": "18:00", "ends-0-1": "09:00"}, {"starts-0-0": "x"}]
)
def test_odd_hours_change_nothing(client: Client, officer: User, given: dict[str, str]) -> None:
    space = make_space()

    assert client.post(f"{DESK}/spaces/{space.slug}/hours/", given).status_code == 200
    assert space.resource.weekly_rules.count() == 7


def test_a_space_that_rests_at_noon_keeps_both_halves_of_its_day(client: Client, officer: User) -> None:
    space = make_space(opens=None)
    page = f"{DESK}/spaces/{space.slug}/hours/"
    halves = {"starts-2-0": "09:00", "ends-2-0": "12:00", "starts-2-1": "13:30", "ends-2-1": "18:00"}
    client.post(page, halves)

    shown = client.get(page).context["form"]
    client.post(page, {name: f"{shown[name].value():%H:%M}" for name in halves})

    rules = space.resource.weekly_rules.order_by("starts")
    assert [(one.weekday, f"{one.starts:%H:%M}", f"{one.ends:%H:%M}") for one in rules] == [
        (2, "09:00", "12:00"), (2, "13:30", "18:00"),
    ]  # fmt: skip


def test_new_hours_tell_the_officer_of_bookings_outside(client: Client, officer: User) -> None:
    space = make_space()
    make_booking(space, make_settled())

    html = client.post(f"{DESK}/spaces/{space.slug}/hours/", {"starts-0-0": ""}, follow=True).content.decode()

    assert "1 booking is outside the hours now." in html


def test_a_closing_lists_and_tells_those_it_touches_once(client: Client, officer: User) -> None:
    space, member = make_space(), make_resident()
    touched = make_booking(space, make_settled(member), starts_at=at(10))
    make_booking(space, make_settled(), starts_at=at(10, days=6))
    given = {"first": at(9).date().isoformat(), "starts": "09:00", "ends": "12:00", "reason": "New carpet."}

    html = client.post(f"{DESK}/spaces/{space.slug}/closings/", given, follow=True).content.decode()

    assert "1 booking is touched; those who made it are told." in html
    assert touched.get_absolute_url() in html
    message = Message.objects.get(template="institutions/booking_touched")
    assert (message.recipient, "New carpet." in message.text) == (member, True)
    assert "12:00–18:00" in client.get(f"/en/spaces/{space.slug}/").content.decode()


def test_a_closed_time_is_not_booked_until_it_is_open_again(client: Client, officer: User) -> None:
    space = make_space()
    client.post(
        f"{DESK}/spaces/{space.slug}/closings/",
        {"first": at(9).date().isoformat(), "starts": "00:00", "ends": "24:00", "reason": "Repairs."},
    )
    asked = {
        "space": space.pk, "purpose": "meeting", "day": at(9).date().isoformat(), "starts": "10:00", "ends": "11:00",
        "people": 2, "title": "",
    }  # fmt: skip
    refused = client.post(f"{DESK}/spaces/bookings/book/", asked)
    assert "This time is outside the opening hours." in refused.content.decode()

    client.post(f"{DESK}/spaces/{space.slug}/closings/{DatedException.objects.get().pk}/reopen/")

    assert client.post(f"{DESK}/spaces/bookings/book/", asked).status_code == 302


@pytest.mark.parametrize(
    "given",
    [{"first": "2020-01-01"}, {"first": "9999-12-31"}, {"last": "2026-11-01"}, {"starts": "12:00", "ends": "09:00"},
     {"reason": ""}, {"last": "2030-01-01"}],
)  # fmt: skip
def test_odd_closings_are_refused(client: Client, officer: User, given: dict[str, str]) -> None:
    values = {"first": "2026-11-26", "starts": "09:00", "ends": "12:00", "reason": "Repairs."} | given

    assert client.post(f"{DESK}/spaces/{make_space().slug}/closings/", values).status_code == 200
    assert not DatedException.objects.exists()


def test_officers_book_for_institutions_the_district_and_maintenance(client: Client, officer: User) -> None:
    space, institution = make_space(), make_settled()
    asked = {
        "space": space.pk, "purpose": "meeting", "institution": institution.pk, "day": at(9).date().isoformat(),
        "starts": "10:00", "ends": "11:00", "people": 2, "title": "Signing",
    }  # fmt: skip

    client.post(f"{DESK}/spaces/bookings/book/", asked)
    client.post(f"{DESK}/spaces/bookings/book/", asked | {"institution": "", "starts": "12:00", "ends": "13:00"})
    client.post(
        f"{DESK}/spaces/bookings/book/",
        asked | {"institution": "", "starts": "16:00", "ends": "17:00", "purpose": "maintenance"},
    )

    rows = Booking.objects.values_list("institution", "purpose", "minutes_charged").order_by("starts_at")
    assert list(rows) == [(institution.pk, "meeting", 60), (None, "meeting", 0), (None, "maintenance", 0)]
    html = client.get(f"{DESK}/spaces/bookings/?day={at(9).date().isoformat()}").content.decode()
    assert "Signing" in html
    assert html.count("The district itself") == 2
    wrong = client.post(
        f"{DESK}/spaces/bookings/book/", asked | {"purpose": "maintenance", "starts": "14:00", "ends": "15:00"}
    )
    assert "Maintenance is for the district itself." in wrong.content.decode()


def test_officers_check_in_and_cancel_with_a_reason(client: Client, officer: User) -> None:
    soon = make_booking(make_space(), make_settled(), starts_at=at(12, days=0))
    later = make_booking(make_space(), make_settled(make_resident()), starts_at=at(10))

    assert f"/en/spaces/bookings/{soon.reference}/check-in/" in client.get(f"{DESK}/spaces/bookings/").content.decode()
    client.post(f"/en/spaces/bookings/{soon.reference}/check-in/")
    assert client.post(f"/en/spaces/bookings/{later.reference}/cancel/", {"reason": ""}).status_code == 200
    client.post(f"/en/spaces/bookings/{later.reference}/cancel/", {"reason": "A delegation comes."})

    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.state, later.state, later.end_reason) == ("in-use", "cancelled", "A delegation comes.")


def test_only_officers_have_this_desk(client: Client) -> None:
    space = make_space()
    client.force_login(make_resident())

    for page in (
        "spaces/",
        "spaces/add/",
        f"spaces/{space.slug}/",
        f"spaces/{space.slug}/closings/",
        "spaces/bookings/",
    ):
        assert client.get(f"{DESK}/{page}").status_code == 404


@pytest.mark.parametrize("spaces", [1, 30])
def test_desk_pages_ask_the_database_little(
    client: Client, officer: User, django_assert_max_num_queries: Any, spaces: int
) -> None:
    made = [make_space() for _ in range(spaces)]
    for space in made[:10]:
        make_booking(space, make_settled(), starts_at=at(10))
    for number in range(4):
        DatedException.objects.create(
            resource=made[0].resource, during=(at(9), at(18, days=5 + number)), created_at=NOON
        )

    for page in (
        "spaces/", "spaces/add/", f"spaces/{made[0].slug}/", f"spaces/{made[0].slug}/hours/",
        f"spaces/{made[0].slug}/closings/", f"spaces/{made[0].slug}/picture/", "spaces/bookings/?day=2026-11-26",
        f"spaces/bookings/book/?space={made[0].pk}",
    ):  # fmt: skip
        with django_assert_max_num_queries(12, info=page):
            assert client.get(f"{DESK}/{page}").status_code == 200
