"""The week of all rooms: who sees what, and how it is drawn."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.scheduling.services import add_exception
from commons.scheduling.spans import Span
from institutions.models import Institution, Space
from institutions.roles import Roles, roles_of
from institutions.templatetags.institutions_spaces import clocks
from institutions.week import Week, monday_of, read_week
from tests.factories import NOON, make_resident
from tests.institutions.making import make_booking, make_officer, make_settled, make_space

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
"""The day after NOON."""
TEN = (NOON + timedelta(days=1)).replace(hour=10)
HOUR = timedelta(hours=1)
ADDRESS = "spaces:week"


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


def week_of(space: Space, roles: Roles | None = None) -> Week:
    return read_week([space], MONDAY, roles=roles or Roles(), at=NOON)


def entries(week: Week, day: int = 0) -> list[tuple[str, str]]:
    """What the first room's cell says, as kinds and hours."""
    return [(entry.kind, clocks(entry.span).replace(":00", "")) for entry in week.rows[0].cells[day].entries]


def test_free_taken_and_own_stand_side_by_side(space: Space, institution: Institution, member: User) -> None:
    make_booking(space, institution, title="Board")
    make_booking(space, make_settled(), starts_at=TEN + 3 * HOUR)

    shown = entries(week_of(space, roles_of(member)))

    assert shown == [("free", "09–10"), ("own", "10–11"), ("free", "11–13"), ("taken", "13–14"), ("free", "14–18")]


def test_a_visitor_sees_that_it_is_taken_and_no_more(client: Client, space: Space, institution: Institution) -> None:
    make_booking(space, institution, title="Board")

    page = client.get(reverse(ADDRESS), {"from": "2026-11-23"}).text

    assert "10:00–11:00" in page
    assert "Board" not in page
    assert institution.name_en not in page
    assert "week.js" not in page
    assert "csrfmiddlewaretoken" not in page


def test_an_officer_reads_every_booking(client: Client, space: Space, institution: Institution) -> None:
    make_booking(space, institution, title="Board")
    client.force_login(make_officer())

    assert "Board" in client.get(reverse(ADDRESS), {"from": "2026-11-23"}).text


def test_other_institutions_read_no_titles(client: Client, space: Space, institution: Institution) -> None:
    make_booking(space, institution, title="Board")
    other = make_resident()
    make_settled(other)
    client.force_login(other)

    assert "Board" not in client.get(reverse(ADDRESS), {"from": "2026-11-23"}).text


def test_a_closed_day_is_empty(space: Space) -> None:
    add_exception(resource=space.resource, during=Span.of_day(MONDAY), opens=False, reason="", by=None, at=NOON)

    cell = week_of(space).rows[0].cells[0]

    assert (cell.entries, cell.bars, cell.is_open) == ([], [], False)


def test_what_is_past_is_not_free(space: Space) -> None:
    this_week = read_week([space], MONDAY - timedelta(days=7), roles=Roles(), at=NOON)

    assert [bool(cell.entries) for cell in this_week.rows[0].cells] == [False] * 6 + [True]
    assert this_week.rows[0].cells[6].entries[0].span.starts_at > NOON


def test_the_drawing_has_the_measure_of_the_day(space: Space, institution: Institution) -> None:
    make_booking(space, institution)

    week = week_of(space)

    assert (week.frame.first, week.frame.last) == (480, 1200)
    taken = next(bar for bar in week.rows[0].cells[0].bars if bar.kind == "taken")
    assert (taken.x, taken.width) == (120, 60)


def test_a_room_open_at_night_widens_the_drawing() -> None:
    space = make_space(opens=time(6, 30), closes=time(23, 30))

    week = week_of(space)

    assert (week.frame.first, week.frame.last) == (360, 1440)


def test_only_what_has_not_begun_is_moved(space: Space, institution: Institution, member: User) -> None:
    make_booking(space, institution, state="in-use", checked_in_at=NOON)
    make_booking(space, institution, starts_at=TEN + 3 * HOUR)

    bars = week_of(space, roles_of(member)).rows[0].cells[0].bars

    assert [bar.movable for bar in bars if bar.kind == "own"] == [False, True]


@pytest.mark.parametrize("asked", ["2026-11-25", "nonsense", "", "1000-01-01", "9999-12-31", "2026-02-31", "\0"])
def test_any_day_leads_to_a_week(client: Client, space: Space, asked: str) -> None:
    page = client.get(reverse(ADDRESS), {"from": asked, "day": asked, "page": asked})

    assert page.status_code == 200
    assert page.text.count("<td>") == 7


def test_weeks_begin_on_monday() -> None:
    assert monday_of(date(2026, 11, 25), NOON) == MONDAY
    assert monday_of(None, NOON) == date(2026, 11, 16)


def test_rooms_and_desks_are_apart(client: Client, space: Space) -> None:
    desk = make_space(kind="desk")

    assert desk.slug not in client.get(reverse(ADDRESS)).text
    assert desk.slug in client.get(reverse(ADDRESS), {"kind": "desks"}).text


def test_many_rooms_cost_few_statements(
    client: Client, institution: Institution, member: User, django_assert_max_num_queries: Any
) -> None:
    spaces = [make_space() for _ in range(12)]
    for space in spaces:
        make_booking(space, make_settled())
    client.force_login(member)

    for query in ({}, {"from": "2026-11-23", "page": "2"}):
        with django_assert_max_num_queries(12):
            client.get(reverse(ADDRESS), query)


def test_links_lead_to_plain_forms(client: Client, space: Space) -> None:
    page = client.get(reverse(ADDRESS), {"from": "2026-11-23"}).text

    found = re.search(rf"/en/spaces/{space.slug}/book/\?day=2026-11-23&amp;starts=09%3A00", page)
    assert found
