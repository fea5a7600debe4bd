"""Loading the sample data: where it is refused, what it leaves to nobody, and when it ends."""

from datetime import datetime
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from commons.accounts.models import User
from commons.pictures.models import Picture
from portal.sample import SIGN_INS, loading, places
from portal.sample.canvas import Canvas
from portal.sample.people import load_sign_ins
from portal.sample.pictures import PICTURES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_people_and_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load what these tests look at; `test_sample` loads everything."""

    def load_rows(at: datetime, _report: object) -> None:
        places.load_communities(load_sign_ins(at)["manager"], at)

    monkeypatch.setattr(loading, "_load_rows", load_rows)
    monkeypatch.setattr(places, "PICTURES", dict.fromkeys(PICTURES, lambda: Canvas("#0b5a6b", scale=1)))


@pytest.fixture
def prepare(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """What is asked to prepare a picture."""
    asked = Mock()
    monkeypatch.setattr(loading, "prepare_picture", asked)
    return asked


def test_a_production_portal_refuses_the_sample(settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="--yes-in-production"):
        call_command("load_sample", verbosity=0)

    assert not User.objects.exists()


def test_in_production_nobody_can_sign_in_with_the_known_password(settings: Any, prepare: Mock) -> None:
    settings.PRODUCTION = True

    call_command("load_sample", "--yes-in-production", verbosity=0)

    assert not any(User.objects.get(email=one.email).has_usable_password() for one in SIGN_INS)


def test_pictures_are_prepared_before_the_command_ends(prepare: Mock) -> None:
    call_command("load_sample", verbosity=0)

    assert prepare.call_count == Picture.objects.count() > 1
