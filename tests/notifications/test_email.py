"""The e-mail itself, as a mail server receives it, and what the server's answers mean."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.conf import settings as portal_settings

from commons.notifications.models import Delivery
from commons.notifications.services import Attachment, deliver_due, notify, post
from tests.factories import make_resident
from tests.notifications.mail_server import MailServer

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:탁구 · 乒乓球\r\nEND:VCALENDAR\r\n"

pytestmark = pytest.mark.django_db


def tell(title: str, *, language: str = "en", **changes: Any) -> Delivery:
    """Queue the sample message to a resident, with a calendar file."""
    recipient = make_resident(language=language, full_name="Mina & <b>Kim</b>", email="mina@example.org")
    files = [
        Attachment("탁구.ics", "text/calendar; method=PUBLISH; charset=utf-8", CALENDAR.encode()),
        Attachment("ticket.png", "image/png", bytes(range(256))),
    ]
    context = {"title": title, "starts": NOON}
    message = notify(recipient, "sample/told", key="told:1", context=context, at=NOON, attachments=files, **changes)
    return message.deliveries.get()


def received(server: MailServer) -> EmailMessage:
    """Send what waits; give back the one message that arrived."""
    deliver_due(at=NOON)
    (email,) = server.accepted
    return email


@pytest.mark.parametrize(
    ("language", "title", "tag"),
    [
        ("zh-hans", "乒乓球：名额已确认", "zh-Hans"),
        ("en", "Table tennis – you have a place", "en"),
        ("ko", "탁구 참가 확정", "ko"),
    ],
)
def test_a_mail_arrives_whole_in_each_language(server: MailServer, language: str, title: str, tag: str) -> None:
    tell(title, language=language, url=f"/{language}/")

    email = received(server)

    text, html = email.get_body(("plain",)), email.get_body(("html",))
    assert email["Subject"] == f"[{language}] {title}"
    assert email["To"] == "mina@example.org"
    assert email["Content-Language"] == tag
    assert text.get_content().startswith(f"[{language}] Mina & <b>Kim</b>: {title}")
    assert f"http://localhost:8000/{language}/" in text.get_content()
    assert f'<html lang="{tag}">' in html.get_content()
    assert f"Mina &amp; &lt;b&gt;Kim&lt;/b&gt;: {title}" in html.get_content()
    assert portal_settings.SITE_NAMES[language] in html.get_content()


def test_files_arrive_as_they_were(server: MailServer) -> None:
    tell("Table tennis")

    calendar, picture = received(server).iter_attachments()

    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "PUBLISH"
    assert calendar.get_filename() == "탁구.ics"
    assert calendar.get_content().replace("\r\n", "\n") == CALENDAR.replace("\r\n", "\n")
    assert (picture.get_content_type(), picture.get_filename()) == ("image/png", "ticket.png")
    assert picture.get_content() == bytes(range(256))


def test_a_title_cannot_add_a_header(server: MailServer) -> None:
    tell("Chess\r\nBcc: everybody@example.org\r\n\r\nBuy now")

    email = received(server)

    assert email["Bcc"] is None
    assert email["Subject"] == "[en] Chess Bcc: everybody@example.org Buy now"


def test_machines_are_told_not_to_answer(server: MailServer) -> None:
    tell("Table tennis")

    email = received(server)

    assert email["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(email["Date"]) == NOON


def test_every_try_carries_the_same_message_id(server: MailServer) -> None:
    delivery = tell("Table tennis")
    deliver_due(at=NOON)
    Delivery.objects.filter(pk=delivery.pk).update(state="queued", sent_at=None, due_at=NOON)
    deliver_due(at=NOON)

    first, second = server.accepted
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@localhost>")


def test_a_batch_goes_through_one_connection(server: MailServer) -> None:
    for number in range(5):
        post(address="a@example.org", language="en", subject="Hi", text="Hi", key=str(number), at=NOON)

    deliver_due(at=NOON)

    assert (len(server.accepted), server.connections) == (5, 1)


@pytest.mark.parametrize(
    ("replies", "state", "attempts"),
    [
        ({"RCPT": "550 5.1.1 no such person"}, "failed", 1),
        ({"TEXT": "554 5.7.1 that looks like spam"}, "failed", 1),
        ({"RCPT": "451 4.7.1 greylisted, come back"}, "queued", 1),
        ({"TEXT": "452 4.3.1 no room now"}, "queued", 1),
        ({"MAIL": "553 5.7.1 not from you"}, "queued", 1),
        ({"MAIL": "421 4.3.2 closing"}, "queued", 0),
        ({"CONNECT": "554 5.3.2 no service today"}, "queued", 0),
    ],
)
def test_what_the_servers_answers_mean(server: MailServer, replies: dict[str, str], state: str, attempts: int) -> None:
    delivery = tell("Table tennis")
    server.replies = replies

    deliver_due(at=NOON)

    delivery.refresh_from_db()
    assert server.accepted == []
    assert (delivery.state, delivery.attempts) == (state, attempts)
    assert delivery.last_error == next(iter(replies.values()))


def test_a_server_that_is_not_there_costs_no_try(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    delivery = tell("Table tennis")

    deliver_due(at=NOON)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    assert "refused" in delivery.last_error


def test_a_refused_message_does_not_cost_the_next_its_connection(server: MailServer) -> None:
    server.replies = {"TEXT": "451 not now"}
    post(address="a@example.org", language="en", subject="Hi", text="Hi", key="1", at=NOON)
    deliver_due(at=NOON)
    server.replies = {}
    post(address="b@example.org", language="en", subject="Hi", text="Hi", key="2", at=NOON)

    deliver_due(at=NOON)

    assert [email["To"] for email in server.accepted] == ["b@example.org"]
