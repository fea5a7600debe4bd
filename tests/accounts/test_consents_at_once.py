"""Two presses of the button at the same moment: one consent stands, and nobody sees an error."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from commons.accounts import services
from commons.accounts.models import Consent, User
from tests.factories import NOON, make_resident

pytestmark = pytest.mark.django_db(transaction=True)


def slow_standing_consent(user: User) -> Consent | None:
    """Look, and leave the others time to look as well."""
    found = services.standing_consent(user)
    time.sleep(0.2)
    return found


def agree(user: User) -> bool:
    """Give consent in a thread of its own; tell whether it went well."""
    try:
        services.give_consent(user=user, language="ko", at=NOON)
    except IntegrityError:
        return False
    finally:
        connection.close()
    return True


def agree_at_once(times: int) -> list[bool]:
    """Let one person agree that many times at the same moment."""
    user = make_resident()
    with (
        patch("commons.accounts.services.consents.standing_consent", slow_standing_consent),
        ThreadPoolExecutor(times) as pool,
    ):
        return list(pool.map(agree, [user] * times))


def test_one_consent_stands_and_every_press_succeeds() -> None:
    assert agree_at_once(4) == [True] * 4
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_without_the_lock_presses_fail() -> None:
    def unlocked(queryset: QuerySet[Any], **_options: Any) -> QuerySet[Any]:
        return queryset.all()

    with patch.object(QuerySet, "select_for_update", unlocked):
        assert False in agree_at_once(4)
