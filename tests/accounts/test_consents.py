"""Consent: withdrawn with one button, given again with another."""

import pytest
from django.test import Client
from django.utils import timezone

from commons.accounts import notices, services
from commons.accounts.models import Consent
from commons.notifications.channels import addresses_of
from events.services import register
from tests.accounts.people import make_member, sign_in
from tests.factories import NOON, make_event, make_resident

pytestmark = pytest.mark.django_db


def test_withdrawing_pauses_the_account_and_keeps_the_record() -> None:
    user = make_member()

    services.withdraw_consent(user=user, at=timezone.now())

    user.refresh_from_db()
    assert user.paused_at is not None
    assert not user.may_be_written_to
    assert Consent.objects.get(user=user).withdrawn_at == user.paused_at


def test_a_paused_account_takes_nothing_new() -> None:
    user = make_member()
    services.withdraw_consent(user=user, at=timezone.now())

    with pytest.raises(services.ConsentWithdrawn) as refusal:
        services.refuse_without_consent(user)
    assert refusal.value.advice


def test_giving_it_again_ends_the_pause() -> None:
    user = make_member()
    services.withdraw_consent(user=user, at=timezone.now())

    services.give_consent(user=user, language="ko", at=timezone.now())

    user.refresh_from_db()
    assert user.paused_at is None
    assert user.consents.get(withdrawn_at=None).language == "ko"
    assert user.consents.count() == 2


def test_agreeing_twice_to_one_version_changes_nothing() -> None:
    user = make_resident()
    first = services.give_consent(user=user, language="en", at=NOON)

    assert services.give_consent(user=user, language="ko", at=NOON) == first


def test_a_new_version_closes_the_old_consent() -> None:
    user = make_resident()
    old = services.give_consent(user=user, language="en", at=NOON, version="2025-01")

    new = services.give_consent(user=user, language="en", at=NOON)

    old.refresh_from_db()
    assert old.withdrawn_at == NOON
    assert services.standing_consent(user) == new


def test_one_button_withdraws_and_one_gives_again(client: Client) -> None:
    user = make_member()
    sign_in(client, user)

    client.post("/en/me/privacy/withdraw/")
    paused = client.get("/en/me/privacy/").content.decode()
    client.post("/ko/me/privacy/consent/")

    user.refresh_from_db()
    assert "paused" in paused
    assert user.paused_at is None
    assert user.consents.get(withdrawn_at=None).language == "ko"


@pytest.mark.parametrize("act", ["withdraw", "consent"])
def test_a_link_withdraws_or_gives_nothing(client: Client, act: str) -> None:
    sign_in(client, make_member())

    assert client.get(f"/en/me/privacy/{act}/").status_code == 405


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_every_version_of_the_notice_can_be_read(client: Client, language: str) -> None:
    for version in notices.VERSIONS:
        assert version in client.get(f"/{language}/privacy/{version}/").content.decode()


def test_an_unknown_version_is_not_there(client: Client) -> None:
    assert client.get("/en/privacy/2019-01/").status_code == 404


def test_a_paused_account_gets_messages_on_its_page_only() -> None:
    user = make_member()
    services.withdraw_consent(user=user, at=timezone.now())

    assert addresses_of(user) == {}


def test_a_paused_account_registers_for_nothing() -> None:
    user = make_member()
    services.withdraw_consent(user=user, at=timezone.now())

    with pytest.raises(services.ConsentWithdrawn):
        register(event=make_event(), resident=user, at=NOON)
