"""What officers say among themselves, planted and looked for in everything that an institution can open or is sent."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import get_resolver, reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.notifications.services import deliver_due
from institutions.models import Application, CheckItem, EnquiryMessage
from institutions.services import judging, letters, review_reminders, reviewing
from tests.factories import NOON
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
        self.space = making.make_space()
        self.booking = making.make_booking(self.space, self.institution)
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
        for secret, text in (SECRETS | SEEN).items():
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


def test_no_message_and_no_mail_holds_a_word_of_the_officers(planted: Planted) -> None:
    deliver_due(at=NOON)

    rows = [f"{one.subject}{one.text}{one.html}{one.attachments}" for one in Message.objects.all()]
    letters_sent = [str(one.message()) for one in mail.outbox]
    assert len(rows) > 3
    assert len(letters_sent) > 3
    assert not [name for name, text in SECRETS.items() for words in rows + letters_sent if text in words]
    assert any(SEEN["reason of a decision"] in words for words in rows)
