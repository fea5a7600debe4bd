"""The screen on the wall of the waiting room: numbers only, at an address that nobody guesses (`WallAddress`)."""

from datetime import datetime
from typing import Any

from legal_services.models import QueueTicket
from legal_services.services.queue import today

MOST_CALLED = 4
MOST_WAITING = 12
State = QueueTicket.State


def numbers(at: datetime) -> dict[str, Any]:
    """Which numbers are called, the latest first; which are inside; which wait next, and how many. One statement."""
    rows = list(today(at).filter(ended_at=None).values_list("number", "state", "called_at"))
    called = sorted((moment, number) for number, state, moment in rows if state == State.CALLED and moment)
    waiting = [number for number, state, _moment in rows if state == State.WAITING]
    return {
        "called": [number for _moment, number in reversed(called)][:MOST_CALLED],
        "inside": [number for number, state, _moment in rows if state == State.IN_ROOM],
        "waiting": waiting[:MOST_WAITING],
        "more": max(len(waiting) - MOST_WAITING, 0),
    }
