"""A signed link opens one registration, as long as it makes sense."""

from datetime import timedelta

import pytest

from events import services
from tests.factories import NOON, make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db


def test_a_link_opens_its_registration() -> None:
    registration = make_registration(make_event())

    token = services.token_for(registration)

    assert services.registration_by_token(registration.reference, token, at=NOON) == registration


def test_a_link_opens_no_other_registration() -> None:
    event = make_event()
    mine, theirs = make_registration(event), make_registration(event)

    assert services.registration_by_token(theirs.reference, services.token_for(mine), at=NOON) is None


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
def test_a_made_up_token_opens_nothing(token: str) -> None:
    registration = make_registration(make_event())

    assert services.registration_by_token(registration.reference, token, at=NOON) is None


def test_a_link_dies_with_the_end_of_the_activity() -> None:
    event = make_event()
    registration = make_registration(event)

    assert (
        services.registration_by_token(registration.reference, services.token_for(registration), at=event.ends_at)
        is None
    )


def test_the_links_of_earlier_messages_die_when_the_registration_ends() -> None:
    registration = make_registration(make_event())
    before = services.token_for(registration)

    services.cancel(registration=registration, by=registration.resident, at=NOON)
    registration.refresh_from_db()

    assert services.registration_by_token(registration.reference, before, at=NOON) is None
    after = services.token_for(registration)
    assert services.registration_by_token(registration.reference, after, at=NOON) == registration


def test_the_link_leads_to_the_page_in_the_residents_language() -> None:
    registration = make_registration(make_event(starts_at=NOON + timedelta(days=1)), make_resident(language="ko"))

    assert f"/ko/registrations/{registration.reference}/?token=" in services.link_to(registration)
