"""Bookings that repeat: tried out first, date by date, then booked as far as they can be; and cancelled together."""

from institutions.services.series.orders import (
    Outcome,
    book_series,
    cancel_following,
    finish_interrupted,
    missed_and_coming,
)
from institutions.services.series.planning import Occasion, Plan, nearest, try_out

__all__ = [
    "Occasion",
    "Outcome",
    "Plan",
    "book_series",
    "cancel_following",
    "finish_interrupted",
    "missed_and_coming",
    "nearest",
    "try_out",
]
