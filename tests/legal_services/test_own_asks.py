"""What waits for a resident: papers, certificates, answers and earlier times stand on top of their pages."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from commons.accounts.models import User
from legal_services.models import NotarialCase, NotarialPaper, NotarialPause, Person
from legal_services.services import earlier, notarial
from legal_services.services.mediation import agreements, parties
from tests.factories import NOON, make_resident, make_service
from tests.legal_services.cases import WAY, make_case, make_mediation, party_of
from tests.legal_services.making import (
    make_appointment,
    make_bookable_service,
    make_clerk,
    make_person,
    make_practitioner,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
State = NotarialCase.State


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_resident()
    client.force_login(owner)
    return owner


@pytest.fixture
def person(owner: User) -> Person:
    return make_person(user=owner)


def asked(owner: User) -> list[str]:
    """What the page of their matters lists under what needs them; their own page says so just when there is any."""
    client = Client()
    client.force_login(owner)
    listed = [str(part.asks) for part in client.get("/en/me/matters/").context["asks"]]
    assert client.get("/en/me/").context["legal_asks"] == bool(listed)
    return listed


def test_a_paper_that_is_asked_for_later_waits_for_the_client_too(client: Client, owner: User, person: Person) -> None:
    case = make_case(person, accepted_on=MONDAY)
    NotarialPaper.objects.update(handed_on=MONDAY)
    assert asked(owner) == []

    reason = NotarialPause.Reason.SUPPLEMENT
    notarial.pause(case=case, reason=reason, on=MONDAY, by=make_clerk(), at=NOON, asked=["the old passport"])

    assert asked(owner) == ["Papers are still missing."]
    assert "Something in your matters needs you" in client.get("/en/me/").content.decode()
    assert "The notary office needs more papers from you" in client.get(case.get_absolute_url()).content.decode()


def test_nothing_is_asked_for_a_case_that_has_ended(owner: User, person: Person) -> None:
    case = make_case(person)
    notarial.step(case=case, to=State.WITHDRAWN, on=NOON.date(), by=make_clerk(), at=NOON, note="moved away")

    assert asked(owner) == []


@pytest.mark.parametrize(("destination", "is_ready"), [("CN", True), ("KR", False)])
def test_a_certificate_is_to_be_collected_when_nothing_is_to_be_done_before(
    owner: User, person: Person, destination: str, is_ready: bool
) -> None:
    case = make_case(person, accepted_on=MONDAY, destination=destination)
    NotarialPaper.objects.update(handed_on=MONDAY)
    notarial.step(case=case, to=State.ISSUED, on=NOON.date(), by=make_clerk(), at=NOON)

    assert asked(owner) == (["Your certificate is ready: come and collect it."] if is_ready else [])


def test_a_party_is_reminded_of_the_court_until_it_has_said_so_or_time_is_over(owner: User, person: Person) -> None:
    mediation = make_mediation(person, make_person(), agreed_on=NOON.date())
    wanted = [one for one in asked(owner) if "the court should confirm" in one]

    agreements.want_confirmation(party=party_of(mediation, person), wants=True, at=NOON)

    assert len(wanted) == 1
    assert asked(owner) == []
    agreements.want_confirmation(party=party_of(mediation, person), wants=False, at=NOON)
    with time_machine.travel(NOON + timedelta(days=60), tick=False):
        assert asked(owner) == []


def test_an_invitation_waits_until_it_is_answered(owner: User, person: Person) -> None:
    mediation = make_mediation(person, make_person())
    assert asked(owner) == ["You are asked whether you take part."]

    parties.answer(party=party_of(mediation, person), accepts=True, way=WAY, by=owner, at=NOON)

    assert asked(owner) == []


def test_an_earlier_time_that_is_kept_stands_on_top(client: Client, owner: User) -> None:
    service = make_bookable_service()
    adviser = make_practitioner(services=[service])
    appointment = make_appointment(
        adviser, service=service, user=owner, starts_at=(NOON + timedelta(days=2)).replace(hour=10)
    )
    earlier.ask(appointment=appointment, by=owner, at=NOON)
    earlier.offer_freed(at=NOON)

    assert f"/en/legal/appointments/{appointment.reference}/offer/" in client.get("/en/me/matters/").content.decode()
    assert len(asked(owner)) == 1
    assert asked(make_resident()) == []
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert asked(owner) == []


@pytest.mark.parametrize("kind", ["notarial", "mediation"])
def test_the_page_of_a_case_says_whom_to_call(client: Client, person: Person, kind: str) -> None:
    service = make_service(kind=kind)
    case = make_case(person) if kind == "notarial" else make_mediation(person, make_person())

    shown = client.get(case.get_absolute_url()).content.decode()

    assert f"tel:{service.venue.phone.as_e164}" in shown
