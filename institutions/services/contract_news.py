"""What the institution and the officer who drafted are told about a contract: one message with many occasions."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from institutions.models import Contract
from institutions.services.messages import tell_members, tell_officer

NEWS = "contract_news"


def key_of(contract: Contract, occasion: str, once: str = "") -> str:
    """The idempotency key of a message; `once` tells it apart from others of the same occasion."""
    return f"institutions:contract:{contract.reference}:{occasion}:{once}"


def tell_institution(contract: Contract, occasion: str, *, at: datetime, once: str = "", **more: Any) -> None:
    """Write to everybody who acts for the institution. The words of an occasion are in `words/contract_news.txt`."""
    tell_members(
        contract.institution, NEWS, key=key_of(contract, occasion, once), at=at, contract=contract, occasion=occasion,
        url=reverse("institutions:contract", args=[contract.reference]), to_officer=False, **more,
    )  # fmt: skip


def tell_drafter(contract: Contract, occasion: str, *, at: datetime, once: str = "", **more: Any) -> None:
    """Write to the officer who drafted the contract, if they are still one."""
    officer = contract.drafted_by
    if officer is None or not officer.may_be_written_to:
        return
    tell_officer(
        officer, NEWS, key=key_of(contract, f"officer:{occasion}", once), at=at, contract=contract, occasion=occasion,
        url=reverse("institutions-desk:contract", args=[contract.reference]), institution=contract.institution,
        to_officer=True, **more,
    )  # fmt: skip
