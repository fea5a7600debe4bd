"""What somebody orders of a series: dates are booked or cancelled one by one, and one message tells what came of it.

The order is written down before its first date is touched. Each date is a transaction of its own, so that one that
cannot be had leaves the others standing; its outcome is kept beside it. Whoever orders works through the dates at once;
when that process dies, beat has a worker find the order and go on where it stopped. The order's row is the memory of
what was told: the message and the mark are one transaction, so the outcome is told exactly once.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from commons.lib.errors import Refusal
from commons.lib.languages import Language
from commons.lib.references import new_reference
from commons.scheduling import errors as scheduling
from commons.scheduling.spans import Span
from institutions import errors
from institutions.errors.spaces import NotDone, NotEntitled
from institutions.models import Booking, Series, SeriesDate, SeriesOrder
from institutions.services import bookings
from institutions.services.series.planning import Occasion, Plan
from institutions.services.series.telling import tell_of_order
from institutions.services.transactions import one_transaction

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commons.accounts.models import User

INTERRUPTED_AFTER = timedelta(minutes=2)
"""So old an order is that nobody works on any more: no web process is left at one request for so long."""
GIVEN_UP_AFTER = timedelta(hours=1)
"""So long a date is tried that fails for a reason that is no rule; then the others are not kept waiting for it."""
BUSY = (errors.TooBusy, scheduling.TooBusy)
State = SeriesDate.State
Act = SeriesOrder.Act
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What came of an order: the bookings, and each time that could not be had (or not be cancelled) with the reason.

    Without a single booking there is no series.
    """

    series: Series | None
    booked: list[Booking] = field(default_factory=list)
    missed: list[Occasion] = field(default_factory=list)


def book_series(plan: Plan, *, spans: Sequence[Span], title: str, by: "User", at: datetime) -> Outcome:
    """Book these times as far as they can be had; one message tells what came of it.

    The times are those of the plan that the person ticked, or others that were proposed instead. Without a single
    booking no series is left behind.
    """
    order = _order_booking(plan, spans, title=title, by=by, at=at)
    refused = _work_through(order, at=at)
    booked = [date.booking for date in order.dates.filter(state=State.DONE).select_related("booking__space")]
    _conclude(order.pk, at=at, told_if_nothing=False)
    series = order.series if booked else None
    return Outcome(series, [booking for booking in booked if booking], refused)


def cancel_following(*, series: Series, since: datetime, by: "User", at: datetime, reason: str = "") -> Outcome:
    """Cancel what stands of the series from a moment on; one message tells of it.

    What has begun, or was changed by somebody at this very moment, is left and named.
    """
    order = _order_cancelling(series, since=max(since, at), by=by, at=at, reason=reason)
    refused = _work_through(order, at=at)
    ended = [date.booking for date in order.dates.filter(state=State.DONE).select_related("booking__space")]
    _conclude(order.pk, at=at, told_if_nothing=False)
    return Outcome(series, [booking for booking in ended if booking], refused)


def finish_interrupted(*, at: datetime) -> int:
    """Go on with the orders whose process died, and tell what came of each; says how many were told.

    Beat has a worker do it every minute; any number of workers may be at it, killed at any moment.
    """
    left = SeriesOrder.objects.filter(told_at=None, ordered_at__lte=at - INTERRUPTED_AFTER)
    told = 0
    for order in left.select_related("series__space", "series__institution", "by"):
        try:
            _work_through(order, at=at)
            told += _conclude(order.pk, at=at, told_if_nothing=True)
        except Exception:
            # One in trouble does not keep the others waiting.
            logger.exception("The order %s for dates of a series could not be finished", order.pk)
    return told


def missed_and_coming(series: Series, *, at: datetime) -> "QuerySet[SeriesDate]":
    """The times to come that could not be had, without those at which the series has a booking by now."""
    missed = SeriesDate.objects.filter(order__series=series, order__act=Act.BOOK, state=State.MISSED, starts_at__gt=at)
    return missed.exclude(starts_at__in=series.bookings.standing().values("starts_at"))


@transaction.atomic
def _order_booking(plan: Plan, spans: Sequence[Span], *, title: str, by: "User", at: datetime) -> SeriesOrder:
    series = Series.objects.create(
        reference=new_reference("Y"), space=plan.space, institution=plan.institution, every=plan.every,
        times=plan.times, created_at=at, created_by=by,
    )  # fmt: skip
    order = SeriesOrder.objects.create(
        series=series, act=Act.BOOK, by=by, title=title, people=plan.people, ordered_at=at
    )
    SeriesDate.objects.bulk_create(
        SeriesDate(order=order, starts_at=span.starts_at, ends_at=span.ends_at) for span in spans
    )
    return order


@transaction.atomic
def _order_cancelling(series: Series, *, since: datetime, by: "User", at: datetime, reason: str) -> SeriesOrder:
    order = SeriesOrder.objects.create(series=series, act=Act.CANCEL, by=by, reason=reason, ordered_at=at)
    standing = series.bookings.standing().filter(starts_at__gte=since).order_by("starts_at", "pk")
    SeriesDate.objects.bulk_create(
        SeriesDate(order=order, starts_at=booking.starts_at, ends_at=booking.ends_at, booking=booking)
        for booking in standing
    )
    return order


def _work_through(order: SeriesOrder, *, at: datetime) -> list[Occasion]:
    """Try every date that nobody has tried; gives those that were refused now."""
    refused = []
    for date in order.dates.filter(state=State.WAITING):
        try:
            _try(order, date.pk, at=at)
        except Refusal as refusal:
            _keep_refusal(date.pk, refusal)
            refused.append(Occasion(date.during, refusal))
    return refused


def _try(order: SeriesOrder, date_id: int, *, at: datetime) -> None:
    """Do one date. Raises the refusal, or NotDone for one that has failed for too long."""
    try:
        try:
            _do(order, date_id, at=at)
        except BUSY:
            # Everything was rolled back; those who were in the way are done by now.
            _do(order, date_id, at=at)
    except Refusal:
        raise
    except Exception as error:
        if order.ordered_at > at - GIVEN_UP_AFTER:
            raise
        logger.exception("The date %s of a series is given up", date_id)
        raise NotDone from error


@one_transaction
def _do(order: SeriesOrder, date_id: int, *, at: datetime) -> None:
    # Locked, before the booking and the hours: whoever else goes on with the order finds it done, or waits.
    date = SeriesDate.objects.select_for_update(no_key=True).filter(pk=date_id).first()
    if date is None or date.state != State.WAITING:
        return
    if order.by is None:
        # Nobody answers for it any more; without a name the booking would count as the portal's own.
        raise NotEntitled
    if order.act == Act.BOOK:
        series = order.series
        date.booking = bookings.book(
            space=series.space, institution=series.institution, starts_at=date.starts_at, ends_at=date.ends_at,
            title=order.title, people=order.people, by=order.by, at=at, series=series, tells=False,
        )  # fmt: skip
    elif date.booking is not None:
        bookings.cancel(booking=date.booking, by=order.by, at=at, reason=order.reason, tells=False)
    date.state = State.DONE
    date.save(update_fields=["state", "booking"])


def _keep_refusal(date_id: int, refusal: Refusal) -> None:
    """Keep why a date could not be had, in each language; unless somebody else has had it meanwhile."""
    why = {}
    for code in Language.values:
        with translation.override(code):
            why[code] = str(refusal)
    SeriesDate.objects.filter(pk=date_id, state=State.WAITING).update(state=State.MISSED, why=why)


@one_transaction
def _conclude(order_id: int, *, at: datetime, told_if_nothing: bool) -> bool:
    """Tell what came of an order whose every date has an outcome, unless that was done; says whether it was told now.

    Of bookings of which none came about the person is told only when no page has told them.
    """
    # Locked: whoever tells it first has told it. The row alone, because its neighbours may change meanwhile.
    if not SeriesOrder.objects.select_for_update(no_key=True).filter(pk=order_id, told_at=None).values("pk"):
        return False
    order = SeriesOrder.objects.select_related("series__space__area__venue", "series__institution", "by").get(
        pk=order_id
    )
    dates = list(order.dates.select_related("booking"))
    if any(date.state == State.WAITING for date in dates):
        return False
    done = [date.booking for date in dates if date.state == State.DONE and date.booking]
    missed = [date for date in dates if date.state == State.MISSED]
    if done or (missed and told_if_nothing):
        tell_of_order(order, done, missed=missed, at=at)
    if order.act == Act.BOOK and not done:
        order.series.delete()
        return True
    order.told_at, order.by, order.title, order.reason = at, None, "", ""
    order.save(update_fields=["told_at", "by", "title", "reason"])
    return True
