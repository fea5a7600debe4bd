"""An appointment stays at its time, with somebody else, when somebody whom it needs is not there any more."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commons.notifications.models import Delivery, Message
from commons.scheduling.services import add_exception, remove_exception
from commons.scheduling.spans import Span
from legal_services.closed_times import all_touched, stand_in_for, with_other_times
from legal_services.errors.appointments import SameTime
from legal_services.models import Appointment, Practitioner, Service
from legal_services.services import changing
from legal_services.services.reminders import remind
from legal_services.slots import Asked
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_bookable_service,
    make_clerk,
    make_practising_user,
    make_practitioner,
)

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12
MONDAY = date(2026, 11, 23)
"""The day after NOON, which is a Sunday."""
TEN = datetime.combine(MONDAY, time(10), tzinfo=NOON.tzinfo)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    return make_bookable_service()


def is_away(practitioner: Practitioner, starts_at: datetime = TEN) -> Any:
    span = Span(starts_at - timedelta(hours=1), starts_at + timedelta(hours=2))
    made, _touched = add_exception(
        resource=practitioner.resource, during=span, opens=False, reason="", by=None, at=NOON
    )  # fmt: skip
    return made


def touched_with_another(service: Service, **facts: Any) -> tuple[Appointment, Practitioner]:
    """An appointment whose adviser is away, and another adviser who is there."""
    adviser, other = (make_practitioner(services=[service], name=name) for name in ("Is Away", "Stands In"))
    appointment = make_appointment(
        adviser, **{"service": service, "starts_at": TEN, "email": "guest@example.org"} | facts
    )
    is_away(adviser, appointment.starts_at)
    return appointment, other


def asked_for(appointment: Appointment) -> Asked:
    return Asked(appointment.service, appointment.language, appointment.channel, NOON)


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_time_stays_with_another_adviser_when_the_present_one_is_away(service: Service) -> None:
    appointment, other = touched_with_another(service)

    moved = changing.move(appointment=appointment, starts_at=TEN, by=None, at=NOON)

    assert (moved.starts_at, moved.practitioner, moved.calendar_sequence) == (TEN, other, 1)
    assert [one.resource for one in moved.reservation.occupancies.all()] == [other.resource]
    assert all_touched(at=NOON) == []


def test_the_adviser_stays_too_when_only_the_interpreter_is_away(service: Service) -> None:
    adviser = make_practitioner(services=[service])
    make_practitioner(services=[service])
    first, second = (make_practitioner(interprets=True, languages=["ko", "zh-hans"]) for _ in range(2))
    appointment = make_appointment(adviser, interpreter=first, service=service, starts_at=TEN, language="ko")
    is_away(first)

    (touched,) = with_other_times(all_touched(at=NOON), at=NOON)
    moved = changing.move(appointment=appointment, starts_at=TEN, by=make_clerk(), at=NOON)

    assert touched.stand_in is not None
    assert (touched.stand_in.adviser, touched.stand_in.interpreter) == (adviser, second)
    assert (moved.practitioner, moved.interpreter) == (adviser, second)


def test_what_is_offered_is_what_is_chosen(service: Service) -> None:
    appointment, _other = touched_with_another(service)
    for number in range(3):
        busy = make_practitioner(services=[service])
        for hour in range(13, 13 + number):
            make_appointment(busy, service=service, starts_at=TEN.replace(hour=hour))

    (touched,) = with_other_times(all_touched(at=NOON), at=NOON)
    alone = stand_in_for(appointment, asked_for(appointment))
    moved = changing.move(appointment=appointment, starts_at=TEN, by=make_clerk(), at=NOON)

    assert touched.stand_in == alone
    assert alone is not None
    assert moved.practitioner == alone.adviser


@pytest.mark.parametrize("days", [7, 28])
def test_a_time_beyond_the_next_two_weeks_may_stay_as_well(service: Service, days: int) -> None:
    appointment, other = touched_with_another(service, starts_at=TEN + timedelta(days=days))

    (touched,) = with_other_times(all_touched(at=NOON), at=NOON)

    assert touched.stand_in is not None
    assert touched.stand_in.adviser == other
    assert appointment.starts_at not in [one.starts_at for one in touched.times]
    assert len(touched.times) == 3


def test_the_time_that_stands_as_booked_is_still_refused(service: Service) -> None:
    adviser = make_practitioner(services=[service])
    make_practitioner(services=[service])
    appointment = make_appointment(adviser, service=service, starts_at=TEN)

    with pytest.raises(SameTime):
        changing.move(appointment=appointment, starts_at=TEN, by=None, at=NOON)
    with pytest.raises(SameTime):
        changing.move(appointment=appointment, starts_at=TEN, practitioner=adviser, by=make_clerk(), at=NOON)
    assert stand_in_for(appointment, asked_for(appointment)) is None


def test_whoever_comes_back_from_leave_keeps_the_appointment(service: Service) -> None:
    adviser = make_practitioner(services=[service])
    make_practitioner(services=[service])
    appointment = make_appointment(adviser, service=service, starts_at=TEN)
    remove_exception(exception=is_away(adviser), at=NOON)

    with pytest.raises(SameTime):
        changing.move(appointment=appointment, starts_at=TEN, by=make_clerk(), at=NOON)


def test_without_anybody_else_there_is_no_such_offer(service: Service) -> None:
    adviser = make_practitioner(services=[service])
    appointment = make_appointment(adviser, service=service, starts_at=TEN)
    is_away(adviser)
    make_appointment(make_practitioner(services=[service]), service=service, starts_at=TEN)

    (touched,) = with_other_times(all_touched(at=NOON), at=NOON)

    assert touched.stand_in is None
    assert TEN not in [one.starts_at for one in touched.times]
    assert appointment.reference == touched.appointment.reference


@pytest.mark.parametrize(
    ("language", "stays", "who"),
    [
        ("en", "stays at its time", "Your adviser is now Stands In."),
        ("zh-hans", "时间不变", "Stands In"),
        ("ko", "시간은 그대로", "Stands In"),
    ],
)
def test_the_client_is_told_that_the_time_stays_and_who_the_adviser_is(
    service: Service, language: str, stays: str, who: str
) -> None:
    appointment, _other = touched_with_another(service, writes=language)

    changing.move(appointment=appointment, starts_at=TEN, by=make_clerk(), at=NOON)

    message = Message.objects.get(template="legal_services/moved")
    assert stays in message.subject
    assert "Stands In" not in message.subject
    assert stays in message.text
    assert who in message.text
    assert who in message.html
    assert "Is Away" not in message.text


def test_reminders_of_a_time_that_stays_still_come(service: Service) -> None:
    thursday = TEN + timedelta(days=3)
    appointment, _other = touched_with_another(service, starts_at=thursday)

    remind(at=thursday - timedelta(hours=24))
    changing.move(appointment=appointment, starts_at=thursday, by=make_clerk(), at=thursday - timedelta(hours=23))
    remind(at=thursday - timedelta(hours=2))

    reminders = Message.objects.filter(template="legal_services/reminder").order_by("pk")
    assert len(reminders) == 2
    assert not Delivery.objects.filter(message__in=reminders, state=Delivery.State.DROPPED).exists()


def test_the_desk_moves_it_by_the_button_that_names_who_stands_in(service: Service) -> None:
    appointment, other = touched_with_another(service)
    client = as_(make_practising_user(appointment.practitioner, language="en"))
    address = reverse("legal-desk:touched", args=[appointment.practitioner_id])

    shown = client.get(address).content.decode()
    (button,) = re.findall(r'value="([^"]+)">Same time, with Stands In<', shown)
    answer = client.post(address, {"reference": appointment.reference, "starts_at": button}, follow=True)

    assert f"{appointment.reference} stays at its time" in answer.content.decode()
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.practitioner) == (TEN, other)


def test_clients_are_asked_whether_the_time_may_stay(service: Service) -> None:
    appointment, _other = touched_with_another(service, user=make_resident(language="en"), email="")
    client = as_(make_clerk(language="en"))

    client.post(reverse("legal-desk:closed_times"), {"reference": appointment.reference})

    message = Message.objects.get(key__contains=":rebook:")
    assert message.subject == f"Please choose how appointment {appointment.reference} goes on"
    assert "You can keep the time and meet somebody else" in message.text
    assert "Free at the time that you have: Stands In." in message.text
    assert "These times are free now" in message.text


def test_clients_who_would_have_to_call_are_not_asked_to_keep_the_time(service: Service) -> None:
    soon = NOON + timedelta(days=1)
    appointment, _other = touched_with_another(service, starts_at=soon)

    with time_machine.travel(soon - timedelta(minutes=30), tick=False):
        client = as_(make_clerk(language="en"))
        address = reverse("legal-desk:closed_times")
        shown = client.get(address).content.decode()
        client.post(address, {"reference": appointment.reference})

    assert "Same time, with Stands In" in shown
    assert "Stands In" not in Message.objects.get(key__contains=":rebook:").text


def test_the_client_keeps_the_time_on_the_page_with_one_button(
    service: Service, django_assert_max_num_queries: Any
) -> None:
    resident = make_resident(language="en")
    appointment, other = touched_with_another(service, user=resident, email="")
    client = as_(resident)
    address = reverse("legal:appointment_move", args=[appointment.reference])

    client.get(address)
    with django_assert_max_num_queries(MOST_STATEMENTS):
        shown = words(client.get(address).content.decode())
    answer = client.post(address, {"starts_at": TEN.isoformat()}, follow=True)

    assert "Stands In could take it over at the same time" in shown
    assert "stays at its time, with somebody else" in words(answer.content.decode())
    appointment.refresh_from_db()
    assert appointment.practitioner == other


def test_the_counter_keeps_the_time_with_the_same_button(service: Service, django_assert_max_num_queries: Any) -> None:
    appointment, other = touched_with_another(service)
    client = as_(make_clerk(language="en"))
    address = reverse("legal-desk:appointment_move", args=[appointment.reference])

    client.get(address)
    with django_assert_max_num_queries(MOST_STATEMENTS):
        shown = words(client.get(address).content.decode())
    answer = client.post(address, {"starts_at": TEN.isoformat()}, follow=True)

    assert "Keep the time" in shown
    assert "The time stays, with somebody else." in words(answer.content.decode())
    appointment.refresh_from_db()
    assert appointment.practitioner == other
