"""Calendars that one subscribes to: what is in them, who opens them, and when they end."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from commons.accounts.models import User
from institutions.models import Feed, Institution
from institutions.services import bookings, feeds
from tests.factories import NOON, make_resident
from tests.institutions.making import make_booking, make_member, make_officer, make_settled, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member() -> User:
    return make_resident(language="ko")


@pytest.fixture
def institution(member: User) -> Institution:
    return make_settled(member)


def summaries(response: Any) -> list[str]:
    return [str(entry["summary"]) for entry in Calendar.from_ical(response.content).walk("VEVENT")]


def address(of: str, secret: str) -> str:
    return reverse(f"{of}-feed", args=[secret])


def opened(institution: Institution, member: User) -> str:
    return address("institution", feeds.open_feed(institution=institution, by=member, at=NOON)[1])


def test_an_institutions_calendar_has_its_bookings_and_nobody_elses(
    client: Client, institution: Institution, member: User
) -> None:
    space = make_space()
    make_booking(space, institution, title="Board")
    make_booking(space, make_settled(), title="Secret", starts_at=NOON + timedelta(days=2))

    response = client.get(opened(institution, member))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert summaries(response) == [f"{space.name_ko}: Board"]


def test_the_address_says_in_which_language(client: Client, institution: Institution, member: User) -> None:
    space = make_space()
    make_booking(space, institution, title="Board")

    assert summaries(client.get(opened(institution, member), {"lang": "zh-hans"})) == [f"{space.name_zh_hans}: Board"]


def test_a_spaces_calendar_names_the_institutions(client: Client, institution: Institution) -> None:
    space = make_space()
    make_booking(space, institution, title="Board")
    make_booking(title="Elsewhere")
    officer = make_officer()

    secret = feeds.open_feed(space=space, by=officer, at=NOON)[1]

    assert summaries(client.get(address("space", secret))) == [f"{space.name_en}: {institution.name_en} · Board"]


def test_what_is_cancelled_is_gone(client: Client, institution: Institution, member: User) -> None:
    booking = make_booking(institution=institution)
    where = opened(institution, member)

    bookings.cancel(booking=booking, by=member, at=NOON)

    assert summaries(client.get(where)) == []


def test_door_codes_do_not_travel(client: Client, institution: Institution, member: User) -> None:
    make_booking(institution=institution)

    assert "2580" not in client.get(opened(institution, member)).text


def test_what_has_not_changed_is_not_sent_again(client: Client, institution: Institution, member: User) -> None:
    booking = make_booking(institution=institution)
    where = opened(institution, member)
    etag = client.get(where)["ETag"]

    assert client.get(where, headers={"If-None-Match": etag}).status_code == 304
    starts_at = booking.starts_at + timedelta(hours=2)
    bookings.move(
        booking=booking, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), by=member,
        at=NOON + timedelta(minutes=1),
    )  # fmt: skip
    assert client.get(where, headers={"If-None-Match": etag}).status_code == 200


def test_the_secret_is_not_in_the_database(institution: Institution, member: User) -> None:
    feed, secret = feeds.open_feed(institution=institution, by=member, at=NOON)

    assert secret not in str(Feed.objects.values().get(pk=feed.pk))
    assert len(secret) >= 43


@pytest.mark.parametrize("end", ["revoked", "left", "gone", "another kind", "unknown"])
def test_an_address_ends(client: Client, institution: Institution, member: User, end: str) -> None:
    feed, secret = feeds.open_feed(institution=institution, by=member, at=NOON)
    where = address("space" if end == "another kind" else "institution", secret + ("x" if end == "unknown" else ""))
    if end == "revoked":
        feeds.revoke_feed(feed=feed, at=NOON)
    if end == "left":
        institution.members.update(until=NOON)
    if end == "gone":
        User.objects.filter(pk=member.pk).update(is_active=False)

    assert client.get(where).status_code == 404


def test_an_officers_address_ends_with_the_office(client: Client) -> None:
    officer = make_officer()
    secret = feeds.open_feed(space=make_space(), by=officer, at=NOON)[1]
    assert client.get(address("space", secret)).status_code == 200

    officer.user_permissions.clear()

    assert client.get(address("space", secret)).status_code == 404


def test_the_page_shows_a_new_address_once(client: Client, institution: Institution, member: User) -> None:
    client.force_login(member)
    page = reverse("institutions:feeds", args=[institution.slug])

    shown = re.search(r"/feeds/institutions/[\w-]+\.ics", client.post(page).text)

    assert shown
    assert Client().get(shown[0]).status_code == 200
    assert "/feeds/institutions/" not in client.get(page).text


def test_one_takes_back_ones_own_address_only(client: Client, institution: Institution, member: User) -> None:
    colleague = make_member(institution, duty="colleague")
    feed, _secret = feeds.open_feed(institution=institution, by=colleague, at=NOON)
    own, _own_secret = feeds.open_feed(institution=institution, by=member, at=NOON)
    client.force_login(member)

    theirs = client.post(reverse("institutions:feed_revoke", args=[institution.slug, feed.pk]))
    mine = client.post(reverse("institutions:feed_revoke", args=[institution.slug, own.pk]))

    assert (theirs.status_code, mine.status_code) == (404, 302)
    own.refresh_from_db()
    assert own.revoked_at == NOON


def test_officers_look_after_the_addresses_of_a_space(client: Client) -> None:
    space = make_space()
    client.force_login(make_officer())
    page = reverse("institutions-desk:space_feeds", args=[space.slug])

    assert "/feeds/spaces/" in client.post(page).text
    client.post(reverse("institutions-desk:space_feed_revoke", args=[space.slug, Feed.objects.get().pk]))

    assert Feed.objects.get().revoked_at == NOON


def test_a_feed_costs_few_statements(
    client: Client, institution: Institution, member: User, django_assert_max_num_queries: Any
) -> None:
    space = make_space()
    for day in range(1, 6):
        make_booking(space, institution, starts_at=NOON + timedelta(days=day))
    where = opened(institution, member)

    with django_assert_max_num_queries(5):
        assert len(summaries(client.get(where))) == 5
