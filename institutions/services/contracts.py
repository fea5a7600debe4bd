"""A contract from the draft to both signatures, and its end before the time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db.models import Max

from commons.lib.dates import day_in_beijing
from commons.lib.page_cache import touch_public_pages
from commons.lib.references import new_reference
from institutions import errors
from institutions.contract_edition import edition_of
from institutions.errors import contracts as refusals
from institutions.models import Application, Contract, ContractCopy, LivingRoomArea, Terms
from institutions.roles import roles_of
from institutions.services import lifecycle
from institutions.services.contract_copies import add_copy, keep_copy, take_back_copies
from institutions.services.contract_news import tell_drafter, tell_institution
from institutions.services.moving import move_contract
from institutions.services.transactions import lock_application, lock_contract, lock_institution, one_transaction
from institutions.states import ApplicationState, ContractState

if TYPE_CHECKING:
    from commons.accounts.models import User

NOT_CONCLUDED = (ContractState.DROPPED,)
RENEWABLE = (ContractState.ACTIVE, ContractState.EXPIRING, ContractState.EXPIRED)


@dataclass(frozen=True)
class Agreement:
    """What a draft says: the terms, the area, the days, and what the institution is entitled to."""

    terms: Terms
    area: LivingRoomArea
    starts_on: date
    ends_on: date
    desks: int
    room_minutes: int
    remarks: str = ""
    grace_days: int | None = None
    """None takes those of the terms."""

    def written_into(self, contract: Contract) -> Contract:
        """The contract with all of it."""
        contract.terms, contract.area = self.terms, self.area
        contract.starts_on, contract.ends_on = self.starts_on, self.ends_on
        contract.desks, contract.room_minutes, contract.remarks = self.desks, self.room_minutes, self.remarks
        contract.grace_days = self.terms.grace_days if self.grace_days is None else self.grace_days
        return contract


@one_transaction
def draft(*, application: Application, agreement: Agreement, by: "User", at: datetime) -> Contract:
    """Draft the contract of an approved application, and tell the institution that it can be signed.

    Raises NotApproved, NotYourMove or ContractInPreparation.
    """
    # The application is locked: it may be withdrawn at this moment, and it has one contract.
    application = lock_application(application.pk)
    _refuse_strangers(application.institution_id, by)
    if application.state != ApplicationState.APPROVED or has_contract(application):
        raise refusals.NotApproved
    return _drafted(Contract(institution=application.institution, application=application), agreement, by=by, at=at)


@one_transaction
def draft_renewal(*, contract: Contract, agreement: Agreement, by: "User", at: datetime) -> Contract:
    """Draft the contract that follows this one. Raises NotToBeRenewed, RenewalTooEarly or ContractInPreparation."""
    # Locked: it may be terminated, or renewed by a colleague.
    before = lock_contract(contract.pk)
    _refuse_strangers(before.institution_id, by)
    if not may_be_renewed(before):
        raise refusals.NotToBeRenewed
    if agreement.starts_on <= before.ends_on:
        raise refusals.RenewalTooEarly
    return _drafted(Contract(institution=before.institution, renews=before), agreement, by=by, at=at)


@one_transaction
def edit(*, contract: Contract, agreement: Agreement, by: "User", at: datetime) -> Contract:
    """Change a draft; the institution is told, for it may have printed the old one. Raises WrongState."""
    # Locked: the institution may be signing what is about to change.
    contract = lock_contract(contract.pk)
    _refuse_strangers(contract.institution_id, by)
    if contract.state != ContractState.DRAFTED:
        raise errors.WrongState
    if contract.renews and agreement.starts_on <= contract.renews.ends_on:
        raise refusals.RenewalTooEarly
    before = edition_of(contract)
    agreement.written_into(contract).save()
    if edition_of(contract) != before:
        tell_institution(contract, "changed", at=at, once=at.isoformat())
    return contract


@one_transaction
def sign(*, contract: Contract, edition: str, upload: File[Any], by: "User", at: datetime) -> Contract:
    """Keep the copy that the institution has signed. `edition` is the mark of what was read.

    Raises WrongState, NotYourMove, ContractChanged, AlreadyOver, CopyNotPdf or UnusableFile.
    """
    kept = keep_copy(upload=upload, by=by, at=at)
    # Locked only now, because examining takes a while; an officer may have changed the draft meanwhile.
    contract = lock_contract(contract.pk)
    if contract.state == ContractState.DRAFTED and edition_of(contract) != edition:
        raise refusals.ContractChanged
    _refuse_over(contract, at)
    contract.signed_by, contract.signed_at, contract.handed_back_because = by, at, ""
    move_contract(contract=contract, name="sign", by=by, at=at)
    add_copy(contract=contract, side=ContractCopy.Side.INSTITUTION, kept=kept, by=by, at=at)
    tell_drafter(contract, "signed", at=at, once=at.isoformat())
    return contract


@one_transaction
def hand_back(*, contract: Contract, reason: str, by: "User", at: datetime) -> Contract:
    """Give the signed copy back, because something has to be changed; the institution reads the reason."""
    contract = lock_contract(contract.pk)
    contract.signed_by = contract.signed_at = None
    contract.handed_back_because = reason
    move_contract(contract=contract, name="hand-back", by=by, at=at)
    take_back_copies(contract=contract, at=at)
    tell_institution(contract, "handed-back", at=at, once=at.isoformat(), reason=reason)
    return contract


@one_transaction
def countersign(*, contract: Contract, upload: File[Any], by: "User", at: datetime) -> Contract:
    """Keep the copy signed by both. From here on nothing of the contract changes; its first day may be today.

    Raises WrongState, NotYourMove, SecondOfficerNeeded, AlreadyOver, CopyNotChecked, SameCopy, CopyNotPdf or
    UnusableFile.
    """
    kept = keep_copy(upload=upload, by=by, at=at)
    # Locked only now, because examining takes a while; the institution first, for the contract may begin today.
    lock_institution(contract.institution_id)
    contract = lock_contract(contract.pk)
    theirs = contract.copies.select_related("document").filter(side=ContractCopy.Side.INSTITUTION).first()
    _refuse_over(contract, at)
    if theirs is not None and not theirs.document.is_available:
        raise refusals.CopyNotChecked
    if theirs is not None and theirs.sha256 == kept[1]:
        raise refusals.SameCopy
    if contract.state == ContractState.SIGNED:
        add_copy(contract=contract, side=ContractCopy.Side.DISTRICT, kept=kept, by=by, at=at)
    contract.countersigned_by, contract.countersigned_at = by, at
    move_contract(contract=contract, name="countersign", by=by, at=at)
    tell_institution(contract, "countersigned", at=at)
    lifecycle.advance_locked(contract, at=at)
    return contract


@one_transaction
def drop(*, contract: Contract, reason: str, by: "User", at: datetime) -> Contract:
    """Give up a contract that is not signed by both; the other party is told, with the reason."""
    contract = lock_contract(contract.pk)
    contract.termination_reason = reason
    step = move_contract(contract=contract, name="drop", by=by, at=at)
    take_back_copies(contract=contract, at=at)
    if contract.institution.members.standing().filter(user=by).exists():
        tell_drafter(contract, "dropped", at=step.at, reason=reason)
    else:
        tell_institution(contract, "dropped", at=step.at, reason=reason)
    return contract


@one_transaction
def terminate(*, contract: Contract, reason: str, by: "User", at: datetime) -> Contract:
    """End a contract before its time, at once: the directory and new bookings close; standing ones are listed."""
    contract = lock_contract(contract.pk)
    contract.terminated_by, contract.terminated_at, contract.termination_reason = by, at, reason
    move_contract(contract=contract, name="terminate", by=by, at=at)
    tell_institution(contract, "terminated", at=at, reason=reason)
    touch_public_pages()
    return contract


def has_contract(application: Application) -> bool:
    """Whether a contract of it is being prepared or was concluded."""
    return application.contracts.exclude(state__in=NOT_CONCLUDED).exists()


def may_be_renewed(contract: Contract) -> bool:
    """Whether a contract may follow it: in force or just expired, and the institution's latest; a renewal is later."""
    if contract.state not in RENEWABLE:
        return False
    concluded = Contract.objects.filter(institution=contract.institution_id).exclude(state__in=NOT_CONCLUDED)
    return bool(contract.ends_on == concluded.aggregate(latest=Max("ends_on"))["latest"])


def proposed(*, application: Application, at: datetime) -> dict[str, Any]:
    """What a draft begins with: what was asked for in the application, under the terms that it accepted."""
    starts_on = max(application.wanted_from or day_in_beijing(at), day_in_beijing(at))
    terms = application.terms or current_terms(at)
    return {
        "terms": terms, "area": application.area, "starts_on": starts_on,
        "ends_on": months_later(starts_on, application.months or 12) - timedelta(days=1),
        "desks": application.desks or 0, "room_hours": application.room_hours or 0,
        "grace_days": terms.grace_days if terms else 14,
    }  # fmt: skip


def proposed_renewal(*, contract: Contract, at: datetime) -> dict[str, Any]:
    """What a renewal begins with: as before, for as long again, under the latest terms."""
    starts_on = max(contract.ends_on + timedelta(days=1), day_in_beijing(at))
    terms = current_terms(at) or contract.terms
    return {
        "terms": terms, "area": contract.area, "starts_on": starts_on,
        "ends_on": starts_on + (contract.ends_on - contract.starts_on), "desks": contract.desks,
        "room_hours": contract.room_minutes // 60, "grace_days": terms.grace_days, "remarks": contract.remarks,
    }  # fmt: skip


def current_terms(at: datetime) -> Terms | None:
    """The latest terms that are in force."""
    return Terms.objects.filter(in_force_from__lte=day_in_beijing(at)).first()


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


def _drafted(contract: Contract, agreement: Agreement, *, by: "User", at: datetime) -> Contract:
    agreement.written_into(contract)
    contract.reference = new_reference("C")
    contract.drafted_by, contract.drafted_at, contract.state_since = by, at, at
    contract.save(force_insert=True)
    tell_institution(contract, "drafted", at=at)
    return contract


def _refuse_strangers(institution_id: int, by: "User") -> None:
    """Only officers draft, and not for an institution that they act for themselves."""
    roles = roles_of(by)
    if not roles.is_officer or institution_id in roles.institutions:
        raise errors.NotYourMove


def _refuse_over(contract: Contract, at: datetime) -> None:
    if contract.ends_on < day_in_beijing(at):
        raise refusals.AlreadyOver
