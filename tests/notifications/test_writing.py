"""Writing a message: once, in the reader's language, in the caller's transaction."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from commons.notifications.models import Delivery, Message
from commons.notifications.services import Attachment, notify, post
from tests.factories import make_resident

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
HALF_PAST_TWO = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def tell(recipient: Any, **changes: Any) -> Message:
    """Write the sample message."""
    context = {"title": "Table tennis", "starts": HALF_PAST_TWO}
    return notify(recipient, "sample/told", **{"key": "told:1", "context": context, "at": NOON} | changes)


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_a_message_is_in_the_readers_language_whatever_the_writers(language: str) -> None:
    with translation.override("ko" if language == "en" else "en"):
        message = tell(make_resident(language=language))

    assert message.language == language
    assert [words.count(f"[{language}]") for words in (message.subject, message.text, message.html)] == [1, 1, 1]


def test_times_are_beijing_time() -> None:
    message = tell(make_resident())

    assert "2026-03-05 14:30" in message.text
    assert "2026-03-05 14:30" in message.html


def test_a_hostile_name_is_harmless_in_html_and_plain_in_text() -> None:
    message = tell(make_resident(full_name="<script>alert('Tom & Li')</script>"))

    assert "&lt;script&gt;alert(&#x27;Tom &amp; Li&#x27;)&lt;/script&gt;" in message.html
    assert "<script>" not in message.html
    assert "<script>alert('Tom & Li')</script>" in message.text


def test_a_subject_stays_on_one_line() -> None:
    title = "Chess\r\nBcc: everybody@example.org\x0b\u2028 and\ttea"

    message = tell(make_resident(), context={"title": title, "starts": HALF_PAST_TWO})

    assert message.subject == "[en] Chess Bcc: everybody@example.org and tea"


def test_a_long_subject_is_cut() -> None:
    message = tell(make_resident(), context={"title": "long " * 100, "starts": HALF_PAST_TWO})

    assert len(message.subject) == 250
    assert message.subject.endswith("…")


def test_blank_lines_do_not_pile_up_in_the_text() -> None:
    assert "\n\n\n" not in tell(make_resident()).text


def test_the_link_is_the_page_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        url = reverse("home")
        message = tell(make_resident(language="ko"), url=f"{url}?q=a")

    assert message.url == "/ko/?q=a"
    assert "http://localhost:8000/ko/?q=a" in message.text


def test_a_message_waits_in_the_inbox_and_for_the_mail() -> None:
    message = tell(make_resident(email="li@example.org"))

    assert Message.objects.inbox_of(message.recipient).get() == message
    delivery = message.deliveries.get()
    assert (delivery.channel, delivery.address, delivery.due_at) == ("email", "li@example.org", NOON)


def test_without_an_address_the_inbox_alone_has_it() -> None:
    message = tell(make_resident(email=None))

    assert message.in_inbox
    assert not message.deliveries.exists()


def test_a_closed_account_gets_no_mail() -> None:
    assert not tell(make_resident(is_active=False)).deliveries.exists()


def test_the_same_key_writes_once() -> None:
    resident = make_resident()

    first = tell(resident)
    second = tell(resident, context={"title": "Something else", "starts": NOON})

    assert second == first
    assert second.subject == "[en] Table tennis"
    assert Delivery.objects.count() == 1


def test_a_message_goes_with_the_act_when_that_is_rolled_back() -> None:
    resident = make_resident()

    with transaction.atomic():
        tell(resident)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_one_key_write_once() -> None:
    resident, barrier, seen = make_resident(), Barrier(20), []

    def write() -> None:
        barrier.wait()
        with transaction.atomic():
            seen.append(tell(resident).pk)
        connection.close()

    threads = [Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 20
    assert set(seen) == {Message.objects.get().pk}
    assert Delivery.objects.count() == 1


def test_what_is_posted_from_elsewhere_stays_out_of_the_inbox() -> None:
    resident = make_resident()

    message = post(
        address="new@example.org",
        language="ko",
        subject="코드",
        text="123456",
        key="code:1",
        recipient=resident,
        at=NOON,
    )

    assert not Message.objects.inbox_of(resident).exists()
    assert message.deliveries.get().address == "new@example.org"


def test_an_address_that_belongs_to_nobody_yet_can_be_written_to() -> None:
    message = post(address="new@example.org", language="en", subject="Hello", text="Hi", key="hello:1")

    assert message.recipient is None
    assert message.deliveries.count() == 1


def test_an_attachments_name_cannot_begin_a_header() -> None:
    file = Attachment("a\r\nX-Evil: 1.ics", "text/calendar;\r\n method=PUBLISH", b"BEGIN:VCALENDAR")

    message = tell(make_resident(), attachments=[file])

    assert message.attachments[0]["name"] == "a X-Evil: 1.ics"
    assert "\n" not in message.attachments[0]["mimetype"]
