"""By when whoever's turn it is should have acted: the district's own promise, in working days of China's calendar.

Nothing falls when a day passes; the queue shows it, and the portal reminds.
"""

from datetime import date, datetime

from commons.lib.dates import day_in_beijing
from commons.scheduling.working_days import nth_working_day_after
from institutions.states import ApplicationState

TO_TAKE_UP = 3
TO_REVIEW = 10
TO_DECIDE = 3
TO_ANSWER = 10
"""What officers are offered when they ask an institution for more."""
WORKING_DAYS: dict[str, int] = {
    ApplicationState.SUBMITTED: TO_TAKE_UP,
    ApplicationState.IN_REVIEW: TO_REVIEW,
    ApplicationState.RECOMMENDED: TO_DECIDE,
}


def due_in(state: str, at: datetime) -> date | None:
    """The last day, in Beijing, for whoever acts next on an application that comes into this state at the moment.

    None when nobody has to act, and while more is asked of the institution: the request says by when.
    """
    days = WORKING_DAYS.get(state)
    return nth_working_day_after(day_in_beijing(at), days) if days else None


def answer_day(at: datetime) -> date:
    """The day by which an institution that is asked now is asked to answer, unless the officer says otherwise."""
    return nth_working_day_after(day_in_beijing(at), TO_ANSWER)
