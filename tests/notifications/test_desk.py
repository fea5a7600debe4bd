"""What staff see of messages, who sees what, and sending again."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.notifications.channels import Undeliverable
from commons.notifications.models import Delivery, Message
from commons.notifications.services import deliver_due, notify, notify_address, post
from communities.models import Community
from tests.factories import make_community, make_resident, make_staff
from tests.notifications.post_office import PostOffice

LIST, RESEND = "/en/desk/messages/", "/en/desk/messages/resend/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("post_office")]


@pytest.fixture
def wanxiang() -> Community:
    """A community."""
    return make_community(slug="wanxiang")


@pytest.fixture
def staff(wanxiang: Community, client: Client) -> User:
    """Sign in a member of its staff."""
    person = make_staff(wanxiang)
    client.force_login(person)
    return person


def make_manager() -> User:
    """Someone who works for every community."""
    person = make_resident()
    person.user_permissions.add(Permission.objects.get(codename="staff_every_community"))
    return person


def failed(key: str, *, desk: str = "wanxiang", error: str = "550 no such person", **person: Any) -> Delivery:
    """A message that could not be delivered."""
    message = notify(make_resident(**person), "sample/told", key=key, context={"title": key}, desk=desk)
    PostOffice.failing = Undeliverable(error)
    deliver_due(at=timezone.now())
    PostOffice.failing = None
    return message.deliveries.get()


def keys(response: Any) -> list[str]:
    """The keys of the messages in the list."""
    return [delivery.message.key for delivery in response.context["page"]]


def test_staff_see_what_failed_at_their_community_and_why(client: Client, staff: User) -> None:
    failed("ours", full_name="Mina Kim", email="typo@example.org")
    failed("theirs", desk="elsewhere")
    failed("nobodys", desk="")

    response = client.get(LIST)

    assert keys(response) == ["ours"]
    assert all(words in response.text for words in ("Mina Kim", "typo@example.org", "550 no such person"))
    assert staff.is_authenticated


def test_managers_see_every_failure(client: Client) -> None:
    failed("ours")
    failed("nobodys", desk="")
    client.force_login(make_manager())

    assert sorted(keys(client.get(LIST))) == ["nobodys", "ours"]


@pytest.mark.parametrize("address", [LIST, RESEND])
def test_for_a_resident_the_desk_does_not_exist(client: Client, address: str) -> None:
    client.force_login(make_resident())

    response = client.post(address) if address == RESEND else client.get(address)

    assert response.status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert "login" in client.get(LIST).url


def test_what_a_message_says_stays_with_its_recipient(client: Client) -> None:
    post(address="a@example.org", language="en", subject="Code 123456", text="123456", key="code")
    PostOffice.failing = Undeliverable("550")
    deliver_due(at=timezone.now())
    client.force_login(make_manager())

    response = client.get(LIST)

    assert "Mail about the account" in response.text
    assert "123456" not in response.text


def test_ticked_failures_are_sent_again(client: Client, staff: User) -> None:
    first, second = failed("first"), failed("second")

    response = client.post(RESEND, {"delivery": [first.pk, "x"]}, follow=True)
    deliver_due(at=timezone.now())

    assert "1 message is on its way again." in response.text
    assert PostOffice.sent == ["first"]
    assert Delivery.objects.get(pk=second.pk).state == "failed"
    assert staff.is_authenticated


@pytest.mark.usefixtures("staff")
def test_all_that_fit_the_filter_are_sent_again(client: Client) -> None:
    failed("full", error="452 mailbox full")
    failed("gone")

    client.post(RESEND, {"all": "yes", "q": "mailbox full"})
    deliver_due(at=timezone.now())

    assert PostOffice.sent == ["full"]


@pytest.mark.usefixtures("staff")
def test_nobody_sends_again_for_another_community(client: Client) -> None:
    theirs = failed("theirs", desk="elsewhere")

    client.post(RESEND, {"delivery": [theirs.pk]})
    client.post(RESEND, {"all": "yes"})

    assert Delivery.objects.get(pk=theirs.pk).state == "failed"


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("words", ["MINA", "typo@", "no such"])
def test_failures_are_found_by_name_address_or_error(client: Client, words: str) -> None:
    failed("found", full_name="Mina Kim", email="typo@example.org")
    failed("other", error="552 full")

    assert keys(client.get(LIST, {"q": words})) == ["found"]


@pytest.mark.usefixtures("staff")
def test_what_still_waits_is_listed_oldest_first_with_its_next_try(client: Client) -> None:
    for hours in (1, 3, 2):
        at = timezone.now() - timedelta(hours=hours)
        context = {"title": "Table tennis"}
        notify(make_resident(), "sample/told", key=f"{hours} hours", context=context, desk="wanxiang", at=at)

    response = client.get(LIST, {"state": "queued"})

    assert keys(response) == ["3 hours", "2 hours", "1 hours"]
    assert "The oldest has been waiting for 3\xa0hours" in response.text


@pytest.mark.usefixtures("staff")
def test_a_filter_that_makes_no_sense_shows_the_failures(client: Client) -> None:
    failed("ours")

    assert keys(client.get(LIST, {"state": "nonsense", "page": "x"})) == ["ours"]


@pytest.mark.usefixtures("staff")
def test_a_long_list_costs_few_statements(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        notify(make_resident(), "sample/told", key=f"message {number}", context={"title": "Tea"}, desk="wanxiang")
    Delivery.objects.update(state=Delivery.State.FAILED, last_error="550 no such person")

    with django_assert_max_num_queries(12):
        response = client.get(LIST)

    assert len(response.context["page"]) == 50


def failed_guest(key: str = "guest", **options: Any) -> Delivery:
    """An e-mail to somebody without an account that could not be delivered."""
    message = notify_address(
        "guest@example.org", "sample/told", key=key, language="en", context={"title": "planted"}, desk="wanxiang",
        **options,
    )  # fmt: skip
    PostOffice.failing = Undeliverable("550 no such person")
    deliver_due(at=timezone.now())
    PostOffice.failing = None
    return message.deliveries.get()


@pytest.mark.usefixtures("staff")
def test_a_guests_message_is_sent_again_by_the_staff_who_look_after_it(client: Client) -> None:
    delivery = failed_guest(good_until=timezone.now() + timedelta(days=3))

    assert "Can be sent again until" in client.get(LIST).text
    client.post(RESEND, {"delivery": [delivery.pk]})
    deliver_due(at=timezone.now())

    assert PostOffice.sent == ["guest"]


@pytest.mark.usefixtures("staff")
def test_a_guests_message_that_is_good_no_more_can_only_be_taken_off_the_list(client: Client) -> None:
    delivery = failed_guest(good_until=timezone.now() + timedelta(seconds=1))
    Message.objects.update(kept_until=timezone.now() - timedelta(minutes=1))

    assert "too late to send it again" in client.get(LIST).text
    assert "Nothing was sent" in client.post(RESEND, {"delivery": [delivery.pk]}, follow=True).text
    assert "1 message is off the list." in client.post(
        RESEND, {"delivery": [delivery.pk], "drop": "yes"}, follow=True
    ).text  # fmt: skip
    assert keys(client.get(LIST)) == []


@pytest.mark.usefixtures("staff")
def test_nobody_takes_off_the_list_what_another_desk_looks_after(client: Client) -> None:
    theirs = failed("theirs", desk="elsewhere")

    client.post(RESEND, {"delivery": [theirs.pk], "drop": "yes"})

    assert Delivery.objects.get(pk=theirs.pk).state == "failed"
