"""What officers say among themselves, planted and looked for in everything that an institution can open or is sent."""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message as Mail
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from commons.scheduling.spans import Span
from institutions.models import Application, CheckItem, EnquiryMessage
from institutions.services import bookings, feeds, judging, letters, review_reminders, reviewing, space_care
from tests.factories import NOON, in_three_languages
from tests.institutions import contracts, making
from tests.institutions.reviewing import make_handed_in, make_item, make_template, signed_in
from tests.legal_services.planted import words_in
from tests.portal.test_roles import named_patterns

pytestmark = pytest.mark.django_db
SPACES = ("home", "institutions", "spaces", "me", "institutions-desk")
SECRETS = {
    "note": "planted-note-7K",
    "note of a recommendation": "planted-recommendation-2M",
    "note of a send-back": "planted-send-back-9Q",
    "finding": "planted-finding-4T",
    "question that is prepared": "planted-question-5W",
    "internal message of an enquiry": "planted-internal-6X",
}
OTHERS = {
    "title of another institution": "planted-title-of-another-1A",
    "title of the district": "planted-title-of-the-district-1C",
}
"""What stands in the calendar of the space, which is for officers, and nowhere that institutions look."""
WAY_IN = "planted-door-2580"
"""Told to those who booked, on the page and by mail; calendars travel further than that."""
TITLE = "A long title, so that calendars break the line in the middle of planted-title-of-ones-own-4H"
SEEN = {"letter": "planted-letter-3Z", "reason of a decision": "planted-reason-8B"}
"""What the institution does read, which shows that the search finds what is there."""


class Planted:
    """An institution with applications in several states, a contract, a booking, enquiries and products."""

    def __init__(self) -> None:
        self.first, self.second = making.make_officer(), making.make_officer()
        self.member = making.make_resident()
        self.institution = making.make_institution(member=self.member, is_listed=True, listed_at=NOON)
        make_item()
        make_template()
        decided, self.contract = self._decided(), contracts.countersigned(self.institution)
        self.applications = [decided, self._under_review()]
        self.space = making.make_space(**in_three_languages(door=WAY_IN))
        self.booking = making.make_booking(self.space, self.institution, title=TITLE, booked_by=self.member)
        later = [self.booking.starts_at + timedelta(hours=hours) for hours in (2, 4)]
        another, district = OTHERS.values()
        making.make_booking(self.space, making.make_settled(), title=another, starts_at=later[0])
        making.make_booking(self.space, title=district, starts_at=later[1])
        self.product = making.make_product(self.institution)
        self.enquiry = making.make_enquiry(self.member, institution=self.institution)
        EnquiryMessage.objects.create(
            enquiry=self.enquiry, text=SECRETS["internal message of an enquiry"], is_internal=True, by_officer=True,
            by=self.first, at=NOON,
        )  # fmt: skip

    def _decided(self) -> Application:
        application = self._noted()
        self._recommend(application)
        reviewing.send_back(application=application, note=SECRETS["note of a send-back"], by=self.second, at=NOON)
        self._recommend(application)
        reviewing.decide(
            application=application, verdict="decline", reason=SEEN["reason of a decision"], by=self.second, at=NOON
        )
        return application

    def _under_review(self) -> Application:
        application = self._noted()
        judging.prepare_question(application=application, task="purpose", reason="For whom?")
        judging.send_request(application=application, message="", due_on=NOON.date(), by=self.first, at=NOON)
        application.requests.update(answered_at=NOON)
        Application.objects.filter(pk=application.pk).update(state="in-review")
        judging.prepare_question(
            application=application, task="representative", reason=SECRETS["question that is prepared"]
        )
        letters.send(
            application=application, template=None, language="en", subject="Come", text=SEEN["letter"], by=self.first,
            at=NOON,
        )  # fmt: skip
        return application

    def _noted(self) -> Application:
        application = make_handed_in(institution=self.institution)
        reviewing.write_note(application=application, text=SECRETS["note"], by=self.first, at=NOON)
        findings = dict.fromkeys(making_items(), ("not-fine", SECRETS["finding"]))
        reviewing.note_findings(application=application, findings=findings, by=self.first, at=NOON)
        return application

    def _recommend(self, application: Application) -> None:
        note = SECRETS["note of a recommendation"]
        reviewing.recommend(application=application, verdict="decline", note=note, by=self.first, at=NOON)

    def things(self) -> dict[str, list[Any]]:
        """What the arguments of addresses can be in this world."""
        papers = [paper for one in self.applications for paper in one.papers.select_related("kind")]
        return {
            "reference": [
                *(one.reference for one in self.applications), self.contract.reference, self.booking.reference,
                self.enquiry.reference,
            ],
            "slug": [self.institution.slug, self.space.slug],
            "task": ["institution", "representative", "purpose", "terms"],
            "kind": [paper.kind.slug for paper in papers][:1],
            "document": [paper.document_id for paper in papers],
            "side": ["institution", "both"],
            "product": [self.product.slug],
            "pk": list(Message.objects.filter(recipient=self.member).values_list("pk", flat=True)),
            "number": [1],
            "secret": ["no-such-secret"],
            "act": ["drop"],
            "item": [1],
            "letter": [1],
        }  # fmt: skip


def making_items() -> list[CheckItem]:
    """The whole checklist."""
    return list(CheckItem.objects.all())


def everywhere(planted: Planted) -> Iterator[str]:
    """Every address of these parts of the portal that can be made of the things of this world."""
    known = planted.things()
    for name, arguments in named_patterns(get_resolver()):
        if set(arguments) <= known.keys() and name.partition(":")[0] in SPACES:
            for values in product(*(known[argument] for argument in arguments)):
                yield reverse(name, kwargs=dict(zip(arguments, values, strict=True)))


def read_by(planted: Planted, user: User) -> dict[str, set[str]]:
    """Which planted words the person reads, and where."""
    browser, found = signed_in(user), {}
    for address in everywhere(planted):
        response = browser.get(address)
        assert response.status_code < 500, address
        words = words_in(response)
        for secret, text in (SECRETS | OTHERS | SEEN).items():
            if text in words:
                found.setdefault(secret, set()).add(address)
    return found


@pytest.fixture
def planted() -> Iterator[Planted]:
    """The world at noon."""
    with time_machine.travel(NOON, tick=False):
        made = Planted()
        review_reminders.remind(at=NOON)
        yield made


def test_institution_reads_what_is_meant_for_it_and_not_a_word_of_the_officers(planted: Planted) -> None:
    found = read_by(planted, planted.member)

    assert {name: places for name, places in found.items() if name in SECRETS} == {}
    assert found.keys() == SEEN.keys()


def test_colleague_and_strangers_read_no_word_of_the_officers(planted: Planted) -> None:
    colleague = making.make_member(planted.institution, duty="colleague")
    stranger = making.make_member(making.make_institution())

    assert not read_by(planted, colleague).keys() & SECRETS.keys()
    assert not read_by(planted, stranger)


def test_officers_read_what_they_said(planted: Planted) -> None:
    found = read_by(planted, planted.second)

    assert found.keys() >= SECRETS.keys() - {"internal message of an enquiry"}


def unfolded(words: str) -> str:
    """The text with the lines that calendars break (RFC 5545, 3.1) made whole again."""
    return re.sub(r"\r?\n[ \t]", "", words)


def parts_of(sent: Mail) -> str:
    """Whatever a mail says, file by file, not as it travels."""
    decoded = (part.get_payload(decode=True) for part in sent.walk() if not part.is_multipart())
    return unfolded(
        "\n".join([str(sent), *(one.decode("utf-8", "replace") for one in decoded if isinstance(one, bytes))])
    )


def written() -> list[str]:
    """Every message as it is kept, its files read."""
    return [
        unfolded(f"{one.subject}{one.text}{one.html}")
        + "".join(unfolded(base64.b64decode(file["content"]).decode()) for file in one.attachments)
        for one in Message.objects.all()
    ]


def calendars(planted: Planted) -> dict[str, str]:
    """The calendars of the institution and of the space, subscribed to and as the file of one booking."""
    of_institution = feeds.open_feed(institution=planted.institution, by=planted.member, at=NOON)[1]
    of_space = feeds.open_feed(space=planted.space, by=planted.first, at=NOON)[1]
    file = reverse("spaces:booking_calendar", args=[planted.booking.reference])
    asked = {
        "institution": (Client(), reverse("institution-feed", args=[of_institution])),
        "space": (Client(), reverse("space-feed", args=[of_space])),
        "own": (signed_in(planted.member), file),
        "officer": (signed_in(planted.first), file),
    }
    found = {}
    for name, (browser, address) in asked.items():
        answers = [browser.get(address, {"lang": language}) for language in ("zh-hans", "en", "ko")]
        assert {one.status_code for one in answers} == {200}, name
        found[name] = unfolded("".join(words_in(one) for one in answers))
    return found


def test_no_calendar_holds_a_word_of_the_officers_or_the_way_in(planted: Planted) -> None:
    found = calendars(planted)

    hidden = {**SECRETS, "way in": WAY_IN, **SEEN}
    assert not [(name, secret) for name, words in found.items() for secret, text in hidden.items() if text in words]
    assert [name for name, words in found.items() if words.count("planted-title-of-ones-own-4H") < 3] == []


def test_calendars_of_an_institution_hold_nothing_of_others(planted: Planted) -> None:
    found = calendars(planted)

    assert {name: [words for words in OTHERS.values() if words in found[name]] for name in found} == {
        "institution": [], "own": [], "officer": [], "space": list(OTHERS.values()),
    }  # fmt: skip


def test_no_mail_about_a_booking_holds_a_word_of_the_officers_or_of_others(planted: Planted) -> None:
    booking, starts_at = planted.booking, planted.booking.starts_at + timedelta(hours=6)
    moved = bookings.move(
        booking=booking, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), by=planted.first, at=NOON
    )
    space_care.close(
        space=planted.space, during=Span(starts_at, starts_at + timedelta(hours=1)), reason="Painting.",
        by=planted.first, at=NOON,
    )  # fmt: skip
    bookings.cancel(booking=moved, by=planted.first, reason="No paint yet.", at=NOON)
    deliver_due(at=NOON)

    kept, sent = written(), [parts_of(one.message()) for one in mail.outbox]
    hidden = {**SECRETS, **OTHERS}
    assert not [name for name, text in hidden.items() for words in kept + sent if text in words]
    for words in ("Painting.", "No paint yet.", "BEGIN:VCALENDAR", "METHOD:CANCEL", WAY_IN):
        assert any(words in one for one in kept), words
        assert any(words in one for one in sent), words
    files = [part for one in mail.outbox for part in one.message().walk() if part.get_content_subtype() == "calendar"]
    assert len(files) >= 2
    assert not [one for one in files if WAY_IN in unfolded(bytes(one.get_payload(decode=True)).decode())]


def test_words_are_found_however_a_mail_travels() -> None:
    """The control: words in a file, in a line that is broken on the way."""
    letter = mail.EmailMessage("Subject", f"{SECRETS['note']} 中文", "from@example.org", ["to@example.org"])
    letter.attach("a.ics", f"SUMMARY:planted-\r\n {SECRETS['finding'].removeprefix('planted-')} 中文", "text/calendar")

    assert SECRETS["note"] in parts_of(letter.message())
    assert SECRETS["finding"] in parts_of(letter.message())
    assert SECRETS["finding"] not in str(letter.message())


def test_no_message_and_no_mail_holds_a_word_of_the_officers(planted: Planted) -> None:
    deliver_due(at=NOON)

    rows = written()
    letters_sent = [parts_of(one.message()) for one in mail.outbox]
    assert len(rows) > 3
    assert len(letters_sent) > 3
    assert not [name for name, text in SECRETS.items() for words in rows + letters_sent if text in words]
    assert any(SEEN["reason of a decision"] in words for words in rows)
