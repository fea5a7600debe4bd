"""What becomes of a delivery: sent, tried again, given up, dropped, sent again by staff."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from commons.notifications.channels import ChannelDown, Undeliverable
from commons.notifications.models import Delivery, Message
from commons.notifications.services import (
    deliver_due,
    drop,
    notify_address,
    post,
    resend,
    sweep,
    withdraw,
    withdraw_failed,
)
from commons.notifications.services.delivery import POLICY, claim
from tests.factories import make_resident
from tests.notifications.post_office import PostOffice

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post_office")]


def queue(key: str = "hello:1", **fields: Any) -> Delivery:
    """One message to a resident, waiting since noon."""
    recipient = fields.pop("recipient", None) or make_resident()
    words = {"language": "en", "subject": "Hello", "text": "Hello there", "in_inbox": True}
    message = post(**words | {"address": recipient.email, "key": key, "recipient": recipient, "at": NOON} | fields)
    return message.deliveries.get()


def test_what_is_due_is_sent_and_marked() -> None:
    delivery = queue()

    assert deliver_due(at=NOON) == 1

    delivery.refresh_from_db()
    assert PostOffice.sent == ["hello:1"]
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 1, "")
    assert NOON <= delivery.sent_at < NOON + MINUTE


def test_what_is_sent_is_not_sent_again() -> None:
    queue()
    deliver_due(at=NOON)

    assert deliver_due(at=NOON + timedelta(days=1)) == 0
    assert PostOffice.sent == ["hello:1"]


def test_a_run_goes_on_until_the_queue_is_empty() -> None:
    for number in range(POLICY.batch * 2 + 1):
        queue(f"hello:{number}")

    assert deliver_due(at=NOON) == POLICY.batch * 2 + 1


def test_the_longest_waiting_goes_first() -> None:
    queue("late", at=NOON + MINUTE)
    queue("early", at=NOON)

    deliver_due(at=NOON + MINUTE)

    assert PostOffice.sent == ["early", "late"]


def test_a_failed_try_is_repeated_with_growing_pauses_and_then_given_up() -> None:
    delivery, moment, pauses = queue(), NOON, []
    PostOffice.failing = OSError("451 try later")

    for _ in range(POLICY.tries - 1):
        deliver_due(at=moment)
        delivery.refresh_from_db()
        assert delivery.state == "queued"
        pauses.append(round((delivery.due_at - moment) / MINUTE))
        moment = delivery.due_at
    deliver_due(at=moment)

    delivery.refresh_from_db()
    assert pauses == [1, 5, 30, 120, 480, 1440]
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("failed", 7, "451 try later")


def test_a_try_is_not_repeated_before_its_pause_is_over() -> None:
    queue()
    PostOffice.failing = OSError("later")
    deliver_due(at=NOON)
    PostOffice.failing = None

    assert deliver_due(at=NOON + timedelta(seconds=50)) == 0
    assert deliver_due(at=NOON + timedelta(seconds=70)) == 1


def test_a_refusal_for_good_is_not_tried_again() -> None:
    delivery = queue()
    PostOffice.failing = Undeliverable("550 no such person")

    deliver_due(at=NOON)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("failed", 1, "550 no such person")


def test_one_bad_message_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    queue("bad")
    queue("good", at=NOON + timedelta(seconds=1))
    send = PostOffice.send

    def choosy(self: PostOffice, delivery: Delivery) -> None:
        if delivery.message.key == "bad":
            raise ValueError(delivery.message.key)
        send(self, delivery)

    monkeypatch.setattr(PostOffice, "send", choosy)
    deliver_due(at=NOON + MINUTE)

    assert PostOffice.sent == ["good"]
    assert Delivery.objects.get(message__key="bad").last_error == "bad"


def test_a_channel_that_is_down_costs_no_try_and_everything_leaves_when_it_is_back() -> None:
    for number in range(50):
        queue(f"hello:{number}")
    PostOffice.closed = ChannelDown("connection refused")
    for minutes in range(0, 60 * 24, 60):
        assert deliver_due(at=NOON + minutes * MINUTE) == 0
    assert set(Delivery.objects.values_list("state", "attempts")) == {("queued", 0)}

    PostOffice.closed = None
    assert deliver_due(at=NOON + timedelta(hours=25)) == 50


def test_a_channel_that_is_down_for_days_fails_and_says_why() -> None:
    delivery = queue()
    PostOffice.closed = ChannelDown("connection refused")

    deliver_due(at=NOON + POLICY.patience + MINUTE)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_error) == ("failed", "connection refused")


def test_a_killed_workers_message_is_sent_when_its_lease_is_over() -> None:
    queue()
    claim(channel="email", at=NOON)

    assert deliver_due(at=NOON + POLICY.lease - MINUTE / 2) == 0
    assert deliver_due(at=NOON + POLICY.lease) == 1


def test_a_worker_that_slept_through_its_lease_does_not_send() -> None:
    delivery = queue()

    def sleep_and_be_overtaken(_channel: PostOffice) -> None:
        Delivery.objects.filter(pk=delivery.pk).update(due_at=NOON + timedelta(hours=1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PostOffice, "open", sleep_and_be_overtaken)
        assert deliver_due(at=NOON) == 0

    assert PostOffice.sent == []


def test_a_text_that_kills_every_worker_is_given_up() -> None:
    delivery, moment = queue(), NOON
    for _ in range(POLICY.tries):
        assert claim(channel="email", at=moment)
        moment += POLICY.lease

    assert sweep(at=moment) == 0

    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_a_code_that_no_longer_works_is_dropped_and_its_text_wiped() -> None:
    delivery = queue(in_inbox=False, good_until=NOON + 10 * MINUTE)

    deliver_due(at=NOON + 11 * MINUTE)

    delivery.refresh_from_db()
    assert delivery.state == "dropped"
    assert delivery.message.text == ""


@pytest.mark.parametrize("failing", [None, Undeliverable("550")])
def test_nothing_is_left_of_a_private_text_once_it_has_left_or_failed(failing: Exception | None) -> None:
    delivery = queue(in_inbox=False, html="<p>123456</p>")
    PostOffice.failing = failing

    deliver_due(at=NOON)

    message = Message.objects.get(pk=delivery.message_id)
    assert (message.text, message.html) == ("", "")


def test_a_private_text_is_kept_while_it_is_still_tried() -> None:
    delivery = queue(in_inbox=False)
    PostOffice.failing = OSError("later")

    deliver_due(at=NOON)

    assert Message.objects.get(pk=delivery.message_id).text == "Hello there"


def test_an_account_closed_since_then_gets_no_mail() -> None:
    delivery = queue()
    delivery.message.recipient.is_active = False
    delivery.message.recipient.save(update_fields=["is_active"])

    deliver_due(at=NOON)

    delivery.refresh_from_db()
    assert delivery.state == "dropped"
    assert PostOffice.sent == []


def test_staff_send_a_failed_message_again_to_the_address_of_today() -> None:
    delivery = queue(recipient=make_resident(email="typo@example.org"))
    PostOffice.failing = Undeliverable("550 no such person")
    deliver_due(at=NOON)
    person = delivery.message.recipient
    person.email = "right@example.org"
    person.save(update_fields=["email"])
    PostOffice.failing = None

    assert resend(deliveries=Delivery.objects.all(), at=NOON + MINUTE) == 1
    assert deliver_due(at=NOON + MINUTE) == 1

    delivery.refresh_from_db()
    assert (delivery.state, delivery.address, delivery.attempts) == ("sent", "right@example.org", 1)


def test_only_failed_messages_with_a_text_are_sent_again() -> None:
    queue("sent")
    deliver_due(at=NOON)
    PostOffice.failing = Undeliverable("550")
    queue("code", in_inbox=False)
    deliver_due(at=NOON)
    queue("waiting")

    assert resend(deliveries=Delivery.objects.all(), at=NOON) == 0


def to_guest(key: str = "guest", **options: Any) -> Delivery:
    """An e-mail to somebody without an account."""
    words = {"language": "en", "context": {"title": "Tea"}, "at": NOON}
    return notify_address("guest@example.org", "sample/told", key=key, **words | options).deliveries.get()


def refused(delivery: Delivery, at: datetime = NOON) -> Delivery:
    """The delivery after a mail server has refused it for good."""
    PostOffice.failing = Undeliverable("550")
    deliver_due(at=at)
    PostOffice.failing = None
    delivery.refresh_from_db()
    assert delivery.state == "failed"
    return delivery


def test_what_a_guest_was_told_in_vain_is_sent_again_to_the_same_address() -> None:
    delivery = refused(to_guest())

    assert resend(deliveries=Delivery.objects.all(), at=NOON + MINUTE) == 1
    assert deliver_due(at=NOON + MINUTE) == 1

    message = Message.objects.get(pk=delivery.message_id)
    assert PostOffice.sent == ["guest"]
    assert (message.text, message.kept_until) == ("", None)


@pytest.mark.parametrize(("after", "count"), [(timedelta(hours=1), 1), (timedelta(hours=3), 0)])
def test_a_guests_message_is_sent_again_while_it_is_good(after: timedelta, count: int) -> None:
    refused(to_guest(good_until=NOON + timedelta(hours=2)))

    assert resend(deliveries=Delivery.objects.all(), at=NOON + after) == count


def test_a_guests_message_without_a_term_is_kept_a_week() -> None:
    refused(to_guest())

    assert Delivery.objects.resendable(NOON + timedelta(days=6)).exists()
    assert not Delivery.objects.resendable(NOON + timedelta(days=8)).exists()


def test_a_dropped_failure_is_off_the_list_and_forgotten() -> None:
    delivery = refused(to_guest())

    assert drop(deliveries=Delivery.objects.all()) == 1
    assert drop(deliveries=Delivery.objects.all()) == 0

    delivery.refresh_from_db()
    assert (delivery.state, delivery.message.text) == ("dropped", "")
    assert resend(deliveries=Delivery.objects.all(), at=NOON) == 0


def test_dropping_leaves_what_waits_and_what_stands_in_an_inbox() -> None:
    read = refused(queue("read"))
    waiting = queue("waiting")

    assert drop(deliveries=Delivery.objects.all()) == 1

    assert Message.objects.get(pk=read.message_id).text == "Hello there"
    assert Delivery.objects.get(pk=waiting.pk).state == "queued"


def test_a_code_on_which_workers_died_is_wiped_and_a_guests_message_kept() -> None:
    code, guest = queue("code", in_inbox=False), to_guest()
    Delivery.objects.update(attempts=POLICY.tries)

    sweep(at=NOON + MINUTE)

    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}
    assert Message.objects.get(pk=code.message_id).text == ""
    assert Message.objects.get(pk=guest.message_id).text != ""


def test_news_that_others_overtook_are_not_sent_again() -> None:
    failed, waiting = refused(to_guest("failed")), to_guest("waiting")

    assert withdraw_failed(keys=["failed", "waiting"]) == 1

    assert Message.objects.get(pk=failed.message_id).text == ""
    assert Delivery.objects.get(pk=waiting.pk).state == "queued"
    assert resend(deliveries=Delivery.objects.all(), at=NOON) == 0


def test_what_is_withdrawn_is_not_sent_again_either() -> None:
    refused(to_guest("reminder"))

    assert withdraw(keys=["reminder"]) == 1
    assert resend(deliveries=Delivery.objects.all(), at=NOON) == 0
