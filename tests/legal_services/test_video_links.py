"""Where a client and an adviser meet by video: who says it, who is told, where it stands, and who sees it missing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from commons.notifications.models import Message
from legal_services.errors.appointments import AppointmentEnded
from legal_services.errors.telling import LinkNotSafe, NotByVideo
from legal_services.models import Appointment, Call, Practitioner
from legal_services.services import changing, messages, video_links
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_bookable_service,
    make_clerk,
    make_practising_user,
    make_practitioner,
)
from tests.scheduling.racing import at_once, meeting, without_lock

pytestmark = pytest.mark.django_db

ROOM, OTHER = "https://meet.example.org/room-1", "https://meet.example.org/room-2"
TOPIC = "Divorce"


def make_video(practitioner: Practitioner | None = None, **fields: Any) -> Appointment:
    """An appointment by video of somebody without an account."""
    values: dict[str, Any] = {"channel": "video", "email": "kim@example.org", "name": "Kim Minji"}
    if practitioner is None and "service" not in fields:
        values["service"] = make_bookable_service(name_en=TOPIC, name_zh_hans=TOPIC, name_ko=TOPIC)
    return make_appointment(practitioner, **values | fields)


def told() -> list[str]:
    """The texts of the messages about a link."""
    found = Message.objects.filter(template="legal_services/video_link").order_by("created_at", "pk")
    return list(found.values_list("text", flat=True))


def give(appointment: Appointment, link: str, minutes: int = 0) -> Appointment:
    at = NOON + timedelta(minutes=minutes)
    return video_links.give_link(appointment=appointment, link=link, by=make_clerk(), at=at)


def give_usual(practitioner: Practitioner, link: str, minutes: int = 0) -> int:
    at = NOON + timedelta(minutes=minutes)
    return video_links.give_usual_link(practitioner=practitioner, link=link, by=make_clerk(), at=at)


def test_the_client_is_told_of_the_link_and_its_subject_says_nothing_of_the_topic() -> None:
    appointment = give(make_video(), ROOM)

    message = Message.objects.get()
    assert appointment.video_link == ROOM
    assert ROOM in message.text
    assert ROOM in message.html
    assert appointment.reference in message.subject
    assert TOPIC not in message.subject + message.text
    assert ROOM not in message.subject


@pytest.mark.parametrize("writes", ["zh-hans", "en", "ko"])
def test_a_link_that_changes_is_told_once_each_time(writes: str) -> None:
    appointment = make_video(writes=writes)

    for minute, link in enumerate([ROOM, ROOM, OTHER, ROOM]):
        give(appointment, link, minute)

    assert [ROOM in text for text in told()] == [True, False, True]


def test_a_link_that_is_taken_away_is_something_to_do_and_told_when_there_is_another() -> None:
    appointment = give(make_video(), ROOM)
    give(appointment, "", 1)

    assert Appointment.objects.without_link(NOON).get() == appointment
    assert len(told()) == 1


def test_an_advisers_usual_link_holds_for_their_video_calls_that_have_no_own() -> None:
    adviser = make_practitioner()
    usual = make_video(adviser, starts_at=NOON + timedelta(days=1))
    own = make_video(adviser, starts_at=NOON + timedelta(days=2), meeting_link=OTHER)
    make_appointment(adviser, starts_at=NOON + timedelta(days=3), email="kim@example.org")
    make_video(adviser, starts_at=NOON + timedelta(days=4), state="cancelled")
    make_video(adviser, starts_at=NOON - timedelta(days=1))

    assert give_usual(adviser, ROOM) == 1
    assert give_usual(adviser, ROOM, 1) == 0

    assert [one.video_link for one in Appointment.objects.filter(pk__in=[usual.pk, own.pk])] == [ROOM, OTHER]
    assert len(told()) == 1


def test_a_clients_own_link_that_is_the_usual_one_is_no_news() -> None:
    adviser = make_practitioner(meeting_link=ROOM)

    give(make_video(adviser), ROOM)

    assert told() == []


def test_with_another_adviser_the_link_is_theirs_and_the_message_about_the_move_says_so() -> None:
    service = make_bookable_service()
    first, second = make_practitioner(services=[service]), make_practitioner(services=[service], meeting_link=OTHER)
    appointment = make_video(first, service=service, meeting_link=ROOM)

    moved = changing.move(
        appointment=appointment, starts_at=appointment.starts_at + timedelta(hours=1), practitioner=second,
        by=make_clerk(), at=NOON,
    )  # fmt: skip

    assert moved.video_link == OTHER
    message = Message.objects.get()
    assert (OTHER in message.text, ROOM in message.text) == (True, False)


@pytest.mark.parametrize("what", ["booked", "reminder"])
def test_the_confirmation_and_the_reminder_carry_the_link_and_the_calendar_does_not(what: str) -> None:
    appointment = make_video(meeting_link=ROOM)

    message = messages.tell(appointment, what, at=NOON, can_change=True)

    assert message is not None
    assert ROOM in message.text
    assert ROOM not in message.subject
    assert message.text.index(ROOM) > message.text.index("Beijing time")
    assert ROOM not in str(message.attachments)


def test_who_has_nothing_but_a_phone_is_called_about_the_link() -> None:
    give(make_video(email="", phone="+8613800138000"), ROOM)

    assert Call.objects.get().about == Call.About.VIDEO_LINK
    assert not Message.objects.exists()


def test_only_an_appointment_by_video_to_come_has_a_link() -> None:
    with pytest.raises(NotByVideo):
        give(make_appointment(), ROOM)
    with pytest.raises(AppointmentEnded):
        give(make_video(state="cancelled"), ROOM)
    with pytest.raises(AppointmentEnded):
        give(make_video(starts_at=NOON - timedelta(hours=2)), ROOM)


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example.org/",
        "javascript:alert(1)",
        "https://",
        "//meet.example.org",
        "https://a b.example",
        "data:x",
    ],
)
def test_the_database_takes_no_other_address(link: str) -> None:
    with pytest.raises(LinkNotSafe):
        give(make_video(), link)
    with pytest.raises(LinkNotSafe):
        give_usual(make_practitioner(), link)


def test_a_link_is_not_too_long() -> None:
    with pytest.raises(ValidationError):
        Practitioner._meta.get_field("meeting_link").clean(f"{ROOM}/{'x' * 300}", None)


# --- the pages


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_clerk_gives_the_link_from_the_list_of_what_is_missing(client: Client) -> None:
    client.force_login(make_clerk())
    appointment = make_video()
    address = reverse("legal-desk:appointment_video", args=[appointment.reference])

    assert "1 video call has no link yet" in page(client, "desk:home")
    assert address in page(client, "legal-desk:video_links")
    response = client.post(address, {"link": "meet.example.org/room-1", "back": reverse("legal-desk:video_links")})

    assert response["Location"] == reverse("legal-desk:video_links")
    assert appointment.reference not in page(client, "legal-desk:video_links")
    assert "video call has no link" not in page(client, "desk:home")
    assert ROOM in page(client, "legal-desk:appointment", appointment.reference)


@pytest.mark.parametrize("link", ["http://meet.example.org/", "javascript:alert(1)", "https://x" + "y" * 300, "room 1"])
def test_what_is_no_safe_link_is_refused_and_what_was_typed_is_kept(client: Client, link: str) -> None:
    client.force_login(make_clerk())
    appointment = make_video()

    response = client.post(reverse("legal-desk:appointment_video", args=[appointment.reference]), {"link": link})

    assert response.status_code == 200
    assert response.context["form"]["link"].errors
    assert response.context["form"]["link"].value() == link
    assert told() == []


def test_the_day_and_the_advisers_calendar_lead_to_the_call(client: Client) -> None:
    adviser = make_practitioner()
    user = make_practising_user(adviser)
    today = NOON + timedelta(hours=2)
    make_video(adviser, starts_at=today, meeting_link=ROOM)
    make_video(adviser, starts_at=today + timedelta(hours=1))
    client.force_login(make_clerk())
    day = page(client, "legal-desk:day")
    client.force_login(user)

    for shown in (day, page(client, "legal-desk:calendar"), page(client, "legal-desk:own_work")):
        assert f'href="{ROOM}"' in shown
        assert "No link yet" in shown


def test_an_adviser_gives_their_usual_link_and_hears_who_is_told(client: Client) -> None:
    adviser = make_practitioner()
    make_video(adviser)
    client.force_login(make_practising_user(adviser))
    address = reverse("legal-desk:practitioner_video", args=[adviser.pk])

    response = client.post(address, {"link": ROOM}, follow=True)

    assert "The link is saved, and 1 client is told." in response.content.decode()
    adviser.refresh_from_db()
    assert adviser.meeting_link == ROOM


def test_interpreters_managers_and_strangers_give_no_link_for_an_appointment(client: Client) -> None:
    interpreter = make_practitioner(interprets=True)
    appointment = make_video(interpreter=interpreter)
    address = reverse("legal-desk:appointment_video", args=[appointment.reference])

    for user in (make_practising_user(interpreter), make_practising_user(), make_area_manager(), make_resident()):
        client.force_login(user)
        assert client.post(address, {"link": ROOM}).status_code == 404
    assert told() == []


def test_the_client_finds_the_way_into_the_call_while_it_is_to_come(client: Client) -> None:
    user = make_resident()
    appointment = make_video(user=user, email="", meeting_link=ROOM)
    client.force_login(user)

    assert f'href="{ROOM}"' in page(client, "legal:appointment", appointment.reference)
    changing.cancel(appointment=appointment, by=user, at=NOON)
    assert ROOM not in page(client, "legal:appointment", appointment.reference)


@pytest.mark.parametrize("name", ["legal-desk:video_links", "legal-desk:day", "desk:home"])
def test_many_video_calls_cost_few_statements(
    client: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    adviser = make_practitioner()
    for number in range(12):
        make_video(adviser, starts_at=NOON + timedelta(minutes=30 * (number + 1)))
    client.force_login(make_clerk())

    with django_assert_max_num_queries(12):
        page(client, name)


# --- at the same time


def give_twice() -> int:
    """Two give an adviser the same link at one moment; how many messages the one client gets."""
    adviser, clerk = make_practitioner(), make_clerk()
    make_video(adviser)
    at_once(
        [
            lambda at=at: video_links.give_usual_link(practitioner=adviser, link=ROOM, by=clerk, at=at)
            for at in (NOON, NOON + timedelta(seconds=1))
        ]
    )
    return len(told())


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_a_link_at_once_one_tells_the_client() -> None:
    assert give_twice() == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_the_client_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        without_lock(patch, Practitioner)
        meeting(patch, "legal_services.services.video_links._lock")
        assert give_twice() == 2
