"""What is told of an order for dates of a series: one message to whoever acted and whoever made the series."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from institutions.models import Booking, SeriesDate, SeriesOrder
from institutions.services.messages import tell_members

WHAT = {SeriesOrder.Act.BOOK.value: "booked", SeriesOrder.Act.CANCEL.value: "cancelled"}


def tell_of_order(
    order: SeriesOrder, done: Sequence[Booking], *, missed: Sequence[SeriesDate], at: datetime
) -> None:  # fmt: skip
    """Write the message `institutions/series_booked` or `series_cancelled`; the same order is told of once.

    To all who act for the institution when neither of the two does any more; to no one for the district's own.
    """
    series = order.series
    if series.institution is None:
        return
    among = {person for person in (order.by_id, series.created_by_id) if person}
    acting = set(series.institution.members.standing().filter(user__in=among).values_list("user", flat=True))
    is_gone = order.act == SeriesOrder.Act.BOOK and not done
    tell_members(
        series.institution, f"series_{WHAT[order.act]}", key=f"series-order:{order.pk}", at=at,
        url=reverse("spaces:series", args=[series.space.slug]) if is_gone else series.get_absolute_url(),
        among=acting or None, series=series, bookings=done, missed=missed, venue=series.space.area.venue,
        reason=order.reason, by_staff=order.by_id not in acting, is_gone=is_gone,
    )  # fmt: skip
