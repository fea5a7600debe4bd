"""The figures of the service log, and the rows behind each of them."""

from datetime import date, timedelta

import pytest

from legal_services.figures.asking import Counts, Dimension, Measure, Part, Period
from legal_services.figures.counting import count
from legal_services.figures.rows import rows_of
from legal_services.models import Attendance, Person
from tests.factories import NOON, make_service
from tests.legal_services import making

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
THIS_YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def merge(duplicate: Person, kept: Person) -> None:
    Person.objects.filter(pk=duplicate.pk).update(merged_into=kept, root=kept)


def unmerge(duplicate: Person) -> None:
    Person.objects.filter(pk=duplicate.pk).update(merged_into=None, root=None)


def test_one_person_in_three_sessions_on_two_matters_and_two_without_a_name() -> None:
    client = making.make_person()
    first, second = making.make_matter(client), making.make_matter(client)
    making.make_record(client, matter=first)
    making.make_record(client, matter=first, anonymous=2)
    making.make_record(client, matter=second)

    assert count(THIS_YEAR)[None] == Counts(services=3, matters=2, person_times=5, persons=1, unidentified=2)


def test_merging_counts_one_person_and_unmerging_counts_two_again() -> None:
    client, twin = making.make_person(country="KR"), making.make_person()
    matter = making.make_matter(client)
    making.make_record(client, twin, matter=matter)
    making.make_record(twin, matter=matter)
    apart = Counts(services=2, matters=1, person_times=3, persons=2)

    before = count(THIS_YEAR)[None]
    merge(twin, client)
    together = count(THIS_YEAR, Dimension.COUNTRY)
    unmerge(twin)

    assert before == apart
    assert together[None] == Counts(services=2, matters=1, person_times=2, persons=1)
    assert together[Part(Dimension.COUNTRY, "KR")] == together[None]
    assert count(THIS_YEAR)[None] == apart


def test_persons_are_distinct_within_the_period_and_not_the_sum_of_its_months() -> None:
    client = making.make_person()
    matter = making.make_matter(client)
    for month in (9, 10, 11):
        making.make_record(client, matter=matter, held_on=date(2026, month, 3))

    figures = count(THIS_YEAR, Dimension.MONTH)

    assert [figures[Part(Dimension.MONTH, f"2026-{month:02}")].persons for month in (9, 10, 11)] == [1, 1, 1]
    assert figures[None].persons == 1


def test_a_voided_record_and_one_outside_the_period_count_nowhere() -> None:
    client = making.make_person()
    making.make_record(client, voided_at=NOON, void_reason="Entered twice")
    making.make_record(client, held_on=date(2025, 12, 31))

    assert count(THIS_YEAR) == {None: Counts()}
    assert [rows_of(measure, THIS_YEAR).count() for measure in Measure] == [0, 0, 0, 0, 0]


def a_busy_year() -> None:
    """Sessions of several kinds, some with families from two countries, nameless companions, merged duplicates."""
    lease, work = making.make_topic(slug="lease"), making.make_topic(slug="work")
    services = [making.make_bookable_service(), make_service(kind="notarial")]
    advisers = [making.make_practitioner(), making.make_practitioner(), None]
    people = [making.make_person(country=code) for code in ("KR", "KR", "CN", "", "GB", "RU")]
    matters = [making.make_matter(person) for person in people]
    for number in range(40):
        attending = {people[number % 6], people[(number * 5 + number // 7) % 6]} if number % 9 else set()
        making.make_record(
            *attending,
            matter=matters[number % 6],
            service=services[number % 2],
            topic=[lease, work, None][number % 3],
            practitioner=advisers[number % 3],
            channel=["in-person", "phone", "video"][number % 3],
            language=["ko", "en", "zh-hans"][number % 3],
            anonymous=number % 4,
            held_on=TODAY - timedelta(days=7 * number),
        )
    merge(people[1], people[0])
    merge(people[3], people[4])


@pytest.mark.parametrize("dimension", [None, *Dimension])
def test_every_figure_leads_to_exactly_so_many_rows(dimension: Dimension | None) -> None:
    a_busy_year()

    figures = count(THIS_YEAR, *([dimension] if dimension else []))

    assert len(figures) > (1 if dimension else 0)
    for part, counts in figures.items():
        for measure in Measure:
            rows = list(rows_of(measure, THIS_YEAR, part))
            assert len(rows) == len(set(rows)) == rows_of(measure, THIS_YEAR, part).count() == counts.amount(measure)


def test_rows_of_person_times_name_the_session_the_person_or_a_number() -> None:
    client = making.make_person()
    record = making.make_record(client, anonymous=2)

    rows = list(rows_of(Measure.PERSON_TIMES, THIS_YEAR))

    assert rows == [(record.pk, client.pk, 0), (record.pk, None, 1), (record.pk, None, 2)]
    assert list(rows_of(Measure.UNIDENTIFIED, THIS_YEAR)) == rows[1:]


def test_all_dimensions_at_once_say_what_each_says_alone() -> None:
    a_busy_year()

    together = count(THIS_YEAR, *Dimension)

    for dimension in Dimension:
        assert count(THIS_YEAR, dimension).items() <= together.items()


def test_a_family_from_two_countries_is_counted_under_both() -> None:
    korean, british = making.make_person(country="KR"), making.make_person(country="GB")
    making.make_record(korean, british, anonymous=1)

    figures = count(THIS_YEAR, Dimension.COUNTRY)

    assert figures[None] == Counts(services=1, matters=1, person_times=3, persons=2, unidentified=1)
    assert figures[Part(Dimension.COUNTRY, "KR")] == Counts(services=1, matters=1, person_times=1, persons=1)
    assert figures[Part(Dimension.COUNTRY, None)] == Counts(services=1, matters=1, person_times=1, unidentified=1)


def test_a_person_logged_twice_in_one_session_and_merged_later_attended_it_once() -> None:
    client, twin = making.make_person(), making.make_person()
    record = making.make_record(client)
    Attendance.objects.create(record=record, person=twin)
    merge(twin, client)

    assert count(THIS_YEAR)[None].person_times == 1
    assert rows_of(Measure.PERSON_TIMES, THIS_YEAR).count() == 1


def test_whatever_is_asked_takes_four_statements(django_assert_num_queries: object) -> None:
    a_busy_year()

    with django_assert_num_queries(4):  # type: ignore[operator]
        count(THIS_YEAR, *Dimension)


def test_a_session_without_anybody_and_one_with_both_kinds_are_under_the_unknown_country_once() -> None:
    making.make_record(anonymous=0)
    making.make_record(making.make_person(country="KR"), anonymous=3)
    making.make_record(making.make_person(), anonymous=1)

    found = count(THIS_YEAR, Dimension.COUNTRY)

    assert found[Part(Dimension.COUNTRY, None)] == Counts(
        services=3, matters=3, person_times=5, persons=1, unidentified=4
    )
    assert found[Part(Dimension.COUNTRY, "KR")] == Counts(services=1, matters=1, person_times=1, persons=1)
    assert found[None] == count(THIS_YEAR)[None] == count(THIS_YEAR, *Dimension)[None]
