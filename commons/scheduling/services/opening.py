"""When a resource is open: its week and its exceptions, and whom a change touches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from commons.lib.dates import day_in_beijing
from commons.scheduling.free_time import open_time
from commons.scheduling.models import DatedException, Reservation, Resource, WeeklyRule
from commons.scheduling.querysets import ReservationQuerySet
from commons.scheduling.services.transactions import lock_resources, one_transaction
from commons.scheduling.spans import Span

if TYPE_CHECKING:
    from commons.accounts.models import User

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Open on this weekday (0 is Monday) between these times in Beijing; an end of 00:00 is midnight after the day."""

    weekday: int
    starts: time
    ends: time


@one_transaction
def set_week(
    *, resource: Resource, rules: Sequence[Hours], by: "User | None", at: datetime,
    valid_from: date | None = None, valid_until: date | None = None,
) -> list[Reservation]:  # fmt: skip
    """Give the resource these weekly hours, from a day on (today when it is not said) and up to another (for good).

    What held before and after these days stays as it was. Returns the reservations still to come that are now
    outside the opening hours: they stand, and somebody should talk to their people.
    """
    # Locked: whoever takes time at this moment is checked against the new hours, or is among those returned.
    lock_resources([resource.pk])
    first = valid_from or day_in_beijing(at)
    _make_room(resource, first, valid_until)
    WeeklyRule.objects.bulk_create(
        WeeklyRule(
            resource=resource, weekday=hours.weekday, starts=hours.starts, ends=hours.ends,
            valid_from=first, valid_until=valid_until, created_by=by, created_at=at,
        )
        for hours in rules
    )  # fmt: skip
    return _outside_opening(resource, at=at)


@one_transaction
def add_exception(
    *, resource: Resource, during: Span, opens: bool, reason: str, by: "User | None", at: datetime
) -> tuple[DatedException, list[Reservation]]:
    """Close the resource for a while, or open it in addition; returns also the reservations that a closing touches.

    They stand: somebody should talk to their people, and move or release them.
    """
    # Locked: whoever takes time at this moment is refused afterwards, or is among those returned.
    lock_resources([resource.pk])
    exception = DatedException.objects.create(
        resource=resource, during=during.stored, opens=opens, reason=reason, created_by=by, created_at=at
    )
    return exception, [] if opens else list(touched_by(resource, during).standing(at))


@one_transaction
def remove_exception(*, exception: DatedException, at: datetime) -> list[Reservation]:
    """Take an exception back; returns the reservations still to come that are then outside the opening hours."""
    # Locked: whoever takes time at this moment is checked without it, or is among those returned.
    lock_resources([exception.resource_id])
    DatedException.objects.filter(pk=exception.pk).delete()
    return _outside_opening(exception.resource, at=at) if exception.opens else []


def touched_by(resource: Resource, during: Span) -> ReservationQuerySet:
    """The reservations of the resource that share a moment with the span, in order of their start.

    Holds are among them, also those that have expired: narrow them with `standing(at)`.
    """
    # The occupancy's own range is wider, and has the index.
    found = Reservation.objects.filter(
        Q(occupancies__resource=resource, occupancies__active=True, occupancies__during__overlap=during.stored),
        during__overlap=during.stored,
    )
    return found.order_by("during", "pk")


def _outside_opening(resource: Resource, *, at: datetime) -> list[Reservation]:
    """The standing reservations still to come that do not lie in the resource's opening hours altogether."""
    coming = Reservation.objects.standing(at).filter(
        occupancies__resource=resource, occupancies__active=True, during__startswith__gte=at
    )
    reservations = list(coming.order_by("during", "pk"))
    if not reservations:
        return []
    window = Span(reservations[0].span.starts_at, max(reservation.span.ends_at for reservation in reservations))
    opened = open_time(resources=[resource.pk], window=window)[resource.pk]
    return [one for one in reservations if not any(span.covers(one.span) for span in opened)]


def _make_room(resource: Resource, first: date, last: date | None) -> None:
    """Let no rule of the resource hold from the first to the last day; what held before and after goes on."""
    standing = WeeklyRule.objects.filter(Q(valid_until=None) | Q(valid_until__gte=first), resource=resource)
    if last is not None:
        standing = standing.filter(valid_from__lte=last)
    for rule in standing:
        end = rule.valid_until
        if rule.valid_from < first:
            WeeklyRule.objects.filter(pk=rule.pk).update(valid_until=first - ONE_DAY)
        else:
            rule.delete()
        if last is not None and (end is None or end > last):
            rule.pk, rule.valid_from = None, last + ONE_DAY
            rule.save(force_insert=True)
