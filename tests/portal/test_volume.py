"""Large data in bulk keeps every rule."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q

from commons.accounts.models import User
from events.models import Event, Registration, RegistrationStep

pytestmark = pytest.mark.django_db


def load(registrations: int = 200, events: int = 12, residents: int = 40) -> None:
    call_command("load_volume", registrations=registrations, events=events, residents=residents, verbosity=0)


def test_the_amounts_are_as_asked() -> None:
    load()

    assert (Registration.objects.count(), Event.objects.count(), User.objects.count()) == (200, 12, 40)
    assert RegistrationStep.objects.count() == 200


def test_a_second_load_adds_to_the_first() -> None:
    load()
    load()

    assert Registration.objects.values("reference").distinct().count() == 400


def test_no_activity_is_oversold_and_those_that_are_full_have_a_waiting_list() -> None:
    load()

    assert not Event.objects.filter(places_held__gt=F("capacity")).exists()
    waited_for = Event.objects.filter(people_waiting__gt=0)
    assert 0 < waited_for.count() < 12
    assert all(event.places_held == event.capacity for event in waited_for)


def test_counters_agree_with_the_rows() -> None:
    load()

    for event in Event.objects.all():
        assert event.places_held == event.registrations.filter(state="confirmed").count()
        assert event.people_waiting == event.registrations.filter(state="waiting").count()


def test_whoever_waits_came_after_whoever_has_a_place() -> None:
    load()

    for event in Event.objects.filter(people_waiting__gt=0):
        states = list(event.registrations.order_by("pk").values_list("state", flat=True))
        assert states == sorted(states)


def test_references_look_like_all_others() -> None:
    load()

    odd = Registration.objects.exclude(Q(reference__regex=r"^R-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$"))
    assert not odd.exists()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(CommandError, match="need 50 residents"):
        load(registrations=100, events=2, residents=10)
    with pytest.raises(CommandError, match="at least one"):
        load(events=0)


def test_a_production_portal_refuses_it(settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match="production"):
        load()
