"""How long steps take, counted by hand and by the database."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from institutions.durations import Asked, Split, Stage, stays, times
from institutions.models import Application, Step
from institutions.templatetags.institutions_review import lasting
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.reviewing import signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = Asked(date(2026, 1, 1), date(2026, 12, 31))
WAY = ["draft", "submitted", "in-review", "recommended", "approved"]


def make_way(*days: float, begins: datetime = NOON, kind: str = "company") -> Application:
    """An application that stayed for so many days in each state up to the decision, and was begun at the moment."""
    institution = making.make_institution(kind=kind)
    application = making.make_application(institution, state="approved", created_at=begins)
    at = begins
    for (source, target), lasted in zip(pairwise(WAY), days, strict=False):
        at += timedelta(days=lasted)
        Step.objects.create(application=application, move="-", source=source, target=target, at=at)
        if target == "submitted":
            Application.objects.filter(pk=application.pk).update(submitted_at=at)
    return application


def test_median_and_nine_tenths_are_those_of_the_stays() -> None:
    for lasted in (1, 2, 3, 4, 10):
        make_way(lasted, 1, begins=NOON - 60 * DAY)

    draft = times(YEAR, Split.MONTH)[Stage.DRAFT, None]

    assert (draft.count, draft.median) == (5, 3 * DAY)
    assert draft.most == timedelta(days=4 + 0.6 * 6)


def test_whole_way_runs_from_handing_in_to_the_decision() -> None:
    make_way(5, 1, 2, 3, begins=NOON - 60 * DAY)

    found = times(YEAR, Split.MONTH)

    assert found[Stage.WHOLE, None].median == 6 * DAY
    assert found[Stage.SUBMITTED, None].median == DAY
    assert found[Stage.RECOMMENDED, None].median == 3 * DAY


def test_stay_that_goes_on_is_not_counted() -> None:
    make_way(1, begins=NOON - 3 * DAY)

    assert (Stage.SUBMITTED, None) not in times(YEAR, Split.MONTH)


def test_stay_counts_in_the_month_in_which_it_ended_in_beijing() -> None:
    # Half an hour before midnight in London is the next month in Beijing.
    make_way(1, begins=datetime.fromisoformat("2026-06-29T23:30:00+00:00"))

    assert (Stage.DRAFT, "2026-07") in times(YEAR, Split.MONTH)


def test_times_are_taken_apart_and_narrowed_by_kind() -> None:
    make_way(1, begins=NOON - 9 * DAY)
    make_way(3, begins=NOON - 9 * DAY, kind="university")

    found = times(YEAR, Split.KIND)

    assert (found[Stage.DRAFT, "company"].median, found[Stage.DRAFT, "university"].median) == (DAY, 3 * DAY)
    only = times(Asked(YEAR.first, YEAR.last, "university"), Split.MONTH)
    assert only[Stage.DRAFT, None].count == 1


def test_second_stay_in_review_counts_of_its_own() -> None:
    application = make_way(1, 1, begins=NOON - 20 * DAY)
    at = NOON - 18 * DAY
    for source, target, lasted in (
        ("in-review", "more-asked", 2),
        ("more-asked", "in-review", 7),
        ("in-review", "recommended", 4),
    ):
        at += lasted * DAY
        Step.objects.create(application=application, move="-", source=source, target=target, at=at)

    found = times(YEAR, Split.MONTH)

    assert found[Stage.IN_REVIEW, None].count == 2
    assert found[Stage.MORE_ASKED, None].median == 7 * DAY


def test_rows_behind_a_figure_are_the_longest_first() -> None:
    short, long = make_way(1, begins=NOON - 20 * DAY), make_way(5, begins=NOON - 20 * DAY)

    found = stays(YEAR, Stage.DRAFT, month="2026-11", most=10)

    assert [(stay.application_id, stay.lasted) for stay in found] == [(long.pk, 5 * DAY), (short.pk, DAY)]
    assert not stays(YEAR, Stage.DRAFT, month="2026-10", most=10)


def test_figures_lead_to_the_applications_behind_them() -> None:
    application = make_way(5, 1, 2, 3, begins=NOON - 30 * DAY)
    browser = signed_in(making.make_officer())

    with time_machine.travel(NOON):
        html = browser.get(reverse("institutions-desk:statistics")).content.decode()
        assert "6 days" in html
        address = f"?stage=whole&amp;first=2025-11-01&amp;last=2026-11-22&amp;month={NOON - 19 * DAY:%Y-%m}"
        assert address in html
        rows = browser.get(reverse("institutions-desk:statistics_rows") + address.replace("&amp;", "&"))
        assert application.reference in rows.content.decode()


@pytest.mark.parametrize("query", ["?stage=nonsense", "?stage=draft&first=x", ""])
def test_rows_of_nothing_are_not_found(query: str) -> None:
    assert signed_in(making.make_officer()).get(reverse("institutions-desk:statistics_rows") + query).status_code == 404


def test_period_in_the_wrong_order_is_named() -> None:
    response: Any = signed_in(making.make_officer()).get(
        reverse("institutions-desk:statistics") + "?first=2026-05-01&last=2026-04-01"
    )

    assert "The last day comes before the first." in response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["14 days", "36 hours", "40 minutes", "2 days"]),
        ("zh-hans", ["14天", "36小时", "40分钟", "2天"]),
        ("ko", ["14일", "36시간", "40분", "2일"]),
    ],
)
def test_times_are_said_in_the_language_of_the_officer(language: str, words: list[str]) -> None:
    spans = (14 * DAY, 1.5 * DAY, timedelta(minutes=40), 2 * DAY)

    with translation.override(language):
        assert [lasting(span).replace("\u00a0", "").replace(" ", "") for span in spans] == [
            word.replace(" ", "") for word in words
        ]
