"""Addresses of the wall screen are opened, shown once, and taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import User
from commons.audit.models import Entry
from legal_services.desk.wall_screen import MOST_ADDRESSES
from legal_services.models import WallAddress
from legal_services.services.wall_addresses import is_wall, open_wall, shut_wall
from tests.factories import NOON
from tests.legal_services.making import make_area_manager, make_clerk

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def clerk() -> User:
    return make_clerk(full_name="Clerk Kim")


@pytest.fixture
def desk(clerk: User) -> Client:
    browser = Client()
    browser.force_login(clerk, backend=BACKEND)
    return browser


def addresses() -> str:
    return reverse("legal-desk:wall_addresses")


def test_a_new_address_opens_the_screen_for_a_visitor_and_is_shown_once(desk: Client, client: Client) -> None:
    address = desk.post(addresses()).context["address"]
    path = address.removeprefix("http://").partition("/")[2]

    assert client.get(f"/{path}").status_code == 200
    assert address not in desk.get(addresses()).content.decode()
    assert "Clerk Kim" in desk.get(addresses()).content.decode()


def test_the_database_holds_no_address() -> None:
    secret = open_wall(by=None, at=NOON)

    assert secret not in str(WallAddress.objects.values())


def test_an_address_that_is_taken_back_leads_nowhere_and_the_others_still_do(desk: Client, client: Client) -> None:
    first, second = open_wall(by=None, at=NOON), open_wall(by=None, at=NOON)
    oldest = WallAddress.objects.order_by("pk")[0]

    answer = desk.post(reverse("legal-desk:wall_address_take_back", args=[oldest.pk]), follow=True)

    assert "The address is taken back." in answer.content.decode()
    assert [client.get(reverse("legal-desk:wall", args=[secret])).status_code for secret in (first, second)] == [
        404,
        200,
    ]


def test_taking_back_twice_keeps_the_first_moment_and_tells_once(clerk: User) -> None:
    secret = open_wall(by=clerk, at=NOON)
    address = WallAddress.objects.get()

    for later in (0, 1):
        shut_wall(address=address, by=clerk, at=NOON + timedelta(hours=later))

    assert not is_wall(secret)
    assert WallAddress.objects.get().revoked_at == NOON
    assert list(Entry.objects.filter(subject="legal.wall").order_by("pk").values_list("reason", flat=True)) == [
        "opened",
        "taken back",
    ]


def test_another_secret_key_changes_no_address(settings: object) -> None:
    secret = open_wall(by=None, at=NOON)

    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]

    assert is_wall(secret)


def test_a_guess_and_a_look_at_the_list_by_a_visitor_lead_nowhere(client: Client) -> None:
    assert client.get(reverse("legal-desk:wall", args=["0" * 43])).status_code == 404
    assert client.get(addresses()).status_code == 302


def test_a_manager_opens_addresses_too(client: Client) -> None:
    client.force_login(make_area_manager(), backend=BACKEND)

    assert client.post(addresses()).context["address"]


def test_no_more_addresses_stand_than_anybody_could_look_after(desk: Client) -> None:
    for _ in range(MOST_ADDRESSES):
        open_wall(by=None, at=NOON)

    answer = desk.post(addresses())

    assert not answer.context["address"]
    assert "Too many addresses stand." in answer.content.decode()
    assert WallAddress.objects.count() == MOST_ADDRESSES


def test_the_page_asks_little(desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(5):
        open_wall(by=make_clerk(), at=NOON)
    desk.get(addresses())

    with django_assert_max_num_queries(6):
        desk.get(addresses())
