"""Spaces are booked, moved, used and given back; and others are told in the same transaction."""

from institutions.services.bookings.ending import cancel, check_in, release_unused
from institutions.services.bookings.listening import register_fall, register_move
from institutions.services.bookings.rules import acts_as_staff
from institutions.services.bookings.taking import book, move

__all__ = [
    "acts_as_staff",
    "book",
    "cancel",
    "check_in",
    "move",
    "register_fall",
    "register_move",
    "release_unused",
]
