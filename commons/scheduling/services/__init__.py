"""Every write about time: it is held, reserved, moved and given back; and resources open and close."""

from commons.scheduling.services.holds import confirm, expire_holds, extend, release
from commons.scheduling.services.opening import Hours, add_exception, remove_exception, set_week, touched_by
from commons.scheduling.services.taking import hold, move, reserve

__all__ = [
    "Hours",
    "add_exception",
    "confirm",
    "expire_holds",
    "extend",
    "hold",
    "move",
    "release",
    "remove_exception",
    "reserve",
    "set_week",
    "touched_by",
]
