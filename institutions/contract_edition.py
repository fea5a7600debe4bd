"""Which words of a contract somebody has read: a short mark that changes with everything that is agreed."""

import hashlib
import json

from institutions.models import Contract

LETTERS = 8


def edition_of(contract: Contract) -> str:
    """The mark of the contract as it stands: on its print, and sent along by whoever signs.

    So nobody signs what an officer has changed in the meantime.
    """
    agreed = [
        contract.reference, contract.terms_id, contract.area_id, contract.starts_on.isoformat(),
        contract.ends_on.isoformat(), contract.grace_days, contract.desks, contract.room_minutes, contract.remarks,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(agreed).encode()).hexdigest()[:LETTERS].upper()
