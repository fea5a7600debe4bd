"""Appointments at times when somebody they need is not there: leave was entered, the hours changed, or they left.

Nothing is written down about it. What is open is asked anew, so that a holiday that the district enters later, or an
exception that is taken back, needs nobody to remember the appointments.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from commons.lib.dates import day_in_beijing, format_moment
from commons.notifications.models import Message
from commons.scheduling.free_time import free_time, open_time
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from legal_services import slots
from legal_services.models import Appointment, Practitioner, Service
from legal_services.querysets import AppointmentQuerySet

SEARCHED_DAYS = 14
"""So far after today the next free times are looked for."""
OFFERED_TIMES = 3
MOST_SHOWN = 40
Kind = tuple[int, str, str]
"""What free time depends on: the service, the language and the way to meet."""
Crews = Mapping[Kind, Sequence[slots.Pair]]
Free = Mapping[int, Sequence[Span]]
"""Spans of time by resource."""


@dataclass(frozen=True)
class Touched:
    """An appointment that cannot take place as booked, when it could, and whether its client was told.

    `stand_in` is who could meet the client at the very time that is booked, if anybody: the best that can be offered.
    """

    appointment: Appointment
    times: list[slots.FreeTime]
    told_at: datetime | None
    stand_in: slots.Pair | None = None

    @property
    def can_be_told(self) -> bool:
        """Whether a message reaches the client; otherwise the desk calls."""
        return self.appointment.user_id is not None or bool(self.appointment.email)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The times as a form sends them and as the page's language writes them; a time that may stay comes first."""
        others = [(one.starts_at.isoformat(), format_moment(one.starts_at, short=True)) for one in self.times]
        if self.stand_in is None:
            return others
        stays = _("Same time, with %(names)s") % {"names": self.stand_in.names}
        return [(self.appointment.starts_at.isoformat(), stays), *others]

    def can_stay(self, at: datetime) -> bool:
        """Whether the client may choose the same time with somebody else, without a call."""
        earliest = slots.earliest_for(self.appointment.service, at)
        is_in_time = self.appointment.starts_at >= earliest and self.appointment.can_be_changed_by_client(at)
        return self.stand_in is not None and is_in_time

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
    return _with_absent(coming, _outside(needed, calendar))


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
    outside = _outside(needs(coming), calendar)
    found = Appointment.objects.filter(pk__in={pk for pk, _who in outside}).for_pages().select_related("user")
    return _with_absent(with_telling(found), outside)


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


def is_touched(appointment: Appointment) -> bool:
    """Whether somebody whom the appointment needs is not there then; one statement, and one for the calendar."""
    return bool(_outside([need_of(appointment)], None))


def stand_in_for(appointment: Appointment, asked: slots.Asked) -> slots.Pair | None:
    """Who could meet the client at the very time that is booked, when somebody whom it needs is not there then.

    `asked` is what the appointment asks for. One statement, and two more when somebody is not there.
    """
    if not asked.first_day <= day_in_beijing(appointment.starts_at) <= asked.last_day:
        return None
    found = _with_absent([appointment], _outside([need_of(appointment)], asked.calendar))
    if not found:
        return None
    free = free_time(resources=asked.resources, window=_wanted(appointment), at=asked.at, calendar=asked.calendar)
    return stand_ins(found, {kind_of(appointment): asked.crew}, free, at=asked.at).get(appointment.pk)


def with_other_times(
    appointments: Sequence[Appointment], *, at: datetime, calendar: Calendar | None = None
) -> list[Touched]:
    """These appointments, as `touched_of` and `all_touched` found them, with when they could be had instead.

    Three statements for all of them, and one for the calendar unless it is given.
    """
    shown = appointments[:MOST_SHOWN]
    if not shown:
        return []
    crews = _crews(shown)
    last = max(Span.of_day(day_in_beijing(at) + timedelta(days=SEARCHED_DAYS)).ends_at, *(one.ends_at for one in shown))
    resources = sorted({resource for crew in crews.values() for resource in slots.resources_of(crew)})
    free = free_time(resources=resources, window=Span(at, last), at=at, calendar=calendar)
    services = {one.service_id: one.service for one in shown}
    times = {kind: _times(free, crew, services[kind[0]], at) for kind, crew in crews.items()}
    instead = stand_ins(shown, crews, free, at=at)
    return [
        Touched(
            one,
            [free for free in times[kind_of(one)] if free.starts_at != one.starts_at][:OFFERED_TIMES],
            getattr(one, "told_at", None),
            instead.get(one.pk),
        )
        for one in shown
    ]


def stand_ins(touched: Sequence[Appointment], crews: Crews, free: Free, *, at: datetime) -> dict[int, slots.Pair]:
    """Who could meet each client at the time that is booked, by the appointment's key, as `changing.move` chooses.

    One statement at most.
    """
    able = {one.pk: _able(one, crews[kind_of(one)], free) for one in touched}
    window = Span(min(one.starts_at for one in touched), max(one.ends_at for one in touched))
    contested = slots.resources_of(pair for pairs in able.values() if len(pairs) > 1 for pair in pairs)
    load = slots.load_by_day(contested, window, at) if contested else Counter[tuple[int, date]]()
    chosen = {
        one.pk: slots.keeping_adviser(slots.in_turn(able[one.pk], _span(one), load), one.practitioner_id)
        for one in touched
    }
    return {pk: pair for pk, pair in chosen.items() if pair}


def _with_absent(appointments: Iterable[Appointment], outside: Iterable[tuple[int, int]]) -> list[Appointment]:
    """Those of the appointments that are touched, with `absent`: the keys of whom they need and who is not there."""
    absent: defaultdict[int, set[int]] = defaultdict(set)
    for pk, who in outside:
        absent[pk].add(who)
    found = [one for one in appointments if one.pk in absent]
    for one in found:
        one.absent = absent[one.pk]  # type: ignore[attr-defined]
    return found


def _crews(appointments: Sequence[Appointment]) -> Crews:
    """Who could meet the clients, by what each appointment needs; one statement and one for their services."""
    services = {one.service_id: one.service for one in appointments}
    present = list(Practitioner.objects.at_work().select_related("resource").with_services().order_by("pk"))
    return {
        (key, language, channel): slots.crew_among(present, services[key], language=language, channel=channel)
        for key, language, channel in {kind_of(one) for one in appointments}
    }


def _times(free: Free, crew: Sequence[slots.Pair], service: Service, at: datetime) -> list[slots.FreeTime]:
    """The next times that clients could book, one more than are offered: an appointment's own is none of them."""
    end = Span.of_day(day_in_beijing(at) + timedelta(days=SEARCHED_DAYS)).ends_at
    found = slots.times_in(free, crew, service, earliest=slots.earliest_for(service, at))
    return [one for one in found if one.ends_at <= end][: OFFERED_TIMES + 1]


def _able(touched: Appointment, crew: Sequence[slots.Pair], free: Free) -> list[slots.Pair]:
    """The pairs that are free at the appointment's own time, if it can be booked at all.

    Those whom it has and who are still there are free for it: nothing but the appointment takes their time.
    """
    during = _wanted(touched)
    if not slots.is_on_the_clock(touched.service, during.starts_at):
        return []
    absent: set[int] = getattr(touched, "absent", set())
    present = {resource for who, resource in need_of(touched).people if who not in absent}
    own = present if _span(touched).covers(during) else set()
    is_free = {
        resource: resource in own or any(span.covers(during) for span in free[resource])
        for resource in slots.resources_of(crew)
    }
    return [pair for pair in crew if all(is_free[resource] for resource in pair.resource_ids)]


def need_of(appointment: Appointment) -> Need:
    """What an appointment needs, read with its people."""
    people = [one for one in (appointment.practitioner, appointment.interpreter) if one]
    return Need(
        appointment.pk, appointment.state, _span(appointment), tuple((one.pk, one.resource_id) for one in people)
    )


def _span(appointment: Appointment) -> Span:
    return Span(appointment.starts_at, appointment.ends_at)


def _wanted(appointment: Appointment) -> Span:
    """The time that it would take if it were booked anew for the same start."""
    return Span(appointment.starts_at, appointment.starts_at + slots.length_of(appointment.service))


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
