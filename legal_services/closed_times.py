"""Appointments at times when somebody they need is not there: leave was entered, the hours changed, or they left.

Nothing is written down about it. What is open is asked anew, so that a holiday that the district enters later, or an
exception that is taken back, needs nobody to remember the appointments.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from commons.lib.dates import day_in_beijing, format_moment
from commons.notifications.models import Message
from commons.scheduling.free_time import free_time, open_time
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from legal_services import slots
from legal_services.models import Appointment, Practitioner
from legal_services.querysets import AppointmentQuerySet

SEARCHED_DAYS = 14
"""So far after today the next free times are looked for."""
OFFERED_TIMES = 3
MOST_SHOWN = 40
Kind = tuple[int, str, str]
"""What free time depends on: the service, the language and the way to meet."""


@dataclass(frozen=True)
class Touched:
    """An appointment that cannot take place as booked, when it could, and whether its client was told."""

    appointment: Appointment
    times: list[slots.FreeTime]
    told_at: datetime | None

    @property
    def can_be_told(self) -> bool:
        """Whether a message reaches the client; otherwise the desk calls."""
        return self.appointment.user_id is not None or bool(self.appointment.email)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The times as a form sends them, and as the page's language writes them."""
        return [(one.starts_at.isoformat(), format_moment(one.starts_at, short=True)) for one in self.times]

    @property
    def is_to_tell(self) -> bool:
        """Whether a message reaches the client, and none was sent about this time."""
        return self.can_be_told and self.told_at is None


@dataclass(frozen=True)
class Need:
    """An appointment: its key and state, its time, and whom it needs, each with their resource."""

    pk: int
    state: str
    span: Span
    people: tuple[tuple[int, int], ...]


def touched_of(
    practitioner: Practitioner, appointments: Iterable[Appointment], *, at: datetime, calendar: Calendar | None = None
) -> list[Appointment]:
    """Those of somebody's appointments, read `for_pages`, that are still to come at a time when they are not there.

    One statement, and one for the calendar unless it is given.
    """
    key, resource = practitioner.pk, practitioner.resource_id
    coming = [one for one in appointments if one.state == Appointment.State.BOOKED and one.starts_at > at]
    needed = [Need(one.pk, one.state, Span(one.starts_at, one.ends_at), ((key, resource),)) for one in coming]
    keys = {pk for pk, _who in _outside(needed, calendar)}
    return [one for one in coming if one.pk in keys]


def touched_everywhere(*, at: datetime, calendar: Calendar | None = None) -> Counter[int]:
    """How many booked appointments to come lie at a time when somebody they need is not there, by practitioner.

    Two statements, and one for the calendar unless it is given with no last day.
    """
    coming = Q(state=Appointment.State.BOOKED, starts_at__gt=at)
    return count_outside(needs(coming), calendar=calendar)


def all_touched(*, at: datetime, calendar: Calendar | None = None) -> list[Appointment]:
    """The booked appointments to come that need somebody who is not there then, read `with_telling`.

    Three statements, and one for the calendar unless it is given with no last day.
    """
    coming = Q(state=Appointment.State.BOOKED, starts_at__gt=at)
    keys = {pk for pk, _who in _outside(needs(coming), calendar)}
    return list(with_telling(Appointment.objects.filter(pk__in=keys).for_pages().select_related("user")))


def count_outside(needed: Sequence[Need], *, calendar: Calendar | None = None) -> Counter[int]:
    """How many of these appointments need somebody at a time when they are not there, by practitioner."""
    return Counter(who for _pk, who in _outside(needed, calendar))


def needs(which: Q) -> list[Need]:
    """What some appointments need, in order of their start; one statement."""
    rows = Appointment.objects.filter(which).order_by("starts_at", "pk").values_list(
        "pk", "state", "starts_at", "ends_at",
        "practitioner", "practitioner__resource", "interpreter", "interpreter__resource",
    )  # fmt: skip
    return [
        Need(pk, state, Span(starts, ends), ((adviser, first), *([(interpreter, second)] if second else [])))
        for pk, state, starts, ends, adviser, first, interpreter, second in rows
    ]


def with_telling(appointments: AppointmentQuerySet) -> AppointmentQuerySet:
    """Adds `told_at`: when the client was asked to choose another time than the present one, if they were."""
    # The key as `messages.key_of` writes it.
    key = Concat(
        Value("appointment:"), Cast(OuterRef("pk"), CharField()), Value(":rebook:"),
        Cast(OuterRef("calendar_sequence"), CharField()),
    )  # fmt: skip
    return appointments.annotate(told_at=Subquery(Message.objects.filter(key=key).values("created_at")[:1]))


def with_other_times(
    appointments: Sequence[Appointment], *, at: datetime, calendar: Calendar | None = None
) -> list[Touched]:
    """These appointments, read `with_telling`, with when they could be had instead: two statements for all of them."""
    shown = appointments[:MOST_SHOWN]
    times = next_times(shown, at=at, calendar=calendar)
    return [Touched(one, times[kind_of(one)], getattr(one, "told_at", None)) for one in shown]


def next_times(
    appointments: Sequence[Appointment], *, at: datetime, calendar: Calendar | None = None
) -> dict[Kind, list[slots.FreeTime]]:
    """The next times that clients could book for what each of these appointments needs, a few for each need."""
    services = {one.service_id: one.service for one in appointments}
    if not services:
        return {}
    present = list(Practitioner.objects.at_work().select_related("resource").with_services().order_by("pk"))
    crews = {
        (key, language, channel): slots.crew_among(present, services[key], language=language, channel=channel)
        for key, language, channel in {kind_of(one) for one in appointments}
    }
    today = day_in_beijing(at)
    window = Span(at, Span.of_day(today + timedelta(days=SEARCHED_DAYS)).ends_at)
    resources = sorted({resource for crew in crews.values() for resource in slots.resources_of(crew)})
    free = free_time(resources=resources, window=window, at=at, calendar=calendar)
    return {
        kind: slots.times_in(free, crew, services[kind[0]], earliest=slots.earliest_for(services[kind[0]], at))[
            :OFFERED_TIMES
        ]
        for kind, crew in crews.items()
    }


def kind_of(appointment: Appointment) -> Kind:
    """What the free times for an appointment depend on."""
    return appointment.service_id, appointment.language, appointment.channel


def _outside(needed: Sequence[Need], calendar: Calendar | None) -> list[tuple[int, int]]:
    """The key of each appointment, and of whom it needs and who is not there, in the order given."""
    if not needed:
        return []
    window = Span(min(one.span.starts_at for one in needed), max(one.span.ends_at for one in needed))
    resources = {resource for one in needed for _who, resource in one.people}
    opened = open_time(resources=resources, window=window, calendar=calendar)
    return [
        (one.pk, who)
        for one in needed
        for who, resource in one.people
        if not any(span.covers(one.span) for span in opened[resource])
    ]
