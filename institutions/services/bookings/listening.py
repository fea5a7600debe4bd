"""What stands and falls with a booking elsewhere, such as an activity of the calendar, hears of it here."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from institutions.models import Booking

if TYPE_CHECKING:
    from commons.accounts.models import User


class Listener(Protocol):
    """Called in the transaction of the act, with the booking's row locked; what it raises undoes the act."""

    def __call__(self, *, booking: Booking, by: "User | None", at: datetime) -> None: ...


_on_fall: list[Listener] = []
_on_move: list[Listener] = []


def register_fall(function: Listener) -> Listener:
    """Call the function whenever a booking is cancelled or given back. Registering twice is harmless."""
    return _register(_on_fall, function)


def register_move(function: Listener) -> Listener:
    """Call the function whenever a booking has another time or another space. Registering twice is harmless."""
    return _register(_on_move, function)


def tell_of_fall(booking: Booking, *, by: "User | None", at: datetime) -> None:
    """Call those who listen for the end of bookings."""
    _call(_on_fall, booking, by, at)


def tell_of_move(booking: Booking, *, by: "User | None", at: datetime) -> None:
    """Call those who listen for moves."""
    _call(_on_move, booking, by, at)


def _register(known: list[Listener], function: Listener) -> Listener:
    if function not in known:
        known.append(function)
    return function


def _call(known: list[Callable[..., None]] | list[Listener], booking: Booking, by: "User | None", at: datetime) -> None:
    for function in known:
        function(booking=booking, by=by, at=at)
