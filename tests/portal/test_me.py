"""My page: what needs the person first, then what is next, what is past, and the latest messages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from commons.accounts.models import User
from commons.notifications.models import Message
from events.models import Registration
from tests.factories import NOON, make_event, make_registration, make_resident
from tests.legal_services.cases import make_case, make_mediation
from tests.legal_services.making import make_appointment, make_person
from tests.pages import ParsedPage

pytestmark = pytest.mark.django_db

State = Registration.State


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """The clock stands at noon of a Sunday."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def resident(client: Client) -> User:
    """The person whose page it is, signed in, with a confirmed address."""
    person = make_resident(full_name="Kim Minji", called="Minji")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    return person


def make_message(recipient: User, template: str = "events/confirmed", **fields: Any) -> Message:
    """A message in the inbox."""
    number = Message.objects.count()
    values = {"key": f"test:{number}", "language": "en", "subject": f"Message {number}", "created_at": NOON}
    return Message.objects.create(recipient=recipient, template=template, **values | fields)


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/en/me/")["Location"] == "/en/accounts/login/?next=/en/me/"


def test_an_offer_waits_for_an_answer_on_top(client: Client, resident: User) -> None:
    registration = make_registration(make_event(title_en="Table tennis"), resident, state=State.OFFERED)

    response = client.get("/en/me/")

    assert response.context["offers"] == [registration]
    assert "Please answer by Mon 23 Nov 2026, 12:00" in response.content.decode()


def test_a_change_stays_on_top_until_it_is_read(client: Client, resident: User) -> None:
    message = make_message(resident, "events/called_off", subject="Cancelled: Tea")

    before = client.get("/en/me/").context["news"]
    Message.objects.filter(pk=message.pk).update(read_at=NOON)
    after = client.get("/en/me/").context["news"]

    assert (before, after) == ([message], [])


def test_an_unconfirmed_address_is_asked_about(client: Client, resident: User) -> None:
    EmailAddress.objects.update(verified=False)

    assert "Please confirm your e-mail address" in client.get("/en/me/").content.decode()


def test_a_confirmed_address_is_not_asked_about(client: Client, resident: User) -> None:
    assert "Please confirm your e-mail address" not in client.get("/en/me/").content.decode()


def test_what_is_next_stands_in_the_order_of_time(client: Client, resident: User) -> None:
    later = make_registration(make_event(starts_at=NOON + timedelta(days=9)), resident)
    sooner = make_registration(make_event(starts_at=NOON + timedelta(days=2)), resident)

    assert client.get("/en/me/").context["next"] == [sooner, later]


def test_a_spot_in_line_says_which(client: Client, resident: User) -> None:
    event = make_event(capacity=1)
    make_registration(event, state=State.WAITING)
    make_registration(event, resident, state=State.WAITING)

    assert "Number 2 in line" in client.get("/en/me/").content.decode()


@pytest.mark.parametrize("state", [State.CANCELLED, State.DECLINED, State.EXPIRED, State.CALLED_OFF])
def test_what_has_ended_is_among_the_past(client: Client, resident: User, state: State) -> None:
    registration = make_registration(make_event(), resident, state=state)

    response = client.get("/en/me/")

    assert list(response.context["past"]) == [registration]
    assert response.context["next"] == []


def test_what_is_over_is_among_the_past(client: Client, resident: User) -> None:
    registration = make_registration(make_event(starts_at=NOON - timedelta(days=2)), resident)

    assert list(client.get("/en/me/").context["past"]) == [registration]


def test_the_past_is_paged(client: Client, resident: User) -> None:
    for day in range(1, 13):
        make_registration(make_event(starts_at=NOON - timedelta(days=day)), resident)

    first, second = client.get("/en/me/").context["past"], client.get("/en/me/?page=2").context["past"]

    assert (len(first), len(second)) == (10, 2)


def test_whoever_has_nothing_is_shown_what_they_can_join(client: Client, resident: User) -> None:
    event = make_event()

    assert client.get("/en/me/").context["suggested"] == [event]


def test_other_peoples_registrations_and_messages_are_not_there(client: Client, resident: User) -> None:
    other = make_resident()
    make_registration(make_event(), other)
    make_message(other)

    context = client.get("/en/me/").context

    assert (context["next"], list(context["past"]), context["latest"]) == ([], [], [])


def test_unread_messages_are_counted(client: Client, resident: User) -> None:
    make_message(resident)
    make_message(resident, read_at=NOON)

    assert client.get("/en/me/").context["shell"].unread == 1


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_nothing_on_the_page_is_left_in_english(client: Client, language: str) -> None:
    person = make_resident(full_name="김민지", email=None)
    client.force_login(person)
    for state in State:
        make_registration(make_event(), person, state=state)

    page = ParsedPage.of("/", client.get(f"/{language}/me/").content.decode())

    assert page.foreign_words(frozenset({"English", "Hometown"})) == []


@pytest.mark.parametrize("number", [1, 8])
def test_the_number_of_queries_does_not_grow(
    client: Client, resident: User, django_assert_max_num_queries: Any, number: int
) -> None:
    for _ in range(number):
        for state in State:
            make_registration(make_event(), resident, state=state)
        make_message(resident, "events/changed")

    with django_assert_max_num_queries(12):
        client.get("/en/me/")


def test_everything_at_once_stays_within_the_statements(
    client: Client, resident: User, django_assert_max_num_queries: Any
) -> None:
    person = make_person(user=resident)
    make_case(person)
    make_mediation(person, make_person(), agreed_on=NOON.date())
    make_appointment(user=resident)
    for state in State:
        make_registration(make_event(), resident, state=state)
    make_message(resident, "events/changed")

    with django_assert_max_num_queries(12):
        shown = client.get("/en/me/")

    assert shown.context["legal_asks"]
