"""The hours of rooms that a contract gives in a month: they are charged, changed and given back here alone.

The month is that in which a booking begins, in Beijing, also of a booking that lasts beyond its end.
"""

from datetime import date

from django.db.models import F

from commons.lib.dates import day_in_beijing
from commons.scheduling.spans import Span
from institutions.errors import spaces as errors
from institutions.models import Allowance, Booking, Contract, Institution, Space
from institutions.services.bookings.rules import contract_for, minutes_of


def needed(space: Space, institution: Institution | None, during: Span) -> tuple[Allowance | None, int]:
    """What a booking takes of which allowance: nothing for the district itself, and in spaces that take no hours.

    Raises NotEntitled or ContractEnded also where no hours are taken: without a contract nobody books.
    """
    if institution is None:
        return None, 0
    day = day_in_beijing(during.starts_at)
    contract = contract_for(institution, day)
    if not space.uses_hours:
        return None, 0
    return allowance_of(contract, day), minutes_of(during)


def allowance_of(contract: Contract, day: date) -> Allowance:
    """The hours of the day's month; the row begins with the first booking of the month."""
    allowance, _created = Allowance.objects.get_or_create(
        contract=contract, month=day.replace(day=1), defaults={"minutes": contract.room_minutes}
    )
    return allowance


def charge(booking: Booking, allowance: Allowance | None, minutes: int) -> None:
    """Let the booking take these minutes instead of what it took; a new one took nothing. The caller saves it.

    Raises HoursUsedUp.
    """
    # Locked, the old and the new one in the order of their ids: what is left is counted behind the rows, so that two
    # bookings at once cannot spend one hour. The database's constraint judges too.
    ids = [pk for pk in (booking.allowance_id, allowance.pk if allowance else None) if pk is not None]
    locked = {row.pk: row for row in Allowance.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")}
    if allowance is not None:
        _refuse_overspending(booking, locked[allowance.pk], minutes)
    if booking.allowance_id is not None and booking.minutes_charged:
        Allowance.objects.filter(pk=booking.allowance_id).update(used=F("used") - booking.minutes_charged)
    if allowance is not None and minutes:
        Allowance.objects.filter(pk=allowance.pk).update(used=F("used") + minutes)
    booking.allowance, booking.minutes_charged = allowance, minutes


def _refuse_overspending(booking: Booking, allowance: Allowance, minutes: int) -> None:
    own = booking.minutes_charged if booking.allowance_id == allowance.pk else 0
    left = allowance.minutes - allowance.used + own
    if minutes > left:
        raise errors.HoursUsedUp(left=left, needed=minutes, month=allowance.month)
