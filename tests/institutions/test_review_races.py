"""Officers who act on one application at the same moment; and what would happen without the lock of its row."""

from collections.abc import Callable
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError

from commons.notifications.models import Message
from institutions import errors
from institutions.errors import reviewing as refusals
from institutions.models import Application, RequestItem, Step
from institutions.services import judging, reviewing
from tests.events.test_races import at_once
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.reviewing import make_handed_in

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 8


def unlocked(application_id: int) -> Application:
    """Read the application without locking its row, and give the others time to do so too."""
    found = Application.objects.select_related("institution", "area", "terms").get(pk=application_id)
    sleep(0.3)
    return found


def taking_up(application: Application) -> list[Callable[[], Any]]:
    officers = [making.make_officer() for _ in range(OFFICERS)]
    return [lambda by=by: reviewing.take_up(application=application, by=by, at=NOON) for by in officers]


def deciding(application: Application) -> list[Callable[[], Any]]:
    """Half of the officers approve, the others send back."""
    officers = [making.make_officer() for _ in range(OFFICERS)]

    def act_of(number: int, by: Any) -> Callable[[], Any]:
        if number % 2:
            return lambda: reviewing.send_back(application=application, note="Look again.", by=by, at=NOON)
        return lambda: reviewing.decide(application=application, verdict="approve", reason="", by=by, at=NOON)

    return [act_of(number, by) for number, by in enumerate(officers)]


def returning(application: Application) -> list[Callable[[], Any]]:
    """Each officer returns another document."""
    papers = [making.make_paper(application) for _ in range(OFFICERS)]
    by = making.make_officer()
    return [lambda paper=paper: judging.return_paper(paper=paper, reason="No.", by=by, at=NOON) for paper in papers]


def test_one_of_many_takes_up() -> None:
    application = make_handed_in(state="submitted")

    results = at_once(taking_up(application))

    assert sum(isinstance(one, Step) for one in results) == 1
    assert sum(isinstance(one, errors.WrongState) for one in results) == OFFICERS - 1
    assert Step.objects.filter(application=application, move="take-up").get().by == Application.objects.get().owner


def test_many_take_up_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "lock_application", unlocked)
    application = make_handed_in(state="submitted")

    at_once(taking_up(application))

    assert Step.objects.filter(application=application, move="take-up").count() > 1


def test_application_is_decided_or_sent_back_but_not_both() -> None:
    application = make_handed_in(state="recommended")

    results = at_once(deciding(application))

    assert sum(isinstance(one, Step) for one in results) == 1
    decided = Message.objects.filter(template="institutions/decided").count()
    state = Application.objects.get().state
    assert (state, decided) in {("approved", 1), ("in-review", 0)}


def test_several_decide_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "lock_application", unlocked)
    application = make_handed_in(state="recommended")

    results = at_once(deciding(application))

    assert sum(isinstance(one, Step) for one in results) > 1


def test_documents_returned_at_once_are_asked_for_together() -> None:
    application = make_handed_in()

    results = at_once(returning(application))

    assert not [one for one in results if isinstance(one, Exception)]
    assert application.requests.count() == 1
    assert RequestItem.objects.count() == OFFICERS


def test_request_is_sent_once_and_nothing_is_added_to_it_afterwards() -> None:
    application, officer = make_handed_in(), making.make_officer()
    judging.prepare_question(application=application, task="purpose", reason="For whom?")

    def send() -> Any:
        return judging.send_request(application=application, message="", due_on=NOON.date(), by=officer, at=NOON)

    def add() -> Any:
        return judging.prepare_question(application=application, task="institution", reason="Where?")

    results = at_once([send, add] * 4)

    assert sum(isinstance(one, Step) for one in results) == 1
    assert application.requests.count() == 1
    assert Message.objects.filter(template="institutions/asked").count() == 1
    told = Message.objects.get(template="institutions/asked").text
    asked = RequestItem.objects.count()
    assert ("one thing" in told) == (asked == 1)
    refused = (errors.WrongState, refusals.NotUnderReview, refusals.AskedAlready)
    assert all(isinstance(one, (Step, RequestItem, *refused)) for one in results)


def test_officers_who_assign_in_opposite_order_do_not_deadlock() -> None:
    applications = [make_handed_in() for _ in range(4)]
    one, two = making.make_officer(), making.make_officer()

    results = at_once([
        lambda: reviewing.assign(applications=applications, owner=one, by=one, at=NOON),
        lambda: reviewing.assign(applications=reversed(applications), owner=two, by=two, at=NOON),
    ] * 4)  # fmt: skip

    assert not [result for result in results if isinstance(result, Exception)]
    assert len(set(Application.objects.values_list("owner", flat=True))) == 1
    assert IntegrityError not in {type(result) for result in results}
