"""Every URL × every role: one table says what each of them is answered. A URL that the table lacks fails the tests.

`roles.tsv` holds a line for each method and URL name. `login` stands for a redirect to the sign-in page, `302` for any
other redirect. POST is sent without data: what a person may not do answers before any form is looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commons.accounts import notices
from commons.accounts.models import User
from commons.notifications.services import Attachment, notify
from events.models import Registration
from legal_services.models import Call, Import, WallAddress
from legal_services.services import queue, wall_addresses
from portal import views
from tests import factories
from tests.documents.files import make_document
from tests.institutions.world import make_world
from tests.legal_services import cases, making

TABLE = Path(__file__).with_name("roles.tsv")
NOTARIAL_PAGES = ("notarial", "notarial_papers", "notarial_act")
MEDIATION_PAGES = (
    "mediation", "mediation_notes", "mediation_invite", "mediation_session", "mediation_letter", "mediation_act",
)  # fmt: skip
OWN_MEDIATION_PAGES = (
    "mediation", "mediation_refuse", "mediation_answer", "mediation_note", "mediation_confirmation", "case",
)  # fmt: skip
ROLES = (
    "visitor", "resident", "owner", "staff", "staff elsewhere", "manager", "administrator", "clerk", "adviser",
    "other adviser", "area manager", "representative", "colleague elsewhere", "officer",
)  # fmt: skip
PERSON_PAGES = ("person", "person_edit", "person_merge", "person_unmerge", "person_apart")
IMPORT_PAGES = ("import", "import_columns", "import_act")
APPOINTMENT_PAGES = ("appointment", "appointment_step", "appointment_move", "appointment_call_off")
METHODS = ("GET", "POST")
WEEK = timedelta(days=7)
HEADER = ("method", "name", *ROLES)

LOG_FORMS = [f"legal-desk:{name}" for name in ("log-entry", "log-client", "log-draft", "discard-draft")]


@dataclass(frozen=True)
class Row:
    """A method and a URL name, and what each role is answered with."""

    method: str
    name: str
    answers: dict[str, str]


def rows() -> list[Row]:
    """Read the table."""
    header, *lines = [tuple(line.split("\t")) for line in TABLE.read_text().splitlines()]
    assert header == HEADER
    return [Row(method, name, dict(zip(ROLES, answers, strict=True))) for method, name, *answers in lines]


def named_patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Every URL name with the names of its arguments.

    The administration site has tests of its own; the patterns without a name are redirects from addresses that
    django-allauth has given up.
    """
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            arguments = list(entry.pattern.converters) or list(entry.pattern.regex.groupindex)
            if entry.name:
                yield ":".join([*namespaces, entry.name]), arguments
        elif entry.namespace != "admin":
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            for name, arguments in named_patterns(entry, inside):
                yield name, [*entry.pattern.converters, *arguments]


@cache
def arguments_by_name() -> dict[str, list[str]]:
    """The arguments of every URL name: those of the first pattern, where several share a name."""
    found: dict[str, list[str]] = {}
    for name, arguments in named_patterns(get_resolver()):
        found.setdefault(name, arguments)
    return found


@dataclass(frozen=True)
class World:
    """One activity of one community, the owner's registration and message, the owner's appointment with an adviser,
    a matter of theirs, one of everything of an institution that has settled, and a person in each role."""

    people: dict[str, User]
    arguments: dict[str, dict[str, object]]

    def address(self, name: str) -> str:
        """The URL of this name for the things of this world, in English."""
        known = self.arguments.get(name.partition(":")[0], {}) | self.arguments.get(name, {})
        return reverse(name, kwargs={argument: known[argument] for argument in arguments_by_name()[name]})


@pytest.fixture
def world(db: None) -> World:
    """Everything that an address can name."""
    community = factories.make_community()
    event = factories.make_event(community=community, capacity=5)
    owner = factories.make_resident()
    registration = factories.make_registration(event, owner, state=Registration.State.OFFERED)
    ics = Attachment("activity.ics", "text/calendar", b"BEGIN:VCALENDAR")
    context = {"registration": registration, "event": event, "link": "/"}
    message = notify(owner, "events/offered", key="roles", context=context, attachments=[ics])
    service = making.make_bookable_service()
    adviser = making.make_practitioner(services=[service])
    person = making.make_person(user=owner)
    matter = making.make_matter(person, adviser=adviser)
    appointment = making.make_appointment(adviser, service=service, user=owner, person=person, matter=matter)
    by_video = making.make_appointment(adviser, service=service, channel="video", starts_at=factories.NOON + WEEK)
    call = Call.objects.create(appointment=by_video, about="moved", key="roles", asked_at=factories.NOON)
    screen = WallAddress.objects.create(digest="roles", created_at=factories.NOON)
    handed_in = appointment.files.create(document=make_document()).document_id
    handed_over = matter.documents.create(document=make_document(), is_for_client=True, handed_over_at=factories.NOON)
    record = making.make_record(person, matter=matter, service=service, practitioner=adviser)
    adviser.mediates = True
    adviser.save(update_fields=["mediates"])
    notarial_case, mediation = (
        cases.make_case(person),
        cases.make_mediation(person, making.make_person(), mediator=adviser),
    )
    notarial_case.matter.assignments.create(practitioner=adviser, task="advises", since=factories.NOON)
    batch = Import.objects.create(reference="I-2222-2222", file_name="old.xlsx", at=factories.NOON)
    queue.draw(service=service, language="en", by=None, at=factories.NOON)
    leave = making.make_leave(adviser)
    institutions = make_world()
    people = {
        **institutions.people,
        "resident": factories.make_resident(),
        "owner": owner,
        "staff": factories.make_staff(community),
        "staff elsewhere": factories.make_staff(),
        "manager": factories.make_manager(),
        "administrator": User.objects.create_superuser("administrator@example.org", full_name="Administrator"),
        "clerk": making.make_clerk(),
        "adviser": making.make_practising_user(adviser),
        "other adviser": making.make_practising_user(),
        "area manager": making.make_area_manager(),
    }
    slug, notice = {"slug": community.slug}, factories.make_notice(community=community)
    venue = {"slug": factories.make_venue(community=community).slug}
    arguments: dict[str, dict[str, object]] = {
        "media": {"path": "pictures/none/320.webp"},
        "communities": slug,
        "communities:venue": venue,
        "communities:taxi_card": venue,
        "communities-desk": slug | {"reference": notice.reference},
        "communities-desk:edit_venue": venue,
        "notices": {"reference": notice.reference},
        "events": {"slug": event.slug},
        "events-desk": {"reference": event.reference, "registration": registration.reference},
        "registrations": {"reference": registration.reference},
        "legal": {"slug": service.slug, "reference": appointment.reference},
        "legal:appointment_file": {"document": handed_in},
        "legal:appointment_file_remove": {"document": handed_in},
        "legal:appointment_link": {"secret": "no-such-secret"},
        "legal-desk": {"reference": matter.reference, "practitioner": adviser.pk, "exception": leave.pk},
        **{f"legal-desk:{name}": {"reference": notarial_case.reference, "act": "apply"} for name in NOTARIAL_PAGES},
        **{
            f"legal-desk:{name}": {
                "reference": mediation.reference,
                "act": "answer",
                "session": 1,
                "party": mediation.parties.all()[0].pk,
            }
            for name in MEDIATION_PAGES
        },
        **{f"legal:{name}": {"reference": mediation.reference} for name in OWN_MEDIATION_PAGES},
        "legal:notarial_case": {"reference": notarial_case.reference},
        "legal:mediation_link": {"secret": "no-such-secret"},
        **{f"legal-desk:{name}": {"reference": person.reference} for name in PERSON_PAGES},
        **{f"legal-desk:{name}": {"reference": appointment.reference} for name in APPOINTMENT_PAGES},
        "legal-desk:appointment_video": {"reference": by_video.reference},
        "legal-desk:appointment_contact": {"reference": by_video.reference},
        "legal-desk:call": {"call": call.pk},
        **{f"legal-desk:{name}": {"day": "2026-11-22", "number": 1} for name in ("queue_slip", "queue_step")},
        "legal-desk:wall": {"key": wall_addresses.open_wall(by=None, at=factories.NOON)},
        "legal-desk:wall_address_take_back": {"address": screen.pk},
        **{f"legal-desk:{name}": {"reference": batch.reference, "act": "bring-in"} for name in IMPORT_PAGES},
        "legal-desk:matter_document": {"document": uuid4()},
        "legal-desk:record": {"reference": record.reference},
        "legal-desk:void-record": {"reference": record.reference},
        "legal-desk:follow-up-record": {"reference": record.reference},
        **{name: {"submission": uuid4()} for name in LOG_FORMS},
        "me": {"pk": message.pk, "number": 1},
        "me:matter-file": {"document": handed_over.document_id},
        "accounts": {"version": notices.VERSIONS[0]},
        "account_confirm_email": {"key": "no-such-key"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "no-such-key"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        **institutions.arguments,
    }
    return World(people, arguments)


def answer(client: Client, method: str, address: str) -> str:
    """What the address answers with; whatever the request changed is put back."""
    with transaction.atomic():
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    is_login = response.status_code == 302 and response["Location"].startswith("/en/accounts/login/")
    return "login" if is_login else str(response.status_code)


def answers(world: World, role: str) -> Iterator[tuple[str, str, str]]:
    """Ask for every URL by every method as this role: method, name, answer."""
    signed_in = Client()
    if role != "visitor":
        signed_in.force_login(world.people[role], backend=settings.AUTHENTICATION_BACKENDS[0])
    for name in sorted(arguments_by_name()):
        for method in METHODS:
            # The session in the database is put back after each request; what a browser would keep is forgotten.
            client = Client(raise_request_exception=False)
            client.cookies.load({key: morsel.value for key, morsel in signed_in.cookies.items()})
            yield method, name, answer(client, method, world.address(name))


@pytest.fixture
def errors_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each error page once in every part of the portal: drawing takes most of a refusal's time.

    The table knows the status only; that it comes with a page is seen at the first refusal of every part.
    """
    draw, drawn = views._failure, set()

    def draw_once(request: HttpRequest, status: int, **context: object) -> HttpResponse:
        page = (status, *request.path.split("/")[2:4])
        if page in drawn:
            return HttpResponse(status=status)
        drawn.add(page)
        return draw(request, status, **context)

    monkeypatch.setattr(views, "_failure", draw_once)


def test_the_table_lists_every_url_once() -> None:
    listed = [(row.method, row.name) for row in rows()]

    assert len(listed) == len(set(listed))
    assert set(listed) == {(method, name) for name, _ in named_patterns(get_resolver()) for method in METHODS}


@pytest.mark.usefixtures("errors_drawn_once")
@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_answered_as_the_table_says(world: World, role: str) -> None:
    expected = {(row.method, row.name): row.answers[role] for row in rows()}
    moment: datetime = factories.NOON

    with time_machine.travel(moment):
        found = {(method, name): given for method, name, given in answers(world, role)}

    wrong = [f"{key}: {given}, not {expected[key]}" for key, given in found.items() if given != expected[key]]
    assert not wrong, "\n".join(wrong)
