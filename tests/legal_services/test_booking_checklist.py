"""What to bring depends on the answers to a few questions, in each language and without scripts."""

from typing import Any

import pytest
from django.test import Client

from legal_services.models import ChecklistAnswer, ChecklistItem, ChecklistQuestion, Service
from tests.factories import in_three_languages, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return make_service(slug="notary")


def make_answer(
    service: Service, text: str, *things: str, question: ChecklistQuestion | None = None
) -> ChecklistAnswer:
    """An answer, of a question of its own unless one is given, that adds these things."""
    question = question or ChecklistQuestion.objects.create(service=service, **in_three_languages(text=f"{text}?"))
    answer = ChecklistAnswer.objects.create(question=question, **in_three_languages(text=text))
    for thing in things:
        ChecklistItem.objects.create(service=service, **in_three_languages(text=thing)).answers.add(answer)
    return answer


def listed(client: Client, *answers: ChecklistAnswer, language: str = "en") -> str:
    query = "&".join(f"answer{answer.question_id}={answer.pk}" for answer in answers)
    response = client.get(f"/{language}/legal/notary/?{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_nothing_is_added_before_a_question_is_answered(client: Client, service: Service) -> None:
    make_answer(service, "Birth", "Certificate of birth")
    ChecklistItem.objects.create(service=service, **in_three_languages(text="Two photographs"))

    html = listed(client)

    assert "English Birth?" in html
    assert "English Two photographs" in html
    assert "Certificate of birth" not in html


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "中文"), ("en", "English"), ("ko", "한국어")])
def test_an_answer_adds_its_things(client: Client, service: Service, language: str, word: str) -> None:
    birth = make_answer(service, "Birth", "Certificate of birth")
    make_answer(service, "Diploma", "Transcript", question=birth.question)

    html = listed(client, birth, language=language)

    assert f"{word} Certificate of birth" in html
    assert "Transcript" not in html
    assert f'value="{birth.pk}" checked' in html


def test_a_thing_may_follow_from_several_answers(client: Client, service: Service) -> None:
    birth, marriage = make_answer(service, "Birth", "Household register"), make_answer(service, "Marriage")
    ChecklistItem.objects.get().answers.add(marriage)

    assert "Household register" in listed(client, marriage)
    assert listed(client, birth, marriage).count("English Household register") == 1


def test_the_answers_of_another_service_add_nothing(client: Client, service: Service) -> None:
    other = make_answer(make_service(slug="other"), "Other", "Other thing")

    html = listed(client, other)

    assert "Other thing" not in html


@pytest.mark.parametrize("query", ["answer1=x", "answer1=-1", "answer1=99999999999999999999", "answer1=", "answer=٣"])
def test_an_odd_query_is_still_a_page(client: Client, service: Service, query: str) -> None:
    make_answer(service, "Birth", "Certificate of birth")

    assert client.get(f"/en/legal/notary/?{query}").status_code == 200


def test_questions_cost_few_statements(client: Client, service: Service, django_assert_max_num_queries: Any) -> None:
    answers = [make_answer(service, f"Answer {number}", "One", "Two") for number in range(6)]

    with django_assert_max_num_queries(12):
        listed(client, *answers)
