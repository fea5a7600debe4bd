"""Several people of one institution at the same moment: nothing is lost, and nothing is handed in half.

The twins show the races when the locks are taken out.
"""

from functools import partial
from typing import Any

import pytest

from commons.accounts.models import User
from institutions import errors
from institutions.answers import answers_of, fingerprint
from institutions.errors import applying as refusals
from institutions.models import Application, Institution, Task
from institutions.services import applying, filling_in, papers
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.applying import a_file, make_ready
from tests.scheduling.racing import at_once, meeting, without_lock

pytestmark = pytest.mark.django_db(transaction=True)


def writers(application: Application, people: list[User]) -> list[Any]:
    """Everybody saves a purpose of their own, from the same page."""
    current = answers_of(application, Task.PURPOSE)
    return [
        partial(
            filling_in.save_answers, application=application, task=Task.PURPOSE, seen=fingerprint(current),
            answers={**current, "purpose": f"Version {number}"}, by=person, at=NOON,
        )
        for number, person in enumerate(people)
    ]  # fmt: skip


def conflicts(answers: list[Any]) -> int:
    return sum(isinstance(answer, refusals.ChangedMeanwhile) for answer in answers)


def test_of_many_who_save_a_part_at_once_all_but_one_are_shown_what_the_first_wrote() -> None:
    application = make_ready(make_resident())
    people = [making.make_member(application.institution) for _ in range(8)]

    answers = at_once(writers(application, people))

    assert conflicts(answers) == 7


def test_without_the_locks_one_overwrites_the_other_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    application = make_ready(make_resident())
    people = [making.make_member(application.institution) for _ in range(2)]
    without_lock(monkeypatch, Institution, Application)
    meeting(monkeypatch, "institutions.services.filling_in.refuse_unless_open")

    answers = at_once(writers(application, people))

    assert conflicts(answers) == 0


def test_what_is_handed_in_is_what_the_revision_says() -> None:
    representative = make_resident()
    application = make_ready(representative)
    writer = making.make_member(application.institution)

    submitted, _saved = at_once(
        [
            lambda: applying.submit(application=application, by=representative, at=NOON),
            writers(application, [writer])[0],
        ]
    )

    assert not isinstance(submitted, Exception)
    now = Application.objects.get(pk=application.pk)
    assert now.revisions.get().content["purpose"]["purpose"] == now.purpose


def test_a_double_click_hands_in_once() -> None:
    representative = make_resident()
    application = make_ready(representative)

    answers = at_once([partial(applying.submit, application=application, by=representative, at=NOON)] * 4)

    assert sum(isinstance(answer, errors.WrongState) for answer in answers) == 3
    assert application.revisions.count() == 1


def test_colleagues_who_begin_again_at_once_get_one_application() -> None:
    representative = make_resident()
    earlier = make_ready(representative, state="withdrawn")

    begin = partial(applying.begin_again, institution=earlier.institution, language="en", by=representative, at=NOON)
    answers = at_once([begin] * 4)

    assert sum(isinstance(answer, errors.AlreadyApplying) for answer in answers) == 3
    assert earlier.institution.applications.filter(state="draft").count() == 1


def adding(application: Application, person: User, times: int) -> list[Any]:
    kind = application.papers.get().kind
    return [
        lambda: papers.add(
            application=application, kind=kind, uploads=[a_file() for _ in range(5)], by=person, at=NOON
        )
    ] * times  # fmt: skip


def test_files_that_come_at_once_are_counted_one_after_the_other() -> None:
    representative = make_resident()
    application = make_ready(representative)

    at_once(adding(application, representative, 3))

    assert application.papers.count() == 6


def test_without_the_lock_there_are_more_files_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    representative = make_resident()
    application = make_ready(representative)
    without_lock(monkeypatch, Application)
    meeting(monkeypatch, "institutions.services.papers._open_kind")
    meeting(monkeypatch, "commons.documents.services.refuse_unless_room")

    at_once(adding(application, representative, 2))

    assert application.papers.count() > 10
