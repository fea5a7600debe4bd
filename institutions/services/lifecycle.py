"""What the calendar does to contracts: they begin, come near their end, are announced, end or pass into a renewal.

Beat has a worker run it every hour; any number of workers, killed at any moment, bring about the same. Each contract
is a transaction of its own, so that one in trouble does not keep the others waiting.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Q

from commons.lib.dates import day_in_beijing
from commons.lib.page_cache import touch_public_pages
from institutions.models import Contract, ContractReminder
from institutions.services.contract_news import tell_drafter, tell_institution
from institutions.services.moving import move_contract
from institutions.services.transactions import lock_contract, lock_institution, one_transaction
from institutions.states import IN_FORCE, ContractState

NEAR = timedelta(days=60)
"""So long before its last day a contract counts as ending soon."""
REMINDERS = (60, 30, 7)
"""So many days before the last day the institution is reminded, each time once."""
logger = logging.getLogger(__name__)


def run(*, at: datetime) -> int:
    """Move on every contract whose time has come, and write the reminders that are due; says how many contracts."""
    today = day_in_beijing(at)
    return sum(_one(key, advance, at=at) for key in _due(today)) + sum(
        _one(key, remind, at=at) for key in _to_remind(today)
    )


@one_transaction
def advance(*, contract_id: int, at: datetime) -> bool:
    """Make every move of one contract whose time has come; says whether there was one."""
    # The institution first: where one contract takes the place of another, two rows are locked behind it.
    lock_institution(Contract.objects.values_list("institution", flat=True).get(pk=contract_id))
    return advance_locked(lock_contract(contract_id), at=at)


def advance_locked(contract: Contract, *, at: datetime) -> bool:
    """`advance` for a contract whose row, and whose institution's, the caller has locked."""
    today, moved = day_in_beijing(at), False
    if contract.state == ContractState.COUNTERSIGNED and contract.starts_on <= today:
        _start(contract, at=at)
        moved = True
    if contract.state == ContractState.ACTIVE and contract.ends_on - NEAR <= today:
        move_contract(contract=contract, name="near-end", by=None, at=at)
        moved = True
    if contract.state == ContractState.EXPIRING and contract.counts_until < today:
        move_contract(contract=contract, name="expire", by=None, at=at)
        tell_institution(contract, "expired", at=at)
        tell_drafter(contract, "expired", at=at)
        moved = True
    if moved:
        touch_public_pages()
    return moved


@one_transaction
def remind(*, contract_id: int, at: datetime) -> bool:
    """Remind of the end of one contract, unless that was done, or a renewal is signed by both."""
    contract = lock_contract(contract_id)
    days = due_reminder(contract, day_in_beijing(at))
    if days is None or _is_followed(contract):
        return False
    # The row is the memory of it: whoever wrote it told everybody in the same transaction.
    _row, is_new = ContractReminder.objects.get_or_create(contract=contract, days=days, defaults={"at": at})
    if is_new:
        left = (contract.ends_on - day_in_beijing(at)).days
        tell_institution(contract, "ending", at=at, once=str(days), days=left)
        tell_drafter(contract, "ending", at=at, once=str(days), days=left)
    return is_new


def due_reminder(contract: Contract, today: date) -> int | None:
    """Which of the reminders belongs to this day: the nearest one only, so that late workers write no three at once."""
    left = (contract.ends_on - today).days
    if contract.state not in IN_FORCE or left < 0:
        return None
    return min((days for days in REMINDERS if left <= days), default=None)


def _start(contract: Contract, *, at: datetime) -> None:
    """Begin it. The contract that was in force passes into it in the same transaction: there is never none, nor two."""
    others = Contract.objects.in_force().filter(institution=contract.institution_id).values_list("pk", flat=True)
    for before in [lock_contract(key) for key in list(others)]:
        if before.state == ContractState.ACTIVE:
            move_contract(contract=before, name="near-end", by=None, at=at)
        if before.state == ContractState.EXPIRING:
            move_contract(contract=before, name="renew", by=None, at=at)
    move_contract(contract=contract, name="start", by=None, at=at)
    tell_institution(contract, "started", at=at)


def _is_followed(contract: Contract) -> bool:
    following = Contract.objects.filter(institution=contract.institution_id, state=ContractState.COUNTERSIGNED)
    return following.exists()


def _due(today: date) -> list[int]:
    """Contracts with a move to make, what begins first: a renewal takes over before the grace of the old one ends."""
    starts = Q(state=ContractState.COUNTERSIGNED, starts_on__lte=today)
    nears = Q(state=ContractState.ACTIVE, ends_on__lte=today + NEAR)
    ends = Q(state=ContractState.EXPIRING, ends_on__lt=today)
    first = Contract.objects.filter(starts).order_by("starts_on", "pk").values_list("pk", flat=True)
    then = Contract.objects.filter(nears | ends).order_by("ends_on", "pk").values_list("pk", flat=True)
    return [*first, *then]


def _to_remind(today: date) -> list[int]:
    """Contracts that are near their end, without those that were told as often as they are to be by now."""
    near = Contract.objects.in_force().filter(ends_on__gte=today, ends_on__lte=today + NEAR)
    told: dict[int, set[int]] = {}
    for key, days in ContractReminder.objects.filter(contract__in=near).values_list("contract", "days"):
        told.setdefault(key, set()).add(days)
    return [contract.pk for contract in near if due_reminder(contract, today) not in told.get(contract.pk, set())]


def _one(contract_id: int, act: Callable[..., bool], *, at: datetime) -> bool:
    try:
        return act(contract_id=contract_id, at=at)
    except Exception:
        logger.exception("Contract %s could not be moved on", contract_id)
        return False
