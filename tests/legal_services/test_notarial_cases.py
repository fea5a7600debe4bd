"""A notarial case: what it asks for, where it can go, and what the database refuses whoever writes."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from legal_services.errors import notarial as errors
from legal_services.models import NotarialCase, NotarialPaper, NotarialPause
from legal_services.models.apostille import FOR_CHINA, Route, route_to
from legal_services.services import notarial
from tests.factories import NOON, make_resident
from tests.legal_services.cases import make_act, make_case, make_item, make_member, noon
from tests.legal_services.making import make_clerk, make_person

pytestmark = pytest.mark.django_db

State = NotarialCase.State
MONDAY = date(2026, 3, 2)
ALL = set(State)


@pytest.mark.parametrize(
    ("country", "on", "route"),
    [
        ("KR", date(2023, 11, 7), Route.APOSTILLE),
        ("KR", date(2023, 11, 6), Route.CONSULAR),
        ("CA", date(2024, 1, 10), Route.CONSULAR),
        ("CA", date(2024, 1, 11), Route.APOSTILLE),
        ("IN", date(2026, 1, 1), Route.CONSULAR),
        ("TH", date(2026, 1, 1), Route.CONSULAR),
        ("CN", date(2026, 1, 1), Route.NONE),
        ("HK", date(2026, 1, 1), Route.OTHER),
    ],
)
def test_the_destination_decides_the_route_from_the_day_the_convention_holds(
    country: str, on: date, route: Route
) -> None:
    make_member("KR", date(2007, 7, 14))
    make_member("CA", date(2024, 1, 11))
    make_member("IN", date(2005, 7, 14), holds_with_china=False)

    assert route_to(country, on=on) == route


def test_the_convention_never_holds_before_it_did_in_china() -> None:
    assert make_member("KR", date(2007, 7, 14)).since == FOR_CHINA
    assert make_member("CA", date(2024, 1, 11)).since == date(2024, 1, 11)


def test_act_and_destination_decide_the_papers() -> None:
    make_member("KR", date(2007, 7, 14))
    act = make_act("passport")
    make_item(act, "translation", routes=[Route.APOSTILLE, Route.CONSULAR])
    make_item(act, "embassy form", routes=[Route.CONSULAR])
    make_item(act, "Korean form", countries=["KR"])

    def asked_for(destination: str) -> list[str]:
        papers = make_case(act=act, destination=destination).papers.all()
        return [paper.item.text_en.removeprefix("English ") for paper in papers if paper.item]

    assert asked_for("KR") == ["passport", "translation", "Korean form"]
    assert asked_for("TH") == ["passport", "translation", "embassy form"]
    assert asked_for("CN") == ["passport"]


def written(state: str) -> NotarialCase:
    """A case in this state, written straight into the table."""
    case = make_case(accepted_on=MONDAY)
    NotarialCase.objects.filter(pk=case.pk).update(
        state=state, route="consular", issued_on=MONDAY, collected_on=MONDAY, collected_by="Client",
        ended_because="Why not",
    )  # fmt: skip
    return NotarialCase.objects.get(pk=case.pk)


@pytest.mark.parametrize(("state", "to"), list(product(State, State)))
def test_the_state_table_is_kept(state: str, to: str) -> None:
    case = written(state)
    facts: dict[str, Any] = {"on": MONDAY, "note": "Because", "collected_by": "Client"}

    try:
        notarial.step(case=case, to=to, by=make_clerk(), at=noon(MONDAY), **facts)
    except errors.NotFromHere:
        assert to not in NotarialCase.NEXT[state]
    else:
        assert to in NotarialCase.NEXT[state]


def test_the_table_names_every_state_once() -> None:
    assert set(NotarialCase.NEXT) == ALL
    assert all(following <= ALL for following in NotarialCase.NEXT.values())
    assert {state for state, following in NotarialCase.NEXT.items() if not following} == set(NotarialCase.ENDED)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("notarial_state_known", {"state": "lost"}),
        ("notarial_accepted_has_day", {"state": "accepted"}),
        ("notarial_issued_after_accepted", {"state": "issued", "accepted_on": MONDAY}),
        (
            "notarial_issued_after_accepted",
            {"state": "issued", "accepted_on": MONDAY, "issued_on": MONDAY - timedelta(days=1)},
        ),
        (
            "notarial_collected_says_by_whom",
            {"state": "collected", "accepted_on": MONDAY, "issued_on": MONDAY, "collected_on": MONDAY},
        ),
        ("notarial_ended_says_why", {"state": "refused"}),
        ("notarial_ended_says_why", {"state": "withdrawn"}),
        ("notarial_due_after_accepted", {"due_on": MONDAY}),
        (
            "notarial_authenticated_for_abroad",
            {"state": "authenticating", "route": "none", "accepted_on": MONDAY, "issued_on": MONDAY},
        ),
        ("notarial_copies_sensible", {"copies": 0}),
    ],
)
def test_the_database_refuses_a_case_that_lacks_its_facts(constraint: str, facts: dict[str, Any]) -> None:
    case = make_case()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NotarialCase.objects.filter(pk=case.pk).update(**facts)


@pytest.mark.parametrize(
    ("constraint", "pauses"),
    [
        ("notarial_pause_one_standing", [(2, None), (4, None)]),
        ("notarial_pause_in_order", [(4, 2)]),
        ("notarial_pauses_apart", [(2, 6), (4, 8)]),
        ("notarial_pauses_apart", [(2, None), (4, 8)]),
    ],
)
def test_the_database_refuses_pauses_that_overlap(constraint: str, pauses: list[tuple[int, int | None]]) -> None:
    case = make_case(accepted_on=MONDAY)
    days = [(date(2026, 3, first), last and date(2026, 3, last)) for first, last in pauses]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        NotarialPause.objects.bulk_create(
            NotarialPause(case=case, reason="supplement", begins_on=first, ends_on=last) for first, last in days
        )


def test_a_paper_is_listed_or_asked_for() -> None:
    case = make_case()

    with pytest.raises(IntegrityError, match="notarial_paper_listed_or_asked"), transaction.atomic():
        NotarialPaper.objects.create(case=case, asked_on=MONDAY)


@pytest.mark.parametrize("on", [MONDAY - timedelta(days=1), MONDAY + timedelta(days=4)])
def test_a_step_is_not_before_the_last_one_nor_in_the_future(on: date) -> None:
    case, clerk = make_case(accepted_on=MONDAY), make_clerk()

    with pytest.raises(errors.DayOutOfOrder):
        notarial.step(case=case, to=State.ISSUED, on=on, by=clerk, at=noon(MONDAY + timedelta(days=3)))


def test_nothing_is_issued_while_the_clock_stands_still() -> None:
    case, clerk = make_case(accepted_on=MONDAY), make_clerk()
    notarial.pause(case=case, reason="verification", on=MONDAY, by=clerk, at=noon(MONDAY))

    with pytest.raises(errors.ClockStandsStill):
        notarial.step(case=case, to=State.ISSUED, on=MONDAY, by=clerk, at=noon(MONDAY))
    with pytest.raises(errors.ClockStandsStill):
        notarial.pause(case=case, reason="supplement", on=MONDAY, by=clerk, at=noon(MONDAY))


def test_a_pause_asks_for_papers_in_its_own_words() -> None:
    case, clerk = make_case(accepted_on=MONDAY), make_clerk()

    notarial.pause(
        case=case, reason="supplement", on=MONDAY, by=clerk, at=noon(MONDAY), asked=["The older household register"]
    )

    assert case.papers.get(item=None).asked == "The older household register"


def test_the_clock_cannot_go_on_twice() -> None:
    case, clerk = make_case(accepted_on=MONDAY), make_clerk()

    with pytest.raises(errors.ClockRuns):
        notarial.resume(case=case, on=MONDAY, by=clerk, at=noon(MONDAY))


def test_an_end_needs_its_reason_and_a_certificate_somebody_who_takes_it() -> None:
    clerk = make_clerk()
    refused, collected = make_case(accepted_on=MONDAY), written(State.ISSUED)

    with pytest.raises(errors.ReasonMissing):
        notarial.step(case=refused, to=State.REFUSED, on=MONDAY, by=clerk, at=noon(MONDAY))
    with pytest.raises(errors.CollectorMissing):
        notarial.step(case=collected, to=State.COLLECTED, on=MONDAY, by=clerk, at=noon(MONDAY))


def test_the_overdue_list_begins_the_day_after_the_last_day() -> None:
    case = make_case(accepted_on=MONDAY)
    assert case.due_on is not None

    assert not NotarialCase.objects.overdue(case.due_on).exists()
    assert NotarialCase.objects.overdue(case.due_on + timedelta(days=1)).get() == case


def test_a_case_whose_clock_stands_still_is_not_overdue() -> None:
    case, clerk = make_case(accepted_on=MONDAY), make_clerk()
    notarial.pause(case=case, reason="supplement", on=MONDAY, by=clerk, at=noon(MONDAY))

    assert not NotarialCase.objects.overdue(date(2027, 1, 1)).exists()


def test_papers_are_handed_in_and_taken_back() -> None:
    case = make_case(act=make_act("passport", "photo"))
    first, second = case.papers.all()

    assert notarial.hand_in(case=case, papers=[first.pk], on=MONDAY, at=NOON) == 1
    assert notarial.hand_in(case=case, papers=[second.pk], on=MONDAY, at=NOON) == 1

    assert [paper.handed_on for paper in case.papers.all()] == [None, MONDAY]


def test_the_client_is_told_of_each_step_once_and_never_what_it_is_about() -> None:
    resident = make_resident()
    case = make_case(make_person(user=resident), act=make_act(), accepted_on=MONDAY)

    told = Message.objects.filter(recipient=resident)

    assert told.count() == 2
    for message in told:
        assert message.subject == f"News about {case.reference}"
        for word in ("notar", case.act.name_en, "certificate"):
            assert word.lower() not in f"{message.subject} {message.text} {message.html}".lower()


def test_whoever_cannot_be_written_to_is_not_written_to() -> None:
    make_case(make_person(), accepted_on=MONDAY)

    assert not Message.objects.exists()


@pytest.mark.parametrize("refusal", [*errors.BY_CONSTRAINT.values(), errors.NotFromHere, errors.ClockRuns])
def test_a_refusal_says_what_to_do(refusal: type[Refusal]) -> None:
    assert str(refusal())
    assert refusal().advice
