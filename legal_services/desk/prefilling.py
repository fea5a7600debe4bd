"""What the log's form knows before anything is typed: from an appointment, a queue number, a client or a record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from commons.accounts.access import AuthenticatedRequest
from commons.lib.references import normalise
from legal_services.forms.recording import NO_ADVISER, NOBODY
from legal_services.models import Appointment, Matter, MatterRole, Person, QueueTicket, ServiceRecord


@dataclass(frozen=True)
class Prefilled:
    """The fields of the form, each with its values as a browser would send them, and the people who were read."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


def prefilled(request: AuthenticatedRequest) -> Prefilled:
    """What the address asks for: `?appointment=`, `?ticket=`, `?corrects=`, `?matter=` or `?person=`."""
    for name, answers_of in SOURCES.items():
        if wanted := request.GET.get(name, ""):
            found = answers_of(wanted, request)
            people = found.pop("people", [])
            answers = {
                name: value if isinstance(value, list) else [str(value)]
                for name, value in found.items()
                if value is not None and value != ""
            }
            return Prefilled(answers, {person.reference: person for person in people})
    return Prefilled()


def _of_appointment(reference: str, request: AuthenticatedRequest) -> dict[str, Any]:
    visible = Appointment.objects.visible_to(request.user).for_pages().select_related("person__root", "matter")
    met = visible.filter(reference=normalise(reference)).first()
    if met is None:
        return {}
    known = _root(met.person)
    return {
        "appointment": met.reference,
        **(_of_known(known) if known else _of_caller(met)),
        "matter": met.matter.reference if met.matter else "",
        "language": met.language,
        "service": met.service.slug,
        "topic": met.topic.slug if met.topic else "",
        "practitioner": met.practitioner_id,
        "interpreter": met.interpreter_id,
        "channel": met.channel,
        "anonymous": met.people - 1 or "",
        "held_on": _earlier(timezone.localdate(met.starts_at)),
    }


def _of_caller(met: Appointment) -> dict[str, Any]:
    """Somebody who booked and is perhaps known: looked for by phone, which few share, or else by name."""
    phone = met.phone.as_e164 if met.phone else ""
    return {"looked_for": phone or met.name, "name": met.name, "phone": phone}


def _of_ticket(number: str, _request: AuthenticatedRequest) -> dict[str, Any]:
    tickets = QueueTicket.objects.select_related("service", "person__root", "day")
    ticket = tickets.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if ticket is None:
        return {}
    known = _root(ticket.person)
    return {
        **(_of_known(known) if known else {}),
        "ticket": ticket.pk,
        "service": ticket.service.slug,
        "language": ticket.language,
        "practitioner": ticket.practitioner_id,
        "held_on": _earlier(ticket.day.day),
    }


def _of_record(reference: str, request: AuthenticatedRequest) -> dict[str, Any]:
    """A record that is to be corrected: everything as it was logged."""
    visible = ServiceRecord.objects.visible_to(request.user).standing()
    related = visible.select_related("service", "topic", "matter", "appointment", "ticket")
    wrong = related.filter(reference=normalise(reference)).first()
    if wrong is None:
        return {}
    client = MatterRole.objects.filter(matter=wrong.matter_id, person=OuterRef("person"), role=MatterRole.Role.CLIENT)
    attendances = wrong.attendances.select_related("person__root").annotate(is_client=Exists(client))
    attended = [one.person.root or one.person for one in attendances.order_by("-is_client", "pk")]
    references = [person.reference for person in attended]
    return {
        "people": attended,
        "corrects": wrong.reference,
        "appointment": wrong.appointment.reference if wrong.appointment else "",
        "ticket": wrong.ticket_id,
        "person": references[0] if references else NOBODY,
        "also": references[1:],
        "matter": wrong.matter.reference,
        "service": wrong.service.slug,
        "topic": wrong.topic.slug if wrong.topic else "",
        "practitioner": wrong.practitioner_id or NO_ADVISER,
        "from_paper": "on" if wrong.from_paper else "",
        "held_on": wrong.held_on,
        **{
            name: getattr(wrong, name)
            for name in (
                "channel", "language", "minutes", "anonymous", "outcome", "referred_to", "follow_up_on",
            )
        },
        "interpreter": wrong.interpreter_id,
    }  # fmt: skip


def _of_matter(reference: str, request: AuthenticatedRequest) -> dict[str, Any]:
    """Another session of a matter, for its client."""
    visible = Matter.objects.visible_to(request.user).select_related("topic")
    matter = visible.filter(reference=normalise(reference)).first()
    role = matter.roles.filter(role=MatterRole.Role.CLIENT).select_related("person__root").first() if matter else None
    if matter is None or role is None:
        return {}
    person = role.person.root or role.person
    return _of_known(person) | {"matter": matter.reference, "topic": matter.topic.slug if matter.topic else ""}


def _of_person(reference: str, _request: AuthenticatedRequest) -> dict[str, Any]:
    person = Person.objects.roots().filter(reference=normalise(reference)).first()
    return _of_known(person) if person else {}


def _of_known(person: Person) -> dict[str, Any]:
    return {"person": person.reference, "language": person.language, "people": [person]}


def _root(person: Person | None) -> Person | None:
    """The person as which somebody is kept, if they were merged."""
    return (person.root or person) if person else None


def _earlier(day: date) -> date | str:
    """The day when it is over; today needs no mention."""
    return day if day < timezone.localdate() else ""


SOURCES: dict[str, Callable[[str, AuthenticatedRequest], dict[str, Any]]] = {
    "corrects": _of_record,
    "appointment": _of_appointment,
    "ticket": _of_ticket,
    "matter": _of_matter,
    "person": _of_person,
}
