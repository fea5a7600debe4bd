"""How a contract stands, for the pages of both parties."""

from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from commons.lib.dates import day_in_beijing
from institutions.contract_edition import edition_of
from institutions.models import Allowance, Booking, Contract
from institutions.states import ContractState

SUBJECT = "institutions.contract"
"""What the access log calls a contract."""
RELATED = ("institution", "area", "terms", "renews", "application")
"""What the pages of a contract name besides it."""
IN_PREPARATION = (ContractState.DRAFTED, ContractState.SIGNED)
CONCLUDED = (ContractState.COUNTERSIGNED, ContractState.ACTIVE, ContractState.EXPIRING)
ENDED = (ContractState.EXPIRED, ContractState.TERMINATED)
MOST_BOOKINGS = 50


def how_it_stands(contract: Contract, *, at: datetime) -> dict[str, Any]:
    """What both parties read of a contract; nothing in it is for one of them alone."""
    today = day_in_beijing(at)
    return {
        "contract": contract,
        "edition": edition_of(contract),
        "in_preparation": contract.state in IN_PREPARATION,
        "is_concluded": contract.state in CONCLUDED,
        "has_ended": contract.state in ENDED,
        "days_left": (contract.ends_on - today).days,
        "copies": list(contract.copies.select_related("document", "added_by")),
        "steps": list(contract.steps.select_related("by")),
        "following": contract.renewals.exclude(state=ContractState.DROPPED).first(),
        "bookings": _standing_bookings(contract, at) if contract.state in ENDED else [],
    }


def hours_of_month(contract: Contract, day: date) -> dict[str, int] | None:
    """The minutes of rooms of the month of this day: given, used and left; None when the contract gives none then."""
    if not contract.is_in_force:
        return None
    month = day.replace(day=1)
    kept = Allowance.objects.filter(contract=contract, month=month).aggregate(used=Sum("used"), given=Sum("minutes"))
    given = contract.room_minutes if kept["given"] is None else kept["given"]
    used = kept["used"] or 0
    return {"given": given, "used": used, "left": given - used} if given else None


def _standing_bookings(contract: Contract, at: datetime) -> list[Booking]:
    """What the institution had booked and nobody has cancelled: both have to talk about it."""
    if Contract.objects.in_force().filter(institution=contract.institution_id).exists():
        return []
    coming = Booking.objects.coming(at).filter(institution=contract.institution_id)
    return list(coming.select_related("space")[:MOST_BOOKINGS])
