"""Who may move what to what: the one table of the states of applications and contracts.

Services ask it before they move anything (`services.moving`). The database holds the same pairs in triggers, so that
nothing else moves a row either; a test compares the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApplicationState(TextChoices):
    """How far an application has come, as its institution reads it."""

    DRAFT = "draft", pgettext_lazy("application", "Being filled in")
    SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
    IN_REVIEW = "in-review", pgettext_lazy("application", "In review")
    MORE_ASKED = "more-asked", pgettext_lazy("application", "More information asked")
    RECOMMENDED = "recommended", pgettext_lazy("application", "Before the decision")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    DECLINED = "declined", pgettext_lazy("application", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")


class ContractState(TextChoices):
    """How far a contract has come."""

    DRAFTED = "drafted", pgettext_lazy("contract", "Drafted")
    SIGNED = "signed", pgettext_lazy("contract", "Signed by the institution")
    COUNTERSIGNED = "countersigned", pgettext_lazy("contract", "Signed by both")
    ACTIVE = "active", pgettext_lazy("contract", "In force")
    EXPIRING = "expiring", pgettext_lazy("contract", "Ending soon")
    EXPIRED = "expired", pgettext_lazy("contract", "Ended")
    RENEWED = "renewed", pgettext_lazy("contract", "Renewed")
    TERMINATED = "terminated", pgettext_lazy("contract", "Terminated")
    DROPPED = "dropped", pgettext_lazy("contract", "Not concluded")


class Party(TextChoices):
    """Who makes a move."""

    INSTITUTION = "institution", _("The institution")
    """Somebody who represents it."""
    OFFICER = "officer", _("An officer")
    SECOND_OFFICER = "second-officer", _("A second officer")
    """Another one than the officer who recommended or drafted."""
    PORTAL = "portal", _("The portal")
    """The calendar: nobody has to remember it."""


@dataclass(frozen=True)
class Move:
    """One kind of move: what it is called, from where to where, and who makes it."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: tuple[Party, ...]


A, C = ApplicationState, ContractState
APPLICATION_MOVES = (
    Move("submit", (A.DRAFT,), A.SUBMITTED, (Party.INSTITUTION,)),
    Move("take-up", (A.SUBMITTED,), A.IN_REVIEW, (Party.OFFICER,)),
    Move("ask", (A.IN_REVIEW,), A.MORE_ASKED, (Party.OFFICER,)),
    Move("answer", (A.MORE_ASKED,), A.IN_REVIEW, (Party.INSTITUTION,)),
    Move("recommend", (A.IN_REVIEW,), A.RECOMMENDED, (Party.OFFICER,)),
    Move("send-back", (A.RECOMMENDED,), A.IN_REVIEW, (Party.SECOND_OFFICER,)),
    Move("approve", (A.RECOMMENDED,), A.APPROVED, (Party.SECOND_OFFICER,)),
    Move("decline", (A.RECOMMENDED,), A.DECLINED, (Party.SECOND_OFFICER,)),
    Move(
        "withdraw",
        (A.DRAFT, A.SUBMITTED, A.IN_REVIEW, A.MORE_ASKED, A.RECOMMENDED, A.APPROVED),
        A.WITHDRAWN,
        (Party.INSTITUTION,),
    ),
)
"""An approved application is withdrawn only while no contract of it is signed by both."""
CONTRACT_MOVES = (
    Move("sign", (C.DRAFTED,), C.SIGNED, (Party.INSTITUTION,)),
    Move("hand-back", (C.SIGNED,), C.DRAFTED, (Party.OFFICER,)),
    Move("countersign", (C.SIGNED,), C.COUNTERSIGNED, (Party.SECOND_OFFICER,)),
    Move("drop", (C.DRAFTED, C.SIGNED), C.DROPPED, (Party.OFFICER, Party.INSTITUTION)),
    Move("start", (C.COUNTERSIGNED,), C.ACTIVE, (Party.PORTAL,)),
    Move("near-end", (C.ACTIVE,), C.EXPIRING, (Party.PORTAL,)),
    Move("expire", (C.EXPIRING,), C.EXPIRED, (Party.PORTAL,)),
    Move("renew", (C.EXPIRING,), C.RENEWED, (Party.PORTAL,)),
    Move("terminate", (C.COUNTERSIGNED, C.ACTIVE, C.EXPIRING), C.TERMINATED, (Party.OFFICER,)),
)
IN_FORCE = (C.ACTIVE, C.EXPIRING)
"""While a contract is in one of these, its institution is listed and books rooms; the grace after its end included."""
OPEN_APPLICATION = (A.DRAFT, A.SUBMITTED, A.IN_REVIEW, A.MORE_ASKED, A.RECOMMENDED)
"""Somebody still has something to do; an institution has one such application at a time."""
IN_HANDS_OF_INSTITUTION = (A.DRAFT, A.MORE_ASKED)
"""The institution can change what it says; of `MORE_ASKED` only what was asked."""


def find(moves: tuple[Move, ...], name: str) -> Move:
    """The move of this name. Raises KeyError for one that does not exist."""
    for move in moves:
        if move.name == name:
            return move
    raise KeyError(name)


def pairs(moves: tuple[Move, ...]) -> Iterator[str]:
    """Every allowed step as `from>to`, in the order of the table: what the triggers hold."""
    for move in moves:
        for source in move.sources:
            yield f"{source}>{move.target}"
