"""The pages of the counter: the day, one appointment, the queue, the wall screen."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from commons.accounts.models import User
from commons.notifications.models import Message
from legal_services.models import Appointment, QueueTicket
from legal_services.services import queue
from legal_services.services.wall_addresses import open_wall
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_bookable_service,
    make_clerk,
    make_person,
    make_practising_user,
    make_practitioner,
    make_record,
)
from tests.legal_services.queueing import make_ticket

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(minutes=30)
State = Appointment.State


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def clerk() -> User:
    return make_clerk()


@pytest.fixture
def desk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"legal-desk:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, name: str, *args: object, **answers: str) -> str:
    response = client.post(reverse(f"legal-desk:{name}", args=args), answers, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_day_says_who_comes_when_with_whom_in_which_language(desk: Client) -> None:
    interpreter = make_practitioner(name="Ines Interpreter", interprets=True)
    make_appointment(starts_at=SOON, name="Kim Minji", language="ko", interpreter=interpreter)
    make_appointment(starts_at=NOON + timedelta(days=1), name="Tomorrow’s client")
    make_appointment(starts_at=SOON, name="Only looking", state=State.HELD)

    shown = page(desk, "day")

    assert all(word in shown for word in ("Kim Minji", "12:30", "Korean", "Ines Interpreter"))
    assert "Tomorrow’s client" not in shown
    assert "Only looking" not in shown
    assert "Tomorrow’s client" in page(desk, "day", day="2026-11-23")


def test_the_day_is_narrowed_by_adviser_and_by_how_appointments_stand(desk: Client) -> None:
    adviser = make_practitioner()
    make_appointment(adviser, starts_at=SOON, name="Arrived client", state=State.ARRIVED, arrived_at=NOON)
    make_appointment(starts_at=SOON, name="Other client")

    assert "Other client" not in page(desk, "day", adviser=str(adviser.pk))
    here = page(desk, "day", show="here")
    assert ("Arrived client" in here, "Other client" in here) == (True, False)
    assert desk.get(reverse("legal-desk:day"), {"show": "nonsense"}).status_code == 404


def test_a_long_day_opens_where_it_stands(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legal_services.desk.day.PER_PAGE", 2)
    service = make_bookable_service()
    names = ["Early One", "Early Two", "Next One", "Next Two", "Last One"]
    for number, name in enumerate(names):
        begins = NOON + timedelta(hours=number - 2)
        state = {"state": State.NO_SHOW} if number < 2 else {}
        make_appointment(service=service, name=name, starts_at=begins, **state)

    def shown(**query: str) -> list[str]:
        text = page(desk, "day", **query)
        assert 'class="pagination"' in text
        return [name for name in names if name in text]

    assert shown() == ["Next One", "Next Two"]
    assert shown(page="1") == ["Early One", "Early Two"]
    assert shown(page="3") == shown(page="99") == ["Last One"]
    assert 'name="back" value="/en/desk/legal/day/?page=2"' in page(desk, "day")


@pytest.mark.parametrize("day", ["nonsense", "0001-01-01", "9999-12-31", "2026-13-40"])
def test_a_day_that_is_none_shows_today(desk: Client, day: str) -> None:
    make_appointment(starts_at=SOON, name="Today’s client")

    assert "Today’s client" in page(desk, "day", day=day)


def test_a_client_is_received_and_taken_back_by_buttons(desk: Client) -> None:
    appointment = make_appointment(starts_at=SOON)

    assert 'value="arrived"' in page(desk, "day")
    send(desk, "appointment_step", appointment.reference, to="arrived")
    appointment.refresh_from_db()
    assert appointment.state == State.ARRIVED
    send(desk, "appointment_step", appointment.reference, to="undo", seen="arrived")
    appointment.refresh_from_db()
    assert appointment.state == State.BOOKED


def test_a_refusal_says_why_and_what_to_do(desk: Client) -> None:
    appointment = make_appointment(starts_at=SOON)

    shown = send(desk, "appointment_step", appointment.reference, to="no-show")

    assert "The time of this appointment has not come yet." in shown
    assert "Wait until it has begun." in shown


def test_the_way_back_never_leaves_the_portal(desk: Client) -> None:
    appointment = make_appointment(starts_at=SOON)
    address = reverse("legal-desk:appointment_step", args=[appointment.reference])

    for wanted in ("https://example.org/", "//example.org/", "javascript:alert(1)", ""):
        response = desk.post(address, {"to": "arrived", "back": wanted})
        assert response["Location"].startswith(reverse("legal-desk:day"))


def test_what_took_place_is_logged_from_its_line(desk: Client) -> None:
    to_log = make_appointment(starts_at=SOON, state=State.IN_ROOM, began_at=NOON)
    logged = make_appointment(starts_at=SOON, state=State.DONE)
    record = make_record(make_person(), appointment=logged)

    shown = page(desk, "day")

    assert f"{reverse('legal-desk:log')}?appointment={to_log.reference}" in shown
    assert f"?appointment={logged.reference}" not in shown
    assert record.reference in shown


def test_an_appointment_shows_its_logistics_and_never_its_narrative(desk: Client) -> None:
    appointment = make_appointment(
        starts_at=SOON, name="Kim Minji", phone="+8613800138000", email="minji@example.org",
        narrative="planted narrative", narrative_consent_at=NOON,
    )  # fmt: skip

    shown = page(desk, "appointment", appointment.reference)

    assert all(word in shown for word in ("Kim Minji", "138 0013 8000", "minji@example.org"))
    assert "planted narrative" not in shown


def test_advisers_see_and_receive_their_own_only(client: Client) -> None:
    own, other = make_appointment(starts_at=SOON, phone="+8613800138000"), make_appointment(starts_at=SOON)
    client.force_login(make_practising_user(own.practitioner))

    shown = page(client, "appointment", own.reference)
    client.post(reverse("legal-desk:appointment_step", args=[own.reference]), {"to": "arrived"})

    own.refresh_from_db()
    assert own.state == State.ARRIVED
    assert "138 0013 8000" not in shown
    for name in ("appointment", "appointment_step"):
        assert client.post(reverse(f"legal-desk:{name}", args=[other.reference])).status_code in {404, 405}
    assert client.get(reverse("legal-desk:appointment", args=[other.reference])).status_code == 404
    assert client.get(reverse("legal-desk:appointment_move", args=[own.reference])).status_code == 404


def test_the_client_is_told_when_the_desk_cancels(desk: Client) -> None:
    resident = make_resident()
    appointment = make_appointment(starts_at=SOON, user=resident)

    unsaid = send(desk, "appointment_call_off", appointment.reference, wish="area")
    assert "Say why: the client is told." in unsaid
    shown = send(desk, "appointment_call_off", appointment.reference, wish="area", reason="The adviser is ill.")

    appointment.refresh_from_db()
    assert (appointment.state, appointment.cancelled_by_client) == (State.CANCELLED, False)
    assert "The client has been told." in shown
    assert Message.objects.filter(recipient=resident, template="legal_services/cancelled").count() == 1


def test_the_desk_moves_an_appointment_past_the_clients_deadline(desk: Client) -> None:
    service = make_bookable_service(lead_hours=48, change_hours=48)
    appointment = make_appointment(service=service, starts_at=NOON + timedelta(hours=1))
    monday = (NOON + timedelta(days=1)).replace(hour=15)

    assert "15:00" in page(desk, "appointment_move", appointment.reference)
    shown = send(desk, "appointment_move", appointment.reference, starts_at=monday.isoformat())

    appointment.refresh_from_db()
    assert appointment.starts_at == monday
    assert "please call" in shown


def test_a_time_that_was_just_taken_shows_the_next_ones(desk: Client) -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    monday = (NOON + timedelta(days=1)).replace(hour=15)
    make_appointment(adviser, service=service, starts_at=monday)
    appointment = make_appointment(adviser, service=service, starts_at=NOON + timedelta(hours=1))

    shown = send(desk, "appointment_move", appointment.reference, starts_at=monday.isoformat())

    assert "The next free times" in shown
    assert "15:30" in shown


def test_a_number_is_drawn_shown_called_and_received(desk: Client) -> None:
    service = make_bookable_service()

    slip = send(desk, "queue_draw", service=service.slug, language="ko")
    ticket = QueueTicket.objects.get()
    called = send(desk, "queue_next")
    send(desk, "queue_step", "2026-11-22", 1, to="in-room")
    ticket.refresh_from_db()

    assert 'lang="ko"' in slip
    assert "다음 차례입니다." in slip
    assert "Number 1 is called." in called
    assert (ticket.state, ticket.language) == (QueueTicket.State.IN_ROOM, "ko")
    assert f"{reverse('legal-desk:log')}?ticket={ticket.pk}" in page(desk, "day")


def test_nobody_to_call_says_so(desk: Client) -> None:
    assert "Nobody waits whom this adviser could meet." in send(desk, "queue_next")


def test_the_queue_says_how_long_people_wait(desk: Client) -> None:
    service = make_bookable_service()
    make_ticket(service, at=NOON - timedelta(minutes=25))
    early = make_ticket(service, at=NOON - timedelta(minutes=50))
    queue.step(ticket=early, to="called", at=NOON - timedelta(minutes=40))

    shown = page(desk, "day")

    assert "The longest wait is 25 minutes." in shown
    assert "Today’s usual wait: 10 minutes." in shown


def test_the_wall_shows_numbers_and_nothing_else(client: Client) -> None:
    service = make_bookable_service()
    person = make_person("Secret Name")
    first, second = (make_ticket(service, person=person) for _ in range(2))
    queue.step(ticket=first, to="called", at=NOON)

    shown = page(client, "wall", open_wall(by=None, at=NOON))

    assert f'wall-latest">{first.number}<' in shown
    assert f"<span>{second.number}</span>" in shown
    assert "Secret Name" not in shown
    assert service.name_en not in shown
    assert all(words in shown for words in ('lang="zh-Hans"', 'lang="en"', 'lang="ko"'))


def test_each_page_of_the_counter_asks_little(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    service = make_bookable_service()
    made = [make_appointment(starts_at=SOON, name=f"Client {number}") for number in range(12)]
    for number in range(12):
        make_ticket(service, person=make_person(), state="waiting" if number % 2 else "called", called_at=NOON)

    with django_assert_max_num_queries(12):
        page(desk, "day")
    with django_assert_max_num_queries(12):
        page(desk, "appointment", made[0].reference)
    with django_assert_max_num_queries(12):
        page(desk, "appointment_move", made[0].reference)
    with django_assert_max_num_queries(12):
        page(desk, "queue_slip", "2026-11-22", 3)
    secret = open_wall(by=None, at=NOON)
    desk.logout()
    with django_assert_max_num_queries(3):
        page(desk, "wall", secret)


def test_each_one_begins_where_their_work_is(desk: Client) -> None:
    assert desk.get(reverse("legal-desk:home"))["Location"] == reverse("legal-desk:day")
