"""How an activity stands for somebody who would like to join: one code, and the words for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext, gettext_lazy, ngettext

from commons.lib.dates import format_moment

FEW = 3
"""So many places left, or a tenth of them, are few."""


class Code(StrEnum):
    """The stable codes; pages choose colours and actions by them."""

    FREE_ENTRY = "free-entry"
    NOT_YET_OPEN = "not-yet-open"
    OPEN = "open"
    FEW_LEFT = "few-left"
    WAITING_LIST = "waiting-list"
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Availability:
    """A code with its numbers. `waiting` counts people, not parties."""

    code: Code
    places_left: int = 0
    waiting: int = 0
    opens_at: datetime | None = None

    @property
    def can_register(self) -> bool:
        """Whether the register button has something to give: a place or a spot on the waiting list."""
        return self.code in {Code.OPEN, Code.FEW_LEFT, Code.WAITING_LIST}

    @property
    def phrase(self) -> str:
        """The few words for a card or a chip, in the active language."""
        match self.code:
            case Code.OPEN | Code.FEW_LEFT:
                return ngettext("%(n)d place left", "%(n)d places left", self.places_left) % {"n": self.places_left}
            case Code.WAITING_LIST if self.waiting:
                return ngettext(
                    "Waiting list, %(n)d person waiting", "Waiting list, %(n)d people waiting", self.waiting
                ) % {"n": self.waiting}
            case Code.NOT_YET_OPEN if self.opens_at:
                return gettext("Registration opens %(moment)s") % {"moment": format_moment(self.opens_at, short=True)}
        return str(PLAIN_PHRASES[self.code])


PLAIN_PHRASES = {
    Code.FREE_ENTRY: gettext_lazy("Free entry"),
    Code.WAITING_LIST: gettext_lazy("Waiting list"),
    Code.FULL: gettext_lazy("Full"),
    Code.CLOSED: gettext_lazy("Registration has closed"),
    Code.OVER: gettext_lazy("Over"),
    Code.CANCELLED: gettext_lazy("Cancelled"),
}
"""The words for the codes that carry no number."""
