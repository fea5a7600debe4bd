"""Free ranges across spaces: 200 rooms, each booked four times on every working day of a year.

The budget of 200 ms at p95 is that of pages, each over the whole of this volume: no page asks for more than a week of
all rooms at once. The questions under them say where the time goes; the whole year in one question is nobody's page,
and shows how the search grows.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

ROOMS, DAYS = 200, 365
LOOKS, TIMES = 40, 12
"""How often a page is looked at, and a question asked."""
BUDGET = 200
"""Milliseconds, for a page at p95."""
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
        # Other people's cookie: nobody's session, but no page that is kept either. Every look renders.
        visitor = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}=none"}, SERVER_NAME="localhost")
        for name, address in pages(at.date()).items():
            yield _row(name, partial(visitor.get, address), budget=BUDGET)
        today = at.date()
        year = Span(at, at + timedelta(days=DAYS))
        spaces = list(Space.objects.select_related("resource"))
        resources = [space.resource_id for space in spaces]
        questions: dict[str, Callable[[], Any]] = {
            "free ranges of a day": lambda: _found(finding, Wish(people=8, day=today + timedelta(days=3)), at),
            "free ranges of a week": lambda: _found(finding, Wish(people=8), at),
            "one statement for the year": lambda: free_time(resources=resources, window=year, at=at),
            "free ranges of the year": lambda: finding.free_spans(spaces, window=year, at=at, by_staff=True),
        }
        for name, question in questions.items():
            yield _row(name, question)


def pages(today: date) -> dict[str, str]:
    """The public pages that show free time, each rendered anew: its address, by what it asks."""
    day = today + timedelta(days=(3 - today.weekday()) % 7 or 7)
    return {
        "page: a sentence": f"/en/spaces/?{urlencode({'q': SENTENCE})}",
        "page: a day, 2 hours, from 14:00": f"/en/spaces/?day={day}&starts=14:00&minutes=120&people=4",
        "page: the coming week": "/en/spaces/",
        "page: nothing is free": f"/en/spaces/?day={day}&minutes=240&people=4",
        "page: the week of all rooms": f"/en/spaces/week/?from={day}",
        "page: one room": f"/en/spaces/bench-1/?from={day}",
    }


def _found(finding: Any, wish: Any, at: datetime) -> Any:
    return finding.find(wish, spaces=finding.fitting(wish), at=at)


def _row(name: str, question: Callable[[], Any], *, budget: int = 0) -> str:
    """How long it takes, and the processor time of both processes, which busy neighbours do not lengthen."""
    question()
    rounds, taken = LOOKS if budget else TIMES, []
    worked = _worked()
    for _ in range(rounds):
        begun = time.perf_counter()
        question()
        taken.append((time.perf_counter() - begun) * 1000)
    processor = (_worked() - worked) / rounds * 1000
    taken.sort()
    p95 = taken[int(rounds * 0.95)]
    judged = f"   {p95 / budget:5.0%} of {budget} ms" if budget else ""
    return f"{name:<33} p50 {median(taken):7.1f} ms   p95 {p95:7.1f} ms   processor {processor:7.1f} ms{judged}"


def _worked() -> float:
    """Seconds of the processor that this process and its server process in PostgreSQL have used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        used = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return time.process_time() + used.user + used.system


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
