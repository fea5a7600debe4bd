"""Makers of rows for the tests of the legal service area: what a test does not say gets a plain value."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission

from commons.accounts.models import User
from commons.lib.references import new_reference
from commons.scheduling.models import DatedException, Reservation, Resource, WeeklyRule
from commons.scheduling.spans import Span
from legal_services.models import (
    Appointment,
    Assignment,
    Attendance,
    Matter,
    MatterRole,
    Person,
    PersonName,
    Practitioner,
    Service,
    ServiceRecord,
    Topic,
)
from tests.factories import NOON, in_three_languages, make_resident, make_service

_numbers = count(1)
MONDAY_TO_FRIDAY = range(5)
LEAVE_DAY = date(2026, 12, 24)


def make_topic(**fields: Any) -> Topic:
    """A topic of legal consultations."""
    number = next(_numbers)
    values: dict[str, Any] = {"slug": f"topic-{number}", "kinds": [Service.Kind.CONSULTATION]}
    return Topic.objects.create(**values | in_three_languages(name=f"Topic {number}") | fields)


def make_bookable_service(**fields: Any) -> Service:
    """A legal consultation of half an hour that can be booked online."""
    return make_service(**{"is_bookable": True, "kind": Service.Kind.CONSULTATION} | fields)


def make_practitioner(
    *, services: Sequence[Service] = (), opens: time | None = time(9), closes: time = time(17), **fields: Any
) -> Practitioner:
    """An adviser who speaks Chinese and English, at work from Monday to Friday, 9:00 to 17:00.

    With `opens` None there are no hours.
    """
    number = next(_numbers)
    values: dict[str, Any] = {"name": f"Practitioner {number}", "languages": ["zh-hans", "en"]}
    if not {"advises", "interprets", "mediates"} & fields.keys():
        values["advises"] = True
    values |= fields
    if "resource" not in values:
        kind = "interpreter" if values.get("interprets") else "adviser"
        values["resource"] = Resource.objects.create(kind=kind, name=values["name"], created_at=NOON)
    made = Practitioner.objects.create(**values)
    made.services.set(services)
    if opens:
        WeeklyRule.objects.bulk_create(
            WeeklyRule(
                resource=made.resource, weekday=day, starts=opens, ends=closes,
                valid_from=(NOON - timedelta(days=365)).date(), created_at=NOON,
            )
            for day in MONDAY_TO_FRIDAY
        )  # fmt: skip
    return made


def make_leave(practitioner: Practitioner, day: date = LEAVE_DAY) -> DatedException:
    """A day on which somebody is away."""
    during = Span.of_day(day).stored
    return DatedException.objects.create(resource=practitioner.resource, during=during, opens=False, created_at=NOON)


def make_clerk(**fields: Any) -> User:
    """A clerk of the legal service area."""
    return _with_permission("work_at_the_counter", **fields)


def make_area_manager(**fields: Any) -> User:
    """A manager of the legal service area."""
    return _with_permission("manage_the_area", **fields)


def make_practising_user(practitioner: Practitioner | None = None, **fields: Any) -> User:
    """The account of an adviser, interpreter or mediator; of a new adviser when none is named."""
    user = make_resident(**fields)
    practitioner = practitioner or make_practitioner()
    practitioner.user = user
    practitioner.save(update_fields=["user"])
    return user


def make_person(name: str = "", **fields: Any) -> Person:
    """Somebody whom the area knows, written straight into the tables: no keys for other spellings of the name."""
    name = name or f"Client {next(_numbers)}"
    values: dict[str, Any] = {"reference": new_reference("P"), "language": "en", "writes": "en", "created_at": NOON}
    made = Person.objects.create(name=name, **values | fields)
    PersonName.objects.create(person=made, text=name, keys=[name.lower()])
    return made


def make_matter(
    client: Person | None = None,
    *,
    adviser: Practitioner | None = None,
    other_side: Person | None = None,
    **fields: Any,
) -> Matter:
    """An open matter of a client, assigned to an adviser when one is named."""
    values: dict[str, Any] = {
        "reference": new_reference("M"), "kind": Service.Kind.CONSULTATION, "opened_at": NOON,
    }  # fmt: skip
    made = Matter.objects.create(**values | fields)
    roles = MatterRole.Role
    MatterRole.objects.create(matter=made, person=client or make_person(), role=roles.CLIENT, since=made.opened_at)
    if other_side:
        MatterRole.objects.create(matter=made, person=other_side, role=roles.OTHER_SIDE, since=made.opened_at)
    if adviser:
        Assignment.objects.create(matter=made, practitioner=adviser, task=Assignment.Task.ADVISES, since=made.opened_at)
    return made


def make_appointment(
    practitioner: Practitioner | None = None, *, starts_at: datetime | None = None, minutes: int = 30, **fields: Any
) -> Appointment:
    """A booked appointment tomorrow at ten, with everybody's time taken."""
    starts_at = starts_at or (NOON + timedelta(days=1)).replace(hour=10)
    ends_at = starts_at + timedelta(minutes=minutes)
    service = fields.pop("service", None) or make_bookable_service()
    practitioner = practitioner or make_practitioner(services=[service])
    interpreter = fields.get("interpreter")
    state = fields.get("state", Appointment.State.BOOKED)
    ended = state in {Appointment.State.DONE, Appointment.State.NO_SHOW, Appointment.State.CANCELLED}
    values: dict[str, Any] = {
        "reference": new_reference("A"), "language": "en", "channel": "in-person", "writes": "en", "state": state,
        "name": "Client", "created_at": NOON, "changed_at": NOON, "ended_at": ends_at if ended else None,
    }  # fmt: skip
    if "reservation" not in fields:
        resources = [one.resource for one in (practitioner, interpreter) if one]
        fields["reservation"] = _reservation(resources, starts_at, ends_at)
    return Appointment.objects.create(
        service=service, practitioner=practitioner, starts_at=starts_at, ends_at=ends_at, **values | fields
    )


def make_record(
    *people: Person, matter: Matter | None = None, service: Service | None = None, **fields: Any
) -> ServiceRecord:
    """A session on the day of `NOON`, attended by these people."""
    matter = matter or make_matter(people[0] if people else None)
    values: dict[str, Any] = {
        "reference": new_reference("S"), "language": "en", "held_on": NOON.date(), "entered_at": NOON,
        "outcome": ServiceRecord.Outcome.ANSWERED,
    }  # fmt: skip
    made = ServiceRecord.objects.create(
        matter=matter, service=service or make_service(kind=matter.kind), **values | fields
    )
    Attendance.objects.bulk_create(Attendance(record=made, person=person) for person in people)
    return made


def _with_permission(codename: str, **fields: Any) -> User:
    user = make_resident(**fields)
    user.user_permissions.add(Permission.objects.get(codename=codename, content_type__app_label="legal_services"))
    return user


def _reservation(resources: Sequence[Resource], starts_at: datetime, ends_at: datetime) -> Reservation:
    """A confirmed reservation of these resources, without looking at their hours."""
    from commons.scheduling.free_time import Span
    from commons.scheduling.services import reserve

    during = Span(starts_at, ends_at)
    at = min(NOON, starts_at - timedelta(hours=1))
    return reserve(resources=resources, during=during, purpose="legal", at=at, within_opening=False)
