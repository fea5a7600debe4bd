"""Pages of notarial cases and mediations: who sees what, who does what, and what it costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from commons.accounts.models import User
from commons.audit.models import Entry
from commons.notifications.services import deliver_due
from legal_services.models import Assignment, Mediation, MediationParty, NotarialCase, Person, Practitioner
from legal_services.services import notarial
from legal_services.services.mediation import links, notes, parties, sessions
from tests.factories import NOON, make_resident, make_service
from tests.legal_services.cases import make_act, make_case, make_mediation, make_mediator, noon, party_of
from tests.legal_services.making import (
    make_area_manager,
    make_clerk,
    make_person,
    make_practising_user,
    make_practitioner,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)
TUESDAY_AT_TEN = (NOON + timedelta(days=2)).replace(hour=10)
SECRET = "What she told the mediator alone."
TERMS = "They share the deposit."


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@dataclass
class World:
    """A case and a mediation, and everybody who might want to look into them."""

    people: dict[str, User]
    case: NotarialCase
    mediation: Mediation
    mine: MediationParty
    theirs: MediationParty

    def client(self, role: str) -> Client:
        return signed_in(self.people[role]) if role in self.people else Client()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def world() -> World:
    mediator = make_mediator()
    interpreter = make_practitioner(interprets=True)
    adviser = make_practitioner()
    party, other = make_resident(), make_resident()
    clerk = make_clerk()
    mine, theirs = make_person(user=party), make_person(user=other)
    people = {
        "party": party,
        "other party": other,
        "resident": make_resident(),
        "clerk": clerk,
        "mediator": make_practising_user(mediator),
        "interpreter": make_practising_user(interpreter),
        "adviser": make_practising_user(adviser),
        "other mediator": make_practising_user(make_mediator()),
        "area manager": make_area_manager(),
        "administrator": User.objects.create_superuser("administrator@example.org", full_name="Administrator"),
    }
    mediation = make_mediation(mine, theirs, mediator=mediator, accepted=True, by=clerk)
    Assignment.objects.create(matter=mediation.matter, practitioner=interpreter, task="interprets", since=NOON)
    notes.write_to_mediator(party=party_of(mediation, mine), text=SECRET, author=party, at=NOON)
    case = make_case(mine, accepted_on=MONDAY, by=clerk, act=make_act("passport", "photo"))
    assign(case, adviser)
    return World(people, case, mediation, party_of(mediation, mine), party_of(mediation, theirs))


def assign(case: NotarialCase, adviser: Practitioner) -> None:
    Assignment.objects.create(matter=case.matter, practitioner=adviser, task="advises", since=NOON)


EVERYBODY = (
    "visitor", "party", "other party", "resident", "clerk", "mediator", "interpreter", "adviser", "other mediator",
    "area manager", "administrator",
)  # fmt: skip
CLERKS = {"clerk", "administrator"}
PRACTITIONERS = {"mediator", "interpreter", "adviser", "other mediator"}


@dataclass(frozen=True)
class Cell:
    """An action on a thing of the world, and who may take it; everybody else is answered 404, a visitor `login`."""

    name: str
    address: Callable[[World], str]
    allowed: frozenset[str]
    post: dict[str, str] | None = None
    expect: int = 200


def desk(name: str, of: str, *more: str) -> Callable[[World], str]:
    def address(world: World) -> str:
        thing = world.case if of == "case" else world.mediation
        return reverse(f"legal-desk:{name}", args=[thing.reference, *more])

    return address


def own(name: str, of: str) -> Callable[[World], str]:
    return lambda world: reverse(f"legal:{name}", args=[getattr(world, of).reference])


def cells() -> list[Cell]:
    day = NOON.date().isoformat()
    pause = {"on": day, "reason": "supplement"}
    on_case, on_mediation = frozenset(CLERKS), frozenset(CLERKS | {"mediator"})
    mediator, both = frozenset({"mediator"}), frozenset({"party", "other party"})
    sees_mediation = frozenset(CLERKS | {"mediator", "interpreter"})
    return [
        Cell("notarial list", lambda _: reverse("legal-desk:notarial_list"), frozenset(CLERKS | PRACTITIONERS)),
        Cell("open a case", lambda _: reverse("legal-desk:notarial_new"), on_case),
        Cell("see the case", desk("notarial", "case"), frozenset(CLERKS | {"adviser"})),
        Cell("tick papers", desk("notarial_papers", "case"), on_case, {}, 302),
        Cell("stop the clock", desk("notarial_act", "case", "pause"), on_case, pause, 302),
        Cell("issue", desk("notarial_act", "case", "issue"), on_case, {"on": day}, 302),
        Cell("refuse", desk("notarial_act", "case", "refuse"), on_case, {"on": day, "note": "No"}, 302),
        Cell("own case", own("notarial_case", "case"), frozenset({"party"})),
        Cell("mediation list", lambda _: reverse("legal-desk:mediation_list"), frozenset(CLERKS | PRACTITIONERS)),
        Cell("open a mediation", lambda _: reverse("legal-desk:mediation_new"), on_case),
        Cell("see the mediation", desk("mediation", "mediation"), sees_mediation),
        Cell("read what was said", desk("mediation_notes", "mediation"), mediator),
        Cell("write a note", desk("mediation_notes", "mediation"), mediator, {"text": "Noted"}, 302),
        Cell("invite", desk("mediation_invite", "mediation"), on_case),
        Cell("note an answer", desk("mediation_act", "mediation", "answer"), on_mediation),
        Cell("plan a session", desk("mediation_act", "mediation", "session"), on_mediation),
        Cell("record the agreement", desk("mediation_act", "mediation", "agree"), mediator),
        Cell("end it", desk("mediation_act", "mediation", "end"), mediator, {"reason": "Too far apart"}, 302),
        Cell(
            "print a letter",
            lambda world: reverse("legal-desk:mediation_letter", args=[world.mediation.reference, world.mine.pk]),
            on_case, {},
        ),
        Cell("own mediation", own("mediation", "mediation"), both),
        Cell("ask before refusing", own("mediation_refuse", "mediation"), both),
        Cell("refuse to go on", own("mediation_answer", "mediation"), both, {"answer": "no"}, 302),
        Cell("write to the mediator", own("mediation_note", "mediation"), both, {"text": "Hello"}, 302),
        Cell("ask for confirmation", own("mediation_confirmation", "mediation"), both, {"wants": "yes"}, 302),
    ]  # fmt: skip


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_action_is_for_those_whom_the_table_names(world: World, role: str) -> None:
    wrong = {cell.name: got for cell in cells() if (got := answer(world, cell, role)) != expected(cell, role)}

    assert not wrong


def expected(cell: Cell, role: str) -> str:
    if role in cell.allowed:
        return str(cell.expect)
    return "login" if role == "visitor" else "404"


def answer(world: World, cell: Cell, role: str) -> str:
    """What the action is answered with; whatever it changed is put back."""
    client, address = world.client(role), cell.address(world)
    with transaction.atomic():
        response = client.get(address) if cell.post is None else client.post(address, cell.post)
        transaction.set_rollback(True)
    is_login = response.status_code == 302 and "/accounts/login/" in response["Location"]
    return "login" if is_login else str(response.status_code)


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_a_party_told_in_private_reaches_the_mediator_and_that_party_only(world: World, role: str) -> None:
    client = world.client(role)
    addresses = [cell.address(world) for cell in cells() if cell.post is None]

    shown = [address for address in addresses if SECRET in client.get(address).content.decode()]

    readers = {
        "party": [reverse("legal:mediation", args=[world.mediation.reference])],
        "mediator": [reverse("legal-desk:mediation_notes", args=[world.mediation.reference])],
    }
    assert shown == readers.get(role, [])


def test_the_other_party_reads_joint_notes_and_no_session_of_one_alone(world: World) -> None:
    mediator = world.people["mediator"]
    notes.write_note(mediation=world.mediation, text="Joint words", author=mediator, at=NOON)
    notes.write_note(mediation=world.mediation, text="About her", author=mediator, party=world.mine, at=NOON)
    sessions.plan_session(
        mediation=world.mediation, starts_at=TUESDAY_AT_TEN, minutes=60, by=mediator, at=NOON, with_party=world.mine,
        place="Room nine",
    )  # fmt: skip
    address = reverse("legal:mediation", args=[world.mediation.reference])

    mine = world.client("party").get(address).content.decode()
    theirs = world.client("other party").get(address).content.decode()

    assert "Joint words" in mine
    assert "Joint words" in theirs
    assert "About her" in mine
    assert "About her" not in theirs
    assert "Room nine" in mine
    assert "Room nine" not in theirs


def test_reading_what_was_said_is_logged(world: World) -> None:
    world.client("mediator").get(reverse("legal-desk:mediation_notes", args=[world.mediation.reference]))

    entry = Entry.objects.get(subject="legal.mediation", act="reveal")
    assert (entry.actor_id, entry.reference) == (world.people["mediator"].pk, world.mediation.reference)


def test_a_conflict_of_interest_closes_what_was_said(world: World) -> None:
    from tests.legal_services.making import make_matter

    make_matter(make_person(), other_side=world.mine.person)
    response = world.client("mediator").get(reverse("legal-desk:mediation_notes", args=[world.mediation.reference]))

    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_nothing_of_the_staff_is_on_the_clients_page(world: World) -> None:
    notarial.pause(
        case=world.case, reason="supplement", on=NOON.date(), by=world.people["clerk"], at=NOON, note="Looks forged",
        asked=["The older passport"],
    )  # fmt: skip
    page = world.client("party").get(reverse("legal:notarial_case", args=[world.case.reference])).content.decode()

    assert "The older passport" in page
    assert "forged" not in page
    assert world.people["clerk"].full_name not in page
    assert world.case.matter.reference not in page


def guest_mediation() -> tuple[Mediation, MediationParty]:
    guest = make_person(email="guest@example.org")
    mediation = make_mediation(guest, make_person())
    return mediation, party_of(mediation, guest)


def test_a_guest_answers_by_the_link_in_the_mail() -> None:
    mediation, party = guest_mediation()
    deliver_due(at=NOON)
    letter = next(sent for sent in mail.outbox if sent.to == ["guest@example.org"])
    body = str(letter.body)
    link = next(line for line in body.splitlines() if "/legal/cases/link/" in line).replace(settings.SITE_URL, "")
    browser = Client()

    page = browser.get(link, follow=True)

    assert page.redirect_chain[-1][0] == f"/en/legal/mediations/{mediation.reference}/"
    assert "You are invited" in page.content.decode()
    party.refresh_from_db()
    assert party.state == "invited"
    answered = browser.post(
        reverse("legal:mediation_answer", args=[mediation.reference]), {"answer": "no"}, follow=True
    )
    party.refresh_from_db()
    mediation.refresh_from_db()
    assert (party.state, party.answered_by_way, mediation.state) == ("refused", "link", "declined")
    assert "This mediation is closed" in answered.content.decode()


def test_the_page_that_a_link_opens_carries_no_secret() -> None:
    mediation, party = guest_mediation()
    secret = links.issue(party=party, at=NOON)
    browser = Client()

    page = browser.get(reverse("legal:mediation_link", args=[secret]), follow=True)

    assert secret not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    links.revoke_links(party=party, at=NOON)
    assert browser.get(reverse("legal:mediation", args=[mediation.reference])).status_code == 302


def test_a_wrong_link_says_so() -> None:
    response = Client().get(reverse("legal:mediation_link", args=["no-such-secret"]))

    assert response.status_code == 404
    assert "no longer valid" in response.content.decode()


def test_the_address_in_a_message_leads_to_the_page_of_the_case() -> None:
    with translation.override("en"):
        for reference, page in (("N-2345-6789", "notarial"), ("D-2345-6789", "mediations")):
            response = Client().get(reverse("legal:case", args=[reference]))
            assert response["Location"] == f"/en/legal/{page}/{reference}/"


def test_a_clerk_opens_a_case_in_two_steps() -> None:
    clerk, act = signed_in(make_clerk()), make_act("passport", "photo")
    person = make_person("Kim Minji")
    address = reverse("legal-desk:notarial_new")

    found = clerk.get(address, {"q": person.reference}).content.decode()
    assert "Kim Minji" in found
    opened = clerk.post(
        f"{address}?client={person.reference}", {"act": act.slug, "destination": "KR", "copies": "2"}, follow=True
    )

    case = NotarialCase.objects.get(applicant=person)
    assert (case.copies, case.papers.count()) == (2, 2)
    assert case.reference in opened.content.decode()
    assert Entry.objects.filter(act="search_hit", reference=person.reference).exists()


def test_a_clerk_opens_a_mediation_and_everybody_is_invited() -> None:
    clerk, mediator = signed_in(make_clerk()), make_mediator()
    first, second = make_person("Kim Minji"), make_person("Li Na")
    address = reverse("legal-desk:mediation_new")
    chosen = f"{address}?party={first.reference}&party={second.reference}"

    assert "Li Na" in clerk.get(f"{address}?party={first.reference}&q={second.reference}").content.decode()
    clerk.post(chosen, {"mediator": mediator.pk}, follow=True)

    mediation = Mediation.objects.get()
    assert set(mediation.parties.values_list("person", "state")) == {(first.pk, "invited"), (second.pk, "invited")}
    assert mediation.matter.roles.count() == 2


def test_one_party_alone_makes_no_mediation() -> None:
    clerk, mediator, person = signed_in(make_clerk()), make_mediator(), make_person()

    address = f"{reverse('legal-desk:mediation_new')}?party={person.reference}&party={person.reference}"
    clerk.post(address, {"mediator": mediator.pk})

    assert not Mediation.objects.exists()


def test_a_refused_step_says_why_on_its_own_page() -> None:
    clerk, case = signed_in(make_clerk()), make_case(accepted_on=MONDAY)
    notarial.pause(case=case, reason="supplement", on=MONDAY, by=make_clerk(), at=noon(MONDAY))

    response = clerk.post(reverse("legal-desk:notarial_act", args=[case.reference, "issue"]), {"on": "2026-11-20"})

    assert "The clock stands still" in response.content.decode()


def test_the_overdue_list_shows_what_is_late_first() -> None:
    clerk = signed_in(make_clerk())
    late = make_case(make_person("Late Client"), accepted_on=date(2026, 10, 12))
    make_case(make_person("Early Client"), accepted_on=date(2026, 11, 20))

    page = clerk.get(reverse("legal-desk:notarial_list")).content.decode()

    assert late.reference in page
    assert "Early Client" not in page


def many(number: int) -> tuple[NotarialCase, Mediation, User]:
    """So many late cases and mediations of one mediator with much in them."""
    mediator = make_mediator()
    user, clerk = make_practising_user(mediator), make_clerk()
    person: Person = make_person(user=make_resident())
    for _ in range(number):
        case = make_case(person, accepted_on=date(2026, 10, 12), by=clerk)
        mediation = make_mediation(person, make_person(), mediator=mediator, accepted=True, by=clerk)
        for _note in range(3):
            notes.write_note(mediation=mediation, text="x", author=user, at=NOON)
    return case, mediation, user


@pytest.mark.parametrize("number", [1, 6])
def test_no_page_asks_for_more_than_twelve_statements(number: int) -> None:
    case, mediation, user = many(number)
    clerk, resident = make_clerk(), case.applicant.user
    assert resident is not None
    pages = [
        (clerk, reverse("legal-desk:notarial_list")),
        (clerk, reverse("legal-desk:notarial", args=[case.reference])),
        (clerk, reverse("legal-desk:notarial_new")),
        (clerk, reverse("legal-desk:mediation_list")),
        (clerk, reverse("legal-desk:mediation", args=[mediation.reference])),
        (user, reverse("legal-desk:mediation", args=[mediation.reference])),
        (user, reverse("legal-desk:mediation_notes", args=[mediation.reference])),
        (clerk, reverse("legal-desk:mediation_act", args=[mediation.reference, "session"])),
        (resident, reverse("legal:notarial_case", args=[case.reference])),
        (resident, reverse("legal:mediation", args=[mediation.reference])),
    ]
    counts = {}
    for person, address in pages:
        client = signed_in(person)
        client.get(address)
        with CaptureQueriesContext(connection) as context:
            assert client.get(address).status_code == 200, address
        counts[address] = len(context)

    assert {address: count for address, count in counts.items() if count > 12} == {}


@pytest.mark.parametrize("state", ["declined", "failed", "agreed"])
def test_a_closed_mediation_takes_no_answer_any_more(state: str) -> None:
    resident = make_resident()
    person = make_person(user=resident)
    mediation = make_mediation(person, make_person(), accepted=True)
    Mediation.objects.filter(pk=mediation.pk).update(
        state=state,
        closed_at=None if state == "agreed" else NOON,
        declined_by=party_of(mediation, person) if state == "declined" else None,
        closed_because="x",
    )
    client, address = signed_in(resident), reverse("legal:mediation_answer", args=[mediation.reference])

    page = client.post(address, {"answer": "no"}, follow=True).content.decode()

    assert "this is not possible" in page
    assert party_of(mediation, person).state == parties.Answer.ACCEPTED


def test_the_mail_names_whom_to_call_and_why_it_came() -> None:
    service = make_service(kind="mediation")
    make_mediation(make_person(), make_person(email="guest@example.org"))

    deliver_due(at=NOON)

    text = str(mail.outbox[0].body)
    assert service.venue.phone.as_international in text
    assert "your address is noted with this reference" in text
    assert "registrations" not in text
    assert "ediation" not in text.replace(service.venue.name, "")
