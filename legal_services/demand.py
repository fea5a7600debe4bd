"""How much people's time is asked for: load, waiting times and no-shows over a period.

An appointment belongs to the day on which it begins. Waiting runs from the booking to the beginning, and in the queue
from the number to the call. The no-show rate is that of appointments of which it was noted whether the client came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F, Sum

from commons.lib.languages import language_name
from commons.scheduling.free_time import open_time
from commons.scheduling.models import Occupancy
from commons.scheduling.spans import NO_TIME, Span
from legal_services.models import Practitioner

BOOKED = """
    SELECT GROUPING(language, practitioner_id), language, practitioner_id,
        count(*) FILTER (WHERE state <> 'cancelled'),
        sum(ends_at - starts_at) FILTER (WHERE state <> 'cancelled'),
        count(*) FILTER (WHERE state = 'done'),
        count(*) FILTER (WHERE state = 'no-show'),
        count(*) FILTER (WHERE state = 'cancelled'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY starts_at - created_at) FILTER (WHERE state <> 'cancelled'),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY starts_at - created_at) FILTER (WHERE state <> 'cancelled')
    FROM legal_services_appointment
    WHERE starts_at >= %(starts_at)s AND starts_at < %(ends_at)s AND state <> 'held'
    GROUP BY GROUPING SETS ((language), (practitioner_id), ())
"""
QUEUED = """
    SELECT ticket.language, count(*), count(*) FILTER (WHERE state = 'left'),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY called_at - ticket.created_at) FILTER (WHERE called_at IS NOT NULL),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY called_at - ticket.created_at) FILTER (WHERE called_at IS NOT NULL)
    FROM legal_services_queueticket ticket JOIN legal_services_queueday day ON day.id = ticket.day_id
    WHERE day.day BETWEEN %(first)s AND %(last)s
    GROUP BY GROUPING SETS ((ticket.language), ())
"""
BY_LANGUAGE, BY_PRACTITIONER, WHOLE = 1, 2, 3
"""What PostgreSQL's GROUPING answers: a bit for each column that the group leaves out, the last column's the lowest."""


@dataclass(frozen=True)
class Booked:
    """Appointments of a period; those that were cancelled are only in `cancelled`."""

    number: int = 0
    time: timedelta = NO_TIME
    done: int = 0
    no_shows: int = 0
    cancelled: int = 0
    waited: timedelta | None = None
    """From the booking to the appointment: half of the clients waited less."""
    waited_long: timedelta | None = None
    """Nine in ten waited less."""

    @property
    def hours(self) -> float:
        return _hours(self.time)

    @property
    def no_show_rate(self) -> float | None:
        """In percent of those of whom it was noted; None when nothing was."""
        known = self.done + self.no_shows
        return round(100 * self.no_shows / known, 1) if known else None

    @property
    def days_waited(self) -> float | None:
        return _days(self.waited)

    @property
    def days_waited_long(self) -> float | None:
        return _days(self.waited_long)


@dataclass(frozen=True)
class Queued:
    """Numbers drawn in a period, and how long half of them, and nine in ten, waited for their call."""

    number: int = 0
    left: int = 0
    waited: timedelta | None = None
    waited_long: timedelta | None = None

    @property
    def minutes_waited(self) -> int | None:
        return _minutes(self.waited)

    @property
    def minutes_waited_long(self) -> int | None:
        return _minutes(self.waited_long)


@dataclass(frozen=True)
class Load:
    """The time for which some people were there, and what of it was taken."""

    opened: timedelta = NO_TIME
    taken: timedelta = NO_TIME

    @property
    def open_hours(self) -> float:
        return _hours(self.opened)

    @property
    def taken_hours(self) -> float:
        return _hours(self.taken)

    @property
    def percent(self) -> int | None:
        """How much of the time was taken; None when nobody was there. More than 100: taken outside the hours."""
        return round(100 * (self.taken / self.opened)) if self.opened else None

    def __add__(self, other: "Load") -> "Load":
        return Load(self.opened + other.opened, self.taken + other.taken)


@dataclass(frozen=True)
class LanguageLine:
    """One language: what was asked for in it, and the load of all who speak it."""

    code: str
    speakers: int
    booked: Booked
    queued: Queued
    load: Load

    @property
    def name(self) -> str:
        return language_name(self.code)


@dataclass(frozen=True)
class PersonLine:
    """One adviser or interpreter. Appointments are those of the adviser; the load counts interpreting too."""

    practitioner: Practitioner
    booked: Booked
    load: Load


@dataclass(frozen=True)
class Demand:
    """The figures of a period."""

    booked: Booked = Booked()
    queued: Queued = Queued()
    load: Load = Load()
    languages: list[LanguageLine] = field(default_factory=list)
    people: list[PersonLine] = field(default_factory=list)


def demand(practitioners: Sequence[Practitioner], first: date, last: date, *, at: datetime) -> Demand:
    """The figures from the first to the last day, both included. Four statements, and one for the calendar."""
    window = Span(Span.of_day(first).starts_at, Span.of_day(last).ends_at)
    booked, queued = _booked(window), _queued(first, last)
    loads = _loads(practitioners, window, at)
    spoken = {code for one in practitioners for code in one.languages}
    asked = {code for kind, code in booked if kind == BY_LANGUAGE} | {code for code in queued if code}
    nothing = Booked()
    lines = [
        LanguageLine(
            code=code,
            speakers=sum(code in one.languages for one in practitioners),
            booked=booked.get((BY_LANGUAGE, code), nothing),
            queued=queued.get(code, Queued()),
            load=sum((loads[one.pk] for one in practitioners if code in one.languages), Load()),
        )
        for code in spoken | asked
    ]
    return Demand(
        booked=booked.get((WHOLE, None), nothing),
        queued=queued.get(None, Queued()),
        load=sum(loads.values(), Load()),
        languages=sorted(lines, key=lambda line: (-line.booked.number - line.queued.number, line.name)),
        people=[
            PersonLine(one, booked.get((BY_PRACTITIONER, one.pk), nothing), loads[one.pk]) for one in practitioners
        ],
    )


def _booked(window: Span) -> dict[tuple[int, Any], Booked]:
    """By what they were grouped by, and the language's code or the practitioner's key."""
    rows = _rows(BOOKED, {"starts_at": window.starts_at, "ends_at": window.ends_at})
    return {
        (group, language if group == BY_LANGUAGE else person): Booked(number, time or NO_TIME, *others)
        for group, language, person, number, time, *others in rows
    }


def _queued(first: date, last: date) -> dict[str | None, Queued]:
    """By language; the whole under None."""
    return {language: Queued(*others) for language, *others in _rows(QUEUED, {"first": first, "last": last})}


def _loads(practitioners: Sequence[Practitioner], window: Span, at: datetime) -> dict[int, Load]:
    """By practitioner's key."""
    resources = [one.resource_id for one in practitioners]
    opened = open_time(resources=resources, window=window)
    length = ExpressionWrapper(F("during__endswith") - F("during__startswith"), output_field=DurationField())
    standing = Occupancy.objects.of(resources, window).standing(at).order_by()
    taken: dict[int, timedelta] = dict(standing.values_list("resource").annotate(taken=Sum(length)))
    return {
        one.pk: Load(
            sum((span.length for span in opened[one.resource_id]), NO_TIME), taken.get(one.resource_id, NO_TIME)
        )
        for one in practitioners
    }


def _rows(statement: str, values: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _hours(time: timedelta) -> float:
    return round(time / timedelta(hours=1), 1)


def _days(time: timedelta | None) -> float | None:
    return round(time / timedelta(days=1), 1) if time is not None else None


def _minutes(time: timedelta | None) -> int | None:
    return round(time / timedelta(minutes=1)) if time is not None else None
