"""What becomes of a hold, and how time is given back."""

from datetime import datetime

from commons.scheduling import errors
from commons.scheduling.models import Occupancy, Reservation
from commons.scheduling.services.taking import clear_the_way, let_lapse, refuse_past, refuse_unusable
from commons.scheduling.services.transactions import lock_reservation, lock_resources_of, one_transaction
from commons.scheduling.working_days import Calendar

State = Reservation.State


@one_transaction
def confirm(*, reservation: Reservation, at: datetime, within_opening: bool = True) -> Reservation:
    """Make a hold a reservation. Confirming twice is harmless: the second time changes nothing.

    A hold that has lapsed is confirmed too when the time is still to be had; then everything is checked anew.
    Raises JustTaken when it is not, HoldExpired when the time was given back on purpose, NotOpenThen, InThePast or
    TooBusy.
    """
    reservation = _lock_and_take_again(reservation, at=at, within_opening=within_opening)
    if reservation.state != State.CONFIRMED:
        _keep(reservation, state=State.CONFIRMED, until=None)
    return reservation


@one_transaction
def extend(*, reservation: Reservation, until: datetime, at: datetime, within_opening: bool = True) -> Reservation:
    """Hold the time up to `until` instead; a confirmed reservation stays as it is. Raises as `confirm` does."""
    if until <= at:
        raise errors.HoldExpired
    reservation = _lock_and_take_again(reservation, at=at, within_opening=within_opening)
    if reservation.state != State.CONFIRMED:
        _keep(reservation, state=State.HELD, until=until)
    return reservation


@one_transaction
def release(*, reservation: Reservation, at: datetime) -> Reservation:
    """Give the time back. Doing it twice is harmless; a hold that had lapsed can be confirmed no more after it."""
    # Locked: it may be lapsing, or being confirmed in another window, at this very moment.
    reservation = lock_reservation(reservation)
    reservation.occupancies.update(active=False)
    reservation.state = State.RELEASED
    reservation.hold_expires_at = None
    reservation.released_at = reservation.released_at or at
    reservation.save(update_fields=["state", "hold_expires_at", "released_at"])
    return reservation


@one_transaction
def expire_holds(*, at: datetime, limit: int = 500) -> int:
    """Give back the holds whose time is up; returns how many, at most `limit` in one go.

    Nobody waits for this: an expired hold is in nobody's way. Any number of workers may run it at once; a hold that
    somebody is confirming is left alone.
    """
    lapsed = Reservation.objects.lapsed(at).select_for_update(no_key=True, skip_locked=True)
    return let_lapse(list(lapsed.order_by("hold_expires_at").values_list("pk", flat=True)[:limit]), at=at)


def _lock_and_take_again(reservation: Reservation, *, at: datetime, within_opening: bool) -> Reservation:
    """The reservation, locked; a hold that was given back because it lapsed has its time again if it can."""
    # Locked: a lapsed hold takes its time anew, and one that stands must not be cleared away meanwhile.
    resources = lock_resources_of(reservation)
    reservation = lock_reservation(reservation)
    if reservation.state != State.RELEASED:
        return reservation
    if not reservation.has_lapsed:
        raise errors.HoldExpired
    refuse_past(reservation.span, at)
    calendar = Calendar.for_window(*reservation.span.days) if within_opening else None
    ids = [resource.pk for resource in resources]
    refuse_unusable(resources, ids, reservation.span, calendar)
    for occupied in {occupancy.span for occupancy in reservation.occupancies.all()}:
        clear_the_way(ids, occupied, at=at)
    reservation.released_at = None
    return reservation


def _keep(reservation: Reservation, *, state: State, until: datetime | None) -> None:
    """Write down that the time is kept; that of a lapsed hold becomes taken again."""
    Occupancy.objects.filter(reservation=reservation).update(active=True, hold_expires_at=until)
    reservation.state = state
    reservation.hold_expires_at = until
    reservation.save(update_fields=["state", "hold_expires_at", "released_at"])
