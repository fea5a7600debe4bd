"""Contracts with their signed copies, for tests: brought there by the services that people use."""

from datetime import date, datetime, timedelta
from typing import Any

from commons.accounts.models import User
from institutions.contract_edition import edition_of
from institutions.models import Contract, Institution
from institutions.services import contracts
from institutions.services.contracts import Agreement
from tests.documents.files import a_pdf, uploaded
from tests.factories import NOON
from tests.institutions import making

TODAY = NOON.date()


def agree(**fields: Any) -> Agreement:
    """A year from today, two desks, ten hours a month."""
    values: dict[str, Any] = {
        "starts_on": TODAY, "ends_on": TODAY + timedelta(days=364), "desks": 2, "room_minutes": 600, "grace_days": 14,
    }  # fmt: skip
    values |= {
        name: make() for name, make in (("terms", making.make_terms), ("area", making.make_area)) if name not in fields
    }
    return Agreement(**values | fields)


def representative_of(institution: Institution) -> User:
    """Its first representative, made unless there is one."""
    member = institution.members.representatives().select_related("user").first()
    return member.user if member else making.make_member(institution)


def drafted(institution: Institution | None = None, *, by: User | None = None, **fields: Any) -> Contract:
    """A contract that waits for the institution."""
    application = making.make_application(institution, state="approved")
    return contracts.draft(application=application, agreement=agree(**fields), by=by or making.make_officer(), at=NOON)


def signed(institution: Institution | None = None, *, contract: Contract | None = None, **fields: Any) -> Contract:
    """A contract of which the institution's copy is kept."""
    contract = contract or drafted(institution, **fields)
    by = representative_of(contract.institution)
    return contracts.sign(contract=contract, edition=edition_of(contract), upload=uploaded(a_pdf(2)), by=by, at=NOON)


def countersigned(
    institution: Institution | None = None, *, contract: Contract | None = None, at: datetime = NOON, **fields: Any
) -> Contract:
    """A contract signed by both; it is in force when its first day has come."""
    contract = signed(institution, contract=contract, **fields)
    return contracts.countersign(contract=contract, upload=uploaded(a_pdf(3)), by=making.make_officer(), at=at)


def renewal(before: Contract, *, at: datetime = NOON, starts_on: date | None = None, **fields: Any) -> Contract:
    """The contract after this one, drafted."""
    first = starts_on or before.ends_on + timedelta(days=1)
    agreement = agree(starts_on=first, ends_on=first + timedelta(days=364), **fields)
    return contracts.draft_renewal(contract=before, agreement=agreement, by=making.make_officer(), at=at)
