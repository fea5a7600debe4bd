"""Free ranges across spaces: 200 rooms, each booked four times on every working day of a year."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

ROOMS, DAYS, TIMES = 200, 365, 12
SENTENCE = "a room for 8 with a projector, Thursday afternoon"


def measure() -> Iterator[str]:
    """Yield a row for each question that pages ask; the rooms and bookings are taken out again."""
    from commons.scheduling.free_time import free_time
    from commons.scheduling.spans import Span
    from institutions import finding
    from institutions.finding import Wish
    from institutions.models import Space

    at = timezone.now()
    with Filled(at) as booked:
        yield f"{ROOMS} rooms, {booked} bookings in a year"
        today = at.date()
        year = Span(at, at + timedelta(days=DAYS))
        spaces = list(Space.objects.select_related("resource"))
        resources = [space.resource_id for space in spaces]
        questions: dict[str, Callable[[], Any]] = {
            "free ranges of a day": lambda: _found(finding, Wish(people=8, day=today + timedelta(days=3)), at),
            "free ranges of a week": lambda: _found(finding, Wish(people=8), at),
            "one statement for the year": lambda: free_time(resources=resources, window=year, at=at),
            "free ranges of the year": lambda: finding.free_spans(spaces, window=year, at=at, by_staff=True),
            "the page, rendered": lambda: Client().get("/en/spaces/", {"q": SENTENCE}, HTTP_HOST="localhost"),
        }
        for name, question in questions.items():
            yield _row(name, question)


def _found(finding: Any, wish: Any, at: datetime) -> Any:
    return finding.find(wish, spaces=finding.fitting(wish), at=at)


def _row(name: str, question: Callable[[], Any]) -> str:
    question()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        question()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return f"{name:<27} p50 {median(taken):7.1f} ms   p95 {taken[int(TIMES * 0.95)]:7.1f} ms"


class Filled:
    """The rooms and their bookings, written in bulk, for as long as they are measured."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __enter__(self) -> int:
        """Write them; says how many bookings there are."""
        from commons.scheduling.models import Resource
        from institutions.models import Booking, LivingRoomArea, Space

        area = LivingRoomArea.objects.first()
        assert area, "the sample has areas"
        self.resources = Resource.objects.bulk_create(
            Resource(kind="bench", name=f"Bench {number}", created_at=self.at) for number in range(ROOMS)
        )
        Space.objects.bulk_create(
            Space(
                slug=f"bench-{number}", resource=resource, kind="room", area=area, name=f"Bench {number}",
                capacity=4 + number % 20, equipment=["projector"] if number % 2 else [], days_ahead=366,
            )
            for number, resource in enumerate(self.resources)
        )  # fmt: skip
        self._write(self.at.date())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return Booking.objects.filter(title="bench").count()

    def _write(self, first: date) -> None:
        days = [first + timedelta(days=number) for number in range(DAYS)]
        with connection.cursor() as cursor:
            for statement in FILLING:
                cursor.execute(statement, {"days": days, "at": self.at, "first": first})

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            for statement in EMPTYING:
                cursor.execute(statement)


FILLING = (
    """
    INSERT INTO scheduling_weeklyrule (resource_id, weekday, starts, ends, valid_from, created_at)
    SELECT id, weekday, '09:00', '19:00', %(first)s, %(at)s
    FROM scheduling_resource, generate_series(0, 4) AS weekday WHERE kind = 'bench'
    """,
    """
    CREATE TEMP TABLE bench_times AS
    SELECT row_number() OVER () AS number, id AS resource, day + starts AS starts_at, day + starts + length AS ends_at
    FROM scheduling_resource, unnest(%(days)s::date[]) AS day,
        (VALUES (time '09:00', interval '1 hour'), ('11:00', '1 hour'), ('13:30', '90 minutes'), ('16:30', '1 hour'))
            AS taken (starts, length)
    WHERE kind = 'bench' AND extract(isodow FROM day) < 6
    """,
    """
    WITH made AS (
        INSERT INTO scheduling_reservation (during, state, purpose, created_at)
        SELECT tstzrange(starts_at AT TIME ZONE 'Asia/Shanghai', ends_at AT TIME ZONE 'Asia/Shanghai'), 'confirmed',
            'bench-' || resource, %(at)s FROM bench_times RETURNING id, during, purpose
    ), taken AS (
        INSERT INTO scheduling_occupancy (reservation_id, resource_id, during, active)
        SELECT id, substr(purpose, 7)::bigint, tstzrange(lower(during), upper(during) + interval '15 minutes'), true
        FROM made
    )
    INSERT INTO institutions_booking (reference, space_id, purpose, title, people, reservation_id, starts_at, ends_at,
        state, minutes_charged, calendar_sequence, created_at, changed_at, end_reason)
    SELECT 'bench-' || made.id, space.id, 'meeting', 'bench', 4, made.id, lower(during), upper(during), 'booked', 0, 0,
        %(at)s, %(at)s, ''
    FROM made JOIN institutions_space space ON space.resource_id = substr(made.purpose, 7)::bigint
    """,
)
EMPTYING = (
    "DELETE FROM institutions_booking WHERE title = 'bench'",
    "DELETE FROM scheduling_occupancy WHERE resource_id IN (SELECT id FROM scheduling_resource WHERE kind = 'bench')",
    "DELETE FROM scheduling_reservation WHERE purpose LIKE 'bench-%'",
    "DELETE FROM institutions_space WHERE slug LIKE 'bench-%'",
    "DELETE FROM scheduling_weeklyrule WHERE resource_id IN (SELECT id FROM scheduling_resource WHERE kind = 'bench')",
    "DELETE FROM scheduling_resource WHERE kind = 'bench'",
)
