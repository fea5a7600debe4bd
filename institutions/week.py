"""A week of several spaces at a glance: what is free, what is taken, and what is one's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from commons.lib.dates import BEIJING, day_in_beijing, format_days
from commons.scheduling.free_time import open_time
from commons.scheduling.spans import Span
from institutions.finding import A_DAY, A_WEEK, by_day, free_spans
from institutions.models import Booking, Space
from institutions.roles import Roles

if TYPE_CHECKING:
    from institutions.querysets import BookingQuerySet

DAYS_OF_WEEK = 7
SHOWN_FROM, SHOWN_UNTIL = 8 * 60, 20 * 60
"""The minutes of the day that are drawn at least."""
FURTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Bar:
    """A stretch of a day as it is drawn: minutes from the left edge, and how many."""

    kind: str
    x: int
    width: int
    span: Span
    booking: Booking | None = None
    movable: bool = False


@dataclass(frozen=True)
class Entry:
    """A line under the drawing: a free time, or a booking; `booking` only where the person may know it."""

    kind: str
    span: Span
    booking: Booking | None = None


@dataclass(frozen=True)
class Cell:
    """One space on one day."""

    day: date
    bars: list[Bar]
    entries: list[Entry]
    is_open: bool


@dataclass(frozen=True)
class Row:
    """One space and its seven days."""

    space: Space
    cells: list[Cell]


@dataclass(frozen=True)
class Frame:
    """Which minutes of the day are drawn: whole hours around everything that is open or taken."""

    first: int
    last: int

    @property
    def width(self) -> int:
        """How many minutes that is."""
        return self.last - self.first

    @classmethod
    def around(cls, spans: Iterable[Span]) -> "Frame":
        """The frame that holds all of them, each on its own day."""
        edges = [(_minutes(span.starts_at), _minutes(span.ends_at) or 24 * 60) for span in spans]
        first = min([SHOWN_FROM, *(start for start, _end in edges)])
        last = max([SHOWN_UNTIL, *(end for _start, end in edges)])
        return cls(first // 60 * 60, -(-last // 60) * 60)

    def bar(self, kind: str, span: Span, booking: Booking | None = None, *, movable: bool = False) -> Bar:
        """The span, on its day, in the frame's measure."""
        start, end = _minutes(span.starts_at), _minutes(span.ends_at) or 24 * 60
        return Bar(kind, start - self.first, end - start, span, booking, movable)

    @property
    def hours(self) -> list[int]:
        """Where the whole hours are, in minutes from the left edge."""
        return list(range(60, self.width, 60))


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday on, and a row for each space."""

    monday: date
    rows: list[Row]
    frame: Frame
    today: date

    @property
    def days(self) -> list[date]:
        return [self.monday + number * A_DAY for number in range(DAYS_OF_WEEK)]

    @property
    def label(self) -> str:
        """From which day to which, in the page's language."""
        return format_days(self.monday, self.monday + A_WEEK - A_DAY)

    @property
    def earlier(self) -> date | None:
        """The Monday before; None when that week is over."""
        return self.monday - A_WEEK if self.monday > self.today else None

    @property
    def later(self) -> date | None:
        """The Monday after; None further ahead than anybody books."""
        return self.monday + A_WEEK if self.monday + A_WEEK <= self.today + FURTHEST else None


def monday_of(asked: date | None, at: datetime) -> date:
    """The Monday of the week that is asked for, in reach; that of today when none is."""
    today = day_in_beijing(at)
    day = min(max(asked or today, today - A_WEEK), today + FURTHEST)
    return day - day.weekday() * A_DAY


def read_week(spaces: Sequence[Space], monday: date, *, roles: Roles, at: datetime) -> Week:
    """The week of these spaces as a person with these roles may know it, in a handful of statements.

    Officers read every booking and find free what they may book; others read their own institutions' bookings.
    """
    window = Span(Span.of_day(monday).starts_at, Span.of_day(monday + A_WEEK - A_DAY).ends_at)
    by_resource = open_time(resources=[space.resource_id for space in spaces], window=window)
    opened = {space.pk: _from(by_resource[space.resource_id], at) for space in spaces}
    free = free_spans(spaces, window=window, at=at, by_staff=roles.is_officer)
    taken = list(_bookings(spaces, window))
    frame = Frame.around(_whole_days([*_all(opened), *(_span(booking) for booking in taken)]))
    rows = []
    for space in spaces:
        own = [booking for booking in taken if booking.space_id == space.pk]
        open_by, free_by = _by_day(opened[space.pk]), _by_day(free[space.pk])
        rows.append(
            Row(
                space,
                [
                    _cell(day, open_by.get(day, []), free_by.get(day, []), own, frame=frame, roles=roles, at=at)
                    for day in (monday + number * A_DAY for number in range(DAYS_OF_WEEK))
                ],
            )
        )
    return Week(monday, rows, frame, day_in_beijing(at))


def _cell(
    day: date, opened: list[Span], free: list[Span], bookings: list[Booking], *, frame: Frame, roles: Roles,
    at: datetime,
) -> Cell:  # fmt: skip
    bars = [frame.bar("open", span) for span in opened] + [frame.bar("free", span) for span in free]
    entries = [Entry("free", span) for span in free]
    whole = Span.of_day(day)
    for booking in bookings:
        span = _span(booking)
        if not span.overlaps(whole):
            continue
        shown = Span(max(span.starts_at, whole.starts_at), min(span.ends_at, whole.ends_at))
        is_known = roles.is_officer or booking.institution_id in roles.institutions
        kind = "own" if is_known else "taken"
        movable = is_known and shown == span and booking.state == Booking.State.BOOKED and booking.starts_at > at
        bars.append(frame.bar(kind, shown, booking if is_known else None, movable=movable))
        entries.append(Entry(kind, shown, booking if is_known else None))
    return Cell(day, bars, sorted(entries, key=lambda entry: entry.span), bool(opened))


def _bookings(spaces: Sequence[Space], window: Span) -> "BookingQuerySet":
    standing = Booking.objects.standing().filter(
        space__in=spaces, starts_at__lt=window.ends_at, ends_at__gt=window.starts_at
    )
    return standing.select_related("institution").order_by("starts_at", "pk")


def _from(spans: Iterable[Span], at: datetime) -> list[Span]:
    """What of the spans is not over."""
    return [Span(max(span.starts_at, at), span.ends_at) for span in spans if span.ends_at > at]


def _span(booking: Booking) -> Span:
    return Span(booking.starts_at, booking.ends_at)


def _by_day(spans: Iterable[Span]) -> dict[date, list[Span]]:
    return {day.day: day.spans for day in by_day(spans)}


def _whole_days(spans: Iterable[Span]) -> list[Span]:
    """The spans, cut at midnight."""
    return [part for span in spans for day in by_day([span]) for part in day.spans]


def _all(opened: dict[Any, list[Span]]) -> list[Span]:
    return [span for spans in opened.values() for span in spans]


def _minutes(moment: datetime) -> int:
    local = moment.astimezone(BEIJING)
    return local.hour * 60 + local.minute
