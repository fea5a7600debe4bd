"""Time is taken: held for a while, reserved, or moved."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from commons.scheduling import errors
from commons.scheduling.free_time import open_time
from commons.scheduling.models import Occupancy, Reservation, Resource
from commons.scheduling.services.transactions import (
    lock_held,
    lock_reservation,
    lock_resources,
    one_transaction,
)
from commons.scheduling.spans import NO_TIME, Span
from commons.scheduling.working_days import Calendar

State = Reservation.State


@one_transaction
def hold(
    *, resources: Sequence[Resource], during: Span, until: datetime, purpose: str, at: datetime,
    before: timedelta = NO_TIME, after: timedelta = NO_TIME, within_opening: bool = True,
) -> Reservation:  # fmt: skip
    """Keep the time of all the resources for somebody who is still deciding, up to `until`.

    `before` and `after` are kept free around it, and may reach beyond the opening hours.
    Raises JustTaken, NotOpenThen, InThePast, HoldExpired (when `until` is over already) or TooBusy.
    """
    if until <= at:
        raise errors.HoldExpired
    return _take(
        Reservation(during=during.stored, state=State.HELD, hold_expires_at=until, purpose=purpose, created_at=at),
        resources, at=at, before=before, after=after, within_opening=within_opening,
    )  # fmt: skip


@one_transaction
def reserve(
    *, resources: Sequence[Resource], during: Span, purpose: str, at: datetime,
    before: timedelta = NO_TIME, after: timedelta = NO_TIME, within_opening: bool = True,
) -> Reservation:  # fmt: skip
    """Take the time of all the resources at once. Raises JustTaken, NotOpenThen, InThePast or TooBusy."""
    return _take(
        Reservation(during=during.stored, state=State.CONFIRMED, purpose=purpose, created_at=at),
        resources, at=at, before=before, after=after, within_opening=within_opening,
    )  # fmt: skip


@one_transaction
def move(
    *, reservation: Reservation, resources: Sequence[Resource], during: Span, at: datetime,
    before: timedelta = NO_TIME, after: timedelta = NO_TIME, within_opening: bool = True,
) -> Reservation:  # fmt: skip
    """Give back the old time and take another, of the same resources or of others, in one go; a hold stays a hold.

    The two may overlap. When the new time cannot be had, the old one stands as if nothing had been asked.
    Raises JustTaken, NotOpenThen, InThePast, HoldExpired (when the time was given back before) or TooBusy.
    """
    refuse_past(during, at)
    calendar = Calendar.for_window(*during.days) if within_opening else None
    wanted = {resource.pk for resource in resources}
    # Locked, the old and the new together: two who swap their times would otherwise wait for each other.
    locked = lock_resources({*wanted, *reservation.occupancies.values_list("resource", flat=True)})
    reservation = lock_reservation(reservation)
    if reservation.state == State.RELEASED:
        raise errors.HoldExpired
    refuse_unusable([resource for resource in locked if resource.pk in wanted], wanted, during, calendar)
    reservation.occupancies.all().delete()
    reservation.during = during.stored
    reservation.save(update_fields=["during"])
    _occupy(reservation, wanted, during.widened(before=before, after=after), at=at)
    return reservation


def _take(
    reservation: Reservation, resources: Sequence[Resource], *, at: datetime, before: timedelta, after: timedelta,
    within_opening: bool,
) -> Reservation:  # fmt: skip
    during = reservation.span
    refuse_past(during, at)
    # Read before the lock: it changes once a year, and nobody needs to wait for it.
    calendar = Calendar.for_window(*during.days) if within_opening else None
    wanted = {resource.pk for resource in resources}
    # Locked: nobody else takes time of these resources until this transaction ends.
    locked = lock_resources(wanted)
    refuse_unusable(locked, wanted, during, calendar)
    reservation.save()
    _occupy(reservation, wanted, during.widened(before=before, after=after), at=at)
    return reservation


def refuse_past(during: Span, at: datetime) -> None:
    """Raise for a time that has begun; the current minute has not, so that "now" can be had."""
    if during.starts_at < at.replace(second=0, microsecond=0):
        raise errors.InThePast


def refuse_unusable(
    locked: Sequence[Resource], wanted: Collection[int], during: Span, calendar: Calendar | None
) -> None:
    """Raise unless all the resources are in use and, with a calendar, open for the whole time."""
    if not wanted:
        message = "Time is always that of some resource."
        raise ValueError(message)
    if len(locked) < len(wanted) or not all(resource.is_active for resource in locked):
        raise errors.NotOpenThen
    if calendar is not None:
        opened = open_time(resources=wanted, window=during, calendar=calendar)
        if any(spans != [during] for spans in opened.values()):
            raise errors.NotOpenThen


def clear_the_way(resources: Collection[int], occupied: Span, *, at: datetime) -> None:
    """Give back the expired holds in the way; raise JustTaken for anything else that is.

    Behind the locks of the resources. A hold that lapsed is gone at once, whether or not a worker has been by.
    """
    in_the_way = dict(
        Occupancy.objects.of(resources, occupied).order_by().values_list("reservation", "hold_expires_at")
    )
    if any(until is None or at < until for until in in_the_way.values()):
        raise errors.JustTaken
    if in_the_way:
        let_lapse(lock_held(in_the_way), at=at)


def let_lapse(held: Collection[int], *, at: datetime) -> int:
    """Give back holds that nobody confirmed in time; their rows are locked. Returns how many."""
    Occupancy.objects.filter(reservation__in=held).update(active=False)
    return Reservation.objects.filter(pk__in=held).update(state=State.RELEASED, released_at=at)


def _occupy(reservation: Reservation, resources: Collection[int], occupied: Span, *, at: datetime) -> None:
    clear_the_way(resources, occupied, at=at)
    Occupancy.objects.bulk_create(
        Occupancy(
            reservation=reservation,
            resource_id=resource,
            during=occupied.stored,
            hold_expires_at=reservation.hold_expires_at,
        )
        for resource in sorted(resources)
    )
