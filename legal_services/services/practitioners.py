"""Advisers, interpreters and mediators come to work here, change, and leave."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from commons.accounts.models import User
from commons.audit.models import Act
from commons.audit.services import record
from commons.scheduling.models import Resource
from legal_services.models import Practitioner, Service
from legal_services.services.transactions import one_transaction

SUBJECT = "legal.practitioner"
"""What the access log calls a practitioner."""


@one_transaction
def add_practitioner(
    *, name: str, account: User | None, services: Iterable[Service], by: Any, at: datetime, **facts: Any
) -> Practitioner:
    """Somebody who advises, interprets or mediates, with a calendar that has no hours yet.

    `facts` are the fields of Practitioner. Raises PractisesAlready when the account is somebody else's.
    """
    resource = Resource.objects.create(kind=_kind(facts), name=name, created_at=at)
    made = Practitioner.objects.create(resource=resource, name=name, user=account, **facts)
    made.services.set(services)
    _note(made, "added", by=by, at=at)
    return made


@one_transaction
def change_practitioner(
    *, practitioner: Practitioner, name: str, account: User | None, services: Iterable[Service], by: Any, at: datetime,
    **facts: Any,
) -> Practitioner:  # fmt: skip
    """Change what is said of somebody. Appointments that are booked stay. Raises PractisesAlready."""
    Resource.objects.filter(pk=practitioner.resource_id).update(name=name, kind=_kind(facts))
    for field, value in {"name": name, "user": account, **facts}.items():
        setattr(practitioner, field, value)
    practitioner.save(update_fields=["name", "user", *facts])
    practitioner.services.set(services)
    _note(practitioner, "changed", by=by, at=at)
    return practitioner


@one_transaction
def deactivate(*, practitioner: Practitioner, by: Any, at: datetime) -> None:
    """Let nobody book the person any more, and close the desk to their account. Twice is harmless.

    Appointments and matters stay: `closed_times` lists the ones, and hand-overs move the others.
    """
    # The update waits for whoever takes time of the resource now; whoever comes later sees that it is out of use.
    Resource.objects.filter(pk=practitioner.resource_id).update(is_active=False)
    if Practitioner.objects.filter(pk=practitioner.pk, is_active=True).update(is_active=False):
        _note(practitioner, "deactivated", by=by, at=at)


@one_transaction
def reactivate(*, practitioner: Practitioner, by: Any, at: datetime) -> None:
    """Let the person be booked again, with the hours that they had. Twice is harmless."""
    Resource.objects.filter(pk=practitioner.resource_id).update(is_active=True)
    if Practitioner.objects.filter(pk=practitioner.pk, is_active=False).update(is_active=True):
        _note(practitioner, "reactivated", by=by, at=at)


def _kind(facts: dict[str, Any]) -> str:
    return "adviser" if facts.get("advises") or facts.get("mediates") else "interpreter"


def _note(practitioner: Practitioner, reason: str, *, by: Any, at: datetime) -> None:
    record(actor=by, act=Act.CHANGE, subject=SUBJECT, reference=str(practitioner.pk), reason=reason, at=at)
