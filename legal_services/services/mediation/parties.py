"""A mediation is opened, its parties are invited, and each of them answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commons.accounts.models import User
from commons.lib.references import new_reference
from legal_services.errors import mediation as errors
from legal_services.models import (
    MatterRole,
    Mediation,
    MediationParty,
    Person,
    Practitioner,
    Service,
    Topic,
)
from legal_services.services.case_news import MEDIATION
from legal_services.services.conflicts import check_conflicts
from legal_services.services.matters import open_matter
from legal_services.services.mediation.common import (
    What,
    lock_mediation,
    move_on,
    tell_parties,
    tell_party,
    write_down,
)
from legal_services.services.mediation.sessions import cancel_planned
from legal_services.services.transactions import one_transaction

State = Mediation.State
Answer = MediationParty.State


@one_transaction
def open_mediation(
    *, parties: Sequence[Person], mediator: Practitioner, by: User, at: datetime, topic: Topic | None = None
) -> Mediation:
    """Open a mediation between the parties, and invite each of them. The first one asked for it.

    The check for conflicts of interest is made at once: what is written stays closed to the mediator until it is clear.

    Raises TooFewParties (two rows of one person are one party), PartyAlready or CannotTake (nobody who mediates).
    """
    if len({person.root_id or person.pk for person in parties}) < 2:
        raise errors.TooFewParties
    first, *_others = parties
    matter = open_matter(kind=Service.Kind.MEDIATION, topic=topic, client=first, adviser=mediator, by=by, at=at)
    mediation = Mediation.objects.create(
        reference=new_reference(MEDIATION), matter=matter, created_at=at, changed_at=at
    )
    write_down(mediation, What.OPENED, by=by, at=at)
    for person in parties:
        _invite(mediation, person, by=by, at=at)
    check_conflicts(matter=matter, by=by, at=at)
    return mediation


@one_transaction
def invite(*, mediation: Mediation, person: Person, by: User, at: datetime) -> MediationParty:
    """Invite another party while parties are still answering or talk. Raises MediationNotFromHere or PartyAlready."""
    mediation = lock_mediation(mediation.pk)
    if not mediation.is_open:
        raise errors.MediationNotFromHere
    known = mediation.parties.select_related("person")
    if (person.root_id or person.pk) in {party.person.root_id or party.person_id for party in known}:
        raise errors.PartyAlready
    party = _invite(mediation, person, by=by, at=at)
    check_conflicts(matter=mediation.matter, by=by, at=at)
    return party


@one_transaction
def answer(*, party: MediationParty, accepts: bool, way: str, by: Any, at: datetime) -> MediationParty:
    """Take a party's answer. When the last one says yes, the talks begin; one who says no closes the mediation.

    Who takes part may still leave until there is an agreement. `by` is the party's account, None for one who came by a
    link, or the clerk at the counter. The same answer twice changes nothing. Raises MediationNotFromHere.
    """
    # The mediation's row is the lock: of a yes and a no at the same moment, the no is never overtaken.
    mediation = lock_mediation(party.mediation_id)
    party = mediation.parties.select_related("person").get(pk=party.pk)
    wanted = Answer.ACCEPTED if accepts else Answer.REFUSED
    if party.state == wanted:
        return party
    if not mediation.is_open:
        raise errors.MediationNotFromHere
    party.state, party.answered_at, party.answered_by_way = wanted, at, way
    party.save(update_fields=["state", "answered_at", "answered_by_way"])
    if accepts:
        write_down(mediation, What.ACCEPTED, by=by, at=at, party=party)
        _begin_when_all_accept(mediation, by=by, at=at)
    else:
        _close(mediation, party, by=by, at=at)
    return party


def _invite(mediation: Mediation, person: Person, *, by: User, at: datetime) -> MediationParty:
    roles = MatterRole.Role
    is_first = not mediation.parties.exists()
    MatterRole.objects.get_or_create(
        matter=mediation.matter,
        person=person,
        role=roles.CLIENT if is_first else roles.OTHER_SIDE,
        defaults={"since": at},
    )
    party = MediationParty.objects.create(mediation=mediation, person=person, invited_at=at)
    step = write_down(mediation, What.INVITED, by=by, at=at, party=party)
    tell_party(mediation, party, key=f"mediation:{mediation.pk}:{step.pk}:{party.pk}", at=at)
    return party


def _begin_when_all_accept(mediation: Mediation, *, by: Any, at: datetime) -> None:
    waiting = mediation.parties.exclude(state=Answer.ACCEPTED).exists()
    if mediation.state == State.INVITING and not waiting:
        move_on(mediation, State.TALKING, at=at)
        tell_parties(mediation, write_down(mediation, What.STARTED, by=by, at=at), at=at)


def _close(mediation: Mediation, party: MediationParty, *, by: Any, at: datetime) -> None:
    """A refusal ends it for everybody: planned sessions are given back, and the others are told."""
    mediation.declined_by = party
    move_on(mediation, State.DECLINED, at=at)
    cancel_planned(mediation, at=at)
    step = write_down(mediation, What.REFUSED, by=by, at=at, party=party)
    tell_parties(mediation, step, at=at, but=party)
