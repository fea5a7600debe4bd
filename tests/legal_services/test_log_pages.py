"""The pages of the service log: the form with and without scripts, what prefills it, the list, one record."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commons.accounts.models import User
from commons.audit.models import Entry
from legal_services.models import Draft, Person, QueueDay, QueueTicket, Service, ServiceRecord, Topic
from legal_services.services import people
from tests.factories import make_service
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_clerk,
    make_matter,
    make_person,
    make_practising_user,
    make_practitioner,
    make_record,
    make_topic,
)

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def clerk() -> User:
    """Who writes the log."""
    return make_clerk()


@pytest.fixture
def counter(clerk: User, client: Client) -> Client:
    """The clerk's browser."""
    client.force_login(clerk)
    return client


@pytest.fixture
def service() -> Service:
    """A legal consultation."""
    return make_service(slug="consultation")


@pytest.fixture
def topic() -> Topic:
    """A topic of legal consultations."""
    return make_topic(slug="lease")


def address(name: str, *args: Any, **query: Any) -> str:
    """The URL of a page of the legal desk."""
    return reverse(f"legal-desk:{name}", args=args, query=query or None)


def as_of(user: User, client: Client) -> Client:
    """The same browser in somebody else's hands."""
    client.force_login(user)
    return client


def add(name: str, clerk: User, **fields: Any) -> Person:
    """A person who is found under their name."""
    return people.add_person(name=name, by=clerk, at=timezone.now(), **fields)


def answers(**fields: Any) -> dict[str, Any]:
    """A form that is filled in for a new client."""
    plain = {"person": "new", "name": "김민지", "language": "ko", "service": "consultation", "topic": "lease"}
    return plain | {"practitioner": "none", "outcome": "answered", "channel": "in-person", "act": "save"} | fields


def send(counter: Client, **fields: Any) -> Any:
    """Send the form, and follow where it leads."""
    submission = fields.pop("submission", None) or uuid4()
    return counter.post(address("log-entry", submission), answers(**fields), follow=True)


def errors_of(response: Any) -> dict[str, str]:
    """What the form objects to: the first words about each field."""
    return {name: str(found[0]) for name, found in response.context["form"].errors.items()}


def test_a_fresh_form_has_an_address_of_its_own(counter: Client) -> None:
    response = counter.get(address("log", person="P-XXXX-XXXX"))

    assert response.status_code == 302
    assert urlsplit(response["Location"]).query == "person=P-XXXX-XXXX"
    assert not Draft.objects.exists()


def test_the_form_and_the_list_take_few_queries(
    counter: Client, clerk: User, service: Service, topic: Topic, django_assert_max_num_queries: Any
) -> None:
    client = add("김민지", clerk)
    for _ in range(12):
        make_record(client, make_person(), matter=make_matter(client, topic=topic), service=service)
    record = ServiceRecord.objects.all()[0]
    pages = [
        address("log-entry", uuid4()) + f"?person={client.reference}", address("records"),
        address("records", q="김민지"), address("record", record.reference), address("void-record", record.reference),
        address("log-entry", uuid4()) + f"?corrects={record.reference}",
    ]  # fmt: skip

    for page in pages:
        with django_assert_max_num_queries(MOST_QUERIES):
            assert counter.get(page).status_code == 200
    with django_assert_max_num_queries(MOST_QUERIES):
        counter.post(address("find-client"), {"q": "김민지"})
    with django_assert_max_num_queries(MOST_QUERIES):
        counter.post(address("log-client", uuid4()), {"person": client.reference})


def test_without_scripts_a_client_is_found_chosen_and_logged(
    counter: Client, clerk: User, service: Service, topic: Topic
) -> None:
    known = add("김민지", clerk, language="ko")
    matter = make_matter(known, topic=topic)
    form = address("log-entry", uuid4())

    found = counter.post(form, {"looked_for": "Kim Minji", "act": "find"})
    assert f'value="{known.reference}"' in found.content.decode()
    chosen = counter.post(form, {"looked_for": "Kim Minji", "person": known.reference, "act": "choose"})
    assert [one.reference for one in chosen.context["chosen"].matters] == [matter.reference]
    sent = counter.post(form, answers(person=known.reference, matter=matter.reference, name=""), follow=True)

    record = ServiceRecord.objects.get()
    assert sent.redirect_chain[-1][0] == address("record", record.reference)
    assert (record.matter, record.attendees.get()) == (matter, known)


def test_what_was_looked_for_is_the_new_client_s_name_or_phone(counter: Client, service: Service, topic: Topic) -> None:
    send(counter, name="", looked_for="윤서연")
    shown = counter.post(address("log-client", uuid4()), {"person": "new", "looked_for": "13863100009"})

    assert Person.objects.get().name == "윤서연"
    assert shown.context["form"]["phone"].value() == "13863100009"


def test_everything_on_the_form_reaches_the_record(
    counter: Client, clerk: User, service: Service, topic: Topic
) -> None:
    friend, adviser = add("박서준", clerk), make_practitioner()
    interpreter = make_practitioner(interprets=True)

    send(
        counter, phone="13863100001", country="KR", also=[friend.reference], also_new=["이지은", " "], anonymous="2",
        practitioner=adviser.pk, interpreter=interpreter.pk, minutes="40", outcome="referred", referred_to="Court",
        follow_up_on=str(timezone.localdate() + timedelta(days=3)), channel="phone",
    )  # fmt: skip

    record = ServiceRecord.objects.get()
    assert set(record.attendees.values_list("name", flat=True)) == {"김민지", "박서준", "이지은"}
    assert (record.anonymous, record.minutes, record.channel) == (2, 40, "phone")
    assert (record.practitioner, record.interpreter) == (adviser, interpreter)
    assert (record.outcome, record.referred_to) == ("referred", "Court")
    assert (record.topic, record.held_on, record.from_paper) == (topic, timezone.localdate(), False)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"person": ""}, "looked_for"),
        ({"person": "P-XXXX-XXXX"}, "looked_for"),
        ({"name": ""}, "name"),
        ({"person": "nobody"}, "anonymous"),
        ({"phone": "12"}, "phone"),
        ({"topic": ""}, "topic"),
        ({"service": "mediation"}, "topic"),
        ({"practitioner": ""}, "practitioner"),
        ({"outcome": "referred"}, "referred_to"),
        ({"held_on": "2026-01-05"}, "from_paper"),
        ({"held_on": "0026-01-05", "from_paper": "on"}, "held_on"),
        ({"held_on": "2999-01-05", "from_paper": "on"}, "held_on"),
        ({"follow_up_on": "2020-01-05"}, "follow_up_on"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_its_field(
    counter: Client, service: Service, topic: Topic, fields: dict[str, Any], wrong: str
) -> None:
    make_service(slug="mediation", kind="mediation")
    make_topic(kinds=["mediation"])

    assert list(errors_of(send(counter, **fields))) == [wrong]
    assert not ServiceRecord.objects.exists()


def test_an_earlier_day_is_entered_from_paper_with_its_mark(counter: Client, service: Service, topic: Topic) -> None:
    page = send(counter, held_on="2026-01-05", from_paper="on").content.decode()

    record = ServiceRecord.objects.get()
    assert (str(record.held_on), record.from_paper) == ("2026-01-05", True)
    assert "From paper" in page


def test_a_refusal_of_the_service_is_shown_above_the_form(
    counter: Client, clerk: User, service: Service, topic: Topic
) -> None:
    known = add("김민지", clerk)
    matter = make_matter(known, state="closed", closed_at=timezone.now())

    page = send(counter, person=known.reference, matter=matter.reference).content.decode()

    assert "The matter is closed." in page
    assert "Choose another matter or a new one." in page


def test_a_form_that_was_sent_leads_to_its_record(counter: Client, service: Service, topic: Topic) -> None:
    submission = uuid4()
    send(counter, submission=submission)
    record = ServiceRecord.objects.get()

    again = send(counter, submission=submission)
    reloaded = counter.get(address("log-entry", submission))

    assert "This entry is in the log already; nothing was added." in again.content.decode()
    assert reloaded["Location"] == address("record", record.reference)
    assert ServiceRecord.objects.count() == 1


def test_a_script_is_sent_on_by_a_header(counter: Client, service: Service, topic: Topic) -> None:
    response = counter.post(address("log-entry", uuid4()), answers(), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == address("record", ServiceRecord.objects.get().reference)


def test_a_draft_is_kept_for_its_writer_and_offered_again(
    counter: Client, clerk: User, service: Service, topic: Topic
) -> None:
    submission = uuid4()

    assert counter.post(address("log-draft", submission), answers()).status_code == 204
    form = counter.get(address("log-entry", submission))
    elsewhere = counter.get(address("log-entry", uuid4()))

    assert form.context["form"]["name"].value() == "김민지"
    assert [draft.submission for draft in elsewhere.context["drafts"]] == [submission]
    assert counter.post(address("log-draft", submission), {"name": "x" * 30_000}).status_code == 409
    colleague = as_of(make_clerk(), counter)
    assert colleague.post(address("log-draft", submission), answers()).status_code == 409
    assert not colleague.get(address("log-entry", submission)).context["form"]["name"].value()
    colleague.post(address("discard-draft", submission))
    assert Draft.objects.get().user == clerk


def test_without_scripts_a_draft_is_kept_by_a_button(counter: Client, service: Service) -> None:
    submission = uuid4()

    page = send(counter, submission=submission, act="keep").content.decode()
    counter.post(address("discard-draft", submission))

    assert "김민지" in page
    assert not Draft.objects.exists()


def test_an_appointment_fills_in_the_form_and_is_done(counter: Client, service: Service, topic: Topic) -> None:
    adviser = make_practitioner()
    met = make_appointment(
        adviser, service=service, topic=topic, starts_at=timezone.now() - timedelta(days=1), name="김민지",
        phone="+8613863100001", language="ko", people=2, channel="phone",
    )  # fmt: skip

    form = counter.get(address("log-entry", uuid4(), appointment=met.reference)).context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, "", [])}
    assert values["looked_for"] == "+8613863100001"
    send(counter, **values | {"person": "new", "outcome": "answered"})

    record = ServiceRecord.objects.get()
    met.refresh_from_db()
    assert (record.appointment, record.practitioner, record.language, record.anonymous) == (met, adviser, "ko", 1)
    assert (record.held_on, record.from_paper) == (timezone.localdate(met.starts_at), False)
    assert (met.state, met.person) == ("done", Person.objects.get(name="김민지"))


def test_a_queue_number_fills_in_the_form_and_is_done(counter: Client, service: Service, topic: Topic) -> None:
    day = QueueDay.objects.create(day=timezone.localdate())
    ticket = QueueTicket.objects.create(
        day=day, number=7, service=service, language="ko", person=make_person("김민지"), created_at=timezone.now()
    )

    form = counter.get(address("log-entry", uuid4(), ticket=ticket.pk)).context["form"]
    assert form["language"].value() == "ko"
    send(counter, ticket=form["ticket"].value(), person=form["person"].value())

    ticket.refresh_from_db()
    assert (ticket.state, ticket.record) == ("done", ServiceRecord.objects.get())


def test_a_matter_and_a_client_fill_in_the_form(counter: Client, topic: Topic) -> None:
    known = make_person("김민지")
    matter = make_matter(known, topic=topic)

    of_matter = counter.get(address("log-entry", uuid4(), matter=matter.reference)).context
    of_person = counter.get(address("log-entry", uuid4(), person=known.reference)).context

    assert (of_matter["chosen"].person, of_matter["chosen"].matter) == (known, matter.reference)
    assert of_person["chosen"].person == known


@pytest.mark.parametrize(
    "query", ["appointment=A-XXXX-XXXX", "ticket=99", "ticket=x", "corrects=%00", "person=P", "matter=M"]
)
def test_what_the_address_names_in_vain_fills_in_nothing(counter: Client, query: str) -> None:
    response = counter.get(f"{address('log-entry', uuid4())}?{query}")

    assert response.status_code == 200
    assert not response.context["chosen"].is_known


def test_a_record_is_corrected_on_the_same_form(counter: Client, clerk: User, service: Service, topic: Topic) -> None:
    send(counter, also_new=["박서준"], anonymous="1")
    wrong = ServiceRecord.objects.get()

    page = counter.get(address("log-entry", uuid4(), corrects=wrong.reference))
    form = page.context["form"]
    values = {field.name: field.value() for field in form if field.value() not in (None, "")}
    assert page.context["chosen"].person.name == "김민지"
    send(counter, **values | {"outcome": "settled", "matter": wrong.matter.reference})

    wrong.refresh_from_db()
    right = ServiceRecord.objects.standing().get()
    assert (right.corrects, right.outcome, right.person_times) == (wrong, "settled", 3)
    assert wrong.voided_at
    old = counter.get(address("record", wrong.reference)).content.decode()
    assert f"{right.reference} stands in its place." in old


def test_a_record_is_voided_with_a_reason(counter: Client) -> None:
    record = make_record()

    without = counter.post(address("void-record", record.reference), {"reason": ""})
    counter.post(address("void-record", record.reference), {"reason": "entered twice"})
    again = counter.post(address("void-record", record.reference), {"reason": "again"})

    assert "reason" in without.context["form"].errors
    assert "This record does not count any more." in again.content.decode()
    record.refresh_from_db()
    assert record.void_reason == "entered twice"


def test_a_follow_up_is_noted_by_the_adviser_or_a_clerk(client: Client, clerk: User) -> None:
    adviser = make_practitioner()
    record = make_record(make_person(), practitioner=adviser, follow_up_on=timezone.localdate(), outcome="continues")
    target = address("follow-up-record", record.reference)

    for stranger in (make_practising_user(), make_area_manager()):
        assert as_of(stranger, client).post(target).status_code == 404
    assert as_of(make_practising_user(adviser), client).post(target).status_code == 302

    record.refresh_from_db()
    assert record.followed_up_at


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"lease", "work"}),
        ({"topic": "lease"}, {"lease"}),
        ({"service": "consultation"}, {"lease", "work"}),
        ({"mark": "paper"}, {"work"}),
        ({"mark": "follow-up"}, {"lease"}),
        ({"mark": "void"}, {"void"}),
        ({"first": "2026-03-01", "last": "2026-03-31"}, {"work"}),
        ({"language": "ja"}, {"work"}),
        ({"outcome": "settled"}, {"work"}),
        ({"channel": "phone"}, {"work"}),
        ({"q": "Kim Minji"}, {"lease"}),
        ({"q": "0002"}, {"work"}),
        ({"q": "nobody at all"}, set()),
        ({"first": "nonsense", "service": "nonsense"}, {"lease", "work"}),
    ],
)
def test_the_list_is_narrowed(counter: Client, clerk: User, service: Service, query: Any, found: set[str]) -> None:
    today = timezone.localdate()
    topics = {slug: make_topic(slug=slug) for slug in ("lease", "work", "void")}
    kim, park = add("김민지", clerk, phone="+8613863100001"), add("박서준", clerk, phone="+8613863100002")
    plain = {"service": service, "entered_at": timezone.now(), "held_on": today}
    make_record(kim, topic=topics["lease"], follow_up_on=today, **plain)
    other = {"held_on": "2026-03-02", "language": "ja", "outcome": "settled", "channel": "phone", "from_paper": True}
    make_record(park, topic=topics["work"], **plain | other)
    void = {"voided_at": timezone.now(), "void_reason": "twice"}
    make_record(park, topic=topics["void"], **plain | void)

    page = counter.get(address("records", **query)).context["page"]

    assert {record.topic.slug for record in page} == found


def test_a_search_finds_records_under_every_row_of_a_person(counter: Client, clerk: User) -> None:
    kept = add("김민지", clerk)
    old = add("윤서연", clerk)
    record = make_record(old)
    Person.objects.filter(pk=old.pk).update(merged_into=kept, root=kept)

    page = counter.get(address("records", q="김민지")).context["page"]

    assert list(page) == [record]


def test_a_reference_opens_what_it_belongs_to(counter: Client) -> None:
    record = make_record(make_person())

    assert counter.get(address("records", q=record.reference.lower()))["Location"] == address(
        "record", record.reference
    )
    of_matter = counter.get(address("records", q=record.matter.reference)).context["page"]
    assert list(of_matter) == [record]
    assert not counter.get(address("records", q="A-XXXX-XXXX")).context["page"].object_list


def test_managers_see_sessions_but_nobody_s_name(client: Client, clerk: User) -> None:
    record = make_record(add("김민지", clerk))
    manager = as_of(make_area_manager(), client)

    for page in (address("records"), address("record", record.reference)):
        text = manager.get(page).content.decode()
        assert record.reference in text
        assert "김민지" not in text
    assert not manager.get(address("records", q="김민지")).context["page"].object_list


def test_practitioners_see_their_own_sessions_only(client: Client) -> None:
    adviser = make_practitioner()
    own, other = make_record(make_person(), practitioner=adviser), make_record(make_person())
    browser = as_of(make_practising_user(adviser), client)

    assert list(browser.get(address("records")).context["page"]) == [own]
    assert browser.get(address("record", own.reference)).status_code == 200
    assert browser.get(address("record", other.reference)).status_code == 404
    assert browser.get(address("records", q=other.reference)).status_code == 200


def test_every_look_is_in_the_access_log(counter: Client, clerk: User) -> None:
    known = add("김민지", clerk)
    record = make_record(known)

    counter.post(address("find-client"), {"q": "김민지"})
    counter.post(address("log-client", uuid4()), {"person": known.reference})
    counter.get(address("record", record.reference))
    counter.get(address("records", q="김민지"))

    looked = Entry.objects.by(clerk.pk).exclude(act="change").values_list("act", "subject", "reference", "via")
    assert set(looked) == {
        ("search_hit", "legal.person", known.reference, "legal-desk:log"),
        ("open", "legal.person", known.reference, "legal-desk:log"),
        ("open", "legal.record", record.reference, "legal-desk:record"),
        ("search_hit", "legal.record", record.reference, "legal-desk:records"),
    }


def test_an_adviser_who_left_can_be_named_for_an_old_session(counter: Client, service: Service, topic: Topic) -> None:
    gone = make_practitioner(name="李静", is_active=False)

    form = counter.get(address("log-entry", uuid4())).context["form"]
    send(counter, practitioner=gone.pk, held_on="2026-01-05", from_paper="on")

    assert dict(form.fields["practitioner"].choices)[str(gone.pk)] == "李静 (left)"
    record = ServiceRecord.objects.get()
    assert record.practitioner == gone
    assert not record.matter.assignments.exists()
