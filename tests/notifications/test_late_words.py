"""What is put into a mail as it leaves stands in no table, and nobody can ask for it by writing a placeholder."""

import itertools
from typing import Any

import pytest
from django.core import mail

from commons.notifications import late_words
from commons.notifications.models import Delivery, Message
from commons.notifications.services import deliver_due, post, withdraw
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that draws other words each time."""
    drawn = itertools.count(1)
    monkeypatch.setitem(late_words._sources, "test", lambda about: f"{about}-{next(drawn)}")


def write(text: str, **fields: Any) -> Message:
    message = post(address="a@example.org", language="en", subject="Words", text=text, key="late", at=NOON, **fields)
    Message.objects.filter(pk=message.pk).update(in_inbox=False)
    return message


def test_the_row_holds_a_placeholder_and_the_mail_the_words() -> None:
    message = write(
        f"Open {late_words.placeholder('test', 'door')}", html=f"<p>{late_words.placeholder('test', 'door')}</p>"
    )
    kept = Message.objects.get(pk=message.pk)

    deliver_due(at=NOON)

    assert "door-1" not in kept.text + kept.html
    sent = mail.outbox[0]
    assert sent.body == "Open door-1"
    assert sent.alternatives[0][0] == "<p>door-1</p>"


def test_a_placeholder_that_somebody_typed_stays_what_it_is() -> None:
    write("I am [[test/door:abcdefgh]] and [[test/door]]")

    deliver_due(at=NOON)

    assert mail.outbox[0].body == "I am [[test/door:abcdefgh]] and [[test/door]]"


def test_a_withdrawn_message_does_not_leave() -> None:
    message = write("Not so any more")

    stopped = withdraw(keys=["late", "unknown"])
    deliver_due(at=NOON)

    assert stopped == 1
    assert mail.outbox == []
    assert Delivery.objects.get(message=message).state == Delivery.State.DROPPED
    assert Message.objects.get(pk=message.pk).text == ""


def test_what_has_left_is_not_called_back() -> None:
    message = write("On its way")
    deliver_due(at=NOON)

    assert withdraw(keys=["late"]) == 0
    assert Delivery.objects.get(message=message).state == Delivery.State.SENT
