"""The figures are what a plain count of one session after another says, whatever has happened to the log."""

from datetime import date, timedelta

import pytest

from legal_services.figures.asking import Counts, Dimension, Measure, Period
from legal_services.figures.counting import count
from legal_services.figures.rows import rows_of
from tests.factories import NOON
from tests.legal_services import making
from tests.legal_services.plain_figures import DAYS, LAST, RandomLog, plainly

ALL_OF_IT = Period(LAST - timedelta(days=DAYS), LAST)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_any_log_counts_as_it_does_plainly_over_any_days(seed: int) -> None:
    log = RandomLog(seed)
    for change in (log.merge, log.merge, log.void, log.correct, log.unmerge, log.merge):
        change()

    for period in (ALL_OF_IT, *(log.period() for _ in range(4))):
        assert count(period, *Dimension) == plainly(period, *Dimension)
        for dimension in Dimension:
            assert count(period, dimension) == plainly(period, dimension)


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_of_any_log_leads_to_so_many_rows(seed: int) -> None:
    log = RandomLog(seed, sessions=30)
    log.merge()
    period = Period(LAST - timedelta(days=500), LAST)

    for part, counts in count(period, *Dimension).items():
        for measure in Measure:
            assert rows_of(measure, period, part).count() == counts.amount(measure), (part, measure)


def test_days_without_a_log_and_days_of_no_sense_have_no_figures() -> None:
    making.make_record(making.make_person())

    assert count(Period(date(1, 1, 1), date(1999, 12, 31)), Dimension.TOPIC) == {None: Counts()}
    assert count(Period(LAST + timedelta(days=1), date(9999, 12, 31))) == {None: Counts()}
    assert count(Period(date(1, 1, 1), date(9999, 12, 31)))[None].persons == 1


def test_the_last_day_of_a_month_and_the_first_of_the_next_are_one_period() -> None:
    person = making.make_person()
    matter = making.make_matter(person)
    for day in (date(2026, 9, 30), date(2026, 10, 1)):
        making.make_record(person, matter=matter, held_on=day)

    both = count(Period(date(2026, 9, 30), date(2026, 10, 1)))[None]

    assert both == Counts(services=2, matters=1, person_times=2, persons=1)
    assert count(Period(date(2026, 10, 1), NOON.date()))[None] == Counts(
        services=1, matters=1, person_times=1, persons=1
    )
