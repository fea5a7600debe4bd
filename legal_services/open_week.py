"""Who is there when: everybody's week side by side, as managers read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from commons.lib.dates import BEIJING, day_in_beijing, format_day, format_time
from commons.scheduling.free_time import open_time
from commons.scheduling.models import DatedException
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar, days_between
from legal_services.closed_times import Need, count_outside, needs
from legal_services.models import Appointment, Practitioner
from legal_services.practitioner_week import A_WEEK, ONE_DAY, SATURDAY, WeekFrame, window_of

MORNING = time(7)
"""The small pictures of a day begin then; what lies outside is in their words."""
QUARTER = timedelta(minutes=15)
LENGTH = 56
"""Quarters of an hour in a picture, up to 21:00."""


@dataclass(frozen=True)
class Bar:
    """A stretch in the picture of a day, in quarters of an hour from its left end."""

    x: int
    width: int


@dataclass(frozen=True)
class Cell:
    """One person on one day."""

    day: date
    is_today: bool
    opened: list[Span]
    met: list[Span]
    is_away: bool

    @property
    def is_empty(self) -> bool:
        """Whether the person is neither there nor away."""
        return not (self.opened or self.met or self.is_away)

    @property
    def label(self) -> str:
        """The day, in the page's language."""
        return format_day(self.day, short=True)

    @property
    def clocks(self) -> list[str]:
        """From when until when the person is there, in Beijing."""
        return [f"{_clock(one.starts_at)}–{_clock(one.ends_at, is_end=True)}" for one in self.opened]

    @property
    def open_bars(self) -> list[Bar]:
        return [bar for span in self.opened if (bar := _bar(span, self.day))]

    @property
    def met_bars(self) -> list[Bar]:
        return [bar for span in self.met if (bar := _bar(span, self.day))]


@dataclass(frozen=True)
class Row:
    """One person's week, and how many of their appointments to come cannot take place as booked."""

    practitioner: Practitioner
    cells: list[Cell]
    touched: int


@dataclass(frozen=True)
class OpenWeek(WeekFrame):
    """Everybody's week, without a Saturday or Sunday of which nobody has anything; and the exceptions to come."""

    rows: list[Row]
    exceptions: list[tuple[Practitioner, DatedException]]

    @property
    def touched(self) -> int:
        """How many appointments cannot take place, counted once for everybody who is not there."""
        return sum(row.touched for row in self.rows)

    @property
    def headings(self) -> list[tuple[date, str]]:
        """The days that are shown, each as the page's language writes it."""
        days = [cell.day for cell in self.rows[0].cells] if self.rows else []
        return [(day, format_day(day, short=True)) for day in days]


def open_week(practitioners: Sequence[Practitioner], monday: date, *, at: datetime) -> OpenWeek:
    """The week of these people, read with their resources. Five statements, however many they are."""
    window, today = window_of(monday), day_in_beijing(at)
    calendar = Calendar.for_window(min(monday, today) - ONE_DAY)
    resources = {one.resource_id: one for one in practitioners}
    opened = open_time(resources=resources, window=window, calendar=calendar)
    in_week = Q(starts_at__gte=window.starts_at, starts_at__lt=window.ends_at) & ~Q(state__in=["held", "cancelled"])
    needed = needs(in_week | Q(starts_at__gt=at, state=Appointment.State.BOOKED))
    coming = [one for one in needed if one.state == Appointment.State.BOOKED and one.span.starts_at > at]
    touched = count_outside(coming, calendar=calendar)
    exceptions = list(
        DatedException.objects.filter(resource__in=resources, during__endswith__gt=min(window.starts_at, at))
    )
    cells = {one.pk: _cells(one, monday, today, opened[one.resource_id], needed, exceptions) for one in practitioners}
    busy = {cell.day for row in cells.values() for cell in row if cell.day.weekday() < SATURDAY or not cell.is_empty}
    rows = [Row(one, [cell for cell in cells[one.pk] if cell.day in busy], touched[one.pk]) for one in practitioners]
    to_come = [(resources[one.resource_id], one) for one in exceptions if one.span.ends_at > at]
    return OpenWeek(monday, today, rows, to_come)


def _cells(
    practitioner: Practitioner, monday: date, today: date, opened: Sequence[Span], needed: Sequence[Need],
    exceptions: Sequence[DatedException],
) -> list[Cell]:  # fmt: skip
    met = [one.span for one in needed if any(who == practitioner.pk for who, _resource in one.people)]
    away = [one.span for one in exceptions if not one.opens and one.resource_id == practitioner.resource_id]
    return [
        Cell(
            day, day == today, _within(opened, day), _within(met, day),
            is_away=any(span.overlaps(Span.of_day(day)) for span in away),
        )
        for day in days_between(monday, monday + A_WEEK - ONE_DAY)
    ]  # fmt: skip


def _within(spans: Sequence[Span], day: date) -> list[Span]:
    whole = Span.of_day(day)
    return [
        Span(max(one.starts_at, whole.starts_at), min(one.ends_at, whole.ends_at))
        for one in spans
        if one.overlaps(whole)
    ]


def _bar(span: Span, day: date) -> Bar | None:
    """The stretch in the picture of the day; None when it lies outside."""
    begin = datetime.combine(day, MORNING, tzinfo=BEIJING)
    x = max(0, (span.starts_at - begin) // QUARTER)
    end = min(LENGTH, -((begin - span.ends_at) // QUARTER))
    return Bar(x, end - x) if end > x else None


def _clock(moment: datetime, *, is_end: bool = False) -> str:
    is_midnight = is_end and moment.astimezone(BEIJING).time() == time(0)
    return "24:00" if is_midnight else format_time(moment)
