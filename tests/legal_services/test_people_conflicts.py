"""Conflicts of interest: found across scripts, told without content, and gone on with by two people only."""

import threading
from datetime import timedelta
from time import sleep
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commons.accounts.models import User
from commons.audit.models import Act, Entry
from commons.lib.errors import Refusal
from legal_services import errors
from legal_services.conflicts import hits_of
from legal_services.models import Appointment, ConflictCheck, Matter, Person
from legal_services.services import conflicts, files, matters, merging, notes
from legal_services.services.conflicts import ask_to_go_on, check_conflicts, decide
from legal_services.services.people import add_person
from tests.factories import NOON
from tests.legal_services.making import (
    make_appointment,
    make_clerk,
    make_matter,
    make_practising_user,
    make_practitioner,
)
from tests.legal_services.test_people_merging import at_once

pytestmark = pytest.mark.django_db

State = ConflictCheck.State


def add(name: str, **facts: Any) -> Person:
    return add_person(name=name, by=None, at=NOON, **facts)


def check(matter: Matter) -> ConflictCheck:
    return check_conflicts(matter=matter, by=None, at=NOON)


def read(matter: Matter, user: User) -> list[str]:
    notes.reveal(matter=matter, reason="prepares", by=user, at=NOON)
    return [note.text for note in notes.read_notes(matter=matter, by=user, at=NOON)]


SAME_NAMES = [
    ("金哲秀", "김철수"), ("김철수", "金哲洙"), ("Kim Chul-soo", "김철수"), ("金哲洙", "Chulsoo KIM"),
    ("Jin Zhexiu", "金哲秀"), ("김철수", "Jin Zhexiu"), ("Jin Zhexiu", "김철수"), ("张伟", "Zhang Wei"),
    ("張偉", "Wei ZHANG"), ("이영희", "Rhee Young-hee"), ("박정희", "Bak Jeonghui"), ("Smith, John M.", "John Smith"),
]  # fmt: skip


@pytest.mark.parametrize(("client", "other_side"), SAME_NAMES)
def test_a_client_who_is_the_other_side_elsewhere_is_found_in_any_script(client: str, other_side: str) -> None:
    make_matter(other_side=add(other_side))

    assert check(make_matter(add(client))).state == State.WARNED


@pytest.mark.parametrize("facts", [{"phone": "+8613812345678"}, {"document_number": "M12345678"}])
def test_a_phone_or_a_document_is_enough(facts: dict[str, str]) -> None:
    make_matter(other_side=add("박민수", **facts))

    warned = check(make_matter(add("Park Minsoo Industrial Ltd", **facts)))

    assert warned.state == State.WARNED
    assert [hit.role_there for hit in warned.hits.all()] == ["other-side"]


@pytest.mark.parametrize("role", ["other-side", "representative", "related", "witness"])
def test_every_role_that_a_person_ever_had_counts_even_in_closed_matters(role: str) -> None:
    person = add("김철수")
    old = make_matter()
    matters.add_role(matter=old, person=person, role=role, by=None, at=NOON)
    matters.close_matter(matter=old, by=None, at=NOON)

    assert check(make_matter(person)).state == State.WARNED


def test_a_client_who_comes_back_is_no_conflict() -> None:
    person = add("김철수")
    make_matter(person)

    assert check(make_matter(person)).state == State.CLEAR


def test_somebody_else_is_no_conflict() -> None:
    make_matter(other_side=add("박민수", phone="+8613800000000"))

    assert check(make_matter(add("김철수", phone="+8613812345678"))).state == State.CLEAR


def test_one_person_on_both_sides_of_a_matter_is_found() -> None:
    found = check(make_matter(add("김철수"), other_side=add("金哲洙")))

    assert [hit.is_in_this_matter for hit in found.hits.all()] == [True]


def test_a_role_of_a_merged_duplicate_counts() -> None:
    person, duplicate = add("Charles"), add("김철수")
    make_matter(other_side=duplicate)
    matter = make_matter(person)
    assert check(matter).state == State.CLEAR

    merging.merge(kept=person, merged=duplicate, by=None, at=NOON)

    with pytest.raises(errors.NotChecked):
        conflicts.refuse_unless_clear(matter)
    assert check(matter).state == State.WARNED


def test_the_same_file_in_a_matter_of_another_client_is_found() -> None:
    first, second = make_matter(add("김철수")), make_matter(add("박민수"))
    for matter in (first, second):
        notes.add_document(matter=matter, upload=pdf(), by=None, at=NOON)

    assert [hit.grounds for hit in check(second).hits.all()] == [["file"]]


def booked_with_a_file(**facts: Any) -> Appointment:
    """An appointment on Monday with a file that its client handed in."""
    appointment = make_appointment(**facts)
    files.add(appointment=appointment, uploads=[pdf()], by=None, at=NOON)
    return appointment


def test_the_same_file_with_an_appointment_of_somebody_else_is_found() -> None:
    booked, matter = add("박민수"), make_matter(add("김철수"))
    booked_with_a_file(person=booked)
    notes.add_document(matter=matter, upload=pdf(), by=None, at=NOON)

    (hit,) = check(matter).hits.all()

    assert (hit.other_id, hit.grounds) == (booked.pk, ["file"])


def test_files_of_a_matters_appointments_are_compared_from_both_sides() -> None:
    first, second = make_matter(add("김철수")), make_matter(add("박민수"))
    booked_with_a_file(matter=first)
    notes.add_document(matter=second, upload=pdf(), by=None, at=NOON)

    assert [[hit.grounds for hit in check(matter).hits.all()] for matter in (first, second)] == [[["file"]], [["file"]]]


def test_the_same_file_in_two_appointments_of_different_clients_is_found() -> None:
    matter = make_matter(add("김철수"))
    booked_with_a_file(matter=matter)
    booked_with_a_file(person=add("박민수"))

    assert [hit.grounds for hit in check(matter).hits.all()] == [["file"]]


def test_a_client_who_hands_in_the_same_file_again_is_no_conflict() -> None:
    person = add("김철수")
    first, second = make_matter(person), make_matter(person)
    for matter in (first, second):
        booked_with_a_file(matter=matter, person=person)
    booked_with_a_file(person=person)
    notes.add_document(matter=first, upload=pdf(), by=None, at=NOON)

    assert check(second).state == State.CLEAR


def test_a_file_of_somebody_who_booked_and_is_not_written_down_is_not_compared() -> None:
    matter = make_matter(add("김철수"))
    notes.add_document(matter=matter, upload=pdf(), by=None, at=NOON)
    booked_with_a_file()

    assert check(matter).state == State.CLEAR


def pdf() -> SimpleUploadedFile:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(content)
    return SimpleUploadedFile("contract.pdf", content.getvalue(), "application/pdf")


def a_warned_matter() -> tuple[Matter, User]:
    """A matter with a narrative, its adviser, and the other side of another matter for a client."""
    adviser = make_practitioner()
    user = make_practising_user(adviser)
    make_matter(other_side=add("김철수"))
    matter = make_matter(add("金哲洙"), adviser=adviser)
    matters.add_note(matter=matter, kind="narrative", text="The lease says", by=None, at=NOON)
    return matter, user


def test_what_was_told_is_closed_until_checked_and_decided_by_two() -> None:
    matter, user = a_warned_matter()
    with pytest.raises(errors.NotChecked):
        read(matter, user)
    warned = check(matter)
    with pytest.raises(errors.ConflictUnresolved):
        read(matter, user)

    asked = ask_to_go_on(check=warned, reason="Another person of that name", by=user, at=NOON)
    with pytest.raises(errors.ConflictUnresolved):
        read(matter, user)
    decide(check=asked, agree=True, by=make_clerk(), at=NOON)

    assert read(matter, user) == ["The lease says"]


def test_declined_stays_closed() -> None:
    matter, user = a_warned_matter()
    asked = ask_to_go_on(check=check(matter), reason="No relation", by=user, at=NOON)

    decide(check=asked, agree=False, by=make_clerk(), at=NOON)

    with pytest.raises(errors.ConflictUnresolved):
        read(matter, user)


def test_a_conflict_that_comes_up_later_closes_what_was_open() -> None:
    adviser = make_practitioner()
    user = make_practising_user(adviser)
    matter = make_matter(add("김철수"), adviser=adviser)
    assert check(matter).state == State.CLEAR
    assert read(matter, user) == []

    make_matter(other_side=add("Kim Chulsoo"))

    with pytest.raises(errors.NotChecked):
        read(matter, user)


def test_what_was_agreed_to_does_not_warn_again_but_the_next_does() -> None:
    matter, user = a_warned_matter()
    asked = ask_to_go_on(check=check(matter), reason="No relation", by=user, at=NOON)
    decide(check=asked, agree=True, by=make_clerk(), at=NOON)
    assert check(matter).state == State.CLEAR

    matters.add_role(matter=matter, person=add("박민수"), role="other-side", by=None, at=NOON)
    make_matter(add("박민수"))

    with pytest.raises(errors.NotChecked):
        read(matter, user)
    assert check(matter).hits.count() == 1


def test_whoever_asked_cannot_agree() -> None:
    matter, user = a_warned_matter()
    asked = ask_to_go_on(check=check(matter), reason="No relation", by=user, at=NOON)

    with pytest.raises(errors.SecondPersonNeeded):
        decide(check=asked, agree=True, by=user, at=NOON)


def test_the_database_itself_wants_a_second_person() -> None:
    matter, user = a_warned_matter()
    asked = ask_to_go_on(check=check(matter), reason="No relation", by=user, at=NOON)
    rows = ConflictCheck.objects.filter(pk=asked.pk)

    for change in (
        {"state": State.AGREED, "approved_by": user, "approved_at": NOON},
        {"state": State.AGREED},
        {"state": State.AGREED, "approved_by": make_clerk(), "approved_at": NOON, "reason": ""},
        {"state": State.AGREED, "approved_by": make_clerk(), "approved_at": NOON, "asked_by": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_a_hit_holds_people_and_roles_and_no_word_of_any_matter() -> None:
    from legal_services.models import ConflictHit

    kept = {field.name for field in ConflictHit._meta.get_fields()}

    assert kept == {"id", "check_made", "person", "other", "role_here", "role_there", "is_in_this_matter", "grounds"}


def test_only_those_who_advise_read_and_every_reading_is_noted() -> None:
    adviser, interpreter = make_practitioner(), make_practitioner(interprets=True)
    matter = make_matter(add("김철수"), adviser=adviser)
    matters.assign(matter=matter, practitioner=interpreter, task="interprets", by=None, at=NOON)
    check(matter)
    user = make_practising_user(adviser)
    administrator = User.objects.create_superuser("admin@example.org", full_name="Administrator")

    for other in (make_practising_user(interpreter), make_practising_user(), make_clerk(), administrator):
        with pytest.raises(errors.NotAssigned):
            read(matter, other)
    read(matter, user)
    read(matter, user)

    reveals = Entry.objects.filter(subject="legal.matter", reference=matter.reference, act=Act.REVEAL)
    assert [(entry.actor_id, entry.reason) for entry in reveals] == [(user.pk, "prepares")] * 2


def test_after_a_hand_over_only_the_new_adviser_reads() -> None:
    old, new = make_practitioner(), make_practitioner()
    before, after = make_practising_user(old), make_practising_user(new)
    matter = make_matter(add("김철수"), adviser=old)
    check(matter)

    matters.hand_over(matter=matter, to=new, reason="on leave", by=before, at=NOON + timedelta(hours=1))

    assert read(matter, after) == []
    with pytest.raises(errors.NotAssigned):
        read(matter, before)


def test_what_was_told_is_not_in_the_table() -> None:
    a_warned_matter()

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM legal_services_matternote")
        stored = bytes(cursor.fetchone()[0])

    assert b"lease" not in stored


def test_the_check_takes_the_same_statements_however_many_there_are() -> None:
    for _ in range(20):
        make_matter(other_side=add("김철수"))
    matter = make_matter(add("Kim Chulsoo"))

    with CaptureQueriesContext(connection) as spent:
        assert len(hits_of(matter)) == 20

    assert len(spent) == 2


@pytest.mark.django_db(transaction=True)
def test_a_warning_is_decided_once() -> None:
    matter, user = a_warned_matter()
    asked = ask_to_go_on(check=check(matter), reason="No relation", by=user, at=NOON)
    clerks = [make_clerk() for _ in range(4)]

    results = at_once(
        *[
            lambda clerk=clerk, agree=agree: decide(check=asked, agree=agree, by=clerk, at=NOON)
            for clerk, agree in zip(clerks, (True, False, True, False), strict=True)
        ]
    )

    assert sum(isinstance(result, ConflictCheck) for result in results) == 1
    assert sum(isinstance(result, errors.NothingToDecide) for result in results) == 3


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_a_warning_is_decided_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    matter, user = a_warned_matter()
    asked = ask_to_go_on(check=check(matter), reason="No relation", by=user, at=NOON)
    clerks = [make_clerk(), make_clerk()]
    both_have_read = threading.Barrier(2)
    seen = conflicts._locked

    def _locked(check: ConflictCheck) -> ConflictCheck:
        fresh = seen(check)
        both_have_read.wait(10)
        return fresh

    monkeypatch.setattr("legal_services.querysets.MatterQuerySet.select_for_update", lambda self, **options: self.all())
    monkeypatch.setattr(conflicts, "_locked", _locked)

    results = at_once(
        lambda: decide(check=asked, agree=True, by=clerks[0], at=NOON),
        lambda: decide(check=asked, agree=False, by=clerks[1], at=NOON),
    )

    assert not any(isinstance(result, Refusal) for result in results)


@pytest.mark.django_db(transaction=True)
def test_many_checks_at_once_leave_one_warning_to_decide() -> None:
    matter, _ = a_warned_matter()

    results = at_once(*[lambda: check(matter)] * 6)

    assert len({result.pk for result in results}) == 1
    assert matter.conflict_checks.count() == 1


def everybody_reads_first(monkeypatch: pytest.MonkeyPatch, module: Any, people: int) -> None:
    """Read the matter without locking it, and let nobody go on before everybody has read what stands behind it."""
    have_read = threading.Barrier(people)
    monkeypatch.setattr("legal_services.querysets.MatterQuerySet.select_for_update", lambda self, **options: self.all())
    name = "hits_of" if module is conflicts else "main_task"
    reading = getattr(module, name)

    def read_together(matter: Matter) -> Any:
        answer = reading(matter)
        have_read.wait(10)
        return answer

    monkeypatch.setattr(module, name, read_together)


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_many_checks_run_into_the_constraint(monkeypatch: pytest.MonkeyPatch) -> None:
    matter, _ = a_warned_matter()
    everybody_reads_first(monkeypatch, conflicts, 2)

    results = at_once(*[lambda: check(matter)] * 2)

    assert sum(isinstance(result, ConflictCheck) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_hand_overs_leave_several_advisers_or_run_into_the_constraint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    matter = make_matter(adviser=make_practitioner())
    others = [make_practitioner() for _ in range(2)]
    everybody_reads_first(monkeypatch, matters, 2)
    assign = matters._assign

    def assign_late(*things: Any, **more: Any) -> Any:
        sleep(1.5)  # the other one begins to end the same assignment meanwhile
        return assign(*things, **more)

    monkeypatch.setattr(matters, "_assign", assign_late)

    results = at_once(
        *[lambda to=to: matters.hand_over(matter=matter, to=to, reason="on leave", by=None, at=NOON) for to in others]
    )

    assert matter.assignments.filter(until=None).count() > 1 or any(isinstance(one, Exception) for one in results)


@pytest.mark.django_db(transaction=True)
def test_hand_overs_at_once_leave_one_adviser() -> None:
    matter = make_matter(adviser=make_practitioner())
    others = [make_practitioner() for _ in range(4)]

    at_once(
        *[lambda to=to: matters.hand_over(matter=matter, to=to, reason="on leave", by=None, at=NOON) for to in others]
    )

    assert matter.assignments.filter(until=None).count() == 1
    assert matter.assignments.count() == 5
