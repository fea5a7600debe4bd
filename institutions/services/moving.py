"""The one way in which an application or a contract changes its state."""

from datetime import datetime
from typing import TYPE_CHECKING

from institutions import errors, states
from institutions.models import Application, Contract, Step
from institutions.roles import roles_of
from institutions.states import Move, Party

if TYPE_CHECKING:
    from commons.accounts.models import User

ONLY_REPRESENTATIVES = frozenset({"submit", "withdraw", "sign", "drop"})
"""What binds the institution: colleagues fill in, representatives hand in, withdraw and sign."""


def move_application(*, application: Application, name: str, by: "User | None", at: datetime) -> Step:
    """Move the application, which the caller has locked; whatever else the move sets is on the row already.

    Saves the whole row. Raises WrongState, NotYourMove or SecondOfficerNeeded; nothing is changed then.
    """
    return _move(application, states.find(states.APPLICATION_MOVES, name), by=by, at=at)


def move_contract(*, contract: Contract, name: str, by: "User | None", at: datetime) -> Step:
    """Move the contract, which the caller has locked; otherwise as `move_application`."""
    return _move(contract, states.find(states.CONTRACT_MOVES, name), by=by, at=at)


def may_move(*, thing: Application | Contract, name: str, by: "User | None") -> bool:
    """Whether this person could make this move now: for pages, which show no button that would be refused."""
    moves = states.APPLICATION_MOVES if isinstance(thing, Application) else states.CONTRACT_MOVES
    move = states.find(moves, name)
    return thing.state in move.sources and _refusal(thing, move, by) is None


def _move(thing: Application | Contract, move: Move, *, by: "User | None", at: datetime) -> Step:
    if thing.state not in move.sources:
        raise errors.WrongState
    if refusal := _refusal(thing, move, by):
        raise refusal
    source = thing.state
    thing.state, thing.state_since = move.target, at
    thing.save()
    of = {"application": thing} if isinstance(thing, Application) else {"contract": thing}
    return Step.objects.create(move=move.name, source=source, target=move.target, by=by, at=at, **of)


def _refusal(thing: Application | Contract, move: Move, by: "User | None") -> type[errors.Refusal] | None:
    """Why this person may not make the move; None when they may."""
    if by is None:
        return None if Party.PORTAL in move.by else errors.NotYourMove
    roles = roles_of(by)
    acting = roles.represents if move.name in ONLY_REPRESENTATIVES else roles.institutions
    if Party.INSTITUTION in move.by and thing.institution_id in acting:
        return None
    # Nobody receives an institution that they act for.
    if not roles.is_officer or thing.institution_id in roles.institutions:
        return errors.NotYourMove
    if Party.OFFICER in move.by:
        return None
    if Party.SECOND_OFFICER in move.by:
        return errors.SecondOfficerNeeded if by.pk == _first_officer(thing) else None
    return errors.NotYourMove


def _first_officer(thing: Application | Contract) -> int | None:
    """Who recommended or drafted, and so does not decide or countersign."""
    return thing.recommended_by_id if isinstance(thing, Application) else thing.drafted_by_id
