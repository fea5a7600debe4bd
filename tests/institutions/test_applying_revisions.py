"""Which documents are needed, what a revision holds, and how two of them differ."""

from typing import Any

import pytest
from django.utils import translation

from institutions.answers import in_words, label_of, missing_in
from institutions.application_facts import papers_of, standing_papers
from institutions.models import Application, PaperKind
from institutions.paper_rules import applies, wanted_of
from institutions.revisions import Change, compare, snapshot
from institutions.summary import summary_of
from institutions.task_list import Facts, Status, task_list
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.applying import ask, listed, make_complete_institution, make_ready


@pytest.mark.parametrize(
    ("told", "is_needed"),
    [
        ({}, True),
        ({"kinds": ["company"]}, True),
        ({"kinds": ["chamber"]}, False),
        ({"countries": ["KR", "JP"]}, True),
        ({"countries": ["JP"]}, False),
        ({"except_countries": ["CN"]}, True),
        ({"except_countries": ["KR"]}, False),
        ({"authorities": ["attorney"]}, False),
        ({"authorities": ["legal-representative"], "kinds": ["company"], "countries": ["KR"]}, True),
    ],
)
def test_documents_are_needed_by_kind_country_and_authority(told: dict[str, Any], is_needed: bool) -> None:
    kind = PaperKind(slug="some", **told)

    found = applies(kind, institution_kind="company", country="KR", authority="legal-representative")

    assert found == is_needed


def test_before_the_authority_is_known_a_power_of_attorney_may_be_needed() -> None:
    assert applies(PaperKind(authorities=["attorney"]), institution_kind="company", country="KR", authority="")


@pytest.mark.django_db
def test_a_kind_that_nobody_asks_for_now_is_not_needed() -> None:
    application = make_ready()
    making.make_paper_kind(slug="gone", is_active=False)

    assert [kind.slug for kind in wanted_of(application, PaperKind.objects.all())] == ["licence"]


@pytest.mark.django_db
def test_a_document_that_is_not_needed_any_more_stays_in_sight_and_blocks_nothing() -> None:
    application = make_ready()
    making.make_paper(application, making.make_paper_kind(slug="japanese", countries=["JP"]))

    tasks = listed(application)

    assert not tasks.kind("japanese").is_wanted
    assert tasks.part("documents").status == Status.DONE


@pytest.mark.django_db
def test_a_document_that_the_check_for_viruses_refused_is_a_problem() -> None:
    application = make_ready()
    document = application.papers.get().document
    type(document).objects.filter(pk=document.pk).update(scan="refused", stored_as="")

    assert listed(application).part("documents").status == Status.PROBLEM
    assert "check for viruses" in str(listed(application).kind("licence").why)


@pytest.mark.django_db
def test_an_office_of_an_authority_needs_no_registration_number() -> None:
    office = make_complete_institution(kind="office", registration_number="")
    company = make_complete_institution(kind="company", registration_number="")
    making.make_terms()

    assert listed(make_ready(institution=office)).part("institution").missing == ()
    assert listed(make_ready(institution=company)).part("institution").missing == ("registration_number",)


def test_of_texts_in_languages_one_is_enough() -> None:
    answers = {
        "name_ko": "예시", "about_zh_hans": "示例", "kind": "office", "country": "KR", "registered_name": "예시",
        "address": "1",
    }  # fmt: skip

    assert missing_in("institution", answers) == []
    assert missing_in("institution", {**answers, "about_zh_hans": ""}) == ["about_zh_hans"]


@pytest.mark.django_db
def test_a_snapshot_of_the_same_differs_in_nothing_and_survives_storage() -> None:
    application = make_ready(making.make_resident())
    content = snapshot(application, standing_papers(papers_of(application)))
    application.revisions.create(number=1, content=content, at=NOON)

    kept = application.revisions.get().content

    assert compare(kept, content) == []
    fresh = Application.objects.select_related("institution", "area", "terms").get(pk=application.pk)
    assert compare(kept, snapshot(fresh, standing_papers(papers_of(fresh)))) == []


@pytest.mark.django_db
def test_changes_are_named_part_by_part() -> None:
    application = make_ready(making.make_resident())
    old = snapshot(application, papers_of(application))
    application.purpose, application.desks, application.room_hours = "Something else.", 0, None
    application.institution.name_ko = "다른 이름"
    new = snapshot(application, [])

    changes = compare(old, new)

    assert [(change.task, change.field) for change in changes] == [
        ("institution", "name_ko"), ("purpose", "purpose"), ("purpose", "desks"), ("purpose", "room_hours"),
        ("documents", "licence"),
    ]  # fmt: skip
    assert changes[2] == Change("purpose", "desks", 2, 0)
    assert changes[3].new == ""


def test_an_answer_of_nought_is_not_an_empty_one() -> None:
    assert compare({"purpose": {"desks": ""}}, {"purpose": {"desks": 0}}) == [Change("purpose", "desks", "", 0)]
    assert compare({"purpose": {"desks": 0}}, {"purpose": {"desks": 0}}) == []


@pytest.mark.parametrize(
    ("language", "name", "value", "words"),
    [
        ("ko", "country", "KR", "대한민국"),
        ("zh-hans", "wanted_from", "2026-12-01", "2026年12月1日 周二"),
        ("en", "authority", "attorney", "Authorised by a power of attorney"),
        ("en", "representative_phone", "+8223123456", "+82 2-312-3456"),
        ("en", "desks", 0, "0"),
        ("en", "founded_in", "", ""),
    ],
)
def test_answers_are_shown_in_words(language: str, name: str, value: Any, words: str) -> None:
    with translation.override(language):
        assert in_words(name, value) == words


def test_fields_are_called_with_their_language() -> None:
    assert str(label_of("name_ko")) == "name (한국어)"
    assert str(label_of("name_ko", of_group=True)) == "name"


@pytest.mark.django_db
def test_a_summary_leaves_out_what_was_not_answered() -> None:
    application = make_ready(purpose="")
    facts = Facts(application, kinds=[], papers=papers_of(application), terms=None)

    summary = {part.task: part for part in summary_of(facts, [])}

    assert not any(str(line.label).startswith("what the institution wants") for line in summary["purpose"].lines)
    assert len(summary["documents"].papers) == 1


@pytest.mark.django_db
def test_what_was_asked_is_a_problem_until_it_is_changed() -> None:
    application = make_ready(state="more-asked")
    ask(application, ("institution", None), ("documents", None))

    tasks = listed(application)

    assert {part.task: part.status for part in tasks.parts if part.asked} == {
        "institution": Status.PROBLEM, "documents": Status.PROBLEM,
    }  # fmt: skip
    assert task_list(Facts(application, kinds=[], papers=[], terms=None)).part("purpose").status == Status.DONE
