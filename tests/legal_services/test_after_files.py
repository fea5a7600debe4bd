"""Files for the meeting: encrypted, limited, theirs to delete, and read by the adviser only."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from commons.audit.models import Entry
from commons.documents.models import Document
from commons.notifications.services import deliver_due
from legal_services.models import Appointment, AppointmentFile, Assignment, Practitioner
from legal_services.services import changing, files
from legal_services.services.links import digest_of
from legal_services.services.messages import tell
from tests.documents.files import an_image
from tests.documents.test_at_rest import dump, spellings
from tests.factories import NOON, make_resident
from tests.legal_services.making import (
    make_appointment,
    make_clerk,
    make_matter,
    make_person,
    make_practising_user,
    make_practitioner,
)

MONDAY_TEN = (NOON + timedelta(days=1)).replace(hour=10)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    """It is Sunday noon, and addresses are English unless said otherwise."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


@pytest.fixture
def owner(db: None) -> Any:
    return make_resident()


@pytest.fixture
def appointment(owner: Any) -> Appointment:
    return make_appointment(user=owner)


PHOTOGRAPH = an_image()


def paper(name: str = "lease of Kim.jpg", content: bytes = PHOTOGRAPH) -> SimpleUploadedFile:
    """A photograph of a paper."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(appointment: Appointment, owner: Any, *uploads: SimpleUploadedFile) -> Any:
    address = reverse("legal:appointment_files", args=[appointment.reference])
    return as_user(owner).post(address, {"files": list(uploads)}, follow=True)


def file_of(appointment: Appointment) -> str:
    (file,) = appointment.files.all()
    return reverse("legal:appointment_file", args=[appointment.reference, file.document_id])


def test_the_owner_hands_in_opens_and_deletes(appointment: Appointment, owner: Any) -> None:
    handed = hand_in(appointment, owner, paper())
    opened = as_user(owner).get(file_of(appointment))
    as_user(owner).post(file_of(appointment) + "remove/")

    assert "lease of Kim.jpg" in handed.content.decode()
    assert b"".join(opened.streaming_content) == PHOTOGRAPH  # type: ignore[attr-defined]
    assert opened["Content-Disposition"].startswith("attachment")
    assert not AppointmentFile.objects.exists()
    assert Document.objects.get().removed_at == NOON


def test_what_is_no_paper_or_too_much_is_refused_in_words(appointment: Appointment, owner: Any, settings: Any) -> None:
    settings.DOCUMENT_MAX_NUMBER = 2
    script = SimpleUploadedFile("lease.pdf", b"#!/bin/sh\nrm -rf /\n", content_type="application/pdf")

    assert "cannot read this as a PDF or a picture" in hand_in(appointment, owner, script).content.decode()
    assert "There can be at most 2 files here" in hand_in(appointment, owner, *[paper()] * 3).content.decode()
    hand_in(appointment, owner, paper(), paper())
    assert "There can be at most 2 files here" in hand_in(appointment, owner, paper()).content.decode()
    assert appointment.files.count() == 2


def test_once_the_meeting_begins_files_stay_as_they_are(appointment: Appointment, owner: Any) -> None:
    hand_in(appointment, owner, paper())

    with time_machine.travel(MONDAY_TEN, tick=False):
        body = hand_in(appointment, owner, paper()).content.decode()
        as_user(owner).post(file_of(appointment) + "remove/")

    assert "until the appointment begins" in body
    assert appointment.files.count() == 1


def test_the_adviser_reads_and_it_is_noted_while_others_find_nothing(appointment: Appointment, owner: Any) -> None:
    hand_in(appointment, owner, paper())
    address = file_of(appointment)
    adviser = make_practising_user(appointment.practitioner)
    interpreter = make_practitioner(interprets=True)
    Appointment.objects.filter(pk=appointment.pk).update(interpreter=interpreter)

    others = [make_clerk(), make_resident(), make_practising_user(), make_practising_user(interpreter)]
    assert [as_user(user).get(address).status_code for user in others] == [404] * 4
    assert not Entry.objects.exists()
    assert as_user(adviser).get(address).status_code == 200
    assert Client().get(address).status_code == 302
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.act, entry.reference) == (adviser.pk, "download", appointment.reference)


def test_no_file_is_read_before_the_conflict_check_of_the_matter(appointment: Appointment, owner: Any) -> None:
    hand_in(appointment, owner, paper())
    adviser = make_practising_user(appointment.practitioner)
    matter = make_matter(make_person(), adviser=appointment.practitioner)
    Appointment.objects.filter(pk=appointment.pk).update(matter=matter)

    assert as_user(adviser).get(file_of(appointment)).status_code == 404


def test_whoever_works_on_the_matter_reads_unless_they_interpret(appointment: Appointment) -> None:
    works: Practitioner = make_practitioner()
    matter = make_matter(make_person(), adviser=works)
    interprets = make_practitioner(interprets=True)
    Assignment.objects.create(matter=matter, practitioner=interprets, task="interprets", since=NOON)
    Appointment.objects.filter(pk=appointment.pk).update(matter=matter)

    def readable(practitioner: Practitioner) -> bool:
        return files.readable_by(make_practising_user(practitioner), Appointment.objects.real()).exists()

    assert (readable(works), readable(interprets)) == (True, False)


def test_an_adviser_no_longer_reads_what_was_handed_in_for_a_cancelled_meeting(
    appointment: Appointment, owner: Any
) -> None:
    hand_in(appointment, owner, paper())
    changing.cancel(appointment=appointment, by=owner, at=NOON)

    assert as_user(make_practising_user(appointment.practitioner)).get(file_of(appointment)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_neither_dump_nor_disk_holds_a_name_a_byte_a_narrative_or_a_secret() -> None:
    owner, written, named, content = make_resident(), b"planted-narrative-8841", "planted-name-7731", an_image()
    told = {"narrative": written.decode(), "narrative_consent_at": NOON}
    appointment = make_appointment(email="guest@example.org", **told)
    files.add(appointment=appointment, uploads=[paper(f"{named}.jpg", content)], by=owner, at=NOON)
    tell(appointment, "booked", at=NOON)
    waiting = dump()
    deliver_due(at=NOON)
    left = dump()

    secret = mail.outbox[0].body.split("/appointments/link/")[1].split("/")[0]
    assert appointment.reference.encode() in waiting
    assert digest_of(secret).encode() in left
    on_disk = [path.read_bytes() for path in Path(settings.PRIVATE_ROOT, "documents").rglob("*") if path.is_file()]
    for planted in (written, named.encode(), secret.encode(), content[:64], content[-64:]):
        for spelling in spellings(planted):
            assert all(spelling not in stored for stored in (waiting, left, *on_disk))
