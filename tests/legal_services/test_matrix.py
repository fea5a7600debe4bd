"""Role × thing × act: one table of who may do what, and one of who may read which words.

A cell that is not granted answers 404, or leads to the sign-in page whoever is signed out. The words of the second
table are looked for in everything that each role can open: every address of the portal with every thing of this world
in it, the administration site, searches, files and exports; and in every message and mail.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import translation
from django.utils.http import urlencode

from commons.audit.models import Entry
from commons.documents.fields import EncryptedField
from commons.notifications.models import Message
from legal_services.models import Draft
from legal_services.services import wall_addresses
from tests.factories import NOON
from tests.legal_services.planted import SECRETS, Planted, plant, secrets_in, tell_everything
from tests.legal_services.planted import words_in as words
from tests.portal.test_roles import named_patterns

pytestmark = pytest.mark.django_db
ROLES = (
    "visitor", "stranger", "client", "guest", "party", "clerk", "adviser", "other", "interpreter", "manager", "admin",
    "staff",
)  # fmt: skip
SPACES = ("home", "legal", "legal-desk", "me", "desk", "messages-desk")
SEARCHES = (
    "legal-desk:people", "legal-desk:records", "legal-desk:matters", "legal-desk:notarial_list",
    "legal-desk:mediation_list", "legal-desk:access_log", "messages-desk:list", "events:list",
)  # fmt: skip
BEGINNINGS = ("planted-", "Plantine", "Otherone")
"""What is searched for: a page that repeats it does not hold the whole of what was planted."""
MATRIX = """
                               visitor stranger client guest party clerk adviser other interpreter manager admin staff
matter: logistics              .       .        .      .     .     +     +       .     +           .       +     .
matter: list                   .       .        .      .     .     +     +       +     +           .       +     .
matter: reveal its texts       .       .        .      .     .     .     +       .     .           .       .     .
matter: read texts             .       .        .      .     .     .     +       .     .           .       .     .
matter: write a text           .       .        .      .     .     .     +       .     .           .       .     .
matter: open a file            .       .        .      .     .     .     +       .     .           .       .     .
matter: open a client's file   .       .        .      .     .     .     +       .     .           .       .     .
matter: add a file             .       .        .      .     .     +     +       .     .           .       +     .
matter: name people            .       .        .      .     .     +     +       .     .           .       +     .
matter: hand over              .       .        .      .     .     +     +       .     .           .       +     .
matter: close                  .       .        .      .     .     +     +       .     .           .       +     .
matter: see its conflicts      .       .        .      .     .     +     +       .     .           +       +     .
matter: decide a conflict      .       .        .      .     .     +     .       .     .           +       +     .
matter: own, with files        .       .        +      .     .     .     .       .     .           .       .     .
appointment: client's page     .       .        +      .     .     .     .       .     .           .       .     .
appointment: client's iCal     .       .        +      .     .     .     .       .     .           .       .     .
appointment: client's file     .       .        +      .     .     .     +       .     .           .       .     .
appointment: cancel as client  .       .        +      .     .     .     .       .     .           .       .     .
appointment: forget narrative  .       .        +      .     .     .     .       .     .           .       .     .
appointment: guest's page      .       .        .      +     .     .     .       .     .           .       .     .
appointment: guest's file      .       .        .      +     .     .     +       .     .           .       .     .
appointment: at the desk       .       .        .      .     .     +     +       .     +           .       +     .
appointment: receive           .       .        .      .     .     +     +       .     +           .       +     .
appointment: call off          .       .        .      .     .     +     .       .     .           .       +     .
appointment: the day           .       .        .      .     .     +     .       .     .           .       +     .
person: page                   .       .        .      .     .     +     .       .     .           .       +     .
person: search                 .       .        .      .     .     +     .       .     .           .       +     .
person: change                 .       .        .      .     .     +     .       .     .           .       +     .
person: merge                  .       .        .      .     .     +     .       .     .           .       +     .
person: look up for the log    .       .        .      .     .     +     .       .     .           .       +     .
person: duplicates             .       .        .      .     .     +     .       .     .           .       +     .
record: page                   .       .        .      .     .     +     +       .     +           +       +     .
record: list                   .       .        .      .     .     +     +       +     +           +       +     .
record: write                  .       .        .      .     .     +     .       .     .           .       +     .
record: void                   .       .        .      .     .     +     .       .     .           .       +     .
notarial: at the desk          .       .        .      .     .     +     +       .     .           .       +     .
notarial: step                 .       .        .      .     .     +     .       .     .           .       +     .
notarial: client's page        .       .        +      .     .     .     .       .     .           .       .     .
mediation: at the desk         .       .        .      .     .     +     +       .     .           .       +     .
mediation: read notes          .       .        .      .     .     .     +       .     .           .       .     .
mediation: letter              .       .        .      .     .     +     .       .     .           .       +     .
mediation: party's page        .       .        +      .     +     .     .       .     .           .       .     .
mediation: write to mediator   .       .        +      .     +     .     .       .     .           .       .     .
import: list                   .       .        .      .     .     +     .       .     .           .       +     .
import: report                 .       .        .      .     .     +     .       .     .           .       +     .
figures: page                  .       .        .      .     .     +     .       .     .           +       +     .
figures: rows                  .       .        .      .     .     +     .       .     .           +       +     .
figures: spreadsheet           .       .        .      .     .     +     .       .     .           +       +     .
figures: load of advisers      .       .        .      .     .     .     .       .     .           +       +     .
access log                     .       .        .      .     .     .     .       .     .           +       +     .
conflicts: list                .       .        .      .     .     +     .       .     .           +       +     .
messages: undelivered          .       .        .      .     .     +     .       .     .           .       +     +
own data: export               .       +        +      .     +     +     +       +     +           +       +     +
administration site            .       .        .      .     .     .     .       .     .           .       +     .
"""
READS = """
                                visitor stranger client guest party clerk adviser other interpreter manager admin staff
told while booking              .       .        +      .     .     .     .       .     .           .       .     .
told while booking, by a guest  .       .        .      +     .     .     .       .     .           .       .     .
narrative                       .       .        .      .     .     .     +       .     .           .       .     .
advice                          .       .        .      .     .     .     +       .     .           .       .     .
reason of a conflict            .       .        .      .     .     +     +       .     .           +       +     .
private note of one party       .       .        +      .     .     .     +       .     .           .       .     .
private note of the other       .       .        .      .     +     .     +       .     .           .       .     .
joint note                      .       .        +      .     +     .     +       .     .           .       .     .
agreement                       .       .        +      .     +     .     +       .     .           .       .     .
draft                           .       .        .      .     .     .     .       .     .           .       .     .
row of an import                .       .        .      .     .     +     .       .     .           .       +     .
word of an import               .       .        .      .     .     +     .       .     .           .       +     .
name of an imported file        .       .        .      .     .     +     .       .     .           .       +     .
file of the client              .       .        +      .     .     .     +       .     .           .       .     .
file of the guest               .       .        .      +     .     .     +       .     .           .       .     .
file for the client             .       .        +      .     .     .     +       .     .           .       .     .
file of the adviser             .       .        .      .     .     .     +       .     .           .       .     .
byte of the client              .       .        +      .     .     .     +       .     .           .       .     .
byte of the guest               .       .        .      +     .     .     +       .     .           .       .     .
byte for the client             .       .        +      .     .     .     +       .     .           .       .     .
byte of the adviser             .       .        .      .     .     .     +       .     .           .       .     .
name of the client              .       .        +      .     +     +     +       .     +           +       +     .
name of the other side          .       .        +      .     +     +     +       .     +           +       +     .
"""
"""Who may read which of the planted words: the client and the party theirs, the adviser what advice takes.
Clerks read names, and why two people went on in spite of a conflict; so do managers, who may be one of the two."""
READS_ALL = ("client", "party")
"""Roles that are shown everything that is theirs, which shows that the search finds what is there."""
KINDS = {
    "appointment": "A", "matter": "M", "conflict": "M", "record": "S", "person": "P", "notarial": "N", "mediation": "D",
    "import": "I",
}  # fmt: skip
"""Which references fit an address, by a word of its name; every other address is asked with all of them."""


@pytest.fixture
def planted() -> Iterator[Planted]:
    """The world of `plant`, at noon, in English."""
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield plant()


def addresses(world: Planted) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Each act of the table: method, address, what is sent."""
    matter, case, mediation = world.matter.reference, world.notarial.reference, world.mediation.reference
    own, person, record = world.appointment.reference, world.client.reference, world.record.reference
    files = world.documents
    party = {"reference": mediation, "party": world.mediation.parties.all()[0].pk}
    year = {"first": "2026-01-01", "last": "2026-12-31"}

    def file(name: str, reference: str, whose: str) -> str:
        return reverse(name, kwargs={"reference": reference, "document": files[whose].pk})

    acts: dict[str, tuple[Any, ...]] = {
        "matter: logistics": ("GET", "legal-desk:matter", matter),
        "matter: list": ("GET", "legal-desk:matters"),
        "matter: reveal its texts": ("POST", "legal-desk:matter_notes", matter, {"reason": "prepares"}),
        "matter: read texts": ("GET", "legal-desk:matter_notes", matter),
        "matter: write a text": ("POST", "legal-desk:matter_note_add", matter, {"kind": "advice", "text": "Sign."}),
        "matter: open a file": ("GET", file("legal-desk:matter_document", matter, "of the adviser")),
        "matter: open a client's file": ("GET", file("legal-desk:matter_document", matter, "for the client")),
        "matter: add a file": ("POST", "legal-desk:matter_document_add", matter),
        "matter: name people": ("POST", "legal-desk:matter_role", matter),
        "matter: hand over": ("POST", "legal-desk:matter_hand_over", matter),
        "matter: close": ("POST", "legal-desk:matter_close", matter),
        "matter: see its conflicts": ("GET", "legal-desk:matter_conflicts", matter),
        "matter: decide a conflict": ("POST", "legal-desk:conflict_decide", matter),
        "matter: own, with files": ("GET", reverse("me:matter-file", args=[files["for the client"].pk])),
        "appointment: client's page": ("GET", "legal:appointment", own),
        "appointment: client's iCal": ("GET", "legal:appointment_calendar", own),
        "appointment: client's file": ("GET", file("legal:appointment_file", own, "of the client")),
        "appointment: cancel as client": ("POST", "legal:appointment_cancel", own),
        "appointment: forget narrative": ("POST", "legal:appointment_narrative", own),
        "appointment: guest's page": ("GET", "legal:appointment", world.guest_appointment.reference),
        "appointment: guest's file": (
            "GET",
            file("legal:appointment_file", world.guest_appointment.reference, "of the guest"),
        ),
        "appointment: at the desk": ("GET", "legal-desk:appointment", own),
        "appointment: receive": ("POST", "legal-desk:appointment_step", own, {"to": "arrived"}),
        "appointment: call off": ("POST", "legal-desk:appointment_call_off", own),
        "appointment: the day": ("GET", "legal-desk:day"),
        "person: page": ("GET", "legal-desk:person", person),
        "person: search": ("GET", reverse("legal-desk:people") + "?q=Plantine"),
        "person: change": ("POST", "legal-desk:person_edit", person),
        "person: merge": ("POST", "legal-desk:person_merge", person),
        "person: look up for the log": ("POST", "legal-desk:find-client", None, {"q": "Plantine"}),
        "person: duplicates": ("GET", "legal-desk:duplicates"),
        "record: page": ("GET", "legal-desk:record", record),
        "record: list": ("GET", "legal-desk:records"),
        "record: write": ("GET", reverse("legal-desk:log-entry", args=[uuid4()])),
        "record: void": ("POST", "legal-desk:void-record", record, {"reason": "twice"}),
        "notarial: at the desk": ("GET", "legal-desk:notarial", case),
        "notarial: step": ("POST", reverse("legal-desk:notarial_act", args=[case, "apply"])),
        "notarial: client's page": ("GET", "legal:notarial_case", case),
        "mediation: at the desk": ("GET", "legal-desk:mediation", mediation),
        "mediation: read notes": ("GET", "legal-desk:mediation_notes", mediation),
        "mediation: letter": ("POST", reverse("legal-desk:mediation_letter", kwargs=party)),
        "mediation: party's page": ("GET", "legal:mediation", mediation),
        "mediation: write to mediator": ("POST", "legal:mediation_note", mediation, {"text": "A word"}),
        "import: list": ("GET", "legal-desk:imports"),
        "import: report": ("GET", "legal-desk:import", world.batch.reference),
        "figures: page": ("GET", "legal-desk:figures"),
        "figures: rows": (
            "GET",
            reverse("legal-desk:figure_rows") + "?measure=persons&first=2026-01-01&last=2026-12-31",
        ),
        "figures: spreadsheet": ("GET", reverse("legal-desk:report_file", query=year)),
        "figures: load of advisers": ("GET", "legal-desk:availability"),
        "access log": ("GET", "legal-desk:access_log"),
        "conflicts: list": ("GET", "legal-desk:conflicts"),
        "messages: undelivered": ("GET", "messages-desk:list"),
        "own data: export": ("GET", "me:export"),
        "administration site": ("GET", "/admin/"),
    }
    return {name: _request(*act) for name, act in acts.items()}


def _request(method: str, name: str, reference: str | None = None, sent: Any = None) -> tuple[str, str, dict[str, str]]:
    address = name if name.startswith("/") else reverse(name, args=[reference] if reference else [])
    return method, address, sent or {}


def things(world: Planted) -> dict[str, list[Any]]:
    """What the arguments of addresses can be in this world."""
    references = [
        thing.reference
        for thing in (
            world.matter, world.appointment, world.guest_appointment, world.record, world.notarial, world.mediation,
            world.mediation.matter, world.client, world.batch,
        )
    ]  # fmt: skip
    return {
        "reference": references,
        "slug": [world.appointment.service.slug],
        "document": [document.pk for document in world.documents.values()],
        "submission": [draft.submission for draft in Draft.objects.all()],
        "pk": list(Message.objects.values_list("pk", flat=True)),
        "number": [1],
        "act": ["apply"],
        "session": [1],
        "party": list(world.mediation.parties.values_list("pk", flat=True)),
        "practitioner": [world.appointment.practitioner_id],
        "exception": [1],
        "day": [str(NOON.date())],
        "key": [wall_addresses.open_wall(by=None, at=NOON)],
        "address": [1],
        "secret": ["no-such-secret"],
    }


def fitting(name: str, references: list[Any]) -> list[Any]:
    """Those of the references that an address of this name can be about."""
    kind = next((kind for word, kind in KINDS.items() if word in name), "")
    return [one for one in references if one.startswith(kind)]


def everywhere(world: Planted, role: str) -> Iterator[str]:
    """Every address that can be made of the things of this world: pages, files, exports, searches, administration."""
    known = things(world)
    for name, arguments in named_patterns(get_resolver()):
        if set(arguments) <= known.keys() and name.partition(":")[0] in SPACES:
            chosen = known | {"reference": fitting(name, known["reference"])}
            for values in product(*(chosen[argument] for argument in arguments)):
                yield reverse(name, kwargs=dict(zip(arguments, values, strict=True)))
    for page, word in product(SEARCHES, BEGINNINGS):
        yield f"{reverse(page)}?{urlencode({'q': word})}"
    for measure in ("persons", "person-times", "matters", "services"):
        yield f"{reverse('legal-desk:figure_rows')}?measure={measure}&first=2026-01-01&last=2026-12-31"
    if role == "admin":
        for model in admin.site._registry:
            at = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield reverse(f"{at}_changelist")
            yield from (reverse(f"{at}_change", args=[row.pk]) for row in model._default_manager.all()[:5])


def read_by(world: Planted, role: str) -> dict[str, set[str]]:
    """Which planted words the role reads, and where."""
    browser, found = world.browser(role), defaultdict(set)
    if role == "adviser":
        texts = reverse("legal-desk:matter_notes", args=[world.matter.reference])
        assert browser.post(texts, {"reason": "prepares"}).status_code == 302
    for address in everywhere(world, role):
        response = browser.get(address)
        assert response.status_code < 500, address
        for secret in secrets_in(words(response)):
            found[secret].add(address)
    return found


def table(text: str) -> dict[str, dict[str, bool]]:
    """A table as it is written above: for each line what it grants to each role."""
    header, *lines = text.strip("\n").splitlines()
    assert tuple(header.split()) == ROLES
    cells = {line.partition("  ")[0]: line.split()[-len(ROLES) :] for line in lines}
    return {name: dict(zip(ROLES, (cell == "+" for cell in row), strict=True)) for name, row in cells.items()}


def is_done(world: Planted, role: str, act: tuple[str, str, dict[str, str]]) -> bool:
    """Whether the role may do it; whoever may not is answered 404, or led to sign in when signed out."""
    method, address, sent = act
    browser = world.browser(role)
    with transaction.atomic():
        response = browser.get(address) if method == "GET" else browser.post(address, sent)
        transaction.set_rollback(True)
    to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
    assert response.status_code in {200, 302, 404}, (address, response.status_code)
    assert not to_sign_in or role in {"visitor", "guest"} or address == "/admin/"
    return response.status_code != 404 and not to_sign_in


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_the_matrix_grants_and_nothing_else(planted: Planted, role: str) -> None:
    granted, acts = table(MATRIX), addresses(planted)

    found = {name: is_done(planted, role, act) for name, act in acts.items()}

    assert found == {name: row[role] for name, row in granted.items()}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_a_planted_word_that_is_not_granted(planted: Planted, role: str) -> None:
    granted = {secret for secret, row in table(READS).items() if row[role]}
    tell_everything(planted)

    found = read_by(planted, role)

    assert {secret: places for secret, places in found.items() if secret not in granted} == {}
    if role in READS_ALL:
        assert found.keys() == granted


def test_the_table_of_words_names_each_that_is_planted() -> None:
    assert table(READS).keys() == SECRETS.keys()


def test_no_message_tells_more_than_the_name_of_whom_it_is_for(planted: Planted) -> None:
    told = tell_everything(planted)

    assert {message.template for message in told} >= {f"legal_services/{name}" for name in ("booked", "cancelled")}
    rows = [f"{one.subject}{one.text}{one.html}{one.attachments}" for one in told]
    letters = [str(one.message()) for one in mail.outbox]
    assert len(letters) > 5
    assert {secret for text in rows + letters for secret in secrets_in(text)} <= {"name of the client"}
    to_others = [one for one in told if one.recipient_id not in {None, planted.people["client"].pk}]
    assert not [one for one in to_others if SECRETS["name of the client"] in f"{one.subject}{one.text}{one.html}"]


def test_no_entry_of_the_access_log_quotes_anything(planted: Planted) -> None:
    read_by(planted, "adviser")

    written = [f"{one.reason} {one.reference} {one.via}" for one in Entry.objects.all()]

    assert written
    assert not [text for text in written if list(secrets_in(text))]


def test_the_administration_site_knows_no_model_of_the_area_that_holds_such_words() -> None:
    confidential = {
        model._meta.label
        for model in apps.get_app_config("legal_services").get_models()
        if any(isinstance(one, EncryptedField) for one in model._meta.fields)
    }

    assert "legal_services.MatterNote" in confidential
    assert not confidential & {model._meta.label for model in admin.site._registry}
