"""The desk's pages about people, matters and conflicts: what they show to whom, and what they note."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from commons.accounts.models import User
from commons.audit.models import Act, Entry
from legal_services.models import ConflictCheck, Matter, MatterDocument, Person
from legal_services.services import conflicts, matters, merging, notes
from legal_services.services.people import add_person
from tests.factories import NOON
from tests.legal_services.making import (
    make_appointment,
    make_area_manager,
    make_clerk,
    make_matter,
    make_practising_user,
    make_practitioner,
    make_record,
    make_topic,
)
from tests.legal_services.test_people_conflicts import pdf

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12


@pytest.fixture(autouse=True)
def at_noon_in_english() -> Any:
    with time_machine.travel(NOON, tick=False), translation.override("en"):
        yield


def add(name: str, **facts: Any) -> Person:
    return add_person(name=name, by=None, at=NOON, **facts)


def url(name: str, *args: Any) -> str:
    return reverse(f"legal-desk:{name}", args=args)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def a_matter(client: str = "김철수", **others: Any) -> tuple[Matter, User]:
    """A matter with a narrative, checked, and the account of its adviser."""
    adviser = make_practitioner()
    user = make_practising_user(adviser, language="en")
    matter = make_matter(add(client), adviser=adviser, topic=make_topic(), **others)
    matters.add_note(matter=matter, kind="narrative", text="The landlord keeps the deposit", by=None, at=NOON)
    conflicts.check_conflicts(matter=matter, by=user, at=NOON)
    return matter, user


def statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as spent:
        assert client.get(address).status_code == 200
    own = [query for query in spent.captured_queries if not re.match(r"(RELEASE )?SAVEPOINT", query["sql"])]
    return len(own)


def test_the_list_finds_by_any_script_and_notes_every_hit() -> None:
    clerk, kim = make_clerk(), add("Kim Chul-soo")
    add("박민수")

    page = as_(clerk).get(url("people"), {"q": "김철수"}).content.decode()

    assert "Kim Chul-soo" in page
    assert "박민수" not in page
    entries = Entry.objects.filter(act=Act.SEARCH_HIT, actor_id=clerk.pk)
    assert [entry.reference for entry in entries] == [kim.reference]


def test_somebody_new_is_added_once_who_may_be_meant_was_looked_at() -> None:
    client, known = as_(make_clerk()), add("김철수")
    answers = {"name": "Kim Chulsoo", "other_names": "金哲秀\n金哲秀\n", "writes": "ko", "phone": "010-1234-5678"}
    answers["phone"] = "+82 10-1234-5678"

    first = client.post(url("person_new"), answers)
    assert known.reference in first.content.decode()
    assert Person.objects.count() == 1

    second = client.post(url("person_new"), answers | {"anyway": "1"})

    added = Person.objects.exclude(pk=known.pk).get()
    assert second["Location"] == url("person", added.reference)
    assert set(added.names.values_list("text", flat=True)) == {"Kim Chulsoo", "金哲秀"}
    assert str(added.phone) == "+821012345678"


def test_a_person_is_corrected() -> None:
    client, person = as_(make_clerk()), add("Kim Chulso", document_number="M1")

    client.post(url("person_edit", person.reference), {"name": "Kim Chulsoo", "other_names": "김철수", "writes": "en"})

    before = person.document_index
    person.refresh_from_db()
    assert (person.name, person.document_index) == ("Kim Chulsoo", before)


def test_a_persons_page_shows_the_logistics_of_all_rows_and_notes_the_opening() -> None:
    clerk, kept, merged = make_clerk(), add("김철수"), add("Kim Chulsoo")
    matter = make_matter(merged)
    record, appointment = make_record(merged, matter=matter), make_appointment(person=merged)
    merging.merge(kept=kept, merged=merged, by=clerk, at=NOON)

    page = as_(clerk).get(url("person", merged.reference), follow=True).content.decode()

    assert all(one.reference in page for one in (kept, merged, matter, record, appointment))
    assert Entry.objects.filter(act=Act.OPEN, subject="legal.person", reference=kept.reference).count() == 1


def test_a_language_is_named_in_the_language_of_the_page() -> None:
    person = add("김철수", language="ko")

    with translation.override("zh-hans"):
        page = as_(make_clerk()).get(url("person", person.reference)).content.decode()

    assert "韩语" in page


def test_duplicates_are_merged_told_apart_and_taken_apart_at_the_desk() -> None:
    client = as_(make_clerk())
    phone = "+8613812345678"
    kept, merged = add("김철수", phone=phone), add("Kim Chulsoo", phone=phone)
    assert kept.reference in client.get(url("duplicates")).content.decode()
    compared = client.get(url("person_merge", kept.reference), {"with": merged.reference}).content.decode()
    assert "Kim Chulsoo" in compared

    client.post(
        url("person_merge", kept.reference), {"with": merged.reference, "keep": kept.reference, "reason": "Told us"}
    )
    merged.refresh_from_db()
    assert merged.root == kept
    assert kept.reference not in client.get(url("duplicates")).content.decode()

    client.post(url("person_unmerge", merged.reference))
    merged.refresh_from_db()
    assert merged.root is None

    client.post(url("person_apart", kept.reference), {"with": merged.reference})
    assert kept.reference not in client.get(url("duplicates")).content.decode()


def test_a_matter_is_opened_at_the_desk() -> None:
    client, person = as_(make_clerk()), add("김철수")
    adviser, topic = make_practitioner(), make_topic()
    found = client.get(url("matter_new"), {"q": "Kim Chulsoo"}).content.decode()
    assert person.reference in found

    answers = {"client": person.reference, "kind": "consultation", "topic": topic.slug, "adviser": adviser.pk}
    answer = client.post(url("matter_new"), answers)

    matter = Matter.objects.get()
    assert answer["Location"] == matter.get_absolute_url()
    assert matter.assignments.get().practitioner == adviser


def test_a_matter_is_opened_for_an_appointment_and_takes_over_what_was_told() -> None:
    client, adviser = as_(make_clerk()), make_practitioner()
    appointment = make_appointment(
        adviser, name="Kim Chulsoo", narrative="The landlord keeps it.", narrative_consent_at=NOON
    )
    asked = {"appointment": appointment.reference}

    page = client.get(url("matter_new"), asked).content.decode()
    added = client.post(url("matter_add_client"), asked)
    form = client.get(added["Location"]).context["form"]
    person = Person.objects.get()
    client.post(url("matter_new"), {**asked, "client": person.reference, **form.initial})

    matter = Matter.objects.get()
    appointment.refresh_from_db()
    assert "Kim Chulsoo" in page
    assert (appointment.matter, appointment.person, appointment.narrative) == (matter, person, None)
    assert matter.notes.get().text == "The landlord keeps it."
    assert matter.assignments.get().practitioner == adviser


def test_no_second_matter_is_opened_for_an_appointment() -> None:
    client, person = as_(make_clerk()), add("김철수")
    appointment = make_appointment(matter=make_matter(person))

    answer = client.post(url("matter_add_client"), {"appointment": appointment.reference})

    assert answer.status_code == 404
    assert Person.objects.count() == 1


def test_a_clerk_sees_the_logistics_of_a_matter_and_no_text() -> None:
    matter, _ = a_matter()
    client = as_(make_clerk())

    page = client.get(matter.get_absolute_url()).content.decode()

    assert matter.reference in page
    assert "landlord" not in page
    for name in ("matter_notes", "matter_note_add"):
        assert client.get(url(name, matter.reference)).status_code in {404, 405}
    assert client.post(url("matter_notes", matter.reference), {"reason": "curious"}).status_code == 404


def test_the_adviser_gives_a_reason_reads_and_each_look_is_noted() -> None:
    matter, user = a_matter()
    client = as_(user)
    address = url("matter_notes", matter.reference)
    assert "landlord" not in client.get(address).content.decode()

    client.post(address, {"reason": "preparing Monday"})

    assert "landlord" in client.get(address).content.decode()
    entries = Entry.objects.filter(actor_id=user.pk, reference=matter.reference)
    assert [entry.reason for entry in entries.filter(act=Act.REVEAL)] == ["preparing Monday"]
    assert entries.filter(act=Act.OPEN, subject="legal.notes").count() == 1


def test_what_was_told_closes_after_half_an_hour() -> None:
    matter, user = a_matter()
    client = as_(user)
    client.post(url("matter_notes", matter.reference), {"reason": "preparing Monday"})

    with time_machine.travel(NOON + timedelta(minutes=31), tick=False):
        assert "landlord" not in client.get(url("matter_notes", matter.reference)).content.decode()


def test_a_note_is_written_and_lost_by_no_mistake() -> None:
    matter, user = a_matter()
    client = as_(user)
    client.post(url("matter_notes", matter.reference), {"reason": "preparing Monday"})

    wrong = client.post(url("matter_note_add", matter.reference), {"kind": "", "text": "Write to the court"})
    assert "Write to the court" in wrong.content.decode()
    client.post(url("matter_note_add", matter.reference), {"kind": "advice", "text": "Write to the court"})

    assert [note.text for note in matter.notes.filter(kind="advice")] == ["Write to the court"]


def test_a_warning_leads_from_the_adviser_to_a_second_person_and_tells_no_content() -> None:
    make_matter(other_side=add("Kim Chulsoo"), topic=make_topic(name_en="English Divorce"))
    matter, user = a_matter("김철수")
    adviser, clerk, manager = as_(user), as_(make_clerk()), as_(make_area_manager())
    notes_page, page = url("matter_notes", matter.reference), url("matter_conflicts", matter.reference)
    assert adviser.post(notes_page, {"reason": "preparing"})["Location"] == page

    warned = adviser.get(page).content.decode()
    assert "Divorce" not in warned
    assert "landlord" not in warned
    adviser.post(url("conflict_ask", matter.reference), {"reason": "A common name"})
    assert matter.reference in clerk.get(url("conflicts")).content.decode()
    seen_by_manager = manager.get(page).content.decode()
    assert "A common name" in seen_by_manager
    assert "김철수" not in seen_by_manager
    manager.post(url("conflict_decide", matter.reference), {"decision": "agree"})

    assert matter.conflict_checks.get().state == ConflictCheck.State.AGREED
    adviser.post(notes_page, {"reason": "preparing"})
    assert "landlord" in adviser.get(notes_page).content.decode()


def test_a_clerk_who_asked_is_told_that_somebody_else_decides() -> None:
    make_matter(other_side=add("Kim Chulsoo"))
    matter, _ = a_matter("김철수")
    clerk = as_(make_clerk())
    clerk.post(url("conflict_ask", matter.reference), {"reason": "A common name"})

    answer = clerk.post(url("conflict_decide", matter.reference), {"decision": "agree"}, follow=True)

    assert "cannot agree" in answer.content.decode()
    assert matter.conflict_checks.get().state == ConflictCheck.State.ASKED


def test_files_are_added_by_a_clerk_and_opened_by_the_adviser_only() -> None:
    matter, user = a_matter()
    clerk, adviser = as_(make_clerk()), as_(user)

    clerk.post(url("matter_document_add", matter.reference), {"documents": [pdf()]})
    held = MatterDocument.objects.get()
    address = url("matter_document", matter.reference, held.document_id)

    assert clerk.get(address).status_code == 404
    assert adviser.get(address).status_code == 302
    adviser.post(url("matter_notes", matter.reference), {"reason": "preparing"})
    opened = adviser.get(address)
    assert b"".join(opened).startswith(b"%PDF")  # type: ignore[call-overload]
    assert "contract.pdf" in adviser.get(url("matter_notes", matter.reference)).content.decode()
    assert Entry.objects.filter(act=Act.DOWNLOAD, actor_id=user.pk).count() == 1
    assert "contract.pdf" not in clerk.get(matter.get_absolute_url()).content.decode()


def test_a_hand_over_takes_the_matter_from_the_list_of_the_old_adviser() -> None:
    matter, user = a_matter()
    client, successor = as_(user), make_practitioner()

    answer = client.post(url("matter_hand_over", matter.reference), {"practitioner": successor.pk, "reason": "Leave"})

    assert answer["Location"] == url("matters")
    assert client.get(matter.get_absolute_url()).status_code == 404
    assert "Leave" in as_(make_clerk()).get(matter.get_absolute_url()).content.decode()


def test_an_interpreter_sees_the_logistics_and_changes_nothing() -> None:
    matter, _ = a_matter()
    interpreter = make_practitioner(interprets=True)
    matters.assign(matter=matter, practitioner=interpreter, task="interprets", by=None, at=NOON)
    client = as_(make_practising_user(interpreter))

    page = client.get(matter.get_absolute_url()).content.decode()

    assert matter.reference in page
    assert url("matter_close", matter.reference) not in page
    for name in ("matter_close", "matter_notes", "matter_conflicts", "conflict_ask", "matter_hand_over", "matter_role"):
        assert client.post(url(name, matter.reference)).status_code == 404


@pytest.mark.parametrize("maker", [make_clerk, make_area_manager])
def test_those_who_are_not_assigned_open_no_text(maker: Any) -> None:
    matter, _ = a_matter()
    client = as_(maker())

    assert client.get(url("matter_notes", matter.reference)).status_code == 404
    assert client.post(url("matter_note_add", matter.reference), {"text": "x", "kind": "advice"}).status_code == 404


def test_somebody_is_added_to_a_matter_and_it_is_closed_and_opened_again() -> None:
    matter, user = a_matter()
    client, landlord = as_(user), add("王强")
    assert landlord.reference in client.get(url("matter_role", matter.reference), {"q": "Wang Qiang"}).content.decode()

    client.post(url("matter_role", matter.reference), {"person": landlord.reference, "role": "other-side"})
    client.post(url("matter_close", matter.reference))
    matter.refresh_from_db()
    assert matter.state == Matter.State.CLOSED
    client.post(url("matter_reopen", matter.reference))

    assert set(matter.roles.values_list("person__name", "role")) == {("김철수", "client"), ("王强", "other-side")}


def test_no_page_spends_more_than_twelve_statements() -> None:
    phone = "+8613812345678"
    matter, user = a_matter("김철수")
    kim = matter.people.get()
    for _ in range(15):
        other = add("Kim Chulsoo", phone=phone)
        make_matter(other_side=other)
        make_record(other, matter=matter)
        make_appointment(person=kim, matter=matter)
    merging.merge(kept=kim, merged=other, by=None, at=NOON)
    conflicts.check_conflicts(matter=matter, by=user, at=NOON)
    notes.add_document(matter=matter, upload=pdf(), by=None, at=NOON)
    clerk, adviser = as_(make_clerk()), as_(user)
    asked = matter.conflict_checks.first()
    assert asked
    conflicts.ask_to_go_on(check=asked, reason="Common", by=user, at=NOON)
    pages = [
        url("people"), url("people") + "?q=김철수", url("person", kim.reference), url("person_edit", kim.reference),
        url("duplicates"), url("person_merge", kim.reference),
        url("person_merge", kim.reference) + f"?with={other.reference}",
        url("matters"), url("matters") + "?q=김철수", url("matter_new"),
        url("matter_new") + f"?client={kim.reference}", url("matter", matter.reference),
        url("matter_role", matter.reference) + "?q=김철수", url("conflicts"),
        url("matter_hand_over", matter.reference), url("matter_conflicts", matter.reference),
        url("matter_document_add", matter.reference),
    ]  # fmt: skip

    spent = {page: statements(clerk, page) for page in pages}
    conflicts.decide(check=asked, agree=True, by=make_clerk(), at=NOON)
    adviser.post(url("matter_notes", matter.reference), {"reason": "preparing"})
    spent |= {
        f"adviser {page}": statements(adviser, page)
        for page in (matter.get_absolute_url(), url("matter_notes", matter.reference), url("matters"))
    }

    assert {page: count for page, count in spent.items() if count > MOST_STATEMENTS} == {}
