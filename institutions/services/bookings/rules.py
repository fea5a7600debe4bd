"""Who books what, and when: everything that is decided before time and hours are taken."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from commons.lib.dates import day_in_beijing
from commons.scheduling.models import DatedException
from commons.scheduling.spans import Span
from institutions.errors import spaces as errors
from institutions.lengths import in_hours_lazy
from institutions.models import Booking, Contract, Institution, Space
from institutions.querysets import ContractQuerySet
from institutions.roles import roles_of
from institutions.states import IN_FORCE, ContractState

if TYPE_CHECKING:
    from commons.accounts.models import User

MAINTENANCE = Booking.Purpose.MAINTENANCE


def acts_as_staff(by: "User | None", institution: Institution | None) -> bool:
    """Whether the person books or changes as an officer: not bound by lead times, longest times and deadlines.

    Nobody is an officer for an institution that they act for themselves. None is the portal.
    """
    if by is None:
        return True
    roles = roles_of(by)
    return roles.is_officer and (institution is None or institution.pk not in roles.institutions)


def refuse_stranger(by: "User | None", institution: Institution | None) -> None:
    """Raise NotEntitled unless the person is an officer or acts for the institution."""
    if acts_as_staff(by, institution):
        return
    if institution is None or institution.pk not in roles_of(by).institutions:
        raise errors.NotEntitled


def refuse_unfit(space: Space, during: Span, *, people: int, purpose: str, at: datetime, by_staff: bool) -> None:
    """Raise when the space is not booked like this, whoever is free then."""
    if purpose == MAINTENANCE:
        return
    if not space.is_active or space.assigned_to_id is not None:
        raise errors.NotShared
    if people > space.capacity:
        raise errors.OverCapacity(capacity=space.capacity)
    _refuse_length(space, during, by_staff=by_staff)
    if by_staff:
        return
    if during.starts_at < at + timedelta(minutes=space.lead_minutes):
        raise errors.TooSoon(lead=in_hours_lazy(space.lead_minutes))
    if day_in_beijing(during.starts_at) > last_day_for(space, at):
        raise errors.TooFarAhead(days=space.days_ahead)


def last_day_for(space: Space, at: datetime) -> date:
    """The last day that institutions may book at this moment."""
    return day_in_beijing(at) + timedelta(days=space.days_ahead)


def gives_hours_back(booking: Booking, by_staff: bool, at: datetime) -> bool:
    """Whether the hours of the booking are given back when it is cancelled or changed at this moment."""
    return by_staff or at <= booking.free_to_cancel_until or is_closed_then(booking)


def is_closed_then(booking: Booking) -> bool:
    """Whether the officers have closed the space during some of the booking: its hours are given back however late."""
    during = Span(booking.starts_at, booking.ends_at)
    closing = DatedException.objects.filter(resource=booking.space.resource_id, opens=False)
    return closing.filter(during__overlap=during.stored).exists()


def contract_for(institution: Institution, day: date) -> Contract:
    """The contract by which the institution books on this day; its row need not be locked.

    What ends at the same moment finds the booking among those that stand. A signed renewal counts from its first day.
    Raises NotEntitled without a contract in force, ContractEnded when none reaches the day.
    """
    return covering(list(contracts_of(institution)), day)


def contracts_of(institution: Institution) -> ContractQuerySet:
    """The contracts by which the institution may book, the latest first."""
    states = [*IN_FORCE, ContractState.COUNTERSIGNED]
    return Contract.objects.filter(institution=institution, state__in=states).order_by("-starts_on", "-pk")


def covering(contracts: Sequence[Contract], day: date) -> Contract:
    """That of these contracts that counts on the day. Raises as `contract_for` does."""
    if not any(contract.is_in_force for contract in contracts):
        raise errors.NotEntitled
    for contract in contracts:
        if contract.starts_on <= day <= contract.counts_until:
            return contract
    raise errors.ContractEnded


def minutes_of(during: Span) -> int:
    """The length in whole minutes."""
    return int(during.length.total_seconds()) // 60


def _refuse_length(space: Space, during: Span, *, by_staff: bool) -> None:
    minutes = minutes_of(during)
    midnight = Span.of_day(during.days[0]).starts_at
    step = timedelta(minutes=space.step_minutes)
    if (during.starts_at - midnight) % step or during.length % step:
        raise errors.OffTheClock(minutes=space.step_minutes)
    if minutes < space.least_minutes:
        raise errors.TooShort(least=in_hours_lazy(space.least_minutes))
    if minutes > space.most_minutes and not by_staff:
        raise errors.TooLong(most=in_hours_lazy(space.most_minutes))
