"""Real threads on PostgreSQL: people act on one case at the same moment. Each race has a twin without the lock."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from commons.lib.errors import Refusal
from legal_services.errors import notarial as errors
from legal_services.mediation_querysets import MediationQuerySet
from legal_services.models import Mediation, MediationParty, NotarialCase, NotarialStep
from legal_services.notarial_querysets import NotarialCaseQuerySet
from legal_services.services import notarial
from legal_services.services.mediation import parties
from tests.factories import NOON
from tests.legal_services.cases import WAY, make_case, make_mediation, noon
from tests.legal_services.making import make_clerk

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = date(2026, 3, 2)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that begin together; gives what each returned, or what it raised."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def work(number: int) -> None:
        start.wait(10)
        try:
            results[number] = acts[number]()
        except (Refusal, IntegrityError) as error:
            results[number] = error
        connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@contextmanager
def without_the_lock(
    monkeypatch: pytest.MonkeyPatch, queryset: type[QuerySet[Any]], module: str, name: str, both: int
) -> Iterator[None]:
    """Read the row without locking it, and let everybody have read it before anybody goes on."""
    have_read = threading.Barrier(both)

    def unlocked(self: QuerySet[Any], **_options: Any) -> QuerySet[Any]:
        return self.all()

    with monkeypatch.context() as patch:
        patch.setattr(queryset, "select_for_update", unlocked)
        reading = getattr(__import__(module, fromlist=[name]), name)

        def read(*args: Any) -> Any:
            row = reading(*args)
            have_read.wait(10)
            return row

        patch.setattr(f"{module}.{name}", read)
        yield


def answers(mediation: Mediation) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """One party says yes and the other no, at the same moment."""
    first, second = mediation.parties.all()

    def answering(party: MediationParty, accepts: bool) -> Callable[[], Any]:
        return lambda: parties.answer(party=party, accepts=accepts, way=WAY, by=None, at=NOON)

    return answering(first, True), answering(second, False)


@pytest.mark.parametrize("round_", range(5))
def test_a_yes_never_overtakes_a_no(round_: int) -> None:
    mediation = make_mediation()

    at_once(*answers(mediation))

    mediation.refresh_from_db()
    assert mediation.state == Mediation.State.DECLINED


@pytest.mark.parametrize("round_", range(5))
def test_two_last_answers_begin_the_talks_once(round_: int) -> None:
    mediation = make_mediation()

    def answering(party: MediationParty) -> Callable[[], Any]:
        return lambda: parties.answer(party=party, accepts=True, way=WAY, by=None, at=NOON)

    at_once(*[answering(party) for party in mediation.parties.all()])

    mediation.refresh_from_db()
    assert mediation.state == Mediation.State.TALKING
    assert mediation.steps.filter(what="started").count() == 1


def test_twin_without_the_lock_two_last_answers_begin_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of the two reads that the other has not answered yet, and nobody begins the talks."""
    mediation = make_mediation()
    both = mediation.parties.all()

    def answering(party: MediationParty) -> Callable[[], Any]:
        return lambda: parties.answer(party=party, accepts=True, way=WAY, by=None, at=NOON)

    module = "legal_services.services.mediation.parties"
    have_written, have_looked = threading.Barrier(2), threading.Barrier(2)
    begin = parties._begin_when_all_accept

    def late(*args: Any, **kwargs: Any) -> None:
        have_written.wait(10)
        begin(*args, **kwargs)
        have_looked.wait(10)

    with without_the_lock(monkeypatch, MediationQuerySet, module, "lock_mediation", 2), monkeypatch.context() as patch:
        patch.setattr(parties, "_begin_when_all_accept", late)
        at_once(*[answering(party) for party in both])

    mediation.refresh_from_db()
    assert mediation.state == Mediation.State.INVITING
    assert set(mediation.parties.values_list("state", flat=True)) == {"accepted"}


def stepping(case: NotarialCase) -> Callable[[], Any]:
    clerk = make_clerk()
    return lambda: notarial.step(case=case, to=NotarialCase.State.ISSUED, on=MONDAY, by=clerk, at=noon(MONDAY))


def test_two_clerks_issue_a_certificate_once() -> None:
    case = make_case(accepted_on=MONDAY)

    results = at_once(*[stepping(case) for _ in range(8)])

    assert sum(isinstance(result, errors.NotFromHere) for result in results) == 7
    assert NotarialStep.objects.filter(case=case, what="issued").count() == 1


def test_twin_without_the_lock_the_certificate_is_issued_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(accepted_on=MONDAY)
    acts = [stepping(case), stepping(case)]

    with without_the_lock(monkeypatch, NotarialCaseQuerySet, "legal_services.services.notarial", "_locked", 2):
        at_once(*acts)

    assert NotarialStep.objects.filter(case=case, what="issued").count() == 2


@pytest.mark.parametrize("round_", range(3))
def test_a_clock_is_never_stopped_twice(round_: int) -> None:
    case, clerk = make_case(accepted_on=MONDAY), make_clerk()

    def pausing() -> Any:
        return notarial.pause(case=case, reason="supplement", on=MONDAY, by=clerk, at=noon(MONDAY))

    results = at_once(*[pausing] * 6)

    assert sum(isinstance(result, errors.ClockStandsStill) for result in results) == 5
    assert case.pauses.count() == 1
