"""A legal service area in which every confidential thing holds words of its own, so that they can be looked for."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from legal_services.models import (
    Appointment,
    Assignment,
    Import,
    ImportRow,
    Matter,
    MatterNote,
    Mediation,
    NotarialCase,
    Person,
    ServiceRecord,
)
from legal_services.services import changing, matters
from legal_services.services.conflicts import ask_to_go_on, check_conflicts, decide
from legal_services.services.drafts import keep_draft
from legal_services.services.links import issue
from legal_services.services.mediation import agreements
from legal_services.services.mediation import notes as mediation_notes
from legal_services.services.messages import tell
from legal_services.services.people import add_person
from tests import factories
from tests.documents.files import a_pdf, make_document
from tests.factories import NOON
from tests.legal_services import cases, making

SECRETS = {
    "told while booking": "planted-booking-narrative-7K",
    "told while booking, by a guest": "planted-guest-narrative-8L",
    "narrative": "planted-matter-narrative-2M",
    "advice": "planted-advice-9Q",
    "reason of a conflict": "planted-conflict-reason-4T",
    "private note of one party": "planted-private-note-of-one-5W",
    "private note of the other": "planted-private-note-of-other-6X",
    "joint note": "planted-joint-note-3Z",
    "agreement": "planted-agreement-8B",
    "draft": "planted-draft-2C",
    "row of an import": "planted-import-row-7D",
    "word of an import": "planted-import-word-8D",
    "name of an imported file": "planted-import-file-7E.xlsx",
    "file of the client": "planted-client-file-4F",
    "file of the guest": "planted-guest-file-4G",
    "file for the client": "planted-file-for-client-9H",
    "file of the adviser": "planted-adviser-file-5J",
    "byte of the client": "planted-client-byte-3K",
    "byte of the guest": "planted-guest-byte-3L",
    "byte for the client": "planted-byte-for-client-3M",
    "byte of the adviser": "planted-adviser-byte-3N",
    "name of the client": "Plantine Clientova",
    "name of the other side": "Otherone Sideova",
}
"""What is planted, each under the name that the table of the matrix has for it."""
NAMES = {"name of the client", "name of the other side"}
"""Kept in the open: they are searched for. Everything else is encrypted."""


@dataclass
class Planted:
    """The things, and somebody in each role. The guest and the invited party have no account but a link."""

    people: dict[str, User]
    client: Person
    matter: Matter
    appointment: Appointment
    guest_appointment: Appointment
    record: ServiceRecord
    notarial: NotarialCase
    mediation: Mediation
    batch: Import
    documents: dict[str, Any] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def browser(self, role: str) -> Client:
        """A browser in which this role is signed in, or came by its link."""
        browser = Client(raise_request_exception=False)
        if role in self.people:
            browser.force_login(self.people[role], backend=settings.AUTHENTICATION_BACKENDS[0])
        elif role == "guest":
            assert browser.get(self.links["guest"]).status_code == 302
        return browser


def plant() -> Planted:
    """Everything, as a busy desk would hold it at noon."""
    service = making.make_bookable_service(is_bookable=True)
    adviser, interpreter = making.make_practitioner(services=[service], mediates=True, advises=True), None
    interpreter = making.make_practitioner(interprets=True, languages=["zh-hans", "ko"])
    account, other_account = factories.make_resident(), factories.make_resident()
    clerk, second = making.make_clerk(), making.make_clerk()
    client = add_person(name=SECRETS["name of the client"], by=clerk, at=NOON, email="client@example.org")
    Person.objects.filter(pk=client.pk).update(user=account)
    client.refresh_from_db()
    other = add_person(name=SECRETS["name of the other side"], by=clerk, at=NOON)
    Person.objects.filter(pk=other.pk).update(user=other_account)
    other.refresh_from_db()
    people = {
        "stranger": factories.make_resident(), "client": account, "party": other_account, "clerk": clerk,
        "adviser": making.make_practising_user(adviser), "other": making.make_practising_user(),
        "interpreter": making.make_practising_user(interpreter), "manager": making.make_area_manager(),
        "admin": User.objects.create_superuser("administrator@example.org", full_name="Administrator"),
        "staff": factories.make_staff(),
    }  # fmt: skip
    matter = _matter(client, other, adviser, interpreter, people, second)
    common: dict[str, Any] = {"service": service, "narrative_consent_at": NOON}
    appointment = making.make_appointment(
        adviser, interpreter=interpreter, user=account, person=client, matter=matter, name=client.name,
        narrative=SECRETS["told while booking"], **common,
    )  # fmt: skip
    later = appointment.starts_at + timedelta(hours=2)
    guest = making.make_appointment(
        adviser, starts_at=later, name="Guest", email="guest@example.org",
        narrative=SECRETS["told while booking, by a guest"], **common,
    )  # fmt: skip
    made = Planted(
        people, client, matter, appointment, guest, _record(client, matter, adviser, interpreter, service),
        _notarial(client, adviser), _mediation(client, other, adviser, people), _import(clerk),
    )  # fmt: skip
    _files(made)
    keep_draft(submission=uuid4(), answers={"matter": [SECRETS["draft"]]}, by=clerk, at=NOON)
    made.links["guest"] = reverse("legal:appointment_link", args=[issue(appointment=guest, scope="manage", at=NOON)])
    return made


def _matter(
    client: Person, other: Person, adviser: Any, interpreter: Any, people: dict[str, User], second: User
) -> Any:
    """A matter whose other side stands elsewhere too, so that two people had to agree to go on."""
    making.make_matter(other)
    matter = making.make_matter(client, adviser=adviser, other_side=other)
    matter.assignments.create(practitioner=interpreter, task=Assignment.Task.INTERPRETS, since=NOON)
    check = check_conflicts(matter=matter, by=people["clerk"], at=NOON)
    asked = ask_to_go_on(check=check, reason=SECRETS["reason of a conflict"], by=people["adviser"], at=NOON)
    decide(check=asked, agree=True, by=second, at=NOON)
    for kind in (MatterNote.Kind.NARRATIVE, MatterNote.Kind.ADVICE):
        matters.add_note(matter=matter, kind=kind, text=SECRETS[kind], by=people["adviser"], at=NOON)
    return matter


def _record(client: Person, matter: Matter, adviser: Any, interpreter: Any, service: Any) -> ServiceRecord:
    return making.make_record(
        client, matter=matter, service=service, practitioner=adviser, interpreter=interpreter, anonymous=1
    )


def _notarial(client: Person, adviser: Any) -> NotarialCase:
    case = cases.make_case(client)
    case.matter.assignments.create(practitioner=adviser, task=Assignment.Task.ADVISES, since=NOON)
    return case


def _mediation(client: Person, other: Person, adviser: Any, people: dict[str, User]) -> Mediation:
    """Talks with joint and private notes that ended in an agreement."""
    mediation = cases.make_mediation(client, other, mediator=adviser, accepted=True)
    check = mediation.matter.conflict_checks.first()
    if check and check.state == "warned":
        asked = ask_to_go_on(check=check, reason=SECRETS["reason of a conflict"], by=people["adviser"], at=NOON)
        decide(check=asked, agree=True, by=people["clerk"], at=NOON)
    one, two = cases.party_of(mediation, client), cases.party_of(mediation, other)
    write = mediation_notes.write_to_mediator
    write(party=one, text=SECRETS["private note of one party"], author=people["client"], at=NOON)
    write(party=two, text=SECRETS["private note of the other"], author=people["party"], at=NOON)
    mediation_notes.write_note(mediation=mediation, text=SECRETS["joint note"], author=people["adviser"], at=NOON)
    agreements.agree(
        mediation=mediation, form="written", text=SECRETS["agreement"], effective_on=NOON.date(), by=people["adviser"],
        at=NOON,
    )  # fmt: skip
    mediation.refresh_from_db()
    return mediation


def _import(clerk: User) -> Import:
    batch = Import.objects.create(
        reference="I-2222-2222",
        file_name=SECRETS["name of an imported file"],
        headings=["Name"],
        rows=1,
        phase=Import.Phase.CHECKED,
        words={"topic": {"planted": [SECRETS["word of an import"], 1, ""]}},
        at=NOON,
        by=clerk,
    )
    ImportRow.objects.create(batch=batch, number=2, cells=[SECRETS["row of an import"]])
    return batch


def _files(made: Planted) -> None:
    """A file of each kind, with words in its name and in its bytes."""

    def paper(whose: str) -> Any:
        content = a_pdf() + b"\n%" + SECRETS[f"byte {whose}"].encode()
        return make_document(content, f"{SECRETS[f'file {whose}']}.pdf")

    made.documents = {
        whose: paper(whose) for whose in ("of the client", "of the guest", "for the client", "of the adviser")
    }
    made.appointment.files.create(document=made.documents["of the client"])
    made.guest_appointment.files.create(document=made.documents["of the guest"])
    made.matter.documents.create(document=made.documents["for the client"], is_for_client=True, handed_over_at=NOON)
    made.matter.documents.create(document=made.documents["of the adviser"])


def tell_everything(made: Planted) -> list[Message]:
    """Write every message there is about the appointments, and let what is due leave by mail."""
    for appointment in (made.appointment, made.guest_appointment):
        for what in ("booked", "reminder", "link"):
            tell(appointment, what, at=NOON, occasion=what)
        changing.cancel(appointment=appointment, by=made.people["clerk"], at=NOON, by_client=False)
    deliver_due(at=NOON)
    return list(Message.objects.all())


def words_in(response: Any) -> str:
    """Whatever an answer says: a page, a file, each part of a spreadsheet."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        parts = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(parts.read(name) for name in parts.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{headers}\n{content.decode('utf-8', 'replace')}"


def secrets_in(text: str) -> Iterator[str]:
    """The names of the planted words that the text holds."""
    return (name for name, words in SECRETS.items() if words in text)
