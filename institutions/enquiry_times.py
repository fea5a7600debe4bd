"""By when the service centre answers: its promise to whoever asks, by what the question is about."""

from datetime import datetime, time

from commons.lib.dates import BEIJING, day_in_beijing
from commons.scheduling.working_days import nth_working_day_after
from institutions.models import Enquiry

WORKING_DAYS: dict[str, int] = {
    Enquiry.Category.IMPORT: 2,
    Enquiry.Category.CUSTOMS: 2,
    Enquiry.Category.DISPLAY: 2,
    # Somebody has to be called before there is anything to say.
    Enquiry.Category.SUPPLIER: 3,
}
CLOSES_AT = time(17, 30)
"""An answer is due when the service centre closes on its last day, in Beijing."""


def due_at(category: str, at: datetime) -> datetime:
    """The end of the last working day for an answer to what was asked at the moment. One statement."""
    day = nth_working_day_after(day_in_beijing(at), WORKING_DAYS[category])
    return datetime.combine(day, CLOSES_AT, tzinfo=BEIJING)
