"""State × role × move over HTTP: every move's address, in every state, as every role.

What `institutions.states` allows leads where it says. Everything else changes nothing: neither the row, nor its
history, nor does anybody get a message.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from institutions import states
from institutions.contract_edition import edition_of
from institutions.models import Application, Contract, Institution, Request, Revision, Step
from institutions.revisions import snapshot
from institutions.states import ApplicationState, ContractState, Move, Party
from tests.documents.files import a_pdf, uploaded
from tests.factories import NOON, make_manager, make_staff
from tests.institutions import contracts, making
from tests.institutions.reviewing import signed_in
from tests.legal_services.making import make_clerk

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
ROLES = (
    "visitor", "resident", "representative", "colleague", "stranger", "officer", "first officer", "torn officer",
    "administrator", "manager", "staff", "clerk",
)  # fmt: skip
"""The first officer has recommended or drafted; the torn one represents the institution too."""
REPRESENTATIVES, OFFICERS = {"representative", "torn officer"}, {"officer", "first officer", "administrator"}
ONLY_REPRESENTATIVES = {"submit", "withdraw", "sign", "drop"}
Thing = Application | Contract
Sent = Callable[[Any], tuple[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def ours(name: str, **answers: Any) -> Sent:
    """An address of the institution's side, with what is sent there."""
    return lambda thing: (reverse(f"institutions:{name}", args=[thing.reference]), answers)


def desk(name: str, *more: str, **answers: Any) -> Sent:
    """An address of the desk, with what is sent there."""
    return lambda thing: (reverse(f"institutions-desk:{name}", args=[thing.reference, *more]), answers)


def signing(contract: Contract) -> tuple[str, dict[str, Any]]:
    """The institution's signed copy, and the mark of what was read."""
    answers = {"edition": edition_of(contract), "copy": uploaded(a_pdf(2)), "may_sign": "on"}
    return reverse("institutions:contract_sign", args=[contract.reference]), answers


def countersigning(contract: Contract) -> tuple[str, dict[str, Any]]:
    """The copy signed by both."""
    address = reverse("institutions-desk:contract_act", args=[contract.reference, "countersign"])
    return address, {"copy": uploaded(a_pdf(3))}


APPLICATION_ADDRESSES: dict[str, Sent] = {
    "submit": ours("application_check"),
    "withdraw": ours("application_withdraw"),
    "answer": ours("application_answer", words="It stays as it is."),
    "take-up": desk("take_up"),
    "ask": desk("ask", message="", due_on=TODAY + timedelta(days=9)),
    "recommend": desk("recommend", verdict="decline", note="No room."),
    "send-back": desk("send_back", note="Look again."),
    "approve": desk("approve", reason="Welcome."),
    "decline": desk("decline", reason="No room."),
}
CONTRACT_ADDRESSES: dict[str, Sent] = {
    "sign": signing,
    "countersign": countersigning,
    "hand-back": desk("contract_act", "hand-back", reason="A page is missing."),
    "drop": desk("contract_act", "drop", reason="Given up."),
    "drop by the institution": ours("contract_drop", reason="Given up."),
    "terminate": desk("contract_act", "terminate", reason="By agreement."),
}


def people_around(institution: Institution, first: User | None) -> dict[str, User | None]:
    """Somebody in each role; None is the visitor."""
    torn = making.make_officer()
    making.make_member(institution, torn)
    return {
        "visitor": None,
        "resident": making.make_resident(),
        "representative": making.make_member(institution),
        "colleague": making.make_member(institution, duty="colleague"),
        "stranger": making.make_member(making.make_institution()),
        "officer": making.make_officer(),
        "first officer": first or making.make_officer(),
        "torn officer": torn,
        "administrator": User.objects.create_superuser(f"admin-{institution.pk}@example.org", full_name="A"),
        "manager": make_manager(),
        "staff": make_staff(),
        "clerk": make_clerk(),
    }


def able(move: Move, *, has_first: bool) -> set[str]:
    """The roles that may make the move from the states that it begins in."""
    found: set[str] = set()
    if Party.INSTITUTION in move.by:
        found |= REPRESENTATIVES | (set() if move.name in ONLY_REPRESENTATIVES else {"colleague"})
    if Party.OFFICER in move.by:
        found |= OFFICERS
    if Party.SECOND_OFFICER in move.by:
        found |= OFFICERS - ({"first officer"} if has_first else set())
    return found


def application_in(state: str, move: str) -> Application:
    """A whole application in the state, with all that the move would need if it were allowed."""
    filled = {
        "registered_name": "Sample", "registration_number": "1", "address": "1 Road", "about_en": "It trades.",
    }  # fmt: skip
    institution = making.make_institution(**filled)
    terms = making.make_terms()
    verdict = {"verdict": "decline"} if move == "decline" and state == "recommended" else {}
    made = making.make_application(
        institution, state=state, terms=terms, terms_accepted_at=NOON, terms_accepted_by=making.make_resident(),
        **verdict,
    )  # fmt: skip
    if state != "draft":
        Revision.objects.create(application=made, number=1, content=snapshot(made, []), at=NOON)
    if state == "more-asked":
        _ask(made, sent_at=NOON, due_on=TODAY)
    if state == "in-review" and move == "ask":
        _ask(made)
    return made


def _ask(application: Application, **fields: Any) -> None:
    request = Request.objects.create(application=application, **fields)
    request.items.create(task="purpose", reason="For whom?")


def contract_in(state: str) -> Contract:
    """A contract in the state; one that begins later while it is not signed by both."""
    if state in {"drafted", "signed"}:
        later = {"starts_on": TODAY + timedelta(days=9), "ends_on": TODAY + timedelta(days=300)}
        make = contracts.drafted if state == "drafted" else contracts.signed
        return make(**later)
    return making.make_contract(state=state)


def row_of(thing: Thing) -> dict[str, Any]:
    """Everything that a move could change."""
    kept: dict[str, Any] = type(thing)._default_manager.filter(pk=thing.pk).values().get()
    return kept | {"steps": Step.objects.count(), "messages": Message.objects.count()}


def state_after(thing: Thing, user: User | None, sent: Sent) -> tuple[str, dict[str, Any]]:
    """To which state the request leads and what the row is then; whatever it changed is put back."""
    browser = signed_in(user) if user else Client()
    address, answers = sent(thing)
    with transaction.atomic():
        response = browser.post(address, answers)
        assert response.status_code in {200, 302, 404}, (address, response.status_code)
        after = row_of(thing)
        transaction.set_rollback(True)
    return after["state"], after


def wrong_in(thing: Thing, move: Move, sent: Sent, first: User | None, roles: set[str]) -> list[str]:
    """What does not happen as the table says, in words."""
    before, wrong = row_of(thing), []
    may = roles if thing.state in move.sources else set()
    for role, user in people_around(thing.institution, first).items():
        before_role = before | {"messages": Message.objects.count(), "steps": Step.objects.count()}
        state, after = state_after(thing, user, sent)
        if role in may and state != move.target:
            wrong.append(f"{role} should lead from {thing.state} to {move.target}, not {state}")
        if role not in may and after != before_role:
            changed = {name for name in after if after[name] != before_role[name]}
            wrong.append(f"{role} should change nothing of {thing.state}, not {changed}")
    return wrong


@pytest.mark.parametrize("state", ApplicationState.values)
@pytest.mark.parametrize("name", APPLICATION_ADDRESSES)
def test_application_is_moved_over_http_as_the_table_says_and_not_otherwise(name: str, state: str) -> None:
    move = states.find(states.APPLICATION_MOVES, name)
    thing = application_in(state, name)
    first = thing.recommended_by

    wrong = wrong_in(thing, move, APPLICATION_ADDRESSES[name], first, able(move, has_first=first is not None))

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", ContractState.values)
@pytest.mark.parametrize("name", CONTRACT_ADDRESSES)
def test_contract_is_moved_over_http_as_the_table_says_and_not_otherwise(name: str, state: str) -> None:
    move = states.find(states.CONTRACT_MOVES, name.removesuffix(" by the institution"))
    thing = contract_in(state)
    roles = able(move, has_first=thing.drafted_by is not None)
    if move.name == "drop":
        # Two doors: each party goes through its own, and whoever is both may use either.
        roles &= REPRESENTATIVES if name.endswith("institution") else OFFICERS | {"torn officer"}

    wrong = wrong_in(thing, move, CONTRACT_ADDRESSES[name], thing.drafted_by, roles)

    assert not wrong, "\n".join(wrong)


def test_every_move_of_people_has_an_address_and_the_portal_moves_alone_have_none() -> None:
    by_people = {
        move.name for move in (*states.APPLICATION_MOVES, *states.CONTRACT_MOVES) if set(move.by) - {Party.PORTAL}
    }
    by_portal = {move.name for move in states.CONTRACT_MOVES if move.by == (Party.PORTAL,)}
    contract, browser = contract_in("countersigned"), signed_in(making.make_officer())
    before = row_of(contract)

    assert by_people == APPLICATION_ADDRESSES.keys() | CONTRACT_ADDRESSES.keys() - {"drop by the institution"}
    # The address "renew" drafts the contract that follows; the move itself comes with its first day.
    for name in by_portal:
        browser.post(reverse("institutions-desk:contract_act", args=[contract.reference, name]))
    assert row_of(contract) == before
    assert by_portal == {"start", "near-end", "expire", "renew"}


def test_roles_of_the_matrix_are_all_there() -> None:
    assert tuple(people_around(making.make_institution(), None)) == ROLES
