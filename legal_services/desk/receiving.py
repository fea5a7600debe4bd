"""What can be done next with an appointment or a queue number at the counter, as buttons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from legal_services.models import Appointment, Channel, QueueTicket
from legal_services.services.receiving import is_on

UNDO = "undo"


@dataclass(frozen=True)
class Act:
    """A button: the state that it leads to, what it says, and whether it is the likeliest one."""

    to: str
    label: str | Promise
    icon: str
    is_main: bool = False


def acts_for(appointment: Appointment, at: datetime) -> list[Act]:
    """What comes next for an appointment; nothing on the days before it."""
    state = Appointment.State
    comes = appointment.channel == Channel.IN_PERSON
    today, has_begun = is_on(appointment, at), appointment.starts_at <= at
    enter = Act(state.IN_ROOM, _("In the room") if comes else _("Begun"), "door-open" if comes else "phone-call")
    acts = []
    if appointment.state == state.BOOKED:
        if today and comes:
            acts.append(Act(state.ARRIVED, _("Arrived"), "user-round-check", is_main=True))
        elif today:
            acts.append(Act(enter.to, enter.label, enter.icon, is_main=True))
        if has_begun:
            acts.append(Act(state.NO_SHOW, _("Did not come") if comes else _("Not reached"), "user-round-x"))
    elif appointment.state == state.ARRIVED:
        acts.append(Act(enter.to, enter.label, enter.icon, is_main=True))
    elif appointment.state == state.IN_ROOM:
        acts.append(Act(state.DONE, _("Done"), "check"))
    return acts


def acts_for_ticket(ticket: QueueTicket) -> list[Act]:
    """What comes next for a queue number of today."""
    state = QueueTicket.State
    call, enter = (
        Act(state.CALLED, pgettext_lazy("a queue number", "Call"), "megaphone"),
        Act(state.IN_ROOM, _("In the room"), "door-open"),
    )
    left = Act(state.LEFT, _("Left"), "log-out")
    by_state = {
        state.WAITING: [call, left],
        state.CALLED: [
            Act(enter.to, enter.label, enter.icon, is_main=True), Act(call.to, _("Call again"), call.icon), left,
        ],
        state.IN_ROOM: [Act(state.DONE, _("Done"), "check")],
    }  # fmt: skip
    return by_state.get(state(ticket.state), [])


def can_undo(one: Any, record: str | None) -> bool:
    """Whether the last step of an appointment or a number can be taken back."""
    return not record and one.state not in {"booked", "cancelled", "waiting", "held"}
