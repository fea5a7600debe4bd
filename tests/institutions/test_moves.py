"""The table of states: who moves what to what, and a database that refuses all else."""

import re

import pytest
from django.db import IntegrityError, connection, transaction

from commons.accounts.models import User
from institutions import errors, states
from institutions.models import Application, Contract
from institutions.services.moving import move_application, move_contract
from institutions.services.transactions import lock_application, lock_contract
from institutions.states import ApplicationState, ContractState, Party
from tests.factories import NOON, make_resident
from tests.institutions import making

pytestmark = pytest.mark.django_db
TABLES = {"institutions_application": states.APPLICATION_MOVES, "institutions_contract": states.CONTRACT_MOVES}


@pytest.mark.parametrize("table", TABLES)
def test_triggers_allow_just_the_pairs_of_the_table(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE '%%_moves'",
            [table],
        )
        (definition,) = cursor.fetchone()

    _birth, *held = re.findall(r"'([^']+)'", definition)
    assert sorted(held) == sorted(states.pairs(TABLES[table]))


def test_database_moves_an_application_only_along_the_table() -> None:
    allowed = set(states.pairs(states.APPLICATION_MOVES))
    for source in ApplicationState.values:
        row = Application.objects.filter(pk=making.make_application(state=source).pk)
        row.update(recommended_by=making.make_officer(), verdict="approve", decided_by=making.make_officer())
        row.update(decided_at=NOON, submitted_at=NOON, decision_reason="Because.")
        for target in ApplicationState.values:
            assert _moves(row, target) == (source == target or f"{source}>{target}" in allowed), f"{source}>{target}"


def test_database_moves_a_contract_only_along_the_table() -> None:
    allowed = set(states.pairs(states.CONTRACT_MOVES))
    for source in ContractState.values:
        made = making.make_contract(state=source)
        row = Contract.objects.filter(pk=made.pk)
        # Both have signed, in every state that has not come so far: only the state is in question.
        late = {"terminated_by": making.make_officer(), "terminated_at": NOON, "termination_reason": "By agreement."}
        if made.countersigned_at is None:
            late |= {"signed_by": make_resident(), "signed_at": NOON}
            late |= {"countersigned_by": making.make_officer(), "countersigned_at": NOON}
        row.update(**late)
        for target in ContractState.values:
            assert _moves(row, target) == (source == target or f"{source}>{target}" in allowed), f"{source}>{target}"


def test_rows_are_born_in_their_first_state() -> None:
    application = making.make_application()
    application.pk, application.reference, application.state = None, "T-2222-2222", "submitted"
    application.submitted_at = NOON

    with pytest.raises(IntegrityError, match="born"), transaction.atomic():
        application.save(force_insert=True)


def _actors(thing: Application | Contract) -> dict[str, User | None]:
    first = thing.recommended_by if isinstance(thing, Application) else thing.drafted_by
    return {
        "representative": making.make_member(thing.institution),
        "colleague": making.make_member(thing.institution, duty="colleague"),
        "stranger": making.make_member(making.make_institution()),
        "resident": make_resident(),
        "officer": making.make_officer(),
        "first officer": first or making.make_officer(),
        "portal": None,
    }


def _may(move: states.Move, actor: str, *, has_first: bool) -> bool:
    institution = {"representative"} if move.name in {"submit", "withdraw", "sign", "drop"} else {
        "representative", "colleague"
    }  # fmt: skip
    able: set[str] = set()
    for party in move.by:
        able |= {
            Party.INSTITUTION: institution,
            Party.OFFICER: {"officer", "first officer"},
            Party.SECOND_OFFICER: {"officer"} if has_first else {"officer", "first officer"},
            Party.PORTAL: {"portal"},
        }[party]
    return actor in able


@pytest.mark.parametrize("move", states.APPLICATION_MOVES, ids=lambda move: move.name)
def test_application_is_moved_by_those_whom_the_table_names(move: states.Move) -> None:
    thing = making.make_application(state=move.sources[-1])
    ready = {"recommended_by": making.make_officer(), "verdict": "approve", "submitted_at": NOON}
    if move.name in {"approve", "decline"}:
        ready |= {"decision_reason": "Because.", "decided_at": NOON}
    for name, actor in _actors(thing).items():
        locked = lock_application(thing.pk)
        for field, value in ready.items():
            setattr(locked, field, getattr(locked, field) or value)
        locked.decided_by = actor if move.name in {"approve", "decline"} else None
        with transaction.atomic():
            expected = _may(move, name, has_first=thing.recommended_by is not None)
            if expected:
                assert move_application(application=locked, name=move.name, by=actor, at=NOON).target == move.target
                transaction.set_rollback(True)
            else:
                with pytest.raises((errors.NotYourMove, errors.SecondOfficerNeeded)):
                    move_application(application=locked, name=move.name, by=actor, at=NOON)


@pytest.mark.parametrize("move", states.CONTRACT_MOVES, ids=lambda move: move.name)
def test_contract_is_moved_by_those_whom_the_table_names(move: states.Move) -> None:
    thing = making.make_contract(state=move.sources[0])
    for name, actor in _actors(thing).items():
        locked = lock_contract(thing.pk)
        if move.name == "sign":
            locked.signed_by, locked.signed_at = actor, NOON
        if move.name == "countersign":
            locked.countersigned_by, locked.countersigned_at = actor, NOON
        if move.name == "terminate":
            locked.terminated_by, locked.terminated_at, locked.termination_reason = actor, NOON, "By agreement."
        with transaction.atomic():
            if _may(move, name, has_first=True):
                assert move_contract(contract=locked, name=move.name, by=actor, at=NOON).target == move.target
                transaction.set_rollback(True)
            else:
                with pytest.raises((errors.NotYourMove, errors.SecondOfficerNeeded)):
                    move_contract(contract=locked, name=move.name, by=actor, at=NOON)


def test_no_move_begins_elsewhere() -> None:
    officer = making.make_officer()
    for state in ApplicationState.values:
        thing = lock_application(making.make_application(state=state).pk)
        for move in states.APPLICATION_MOVES:
            if state not in move.sources:
                with pytest.raises(errors.WrongState):
                    move_application(application=thing, name=move.name, by=officer, at=NOON)


def test_officer_does_not_receive_their_own_institution() -> None:
    thing = making.make_application(state="submitted")
    officer = making.make_officer()
    making.make_member(thing.institution, officer)

    with pytest.raises(errors.NotYourMove):
        move_application(application=lock_application(thing.pk), name="take-up", by=officer, at=NOON)


def _moves(row: "object", target: str) -> bool:
    """Whether the database lets the row go to the state; put back afterwards."""
    try:
        with transaction.atomic():
            row.update(state=target)  # type: ignore[attr-defined]
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True
