"""The check for conflicts of interest, and going on in spite of a warning: one asks, a second person agrees."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, Subquery

from commons.audit.models import Act
from commons.audit.services import record
from legal_services import errors
from legal_services.conflicts import Hit, Signature, hits_of
from legal_services.models import ConflictCheck, ConflictHit, Matter
from legal_services.services.matters import SUBJECT
from legal_services.services.transactions import lock_matter, one_transaction

State = ConflictCheck.State
SIGNATURE = ("person_id", "other_id", "role_here", "role_there", "is_in_this_matter")


@dataclass(frozen=True)
class Earlier:
    """How the latest check stands (None: there was none) and what it found; and what two people agreed to, ever."""

    state: str | None = None
    found: frozenset[Signature] = frozenset()
    agreed: frozenset[Signature] = frozenset()


@one_transaction
def check_conflicts(*, matter: Matter, by: Any, at: datetime) -> ConflictCheck:
    """Look whether anybody in the matter stands in another role elsewhere, and keep what was found.

    What two people agreed to is not found again. An undecided warning that still says the same stays the one to decide.
    """
    # The matter's row is the lock: roles are added behind it, and there is one undecided warning at a time.
    matter = lock_matter(matter.pk)
    agreed = _earlier(matter).agreed
    hits = [hit for hit in hits_of(matter) if hit.signature not in agreed]
    undecided = matter.conflict_checks.filter(state__in=ConflictCheck.UNDECIDED).first()
    if undecided:
        if {hit.signature for hit in hits} == _signatures(undecided):
            return undecided
        _close(undecided)
    check = matter.conflict_checks.create(state=State.WARNED if hits else State.CLEAR, at=at, by=by)
    ConflictHit.objects.bulk_create(_row(check, hit) for hit in hits)
    _note(matter, f"conflict check: {check.state}", Act.CHANGE, by=by, at=at)
    return check


@one_transaction
def ask_to_go_on(*, check: ConflictCheck, reason: str, by: Any, at: datetime) -> ConflictCheck:
    """Say why a matter should go on in spite of a warning; a second person decides. Raises NothingToDecide."""
    check = _locked(check)
    if check.state != State.WARNED:
        raise errors.NothingToDecide
    check.state, check.reason, check.asked_by, check.asked_at = State.ASKED, reason, by, at
    check.save(update_fields=["state", "reason", "asked_by", "asked_at"])
    _note(check.matter, "conflict: asked to go on", Act.CHANGE, by=by, at=at)
    return check


@one_transaction
def decide(*, check: ConflictCheck, agree: bool, by: Any, at: datetime) -> ConflictCheck:
    """Agree, as a second person, that a matter goes on in spite of a warning, or decline.

    Raises NothingToDecide, or SecondPersonNeeded to whoever asked; the database refuses that as well.
    """
    check = _locked(check)
    if check.state != State.ASKED:
        raise errors.NothingToDecide
    check.state = State.AGREED if agree else State.DECLINED
    check.approved_by, check.approved_at = by, at
    check.save(update_fields=["state", "approved_by", "approved_at"])
    _note(check.matter, f"conflict: {check.state}", Act.CHANGE if agree else Act.REFUSE, by=by, at=at)
    return check


def refuse_unless_clear(matter: Matter) -> None:
    """Let nobody read what was told before a check, or past a warning that two people have not agreed to.

    Asks anew each time: a merge or a new matter may have made a conflict since.
    Raises NotChecked or ConflictUnresolved.
    """
    earlier = _earlier(matter)
    if earlier.state is None:
        raise errors.NotChecked
    hits = {hit.signature for hit in hits_of(matter)} - earlier.agreed
    if not hits:
        return
    if earlier.state == State.CLEAR or not hits <= earlier.found:
        raise errors.NotChecked
    raise errors.ConflictUnresolved


def is_clear(matter: Matter) -> bool:
    """Whether what was told may be read by those assigned."""
    try:
        refuse_unless_clear(matter)
    except (errors.NotChecked, errors.ConflictUnresolved):
        return False
    return True


def _earlier(matter: Matter) -> Earlier:
    """What the checks so far found, and what two people agreed to; one statement."""
    latest = ConflictCheck.objects.filter(matter=matter).values("pk")[:1]
    that_count = matter.conflict_checks.filter(Q(state=State.AGREED) | Q(pk=Subquery(latest)))
    rows = that_count.values_list("pk", "state", *(f"hits__{name}" for name in SIGNATURE))
    seen = [(pk, state, tuple(hit)) for pk, state, *hit in rows]
    if not seen:
        return Earlier()
    latest_pk, latest_state, _hit = seen[0]
    return Earlier(
        latest_state,
        found=frozenset(hit for pk, _state, hit in seen if pk == latest_pk),
        agreed=frozenset(hit for _pk, state, hit in seen if state == State.AGREED),
    )


def _signatures(check: ConflictCheck) -> set[Signature]:
    return set(check.hits.values_list(*SIGNATURE))


def _row(check: ConflictCheck, hit: Hit) -> ConflictHit:
    return ConflictHit(
        check_made=check,
        person_id=hit.person_id,
        other_id=hit.other_id,
        role_here=hit.role_here,
        role_there=hit.role_there,
        is_in_this_matter=hit.is_in_this_matter,
        grounds=list(hit.grounds),
    )


def _close(check: ConflictCheck) -> None:
    check.state = State.REPLACED
    check.save(update_fields=["state"])


def _locked(check: ConflictCheck) -> ConflictCheck:
    """The check as it stands behind the lock of its matter."""
    matter = lock_matter(check.matter_id)
    fresh = ConflictCheck.objects.get(pk=check.pk)
    fresh.matter = matter
    return fresh


def _note(matter: Matter, what: str, act: Act, *, by: Any, at: datetime) -> None:
    record(actor=by, act=act, subject=SUBJECT, reference=matter.reference, reason=what, at=at)
