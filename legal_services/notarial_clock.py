"""The fifteen working days in which a notary office issues a certificate (Notary Law of the PRC, art. 30).

They run from the day of acceptance, which itself does not count (Civil Code, art. 201). Days needed to add papers or to
verify, and force majeure, do not count either: a pause takes out every working day after the one on which it began, up
to and with the one on which it ended. Working days are those of China's official calendar, make-up days included.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice

WORKING_DAYS = 15
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stop:
    """The clock stood still after `begins_on`, up to and with `ends_on`; None while it still does."""

    begins_on: date
    ends_on: date | None

    def takes_out(self, day: date) -> bool:
        """Whether the day does not count."""
        return self.begins_on < day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Clock:
    """The clock of one case. `is_working` says of any day after acceptance whether offices work."""

    accepted_on: date
    stops: Sequence[Stop]
    is_working: Callable[[date], bool]

    @property
    def stands_still(self) -> bool:
        """Whether a pause lasts."""
        return any(stop.ends_on is None for stop in self.stops)

    @property
    def due_on(self) -> date | None:
        """The fifteenth day that counts; None when it cannot be said because a pause lasts."""
        return next(islice(self._counted(), WORKING_DAYS - 1, None), None)

    def used(self, on: date) -> int:
        """How many of the fifteen days are over by the end of a day; more than fifteen when it is late."""
        return sum(1 for day in _days(self.accepted_on, on) if self._counts(day))

    def left(self, on: date) -> int:
        """How many counted days are left after a day; below zero when it is late."""
        return WORKING_DAYS - self.used(on)

    def _counts(self, day: date) -> bool:
        return self.is_working(day) and not any(stop.takes_out(day) for stop in self.stops)

    def _counted(self) -> Iterable[date]:
        """The days that count, as far as they can be known."""
        standing = next((stop.begins_on for stop in self.stops if stop.ends_on is None), None)
        for number in count(1):
            day = self.accepted_on + number * ONE_DAY
            if standing is not None and day > standing:
                return
            if self._counts(day):
                yield day


def _days(after: date, last: date) -> Iterable[date]:
    return (after + number * ONE_DAY for number in range(1, (last - after).days + 1))
