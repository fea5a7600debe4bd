"""Real threads on PostgreSQL: a proposal is decided, withdrawn, and its room moved or given back at one moment.

Each race has a twin in which the lock is taken out: the twin shows that the race is there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from django.db import connection

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from events import errors, services
from events.models import Event, Proposal
from events.services import proposals, rooms
from institutions.models import Booking
from institutions.services import bookings
from tests.events.proposing import TOMORROW, approve, make_proposal
from tests.events.test_races import at_once
from tests.factories import NOON, make_resident
from tests.institutions.making import make_officer

pytestmark = pytest.mark.django_db(transaction=True)

REASON = {"en": "The speaker is ill."}
ROUNDS = 6


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_room().get(pk=proposal.pk)


def agree(proposal: Proposal) -> None:
    """The proposal, its room and its activity tell the same story."""
    proposal = fresh(proposal)
    has_room = proposal.booking.state in Booking.STANDING
    assert has_room == proposal.stands
    assert (proposal.event is not None and proposal.event.state == Event.State.PUBLISHED) == (
        proposal.state == Proposal.State.APPROVED
    )
    assert Event.objects.count() == (proposal.event is not None)


def approving(proposal: Proposal) -> Callable[[], Any]:
    officer = make_officer()
    return lambda: approve(proposal, by=officer)


def refusals(results: list[Any]) -> list[str]:
    return [result.code for result in results if isinstance(result, Refusal)]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_officers_who_approve_at_once_one_does(_round: int) -> None:
    proposal = make_proposal()

    results = at_once([approving(proposal), approving(proposal)])

    assert refusals(results) == ["already-decided"]
    assert Event.objects.count() == 1
    assert Message.objects.filter(template="institutions/activity_approved").count() == 1
    agree(proposal)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_booking_cancelled_while_being_approved_leaves_no_activity_behind(_round: int) -> None:
    member = make_resident()
    proposal = make_proposal(by=member)

    results = at_once([approving(proposal), lambda: bookings.cancel(booking=proposal.booking, by=member, at=NOON)])

    # Either it was approved first and fell with its room, or there was nothing to approve any more.
    assert refusals(results) in ([], ["already-decided"])
    assert fresh(proposal).state == Proposal.State.FALLEN
    assert not Event.objects.filter(state="published").exists()
    agree(proposal)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_approving_and_withdrawing_at_once_is_one_of_the_two(_round: int) -> None:
    member = make_resident()
    proposal = make_proposal(by=member)

    results = at_once([approving(proposal), lambda: services.withdraw(proposal=proposal, by=member, at=NOON)])

    assert refusals(results) == ["already-decided"]
    agree(proposal)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_activity_and_the_booking_cancelled_at_once_fall_once(_round: int) -> None:
    member, staff = make_resident(), make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)
    visitor = make_resident()
    services.register(event=event, resident=visitor, at=NOON)

    results = at_once(
        [
            lambda: services.cancel_event(event=event, reason=REASON, by=staff, at=NOON),
            lambda: bookings.cancel(booking=proposal.booking, by=member, at=NOON),
        ]
    )

    assert refusals(results) in ([], ["activity-cancelled"])
    assert Message.objects.filter(template="events/called_off").count() == 1
    assert fresh(proposal).state == Proposal.State.FALLEN
    assert not Event.objects.filter(state="published").exists()


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_the_activity_and_the_booking_moved_at_once_end_at_one_time(_round: int) -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)
    session = event.sessions.select_related("venue").get()
    first, second = TOMORROW + timedelta(days=1), TOMORROW + timedelta(days=2)
    two_hours = timedelta(hours=2)
    plan = services.SessionPlan(session.venue, first, first + two_hours, session)

    results = at_once(
        [
            lambda: services.save_event(event=event, sessions=[plan], editor=member, at=NOON),
            lambda: bookings.move(
                booking=proposal.booking, starts_at=second, ends_at=second + two_hours, by=member, at=NOON
            ),
        ]
    )  # fmt: skip

    assert not refusals(results)
    booking = fresh(proposal).booking
    moved = Event.objects.get()
    assert booking.starts_at == moved.starts_at == moved.sessions.get().starts_at
    assert booking.starts_at in {first, second}


@contextmanager
def without_the_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read the proposal without locking anything, and give the others time to do so too."""

    def unlocked(proposal_id: int, booking_id: int) -> Proposal:
        found = fresh(Proposal(pk=proposal_id))
        sleep(0.3)
        return found

    with monkeypatch.context() as patch:
        for module in (rooms, proposals):
            patch.setattr(module, "lock_proposal", unlocked)
        yield


@contextmanager
def without_the_guards() -> Iterator[None]:
    """Take out what the database itself holds of proposals; put it back when the rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_proposal DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE institutions_booking DISABLE TRIGGER proposal_together_with_room")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE events_proposal ENABLE TRIGGER USER")
            cursor.execute("ALTER TABLE institutions_booking ENABLE TRIGGER proposal_together_with_room")


def test_twin_without_the_locks_two_officers_publish_two_activities(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = make_proposal(needs_registration=False)

    with without_the_locks(monkeypatch), without_the_guards():
        results = at_once([approving(proposal), approving(proposal)])

    published = Event.objects.filter(state="published").count()
    assert published == 2 or any(isinstance(result, errors.AddressTaken) for result in results)


def test_twin_without_the_locks_the_database_still_lets_nothing_part(monkeypatch: pytest.MonkeyPatch) -> None:
    member = make_resident()
    proposal = make_proposal(by=member)

    def cancelling() -> Any:
        sleep(0.1)
        return bookings.cancel(booking=proposal.booking, by=member, at=NOON)

    with without_the_locks(monkeypatch):
        results = at_once([approving(proposal), cancelling])

    assert any(isinstance(result, Exception) for result in results)
    agree(proposal)
