"""A person's inbox: their own messages, unread first; opening one changes nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from commons.notifications.models import Message
from commons.notifications.services import Attachment, mark_read, notify, post
from tests.factories import make_resident

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def tell(recipient: AbstractBaseUser, title: str = "Table tennis", **changes: Any) -> Message:
    """Write the sample message to this person."""
    return notify(recipient, "sample/told", **{"key": title, "context": {"title": title}, "at": NOON} | changes)


@pytest.fixture
def mina(client: Client) -> AbstractBaseUser:
    """Sign in a resident."""
    resident = make_resident(full_name="Mina Kim")
    client.force_login(resident)
    return resident


def test_unread_messages_come_before_read_ones_and_newer_before_older(client: Client, mina: AbstractBaseUser) -> None:
    read = tell(mina, "Read", at=NOON + timedelta(hours=3))
    mark_read(message=read, at=NOON + timedelta(hours=4))
    tell(mina, "Old")
    tell(mina, "New", at=NOON + timedelta(hours=1))

    page = client.get(reverse("me:messages")).context["page"]

    assert [message.key for message in page] == ["New", "Old", "Read"]


def test_the_inbox_shows_nobody_elses_messages_and_no_codes(client: Client, mina: AbstractBaseUser) -> None:
    tell(make_resident(), "Not yours")
    post(address="a@example.org", language="en", subject="Your code", text="1", key="code", recipient=mina)

    response = client.get(reverse("me:messages"))

    assert not response.context["page"].object_list
    assert "No messages yet" in response.text


def test_opening_a_message_shows_it_and_changes_nothing(client: Client, mina: AbstractBaseUser) -> None:
    message = tell(mina, url="/en/events/")

    response = client.get(message.get_absolute_url())

    assert "[en] Mina Kim: Table tennis" in response.text
    assert 'href="/en/events/"' in response.text
    assert Message.objects.get().read_at is None


def test_a_message_in_another_language_says_so(client: Client, mina: AbstractBaseUser) -> None:
    mina.language = "ko"
    message = tell(mina)

    assert 'lang="ko"' in client.get(message.get_absolute_url()).text.split("<main")[1]


def test_a_hostile_text_stays_text(client: Client, mina: AbstractBaseUser) -> None:
    message = tell(mina, "<img src=x onerror=alert(1)>")

    body = client.get(message.get_absolute_url()).text

    assert "<img src=x" not in body
    assert "&lt;img src=x" in body


def test_a_button_marks_as_read_and_leads_back(client: Client, mina: AbstractBaseUser) -> None:
    message = tell(mina)

    response = client.post(reverse("me:read-message", args=[message.pk]))

    assert response.url == reverse("me:messages")
    assert Message.objects.get().is_read


def test_the_page_itself_marks_as_read_through_htmx(client: Client, mina: AbstractBaseUser) -> None:
    message = tell(mina)

    response = client.post(reverse("me:read-message", args=[message.pk]), headers={"hx-request": "true"})

    assert response.status_code == 200
    assert "<form" not in response.text
    assert Message.objects.get().is_read


def test_reading_twice_keeps_the_first_time(mina: AbstractBaseUser) -> None:
    message = tell(mina)

    mark_read(message=message, at=NOON)
    mark_read(message=message, at=NOON + timedelta(days=1))

    assert Message.objects.get().read_at == NOON


def test_everything_can_be_marked_as_read_at_once(client: Client, mina: AbstractBaseUser) -> None:
    tell(mina, "One")
    tell(mina, "Two")
    tell(make_resident(), "Somebody else's")

    client.post(reverse("me:read-messages"))

    assert Message.objects.unread_count(mina) == 0
    assert Message.objects.filter(read_at=None).count() == 1


def test_the_unread_ones_are_counted(mina: AbstractBaseUser) -> None:
    tell(mina, "One")
    mark_read(message=tell(mina, "Two"), at=timezone.now())

    assert Message.objects.unread_count(mina) == 1


@pytest.mark.parametrize("page", ["message", "read-message", "message-file"])
def test_somebody_elses_message_does_not_exist(client: Client, mina: AbstractBaseUser, page: str) -> None:
    file = Attachment("a.ics", "text/calendar", b"BEGIN:VCALENDAR")
    message = tell(make_resident(), attachments=[file])
    address = reverse(f"me:{page}", args=[message.pk, 1] if page == "message-file" else [message.pk])

    response = client.post(address) if page == "read-message" else client.get(address)

    assert response.status_code == 404
    assert mina.is_authenticated


def test_a_messages_file_can_be_saved(client: Client, mina: AbstractBaseUser) -> None:
    message = tell(mina, attachments=[Attachment("탁구.ics", "text/calendar; method=PUBLISH", b"BEGIN:VCALENDAR")])

    response = client.get(reverse("me:message-file", args=[message.pk, 1]))

    assert response.content == b"BEGIN:VCALENDAR"
    assert response.headers["Content-Type"] == "text/calendar; method=PUBLISH"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.parametrize("number", [0, 2])
def test_a_file_that_is_not_there_is_not_found(client: Client, mina: AbstractBaseUser, number: int) -> None:
    message = tell(mina, attachments=[Attachment("a.ics", "text/calendar", b"")])

    assert client.get(reverse("me:message-file", args=[message.pk, number])).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    response = client.get(reverse("me:messages"))

    assert response.status_code == 302
    assert "login" in response.url


@pytest.mark.parametrize("page", ["read-messages", "read-message"])
def test_a_get_marks_nothing(client: Client, mina: AbstractBaseUser, page: str) -> None:
    message = tell(mina)

    response = client.get(reverse(f"me:{page}", args=[message.pk] if page == "read-message" else []))

    assert response.status_code == 405
    assert not Message.objects.get().is_read


def test_a_full_inbox_costs_few_statements(
    client: Client, mina: AbstractBaseUser, django_assert_max_num_queries: Any
) -> None:
    for number in range(45):
        tell(mina, f"Message {number}")

    with translation.override("en"), django_assert_max_num_queries(12):
        response = client.get(reverse("me:messages") + "?page=2")

    assert len(response.context["page"]) == 20
