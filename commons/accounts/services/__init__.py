"""What can be done with an account: its consents, its erasure, its profile."""

from commons.accounts.services.consents import (
    ConsentWithdrawn,
    give_consent,
    refuse_without_consent,
    standing_consent,
    withdraw_consent,
)
from commons.accounts.services.erasure import (
    StaffAccountNotErased,
    erase_account,
    erase_unused_accounts,
    export_account,
    leave,
)

__all__ = [
    "ConsentWithdrawn",
    "StaffAccountNotErased",
    "erase_account",
    "erase_unused_accounts",
    "export_account",
    "give_consent",
    "leave",
    "refuse_without_consent",
    "standing_consent",
    "withdraw_consent",
]
