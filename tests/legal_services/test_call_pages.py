"""The list of whom to call, the page that tells a guest that no message comes, and clerks who book for a caller."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import User
from legal_services.models import Appointment, Call
from legal_services.services import calls
from legal_services.views.appointment_links import SESSION_KEY
from tests.factories import NOON
from tests.legal_services.making import make_appointment, make_area_manager, make_clerk, make_practising_user
from tests.legal_services.test_calls import make_call, make_caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def clerk() -> User:
    return make_clerk(full_name="Wang Fang")


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def shown_list(client: Client, language: str = "en") -> str:
    return client.get(f"/{language}/desk/legal/calls/").content.decode()


def settle(client: Client, call: Call, to: str, **answers: str) -> Any:
    return client.post(reverse("legal-desk:call", args=[call.pk]), {"to": to, **answers}, follow=True)


def guest_page(client: Client, appointment: Appointment) -> str:
    """The appointment's page in the browser of a guest who has just booked it."""
    entry = {"scope": "manage", "until": (NOON + timedelta(hours=1)).isoformat(), "link": None}
    session = client.session
    session[SESSION_KEY] = {appointment.reference: entry}
    session.save()
    return client.get(appointment.get_absolute_url()).content.decode()


def test_the_list_says_whom_to_call_where_in_which_language_and_what_to_say(desk: Client) -> None:
    call = make_call()

    shown = shown_list(desk)

    assert all(words in shown for words in ("Kim Minji", "tel:+86", "한국어", call.appointment.reference))
    assert '<p lang="ko">' in shown
    assert "has a new time" in shown


def test_a_clerk_who_reads_the_clients_language_sees_the_words_once(desk: Client) -> None:
    make_call(appointment=make_caller(writes="en"))

    assert shown_list(desk).count("has a new time") == 1


def test_a_call_is_ticked_with_a_note_and_stands_among_those_of_today(desk: Client) -> None:
    call = make_call()

    shown = settle(desk, call, "called", note="Will come.", back="/en/desk/legal/calls/").content.decode()

    assert "Noted: Kim Minji has been told." in shown
    assert "Nobody is to be called" in shown
    assert all(words in shown for words in ("Called today", "Wang Fang", "Will come."))


def test_a_call_without_an_answer_stays_and_says_when_it_was_tried(desk: Client) -> None:
    call = make_call()

    shown = settle(desk, call, "unanswered", back="/en/desk/legal/calls/").content.decode()

    assert "No answer, " in shown
    assert "Called today" not in shown


def test_a_tick_by_mistake_is_undone(desk: Client, clerk: User) -> None:
    call = make_call()
    calls.mark_called(call=call, by=clerk, at=NOON)

    settle(desk, call, "undo")

    assert "Kim Minji" in shown_list(desk)


def test_somebody_elses_call_is_not_made_twice(desk: Client) -> None:
    call = make_call()
    calls.mark_called(call=call, by=make_clerk(), at=NOON)

    assert "off the list already" in settle(desk, call, "called").content.decode()


def test_the_page_of_the_appointment_has_the_call_and_what_came_of_it(desk: Client, clerk: User) -> None:
    call = make_call()
    address = reverse("legal-desk:appointment", args=[call.appointment.reference])

    assert reverse("legal-desk:call", args=[call.pk]) in desk.get(address).content.decode()
    calls.mark_called(call=call, by=clerk, at=NOON, note="Reached at work.")
    shown = desk.get(address).content.decode()
    assert "Reached at work." in shown
    assert 'value="called"' not in shown


def test_the_desk_says_how_many_wait_for_a_call(desk: Client) -> None:
    assert "to be called" not in desk.get(reverse("desk:home")).content.decode()
    make_call()

    assert "1 client is to be called" in desk.get(reverse("desk:home")).content.decode()


def test_only_clerks_see_whom_to_call(client: Client) -> None:
    call = make_call()

    for user in (make_area_manager(), make_practising_user()):
        client.force_login(user)
        assert client.get(reverse("legal-desk:calls")).status_code == 404
        assert settle(client, call, "called").status_code == 404
    call.refresh_from_db()
    assert call.is_open


def test_looking_at_the_list_changes_nothing_and_nonsense_is_no_act(desk: Client) -> None:
    call = make_call()

    assert desk.get(reverse("legal-desk:call", args=[call.pk])).status_code == 405
    settle(desk, call, "nonsense")
    assert Call.objects.to_make().count() == 1


def test_a_long_list_costs_few_statements(desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(20):
        call = make_call(appointment=make_caller(starts_at=NOON + timedelta(hours=number + 1)))
        if number % 3 == 0:
            Call.objects.filter(pk=call.pk).update(called_at=NOON)

    with django_assert_max_num_queries(12):
        shown_list(desk)
    with django_assert_max_num_queries(12):
        desk.get(reverse("legal-desk:appointment", args=[call.appointment.reference]))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No message will come"), ("zh-hans", "您不会收到任何消息"), ("ko", "메시지가 가지 않습니다")],
)
def test_a_guest_without_an_address_is_told_that_no_message_comes(client: Client, language: str, words: str) -> None:
    appointment = make_caller()

    guest_page(client, appointment)
    shown = client.get(appointment.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()

    assert words in shown
    assert appointment.reference in shown
    assert "calendar" in shown


@pytest.mark.parametrize("reached", [{"email": "kim@example.org"}, {"state": "cancelled"}])
def test_others_are_not_told_so(client: Client, reached: dict[str, str]) -> None:
    assert "No message will come" not in guest_page(client, make_caller(**reached))


def test_the_day_leads_to_the_list(desk: Client) -> None:
    make_appointment()
    make_call()

    assert reverse("legal-desk:calls") in desk.get(reverse("legal-desk:day")).content.decode()
