"""An application begun, filled in, handed in, answered and withdrawn."""

from typing import Any

import pytest

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.translations.models import TranslationState
from institutions import errors
from institutions.answers import answers_of, fingerprint
from institutions.errors import applying as refusals
from institutions.models import Application, Contract, Institution, Paper, Task
from institutions.services import applying, filling_in, papers
from institutions.services.transactions import lock_application
from institutions.states import ApplicationState
from institutions.task_list import Status
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.applying import (
    a_file,
    ask,
    keep_revision,
    listed,
    make_complete_institution,
    make_ready,
    return_paper,
)

pytestmark = pytest.mark.django_db

State = ApplicationState


@pytest.fixture
def person() -> User:
    return make_resident(language="ko")


def begun(person: User, **told: Any) -> Application:
    values = {"kind": "company", "country": "KR", "name": "Sample Trading", "language": "en"} | told
    return applying.begin(by=person, at=NOON, **values)


def save(application: Application, task: str, person: User, *, seen: str | None = None, **changed: Any) -> Application:
    current = answers_of(application, task)
    return filling_in.save_answers(
        application=application, task=task, answers={**current, **changed},
        seen=fingerprint(current) if seen is None else seen, by=person, at=NOON,
    )  # fmt: skip


def test_beginning_makes_an_institution_that_the_person_represents(person: User) -> None:
    application = begun(person)

    institution = application.institution
    assert (application.state, application.language, application.created_by) == (State.DRAFT, "en", person)
    assert (institution.slug, institution.name_en, institution.country.code) == (
        "sample-trading",
        "Sample Trading",
        "KR",
    )
    assert list(institution.members.representatives().values_list("user", flat=True)) == [person.pk]
    assert TranslationState.objects.filter(object_id=str(institution.pk), field="name", language="en").exists()


@pytest.mark.parametrize("name", ["示例商会", "Directory", "Sample Trading", "A"])
def test_an_address_is_free_and_in_ascii(person: User, name: str) -> None:
    making.make_institution(slug="sample-trading")

    institution = begun(person, name=name).institution

    assert institution.slug not in {"sample-trading", "directory", "a", ""}
    assert institution.slug.isascii()


def test_nobody_begins_without_end(person: User) -> None:
    for number in range(applying.MOST_DRAFTS):
        begun(person, name=f"Sample {number}")

    with pytest.raises(refusals.TooManyApplications):
        begun(person, name="One more")

    assert Institution.objects.count() == applying.MOST_DRAFTS


def test_a_second_application_waits_for_the_end_of_the_first(person: User) -> None:
    institution = begun(person).institution

    with pytest.raises(errors.AlreadyApplying):
        applying.begin_again(institution=institution, language="en", by=person, at=NOON)


def test_another_application_starts_with_what_the_last_one_said(person: User) -> None:
    earlier = make_ready(person, state="declined", purpose="To trade.")

    again = applying.begin_again(institution=earlier.institution, language="ko", by=person, at=NOON)

    assert (again.purpose, again.representative_name) == ("To trade.", earlier.representative_name)
    assert (again.terms, again.wanted_from, again.papers.count()) == (None, None, 0)


def test_incomplete_answers_are_kept(person: User) -> None:
    application = begun(person)

    save(application, Task.REPRESENTATIVE, person, representative_name="Kim Yesi")

    kept = lock_application(application.pk)
    assert kept.representative_name == "Kim Yesi"
    assert listed(kept).part(Task.REPRESENTATIVE).status == Status.IN_PROGRESS


def test_answers_about_the_institution_stand_on_it_and_their_languages_are_known(person: User) -> None:
    application = begun(person)

    save(application, Task.INSTITUTION, person, about_ko="예시입니다.", registered_name="예시", founded_in=2001)

    institution = Institution.objects.get(pk=application.institution_id)
    assert (institution.about_ko, institution.registered_name, institution.founded_in) == ("예시입니다.", "예시", 2001)
    assert TranslationState.objects.filter(object_id=str(institution.pk), field="about", language="ko").exists()


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten_unseen(person: User) -> None:
    application = begun(person)
    seen = fingerprint(answers_of(application, Task.PURPOSE))
    save(application, Task.PURPOSE, making.make_member(application.institution), purpose="Theirs.")

    with pytest.raises(refusals.ChangedMeanwhile) as caught:
        save(application, Task.PURPOSE, person, seen=seen, purpose="Mine.")

    assert caught.value.current["purpose"] == "Theirs."
    kept = lock_application(application.pk)
    assert kept.purpose == "Theirs."
    save(kept, Task.PURPOSE, person, seen=fingerprint(caught.value.current), purpose="Both.")
    assert lock_application(application.pk).purpose == "Both."


def test_writing_the_same_as_a_colleague_is_no_conflict(person: User) -> None:
    application = begun(person)
    seen = fingerprint(answers_of(application, Task.PURPOSE))
    save(application, Task.PURPOSE, person, purpose="The same.")

    save(application, Task.PURPOSE, person, seen=seen, purpose="The same.")


@pytest.mark.parametrize("state", [state for state in State.values if state not in {"draft", "more-asked"}])
def test_what_was_handed_in_stays_as_it_is(person: User, state: str) -> None:
    application = make_ready(person, state=state)

    with pytest.raises(refusals.NotOpenNow):
        save(application, Task.PURPOSE, person, purpose="Something else.")
    with pytest.raises(refusals.NotOpenNow):
        papers.add(application=application, kind=application.papers.get().kind, uploads=[a_file()], by=person, at=NOON)
    with pytest.raises(refusals.NotOpenNow):
        papers.remove(paper=application.papers.get(), at=NOON)
    with pytest.raises(refusals.NotOpenNow):
        filling_in.accept_terms(application=application, version=application.terms.version, by=person, at=NOON)


def test_agreeing_to_the_terms_is_recorded_with_person_and_time(person: User) -> None:
    terms, application = making.make_terms(version="2026-1"), begun(person)

    filling_in.accept_terms(application=application, version="2026-1", by=person, at=NOON)

    kept = lock_application(application.pk)
    assert (kept.terms, kept.terms_accepted_at, kept.terms_accepted_by_id) == (terms, NOON, person.pk)


def test_colleagues_do_not_agree_for_the_institution(person: User) -> None:
    making.make_terms(version="2026-1")
    application = begun(person)
    colleague = making.make_member(application.institution, duty="colleague")

    with pytest.raises(refusals.OnlyRepresentatives):
        filling_in.accept_terms(application=application, version="2026-1", by=colleague, at=NOON)


def test_terms_that_were_replaced_meanwhile_are_not_agreed_to(person: User) -> None:
    making.make_terms(version="old")
    application = begun(person)
    making.make_terms(version="new", in_force_from=NOON.date())

    with pytest.raises(refusals.TermsOutdated):
        filling_in.accept_terms(application=application, version="old", by=person, at=NOON)


def test_a_newer_version_is_asked_for_before_handing_in(person: User) -> None:
    application = make_ready(person)
    making.make_terms(version="newer", in_force_from=NOON.date())

    with pytest.raises(refusals.Incomplete):
        applying.submit(application=application, by=person, at=NOON)

    assert listed(application).part(Task.TERMS).status == Status.PROBLEM


def test_handing_in_keeps_a_revision_sets_a_day_and_tells_everybody(person: User) -> None:
    application = make_ready(person)
    colleague = making.make_member(application.institution, duty="colleague")

    step = applying.submit(application=application, by=person, at=NOON)

    handed_in = lock_application(application.pk)
    assert (handed_in.state, handed_in.submitted_at, step.by) == (State.SUBMITTED, NOON, person)
    assert handed_in.due_on is not None
    assert handed_in.due_on > NOON.date()
    revision = handed_in.revisions.get()
    assert (revision.number, revision.by) == (1, person)
    assert revision.content["purpose"]["purpose"] == application.purpose
    assert list(revision.content["documents"]) == [application.papers.get().kind.slug]
    told = Message.objects.filter(template="institutions/submitted")
    assert set(told.values_list("recipient", flat=True)) == {person.pk, colleague.pk}


def test_nothing_that_is_incomplete_is_handed_in(person: User) -> None:
    application = make_ready(person, purpose="", representative_name="")

    with pytest.raises(refusals.Incomplete) as caught:
        applying.submit(application=application, by=person, at=NOON)

    assert "Representative and authority" in str(caught.value)
    assert "Purpose and area wanted" in str(caught.value)
    assert lock_application(application.pk).state == State.DRAFT
    assert not application.revisions.exists()


def test_a_required_document_is_waited_for(person: User) -> None:
    application = make_ready(person)
    making.make_paper_kind(slug="another")

    with pytest.raises(refusals.Incomplete):
        applying.submit(application=application, by=person, at=NOON)


def test_colleagues_prepare_and_representatives_hand_in(person: User) -> None:
    application = make_ready(person)
    colleague = making.make_member(application.institution, duty="colleague")

    with pytest.raises(errors.NotYourMove):
        applying.submit(application=application, by=colleague, at=NOON)
    with pytest.raises(errors.NotYourMove):
        applying.withdraw(application=application, by=colleague, at=NOON)


def test_handing_in_twice_is_refused(person: User) -> None:
    application = make_ready(person)
    applying.submit(application=application, by=person, at=NOON)

    with pytest.raises(errors.WrongState):
        applying.submit(application=application, by=person, at=NOON)

    assert application.revisions.count() == 1


def test_only_what_was_asked_is_open(person: User) -> None:
    application = make_ready(person, state="more-asked")
    ask(application, (Task.PURPOSE, None))

    tasks = listed(application)

    assert [part.task for part in tasks.parts if part.is_open] == [Task.PURPOSE]
    assert not any(kind.is_open for kind in tasks.kinds)
    save(application, Task.PURPOSE, person, purpose="More about it.")
    with pytest.raises(refusals.NotOpenNow):
        save(application, Task.INSTITUTION, person, address="Elsewhere")


def test_a_request_that_is_being_prepared_opens_nothing(person: User) -> None:
    application = make_ready(person, state="in-review")
    ask(application, (Task.PURPOSE, None), sent=False)

    with pytest.raises(refusals.NotOpenNow):
        save(application, Task.PURPOSE, person, purpose="More about it.")
    with pytest.raises(errors.WrongState):
        applying.answer(application=application, words="", by=person, at=NOON)


def test_a_changed_part_answers_what_was_asked(person: User) -> None:
    application = make_ready(person, state="more-asked")
    request = ask(application, (Task.PURPOSE, None))
    save(application, Task.PURPOSE, person, purpose="More about it.")
    colleague = making.make_member(application.institution, duty="colleague")

    applying.answer(application=application, words="", by=colleague, at=NOON)

    request.refresh_from_db()
    answered = lock_application(application.pk)
    assert (answered.state, request.answered_at) == (State.IN_REVIEW, NOON)
    assert answered.revisions.order_by("-number")[0].content["purpose"]["purpose"] == "More about it."


def test_what_stays_as_it_is_needs_a_word(person: User) -> None:
    application = make_ready(person, state="more-asked")
    request = ask(application, (Task.PURPOSE, None))

    with pytest.raises(refusals.NothingChanged):
        applying.answer(application=application, words="  ", by=person, at=NOON)
    applying.answer(application=application, words="It is all we want.", by=person, at=NOON)

    request.refresh_from_db()
    assert request.answer == "It is all we want."


def test_a_word_does_not_excuse_what_is_missing(person: User) -> None:
    application = make_ready(person, state="more-asked")
    ask(application, (Task.PURPOSE, None))
    save(application, Task.PURPOSE, person, purpose="")

    with pytest.raises(refusals.Incomplete):
        applying.answer(application=application, words="Sorry.", by=person, at=NOON)


def test_a_returned_document_reopens_its_kind_alone_and_makes_way(person: User) -> None:
    application = make_ready(person, state="more-asked")
    returned = return_paper(application.papers.get())
    other = making.make_paper(application, state=Paper.State.ACCEPTED, reviewed_at=NOON)
    keep_revision(application)
    ask(application, (Task.DOCUMENTS, returned.kind))
    assert {part.kind: (part.is_open, part.status) for part in listed(application).kinds} == {
        returned.kind: (True, Status.PROBLEM),
        other.kind: (False, Status.DONE),
    }
    with pytest.raises(refusals.NotOpenNow):
        papers.add(application=application, kind=other.kind, uploads=[a_file()], by=person, at=NOON)
    with pytest.raises(refusals.NotOpenNow):
        papers.remove(paper=returned, at=NOON)

    (new,) = papers.add(application=application, kind=returned.kind, uploads=[a_file()], by=person, at=NOON)
    applying.answer(application=application, words="", by=person, at=NOON)

    returned.refresh_from_db()
    assert (returned.state, new.state) == (Paper.State.REPLACED, Paper.State.ADDED)
    assert returned.document.is_available
    last = application.revisions.order_by("-number")[0].content["documents"][returned.kind.slug]
    assert [file["document"] for file in last] == [str(new.document_id)]


def test_an_answer_that_asks_for_another_document_opens_its_kind(person: User) -> None:
    application = make_ready(person, state="more-asked")
    power = making.make_paper_kind(slug="power-of-attorney", authorities=["attorney"])
    ask(application, (Task.REPRESENTATIVE, None))
    save(application, Task.REPRESENTATIVE, person, authority="attorney")

    with pytest.raises(refusals.Incomplete):
        applying.answer(application=application, words="", by=person, at=NOON)
    papers.add(application=application, kind=power, uploads=[a_file()], by=person, at=NOON)
    applying.answer(application=application, words="", by=person, at=NOON)


def test_a_document_is_taken_back_for_good(person: User) -> None:
    application = make_ready(person)
    paper = application.papers.get()

    papers.remove(paper=paper, at=NOON)

    paper.document.refresh_from_db()
    assert not application.papers.exists()
    assert (paper.document.removed_at, paper.document.stored_as) == (NOON, "")


@pytest.mark.parametrize("state", ["draft", "submitted", "in-review", "more-asked", "recommended", "approved"])
def test_an_application_is_withdrawn_from_every_open_state(person: User, state: str) -> None:
    application = make_ready(person, state=state)

    applying.withdraw(application=application, by=person, at=NOON)

    assert lock_application(application.pk).state == State.WITHDRAWN
    told = Message.objects.filter(template="institutions/withdrawn").exists()
    assert told == (state != "draft")


def test_withdrawing_takes_along_a_contract_that_not_both_have_signed(person: User) -> None:
    application = make_ready(person, state="approved")
    contract = making.make_contract(application.institution, application=application, state="signed")

    applying.withdraw(application=application, by=person, at=NOON)

    assert Contract.objects.get(pk=contract.pk).state == "dropped"


@pytest.mark.parametrize("state", ["countersigned", "active", "expired", "terminated"])
def test_an_application_with_a_contract_is_not_withdrawn(person: User, state: str) -> None:
    application = make_ready(person, state="approved")
    making.make_contract(application.institution, application=application, state=state)

    with pytest.raises(refusals.ContractConcluded):
        applying.withdraw(application=application, by=person, at=NOON)


def test_an_officer_hears_of_an_answer_and_of_a_withdrawal(person: User) -> None:
    officer = making.make_officer()
    application = make_ready(person, state="more-asked", owner=officer)
    ask(application, (Task.PURPOSE, None))

    applying.answer(application=application, words="As it is.", by=person, at=NOON)
    applying.withdraw(application=application, by=person, at=NOON)

    assert Message.objects.filter(recipient=officer).count() == 2


def test_an_institution_of_which_little_is_told_is_in_progress(person: User) -> None:
    application = begun(person)
    assert listed(application).part(Task.INSTITUTION).status == Status.NOT_STARTED

    save(application, Task.INSTITUTION, person, address="1 Sample Road")

    assert listed(application).part(Task.INSTITUTION).status == Status.IN_PROGRESS
    assert listed(application).part(Task.DOCUMENTS).status == Status.CANNOT_START
    assert make_complete_institution().about_en
