"""My page shows the questions about goods that are not closed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.events.proposing import make_proposal
from tests.factories import NOON, make_event, make_registration, make_resident
from tests.institutions import making
from tests.pages import ParsedPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_open_and_answered_questions_stand_there_and_closed_and_strange_ones_do_not(client: Client) -> None:
    person = make_resident()
    client.force_login(person)
    waiting = making.make_enquiry(person, subject="Labels for jam")
    answered = making.make_enquiry(person, subject="Duty on tea", state="answered")
    making.make_enquiry(person, subject="Long ago", state="closed")
    making.make_enquiry(subject="Of somebody else")

    response = client.get("/en/me/")

    assert response.context["enquiries"] == [answered, waiting]
    assert "There is an answer" in response.text
    assert "You get an answer by Tue 24 Nov 2026, 12:00, Beijing time" in response.text
    assert response.text.count(waiting.get_absolute_url()) == 1
    assert "Long ago" not in response.text


def test_colleagues_see_what_their_institution_asked_and_whoever_left_does_not(client: Client) -> None:
    asker, colleague = make_resident(), make_resident()
    institution = making.make_institution(member=asker)
    making.make_member(institution, colleague, duty="colleague")
    enquiry = making.make_enquiry(asker, institution=institution)
    institution.members.filter(user=asker).update(until=NOON)

    for person, seen in ((colleague, [enquiry]), (asker, [])):
        client.force_login(person)
        assert client.get("/en/me/").context["enquiries"] == seen


def test_an_officer_sees_only_their_own_questions(client: Client) -> None:
    officer = making.make_officer()
    making.make_enquiry()
    client.force_login(officer)

    assert client.get("/en/me/").context["enquiries"] == []


def test_a_late_answer_is_not_promised_for_a_moment_that_has_passed(client: Client) -> None:
    person = make_resident()
    making.make_enquiry(person, due_at=NOON - timedelta(hours=1))
    client.force_login(person)

    html = client.get("/en/me/").text

    assert "The answer should be here by now" in html
    assert "You get an answer by" not in html


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_nothing_about_questions_is_left_in_english(client: Client, language: str) -> None:
    person = make_resident(full_name="김민지", email=None)
    for state in ("open", "answered"):
        making.make_enquiry(person, subject="茶", state=state)
    client.force_login(person)

    page = ParsedPage.of("/", client.get(f"/{language}/me/").text)

    assert page.foreign_words(frozenset({"English", "Hometown"})) == []


@pytest.mark.parametrize("number", [1, 7])
def test_my_page_of_whoever_has_everything_asks_the_database_little(
    client: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    person = make_resident()
    for _ in range(number):
        institution = making.make_settled(person)
        making.make_enquiry(person, institution=institution)
        making.make_enquiry(person, state="answered")
        make_registration(make_event(), person)
    make_proposal(institution, by=person)
    client.force_login(person)

    with django_assert_max_num_queries(12):
        client.get("/en/me/")
