"""What a person gets of their messages, and what is left when they go or time passes."""

from datetime import UTC, datetime, timedelta

import pytest

from commons.lib.privacy import registry
from commons.notifications import privacy
from commons.notifications.models import Delivery, Message
from commons.notifications.services import notify, notify_address, post
from tests.factories import make_resident

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_messages_are_registered() -> None:
    assert "messages" in {holding.name for holding in registry()}


def test_the_copy_holds_the_persons_own_messages_without_codes() -> None:
    mina = make_resident(email="mina@example.org")
    for person in (mina, make_resident()):
        notify(person, "sample/told", key=f"told:{person.pk}", context={"title": "Table tennis"}, at=NOON)
    post(address="mina@example.org", language="en", subject="Code", text="123456", key="code", recipient=mina)

    (entry,) = privacy.export(mina)

    assert entry["subject"] == "[en] Table tennis"
    assert entry["sent"] == [{"channel": "email", "address": "mina@example.org", "sent": None}]


def test_erasing_a_person_takes_their_messages_and_what_is_on_its_way() -> None:
    mina, other = make_resident(email="mina@example.org"), make_resident()
    for person in (mina, other):
        notify(person, "sample/told", key=f"told:{person.pk}", context={"title": "Table tennis"}, at=NOON)
    post(address="Mina@example.org", language="en", subject="Code", text="123456", key="code")

    privacy.erase(mina, NOON)

    assert Message.objects.get().recipient == other
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("in_inbox", "age", "is_kept"),
    [(True, 700, True), (True, 731, False), (False, 6, True), (False, 8, False)],
)
def test_messages_are_kept_two_years_and_codes_a_week(in_inbox: bool, age: int, is_kept: bool) -> None:
    recipient = make_resident()
    words = {"language": "en", "subject": "Hello", "text": "Hello"}
    at = NOON - timedelta(days=age)
    post(address="a@example.org", key="1", recipient=recipient, in_inbox=in_inbox, at=at, **words)

    privacy.expire(NOON)

    assert Message.objects.exists() is is_kept


@pytest.mark.parametrize(("days", "is_kept"), [(8, True), (21, False)])
def test_what_a_guest_was_told_in_vain_is_kept_for_its_term(days: int, is_kept: bool) -> None:
    options = {"language": "en", "context": {"title": "Tea"}, "at": NOON, "good_until": NOON + timedelta(days=20)}
    message = notify_address("guest@example.org", "sample/told", key="guest", **options)
    Delivery.objects.update(state=Delivery.State.FAILED)

    privacy.expire(NOON + timedelta(days=days))
    privacy.expire(NOON + timedelta(days=days))

    assert Message.objects.filter(pk=message.pk).exclude(text="").exists() is is_kept
