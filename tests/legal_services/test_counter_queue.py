"""Numbers are drawn, called, and done with."""

from datetime import timedelta

import pytest

from legal_services import errors
from legal_services.errors.counter import NobodyWaits, QueueIsFull, QueueIsOver
from legal_services.models import QueueDay, QueueTicket
from legal_services.services import queue
from tests.factories import NOON
from tests.legal_services.making import make_bookable_service, make_practitioner, make_record
from tests.legal_services.queueing import make_ticket

pytestmark = pytest.mark.django_db

State = QueueTicket.State
TOMORROW = NOON + timedelta(days=1)


def test_numbers_count_up_and_begin_anew_each_day() -> None:
    service = make_bookable_service()

    drawn = [make_ticket(service, at=at).number for at in (NOON, NOON, TOMORROW, NOON)]

    assert drawn == [1, 2, 1, 3]


def test_a_day_has_as_many_numbers_as_the_screen_shows() -> None:
    make_ticket()
    QueueDay.objects.update(last_number=queue.MOST_A_DAY)

    with pytest.raises(QueueIsFull):
        make_ticket()


def test_whoever_waits_longest_is_called_first() -> None:
    service = make_bookable_service()
    first, second = make_ticket(service), make_ticket(service)

    called = [queue.call_next(at=NOON), queue.call_next(at=NOON)]

    assert called == [first, second]
    with pytest.raises(NobodyWaits):
        queue.call_next(at=NOON)


def test_an_adviser_is_sent_whom_they_can_help() -> None:
    consultation, notary = make_bookable_service(), make_bookable_service()
    adviser = make_practitioner(services=[consultation], languages=["ko", "zh-hans"])
    make_ticket(notary, language="ko")
    make_ticket(consultation, language="en")
    fitting = make_ticket(consultation, language="ko")

    called = queue.call_next(practitioner=adviser, at=NOON)

    assert (called, called.practitioner) == (fitting, adviser)
    with pytest.raises(NobodyWaits):
        queue.call_next(practitioner=adviser, at=NOON)


def test_only_mediators_are_sent_to_mediations() -> None:
    mediation = make_bookable_service(kind="mediation")
    make_ticket(mediation)

    with pytest.raises(NobodyWaits):
        queue.call_next(practitioner=make_practitioner(services=[mediation]), at=NOON)
    assert queue.call_next(practitioner=make_practitioner(services=[mediation], mediates=True), at=NOON)


def test_numbers_of_yesterday_are_never_called() -> None:
    make_ticket(at=NOON - timedelta(days=1))

    with pytest.raises(NobodyWaits):
        queue.call_next(at=NOON)


def test_a_number_goes_in_and_is_done() -> None:
    ticket = make_ticket()

    for state in (State.CALLED, State.IN_ROOM, State.DONE):
        queue.step(ticket=ticket, to=state, at=NOON)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.called_at, ticket.began_at, ticket.ended_at) == (State.DONE, NOON, NOON, NOON)


def test_whoever_does_not_come_is_called_again_and_then_gone() -> None:
    ticket, later = make_ticket(), NOON + timedelta(minutes=2)
    queue.step(ticket=ticket, to=State.CALLED, at=NOON)

    again = queue.step(ticket=ticket, to=State.CALLED, at=later)
    gone = queue.step(ticket=ticket, to=State.LEFT, at=later)

    assert (again.called_at, gone.state, gone.ended_at) == (later, State.LEFT, later)


def test_a_step_that_leads_nowhere_is_refused() -> None:
    ticket = make_ticket(state=State.LEFT, ended_at=NOON)

    with pytest.raises(errors.ChangedMeanwhile):
        queue.step(ticket=ticket, to=State.IN_ROOM, at=NOON)


def test_a_number_of_yesterday_is_not_called_today_but_can_be_done() -> None:
    ticket = make_ticket(at=NOON - timedelta(days=1))
    inside = make_ticket(at=NOON - timedelta(days=1), state=State.IN_ROOM)

    with pytest.raises(QueueIsOver):
        queue.step(ticket=ticket, to=State.CALLED, at=NOON)
    assert queue.step(ticket=inside, to=State.DONE, at=NOON).state == State.DONE


def test_undo_goes_back_one_step_at_a_time() -> None:
    ticket = make_ticket()
    for state in (State.CALLED, State.IN_ROOM, State.DONE):
        queue.step(ticket=ticket, to=state, at=NOON)

    seen = [queue.undo(ticket=ticket, seen=state, at=NOON).state for state in (State.DONE, State.IN_ROOM, State.CALLED)]

    assert seen == [State.IN_ROOM, State.CALLED, State.WAITING]


def test_undo_leaves_alone_what_changed_since_and_what_is_in_the_log() -> None:
    ticket = make_ticket(state=State.DONE, ended_at=NOON)

    with pytest.raises(errors.ChangedMeanwhile):
        queue.undo(ticket=ticket, seen=State.IN_ROOM, at=NOON)
    make_record(ticket=ticket, anonymous=1)
    with pytest.raises(errors.AlreadyLogged):
        queue.undo(ticket=ticket, seen=State.DONE, at=NOON)
