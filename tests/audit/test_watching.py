"""Reading that stands out is found; everyday work and searching are not."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commons.audit.models import Act
from commons.audit.services import Oddity, Unusual, entry, record_many, unusual
from tests.factories import NOON, make_resident

pytestmark = pytest.mark.django_db
DAY = NOON.replace(hour=0)


def read(actor: object, number: int, at: datetime, *, act: Act = Act.OPEN, within: int = 50, first: int = 0) -> None:
    """Somebody reads so many different matters, spread over so many minutes."""
    record_many(
        entry(
            actor=actor,
            act=act,
            subject="legal.matter",
            reference=f"M-{first + step}",
            at=at + timedelta(minutes=within * step / number),
        )
        for step in range(number)
    )


def found(day: datetime = DAY) -> list[Unusual]:
    return unusual(since=day, until=day + timedelta(days=1))


def test_a_day_of_ordinary_work_is_not_unusual() -> None:
    clerk = make_resident()
    for hour in range(9, 18):
        read(clerk, 12, DAY + timedelta(hours=hour))

    assert found() == []


def test_very_many_matters_within_an_hour_are_unusual() -> None:
    clerk = make_resident()
    read(clerk, 45, NOON)

    (reading,) = found()

    assert (reading.oddity, reading.actor_id, reading.things, reading.usual) == (Oddity.MANY, clerk.pk, 45, 0)
    assert (reading.begins, reading.ends.minute) == (NOON, 48)


def test_the_hour_need_not_begin_with_the_clocks() -> None:
    read(make_resident(), 40, NOON + timedelta(minutes=35))

    assert [reading.things for reading in found()] == [40]


def test_a_burst_around_midnight_belongs_to_the_day_it_ends_in() -> None:
    read(make_resident(), 40, DAY - timedelta(minutes=25))

    assert [reading.things for reading in found() if reading.oddity == Oddity.MANY] == [40]


def test_the_same_few_matters_opened_often_are_not_unusual() -> None:
    clerk = make_resident()
    for _ in range(20):
        read(clerk, 5, NOON)

    assert found() == []


def test_who_always_reads_much_is_unusual_at_twice_as_much_only() -> None:
    archivist = make_resident()
    for days in range(1, 8):
        read(archivist, 40, NOON - timedelta(days=days))
    read(archivist, 60, NOON)
    read(archivist, 85, NOON + timedelta(days=1))

    assert found() == []
    assert [(reading.things, reading.usual) for reading in found(DAY + timedelta(days=1))] == [(85, 42.5)]


def test_search_hits_that_were_never_opened_are_not_unusual() -> None:
    read(make_resident(), 200, NOON, act=Act.SEARCH_HIT)

    assert found() == []


def test_what_the_portal_does_by_itself_is_not_unusual() -> None:
    read(None, 200, NOON, act=Act.EXPORT)

    assert found() == []


def test_the_threshold_is_a_setting(settings: object) -> None:
    settings.AUDIT_MANY_PER_HOUR = 10  # type: ignore[attr-defined]
    read(make_resident(), 12, NOON)

    assert len(found()) == 1


def test_two_people_together_are_not_one_who_reads_much() -> None:
    for _ in range(2):
        read(make_resident(), 20, NOON)

    assert found() == []


@pytest.mark.parametrize(
    ("hour", "is_night"), [(5.9, True), (6, False), (12, False), (21.9, False), (22, True), (23.5, True), (0, True)]
)
def test_reading_at_night_in_beijing_is_unusual(hour: float, is_night: bool) -> None:
    read(make_resident(), 1, DAY + timedelta(hours=hour))

    assert [reading.oddity for reading in found()] == [Oddity.NIGHT] * is_night


def test_a_night_is_one_finding_with_its_first_and_last_entry() -> None:
    clerk = make_resident()
    evening = DAY + timedelta(hours=22, minutes=30)
    read(clerk, 1, evening)
    read(clerk, 2, evening + timedelta(hours=5), first=1)

    (reading,) = unusual(since=DAY, until=DAY + timedelta(days=2))

    assert (reading.begins, reading.things, reading.usual) == (evening, 3, None)
    assert reading.ends > evening + timedelta(hours=5)


def test_the_latest_comes_first_and_the_cost_does_not_grow() -> None:
    for _ in range(3):
        read(make_resident(), 40, NOON)
        read(make_resident(), 1, DAY + timedelta(hours=23))

    with CaptureQueriesContext(connection) as captured:
        readings = found()

    assert [reading.oddity for reading in readings] == [Oddity.NIGHT] * 3 + [Oddity.MANY] * 3
    assert len(captured) == 2
