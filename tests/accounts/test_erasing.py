"""A copy of everything, and the end of an account; what the night clears away."""

import json
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from commons.accounts import services, tasks
from commons.accounts.models import User
from commons.lib import privacy
from commons.notifications.models import Message
from events.models import Registration
from tests.accounts.people import make_member, prove_again, sign_in
from tests.factories import make_event, make_registration

pytestmark = pytest.mark.django_db


def test_the_copy_holds_what_every_app_knows(client: Client) -> None:
    user = make_member(full_name="김하나", called="하나")
    registration = make_registration(make_event(), user)
    sign_in(client, user)

    response = client.get("/ko/me/privacy/export/")

    content = json.loads(response.content)
    assert response["Content-Disposition"].startswith("attachment")
    assert set(content["holdings"]) == {holding.name for holding in privacy.registry()}
    assert content["holdings"]["account"]["content"]["profile"]["full_name"] == "김하나"
    assert registration.reference in response.content.decode()


def test_the_copy_is_written_in_letters_that_people_read(client: Client) -> None:
    sign_in(client, make_member(full_name="김하나"))

    assert "김하나" in client.get("/en/me/privacy/export/").content.decode()


def test_erasing_leaves_a_row_that_names_nobody() -> None:
    user = make_member(full_name="김하나", called="하나", phone="+821012345678", country="KR")

    services.erase_account(user=user, at=timezone.now())

    user.refresh_from_db()
    assert (user.email, user.called, str(user.phone), user.country.code, user.is_active) == (None, "", "", "", False)
    assert str(user) == "Former member"
    assert not EmailAddress.objects.filter(user=user).exists()
    assert user.erased_at is not None


def test_erasing_gives_places_back_and_keeps_the_count() -> None:
    user = make_member()
    event = make_event(starts_at=timezone.now() + timedelta(days=7))
    registration = make_registration(event, user)

    services.erase_account(user=user, at=timezone.now())

    registration.refresh_from_db()
    assert registration.state == Registration.State.CANCELLED


def test_nothing_is_sent_to_an_address_after_it_is_erased() -> None:
    user = make_member()
    make_registration(make_event(starts_at=timezone.now() + timedelta(days=7)), user)

    services.erase_account(user=user, at=timezone.now())

    assert not Message.objects.filter(recipient=user).exists()


def test_when_one_app_fails_nothing_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(user: User, at: datetime) -> None:
        raise RuntimeError

    broken = privacy.Holding(name="broken", title="", export=lambda user: {}, erase=fail)
    monkeypatch.setitem(privacy._holdings, "broken", broken)
    user = make_member()

    with pytest.raises(RuntimeError):
        services.erase_account(user=user, at=timezone.now())

    user.refresh_from_db()
    assert user.erased_at is None


def test_the_database_itself_refuses_a_name_on_an_erased_account() -> None:
    user = make_member()
    services.erase_account(user=user, at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="back@example.org")


def test_an_administrator_cannot_erase_themselves() -> None:
    with pytest.raises(services.StaffAccountNotErased):
        services.erase_account(user=make_member(is_superuser=True), at=timezone.now())


def test_erasing_asks_for_the_password_once_more(client: Client) -> None:
    user = make_member()
    sign_in(client, user)

    response = client.post("/en/me/privacy/erase/", {"sure": "on"})

    user.refresh_from_db()
    assert response["Location"].startswith("/en/accounts/reauthenticate/")
    assert user.erased_at is None


def test_erasing_signs_out_everywhere_and_says_goodbye(client: Client) -> None:
    user = make_member(email="hana@example.org", language="ko")
    sign_in(client, user)
    sign_in(Client(), user)
    prove_again(client)

    response = client.post("/en/me/privacy/erase/", {"sure": "on"})

    user.refresh_from_db()
    assert response["Location"] == "/en/"
    assert user.erased_at is not None
    assert not UserSession.objects.filter(user=user).exists()
    farewell = Message.objects.get(recipient=None)
    assert (farewell.language, farewell.deliveries.get().address) == ("ko", "hana@example.org")


def test_without_the_tick_nothing_is_erased(client: Client) -> None:
    user = make_member()
    sign_in(client, user)
    prove_again(client)

    client.post("/en/me/privacy/erase/", {})

    user.refresh_from_db()
    assert user.erased_at is None


def test_the_night_erases_accounts_that_nobody_has_used_for_three_years() -> None:
    old, recent = make_member(), make_member()
    User.objects.filter(pk=old.pk).update(last_login=timezone.now() - timedelta(days=3 * 365 + 1))
    User.objects.filter(pk=recent.pk).update(last_login=timezone.now() - timedelta(days=3 * 365 - 1))

    tasks.apply_retention()

    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.erased_at is not None, recent.erased_at is not None) == (True, False)


def test_the_night_forgets_sessions_that_have_ended() -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))

    tasks.apply_retention()

    assert not Session.objects.filter(session_key="old").exists()


def test_one_app_that_fails_at_night_does_not_keep_the_others_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(at: datetime) -> int:
        raise RuntimeError

    broken = privacy.Holding(name="broken", title="", export=lambda user: {}, erase=lambda user, at: None, expire=fail)
    monkeypatch.setattr(privacy, "_holdings", {"broken": broken} | privacy._holdings)

    touched = tasks.apply_retention()

    assert "broken" not in touched
    assert "account" in touched
