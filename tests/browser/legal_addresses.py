"""Every page of the legal service area on the sample data, with what has to be made for it to be there."""

from collections.abc import Iterator
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from commons.accounts.models import User
from commons.lib.dates import BEIJING
from legal_services import slots
from legal_services.models import (
    Appointment,
    EarlierTimeRequest,
    Matter,
    Mediation,
    NotarialCase,
    Person,
    Practitioner,
    QueueTicket,
    Service,
    ServiceRecord,
)
from legal_services.services import booking, earlier, wall_addresses
from tests.documents.files import make_document

WAY = {"language": "zh-hans", "channel": "in-person"}
VISITOR = {"name": "예시 손님", "phone_0": "KR", "phone_1": "010-1234-5678", "writes": "ko", "people": "1"}
STEPS = ("", "need/", "way/", "time/", "details/", "narrative/", "check/")
LINKS = ("appointments/find/", "appointments/link/gone/", "cases/link/gone/")
"""How those without an account come to what is theirs; a link that is gone answers 404, and says what to do."""


def make_own(resident: User) -> None:
    """Give the resident an appointment in some days, a file for it, and an offer of an earlier time."""
    at = timezone.now()
    service = Service.objects.get(slug="consultation")
    today = at.astimezone(BEIJING).date()
    free = slots.free_times(**WAY, service=service, first=today, last=today + timedelta(days=20), at=at)
    held = booking.hold_time(**WAY, service=service, starts_at=free[-1].starts_at, at=at, user=resident)
    appointment = booking.book(
        appointment=held, name=resident.full_name, phone="", email="", writes=resident.language, people=1, at=at
    )
    appointment.files.create(document=make_document())
    earlier.ask(appointment=appointment, by=resident, at=at)
    earlier.offer_freed(at=at)


def on_the_way(language: str) -> Client:
    """A visitor who has answered every question of the booking and looks at the answers."""
    client = Client()
    way = f"/{language}/legal/book"
    client.post(f"{way}/need/", {"service": "consultation", "topic": ""})
    client.post(f"{way}/way/", WAY)
    service = Service.objects.get(slug="consultation")
    following = slots.Asked(service, WAY["language"], WAY["channel"], timezone.now()).next(1)
    client.post(f"{way}/time/", {"starts_at": following[0].starts_at.isoformat()})
    client.post(f"{way}/details/", VISITOR)
    answer = client.post(f"{way}/narrative/", {"skip": "1"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{way}/check/"
    return client


def visitor_paths() -> Iterator[str]:
    yield from ("legal/", "legal/notary/", "legal/mediation/", "legal/consultation/?answer1=2&answer2=5")
    yield from (f"legal/book/{step}" for step in STEPS)
    yield from (f"legal/{link}" for link in LINKS)


def resident_paths(resident: User) -> Iterator[str]:
    """An appointment with an offer, and the cases of somebody who has cases."""
    own = Appointment.objects.get(user=resident, state=Appointment.State.BOOKED)
    assert EarlierTimeRequest.objects.get(appointment=own).state == EarlierTimeRequest.State.OFFERED
    yield from ("me/", "me/matters/")
    yield from (f"legal/appointments/{own.reference}/{act}" for act in ("", "move/", "cancel/", "offer/"))
    for case in NotarialCase.objects.filter(applicant__user=resident)[:2]:
        yield f"legal/notarial/{case.reference}/"
    for mediation in Mediation.objects.filter(parties__person__user=resident)[:2]:
        yield f"legal/mediations/{mediation.reference}/"
        if mediation.is_open:
            yield f"legal/mediations/{mediation.reference}/refuse/"


def clerk_paths() -> Iterator[str]:
    """The counter, the log, people, matters and cases."""
    ticket = QueueTicket.objects.select_related("day").order_by("pk")[0]
    yield from ("desk/", "desk/legal/", "desk/legal/day/?show=coming", "desk/legal/wall/")
    yield f"desk/legal/wall/{wall_addresses.open_wall(by=None, at=timezone.now())}/"
    yield from ("desk/legal/calls/", "desk/legal/video/")
    yield f"desk/legal/queue/{ticket.day.day:%Y-%m-%d}/{ticket.number}/"
    coming = Appointment.objects.filter(state=Appointment.State.BOOKED)[0]
    yield from (f"desk/legal/appointments/{coming.reference}/{act}" for act in ("", "move/", "cancel/"))
    yield "desk/legal/book/?service=consultation&language=ko&channel=in-person"
    record = ServiceRecord.objects.filter(matter__kind=Service.Kind.CONSULTATION)[0]
    acts = ("", "new/", f"new/?corrects={record.reference}", f"{record.reference}/", f"{record.reference}/void/")
    yield from (f"desk/legal/records/{act}" for act in acts)
    yield "desk/legal/records/import/"
    person, other = Person.objects.filter(merged_into=None)[:2]
    acts = ("", f"?q={person.reference}", "?q=zzzzzz", "new/", "duplicates/", f"{person.reference}/")
    yield from (f"desk/legal/people/{act}" for act in acts)
    yield from (f"desk/legal/people/{person.reference}/{act}" for act in ("edit/", f"merge/?with={other.reference}"))
    matter = record.matter
    acts = ("", "new/", f"{matter.reference}/", f"{matter.reference}/people/", f"{matter.reference}/hand-over/")
    yield from (f"desk/legal/matters/{act}" for act in acts)
    acts = ("interpreter/", "conflicts/", "documents/add/")
    yield from (f"desk/legal/matters/{matter.reference}/{act}" for act in acts)
    yield "desk/legal/conflicts/"
    yield from case_paths()


def case_paths() -> Iterator[str]:
    """Notarial cases and mediations at the counter."""
    yield from ("desk/legal/notarial/", "desk/legal/notarial/new/", "desk/legal/mediations/")
    yield "desk/legal/mediations/new/"
    late = NotarialCase.objects.filter(state=NotarialCase.State.ACCEPTED).order_by("pk")[0]
    yield from (f"desk/legal/notarial/{late.reference}/{act}" for act in ("", "pause/", "issue/"))
    talks = Mediation.objects.filter(state=Mediation.State.TALKING)[0]
    yield from (f"desk/legal/mediations/{talks.reference}/{act}" for act in ("", "session/", "invite/"))


def adviser_paths(adviser: User) -> Iterator[str]:
    """Somebody's own week, hours and matters, with what they may read."""
    own = Practitioner.objects.get(user=adviser)
    yield from ("desk/", "desk/legal/calendar/", "desk/legal/own/", "desk/legal/records/", "desk/legal/matters/")
    acts = ("", "hours/", "exceptions/new/", "touched/")
    yield from (f"desk/legal/practitioners/{own.pk}/{act}" for act in acts)
    matter = Matter.objects.filter(assignments__practitioner=own).order_by("pk")[0]
    yield from (f"desk/legal/matters/{matter.reference}/{act}" for act in ("", "notes/"))
    talks = Mediation.objects.filter(state=Mediation.State.TALKING)[0]
    yield from (f"desk/legal/mediations/{talks.reference}/{act}" for act in ("", "notes/", "agree/"))


def manager_paths() -> Iterator[str]:
    """Figures, availability and the access log."""
    month = timezone.now().astimezone(BEIJING).strftime("first=%Y-%m-01&last=%Y-%m-28")
    year = timezone.now().astimezone(BEIJING).strftime("first=%Y-01-01&last=%Y-12-31")
    yield from ("desk/", "desk/legal/figures/", f"desk/legal/figures/?{year}&by=language")
    measures = ("person-times", "persons", "matters", "services")
    yield from (f"desk/legal/figures/rows/?measure={measure}&{year}" for measure in measures)
    yield from (f"desk/legal/figures/report/?{month}", "desk/legal/figures/since-opening/")
    yield from ("desk/legal/availability/", "desk/legal/availability/load/", "desk/legal/availability/closed/")
    yield from ("desk/legal/practitioners/", "desk/legal/practitioners/new/")
    yield from ("desk/legal/access-log/", "desk/legal/access-log/?q=zzzzzz")
