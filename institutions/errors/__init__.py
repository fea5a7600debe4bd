"""Why something is refused around institutions, and what to do instead; a module for each part of the work."""

from commons.lib.errors import Refusal
from institutions.errors.applying import InvitedAlready, MemberAlready
from institutions.errors.common import (
    AlreadyApplying,
    ContractInPreparation,
    NotYourMove,
    SecondOfficerNeeded,
    TooBusy,
    WrongState,
)
from institutions.errors.spaces import HoursJustUsedUp

BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "allowance_not_overspent": HoursJustUsedUp,
    "application_one_open": AlreadyApplying,
    "application_decided_by_two": SecondOfficerNeeded,
    "contract_countersigned_by_another": SecondOfficerNeeded,
    "contract_one_in_preparation": ContractInPreparation,
    "invitation_once": InvitedAlready,
    "member_once": MemberAlready,
}
"""What a violated constraint means to the person."""

__all__ = [
    "BY_CONSTRAINT",
    "AlreadyApplying",
    "ContractInPreparation",
    "NotYourMove",
    "Refusal",
    "SecondOfficerNeeded",
    "TooBusy",
    "WrongState",
]
