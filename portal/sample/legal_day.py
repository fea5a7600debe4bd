"""The sample's day at the counter: appointments in every state, and a queue of those who walked in."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from commons.accounts.models import User
from commons.lib.dates import BEIJING, day_in_beijing
from commons.lib.errors import Refusal
from commons.scheduling.services.opening import add_exception
from commons.scheduling.spans import Span
from legal_services import slots
from legal_services.models import Appointment, Practitioner, QueueDay, QueueTicket, Service, ServiceRecord, Topic
from legal_services.services import booking, queue, receiving, recording
from portal.sample import read

BOOKED_BEFORE = timedelta(days=2)
EARLY = timedelta(minutes=8)
"""So long before the time clients arrive."""
State = Appointment.State
OPEN_DAY = "开放日"


def load_legal_day(people: dict[str, User], at: datetime) -> None:
    """Today's appointments and queue, once; `people` are those who sign in, by role."""
    today = day_in_beijing(at)
    if QueueDay.objects.exists() or Appointment.objects.exists():
        return
    clerk = people["clerk"]
    _open_on(today, clerk, at - BOOKED_BEFORE)
    for visit in read("legal_day")["visit"]:
        with suppress(Refusal):
            _receive(_book(visit, today, clerk, at - BOOKED_BEFORE), Visit(visit, clerk, at))
    _come_early(clerk, at)
    for walk_in in read("legal_day")["walk_in"]:
        _walk_in(walk_in, clerk, at)


@dataclass(frozen=True)
class Visit:
    """What is told of a visit, who receives it, and how late it is."""

    told: dict[str, Any]
    clerk: User
    at: datetime


def _open_on(today: date, clerk: User, at: datetime) -> None:
    """A portal that is tried at a weekend has something to show, too: it is an open day."""
    service = Service.objects.get(slug="consultation")
    if slots.free_times(
        service=service, language="zh-hans", channel="in-person", first=today, last=today, at=at, by_staff=True
    ):
        return
    during = Span(_moment(today, "09:00"), _moment(today, "17:00"))
    for practitioner in Practitioner.objects.at_work().select_related("resource"):
        add_exception(
            resource=practitioner.resource, during=during, opens=True, reason=OPEN_DAY, by=clerk, at=at
        )  # fmt: skip


def _book(told: dict[str, Any], today: date, clerk: User, at: datetime) -> Appointment:
    """An appointment at the first time that is free from the hour on. Raises JustTaken when none is."""
    service = Service.objects.get(slug=told["service"])
    way = {"service": service, "language": told["language"], "channel": told.get("channel", "in-person")}
    free = slots.free_times(**way, first=today, last=today, at=at, by_staff=True)
    wanted = _moment(today, told["from"])
    starts_at = next((one.starts_at for one in free if one.starts_at >= wanted), wanted)
    return booking.book_for_client(
        **way, starts_at=starts_at, at=at, by=clerk, name=told["name"], phone="", email="", writes=told["writes"],
        people=told.get("people", 1), topic=Topic.objects.filter(slug=told.get("topic", "")).first(),
    )  # fmt: skip


def _receive(appointment: Appointment, visit: Visit) -> None:
    """Bring the appointment to where it would be by now."""
    at, clerk = visit.at, visit.clerk
    if "missed" in visit.told:
        if appointment.starts_at <= at:
            receiving.step(appointment=appointment, to=State.NO_SHOW, by=clerk, at=at)
        return
    if appointment.channel == "in-person" and appointment.starts_at - EARLY <= at:
        receiving.step(appointment=appointment, to=State.ARRIVED, by=clerk, at=appointment.starts_at - EARLY)
    if appointment.starts_at <= at:
        receiving.step(appointment=appointment, to=State.IN_ROOM, by=clerk, at=appointment.starts_at)
    if appointment.ends_at <= at:
        _log(appointment, visit)


def _come_early(clerk: User, at: datetime) -> None:
    """Whoever is next sits in the waiting room already."""
    coming = Appointment.objects.filter(state=State.BOOKED, channel="in-person", starts_at__gt=at)
    if following := coming.on_day(day_in_beijing(at)).order_by("starts_at").first():
        receiving.step(appointment=following, to=State.ARRIVED, by=clerk, at=at)


def _log(appointment: Appointment, visit: Visit) -> ServiceRecord:
    """The session, in the log as soon as it is over."""
    session = recording.Session(
        service=appointment.service, topic=appointment.topic, practitioner=appointment.practitioner,
        interpreter=appointment.interpreter, channel=appointment.channel, language=appointment.language,
        anonymous=appointment.people - 1, outcome=ServiceRecord.Outcome.ANSWERED, minutes=appointment.service.minutes,
    )  # fmt: skip
    client = recording.NewPerson(name=appointment.name, language=appointment.language)
    origin = recording.Origin(appointment=appointment)
    return recording.log_service(
        submission=uuid4(), session=session, client=client, origin=origin, by=visit.clerk, at=appointment.ends_at
    )


def _walk_in(told: dict[str, Any], clerk: User, at: datetime) -> None:
    """A number, drawn some minutes ago, brought to where it stands."""
    came = max(at - timedelta(minutes=told["minutes"]), _moment(day_in_beijing(at), "00:00"))
    ticket = queue.draw(service=Service.objects.get(slug=told["service"]), language=told["language"], by=clerk, at=came)
    states = QueueTicket.State
    ways = {
        states.CALLED: [states.CALLED],
        states.IN_ROOM: [states.CALLED, states.IN_ROOM],
        states.LEFT: [states.CALLED, states.LEFT],
        states.DONE: [states.CALLED, states.IN_ROOM, states.DONE],
    }
    for number, state in enumerate(ways.get(told["until"], ()), start=1):
        queue.step(ticket=ticket, to=state, at=min(came + number * timedelta(minutes=7), at))


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BEIJING)
