"""Makers of notarial cases and mediations for tests."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from commons.accounts.models import User
from commons.lib.dates import BEIJING
from legal_services.models import (
    ApostilleMember,
    Mediation,
    MediationParty,
    NotarialAct,
    NotarialCase,
    NotarialItem,
    Person,
    Practitioner,
)
from legal_services.services import notarial
from legal_services.services.mediation import agreements, parties
from tests.factories import NOON, in_three_languages
from tests.legal_services.making import make_clerk, make_person, make_practitioner

_numbers = count(1)
State = NotarialCase.State
WAY = MediationParty.Way.ACCOUNT


def noon(day: date) -> datetime:
    """Noon in Beijing."""
    return datetime.combine(day, time(12), tzinfo=BEIJING)


def make_act(*texts: str, **fields: Any) -> NotarialAct:
    """An act that needs these papers, whatever the destination."""
    number = next(_numbers)
    act = NotarialAct.objects.create(slug=f"act-{number}", **in_three_languages(name=f"Act {number}"), **fields)
    for position, text in enumerate(texts or ("passport",)):
        make_item(act, text, position=position)
    return act


def make_item(act: NotarialAct, text: str, **fields: Any) -> NotarialItem:
    return NotarialItem.objects.create(act=act, **in_three_languages(text=text), **fields)


def make_member(country: str, in_force_on: date, **fields: Any) -> ApostilleMember:
    """A member of the convention; the migration's own row is replaced."""
    values = {"in_force_on": in_force_on, **fields}
    return ApostilleMember.objects.update_or_create(country=country, defaults=values)[0]


def make_case(
    client: Person | None = None, *, accepted_on: date | None = None, by: User | None = None,
    opened_on: date | None = None, **fields: Any,
) -> NotarialCase:  # fmt: skip
    """A case whose papers are being gathered; with `accepted_on` the office has it since that day."""
    by = by or make_clerk()
    at = noon(opened_on or accepted_on or NOON.date())
    values: dict[str, Any] = {"act": fields.pop("act", None) or make_act(), "destination": "KR"} | fields
    case = notarial.open_case(client=client or make_person(), by=by, at=at, **values)
    if accepted_on:
        for state in (State.APPLIED, State.ACCEPTED):
            case = notarial.step(case=case, to=state, on=accepted_on, by=by, at=at)
    return case


def make_mediator(**fields: Any) -> Practitioner:
    return make_practitioner(mediates=True, **fields)


def make_mediation(
    *people: Person, mediator: Practitioner | None = None, accepted: bool = False, agreed_on: date | None = None,
    by: User | None = None, at: datetime = NOON,
) -> Mediation:  # fmt: skip
    """A mediation between two parties who were invited; with `accepted` the talks have begun."""
    by = by or make_clerk()
    people = people or (make_person(), make_person())
    mediation = parties.open_mediation(parties=people, mediator=mediator or make_mediator(), by=by, at=at)
    if accepted or agreed_on:
        for party in mediation.parties.all():
            parties.answer(party=party, accepts=True, way=WAY, by=None, at=at)
    if agreed_on:
        agreements.agree(
            mediation=mediation, form="written", text="They share the deposit.", effective_on=agreed_on, by=by,
            at=max(at, noon(agreed_on)),
        )  # fmt: skip
    mediation.refresh_from_db()
    return mediation


def party_of(mediation: Mediation, person: Person) -> MediationParty:
    return mediation.parties.get(person=person)


def days(number: int) -> timedelta:
    return timedelta(days=number)
