"""A week of somebody's calendar: when they are free, who comes, when they are away."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from commons.lib.dates import BEIJING, day_in_beijing, format_day, format_days, format_time
from commons.scheduling.free_time import free_time
from commons.scheduling.models import DatedException, Resource
from commons.scheduling.models.opening import Weekday
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar, days_between
from legal_services.models import Appointment, Practitioner
from legal_services.querysets import AppointmentQuerySet, MatterQuerySet

SATURDAY = 5
ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
FARTHEST = timedelta(days=400)
"""Weeks farther away than this are not shown: nobody plans there."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a day: `free`, `away`, or an appointment."""

    kind: str
    span: Span
    appointment: Appointment | None = None
    is_outside: bool = False
    """An appointment at a time at which the person is not there."""
    reason: str = ""
    is_whole_day: bool = False

    @property
    def clock(self) -> str:
        """From when until when, in Beijing; the midnight at the end of a day is 24:00."""
        ends = self.span.ends_at.astimezone(BEIJING)
        return f"{format_time(self.span.starts_at)}–{format_time(ends) if ends.time() != time(0) else '24:00'}"


@dataclass(frozen=True)
class Day:
    """One day in Beijing. `note` says what the official calendar makes of it."""

    day: date
    is_today: bool
    note: str
    pieces: list[Piece]

    @property
    def label(self) -> str:
        """The day as a heading, in the page's language."""
        return format_day(self.day, short=True)


@dataclass(frozen=True)
class WeekFrame:
    """Monday to Sunday, and the way to other weeks."""

    first: date
    today: date

    @property
    def last(self) -> date:
        """The Sunday."""
        return self.first + A_WEEK - ONE_DAY

    @property
    def label(self) -> str:
        """From which day to which, in the page's language."""
        return format_days(self.first, self.last, short=self.first.year == self.today.year)

    @property
    def earlier(self) -> date | None:
        """The Monday before, if it is shown."""
        monday = self.first - A_WEEK
        return monday if self.today - monday <= FARTHEST else None

    @property
    def later(self) -> date | None:
        """The Monday after, if it is shown."""
        monday = self.first + A_WEEK
        return monday if monday - self.today <= FARTHEST else None

    @property
    def is_this_week(self) -> bool:
        """Whether today is in it."""
        return self.first <= self.today <= self.last


@dataclass(frozen=True)
class Week(WeekFrame):
    """Somebody's week; of Saturday and Sunday only what is not empty is among the `days`."""

    days: list[Day]


def monday_of(asked: date | None, today: date) -> date:
    """The Monday of the week that was asked for; of this week when none was, or one too far away."""
    day = asked if asked and abs(asked - today) <= FARTHEST else today
    return day - day.weekday() * ONE_DAY


def window_of(monday: date) -> Span:
    """The whole week that begins on the day."""
    return Span(Span.of_day(monday).starts_at, Span.of_day(monday + A_WEEK - ONE_DAY).ends_at)


def week_of(
    practitioner: Practitioner, monday: date, *, appointments: Iterable[Appointment],
    exceptions: Iterable[DatedException], outside: Collection[Appointment], calendar: Calendar, at: datetime,
) -> Week:  # fmt: skip
    """The week of one person, whose appointments and exceptions may reach beyond it; one statement.

    `outside` are the appointments at closed times.
    """
    window, today = window_of(monday), day_in_beijing(at)
    resource = practitioner.resource
    free = free_time(resources=[resource.pk], window=window, at=at, calendar=calendar)[resource.pk]
    pieces = [Piece("free", span) for span in free]
    pieces += [Piece(one.state, Span(one.starts_at, one.ends_at), one, one in outside) for one in appointments]
    pieces += [Piece("away", one.span, reason=one.reason) for one in exceptions if not one.opens]
    days = [_day(day, pieces, resource, calendar, today) for day in days_between(monday, monday + A_WEEK - ONE_DAY)]
    return Week(monday, today, [day for day in days if day.pieces or day.day.weekday() < SATURDAY or day.is_today])


def appointments_of(
    practitioner: Practitioner, window: Span, *, matters: MatterQuerySet, at: datetime
) -> AppointmentQuerySet:
    """The appointments in the window, and those booked that are to come; without the cancelled ones.

    Each has `matter_reference`, if its matter is among `matters`.
    """
    in_window = Q(starts_at__gte=window.starts_at, starts_at__lt=window.ends_at)
    to_come = Q(starts_at__gt=at, state=Appointment.State.BOOKED)
    reference = Subquery(matters.filter(pk=OuterRef("matter")).values("reference")[:1])
    standing = Appointment.objects.of_practitioner(practitioner.pk).exclude(state=Appointment.State.CANCELLED)
    return standing.for_pages().filter(in_window | to_come).annotate(matter_reference=reference)


def note_on(day: date, resource: Resource, calendar: Calendar) -> str:
    """What the official calendar makes of a day: a holiday, or a day that is worked like another; often nothing."""
    if not resource.follows_calendar:
        return ""
    acted = calendar.weekday_acted(day)
    if acted is None:
        return _("Public holiday")
    if acted == day.weekday():
        return ""
    return _("Worked like a %(weekday)s") % {"weekday": Weekday(acted).label}


def _day(day: date, pieces: Sequence[Piece], resource: Resource, calendar: Calendar, today: date) -> Day:
    whole = Span.of_day(day)
    found = sorted(
        (_within(piece, whole) for piece in pieces if piece.span.overlaps(whole)),
        key=lambda piece: (piece.span.starts_at, piece.kind == "free"),
    )
    return Day(day, day == today, note_on(day, resource, calendar), found)


def _within(piece: Piece, day: Span) -> Piece:
    """The part of the piece that lies in the day."""
    part = Span(max(piece.span.starts_at, day.starts_at), min(piece.span.ends_at, day.ends_at))
    return Piece(piece.kind, part, piece.appointment, piece.is_outside, piece.reason, is_whole_day=part == day)
