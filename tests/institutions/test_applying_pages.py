"""The pages of an application, as those who act for its institution see them, and nobody else."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.audit.models import Entry
from commons.notifications.models import Message
from institutions.answers import answers_of, fingerprint
from institutions.models import Application, Institution, Paper, Task
from institutions.services import applying
from institutions.services.transactions import lock_application
from tests.documents.files import make_document
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.applying import a_file, ask, listed, make_complete_institution, make_ready, return_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def person() -> User:
    return make_resident(full_name="Kim Yesi")


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def address(application: Application, page: str = "", **arguments: Any) -> str:
    name = f"institutions:application{page and '_' + page}"
    return reverse(name, kwargs={"reference": application.reference, **arguments})


def read(browser: Client, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_visitors_see_what_is_needed_by_kind_and_country(client: Client) -> None:
    making.make_paper_kind(slug="licence", name_en="Business licence")
    making.make_paper_kind(slug="apostille", name_en="Apostille", countries=["KR"])
    making.make_paper_kind(slug="statutes", name_en="Statutes", kinds=["association"])
    making.make_paper_kind(slug="gone", name_en="Gone", is_active=False)

    html = read(client, reverse("institutions:apply") + "?kind=company&country=KR")

    assert "Business licence" in html
    assert "Apostille" in html
    assert "Statutes" not in html
    assert "Gone" not in html
    assert "Sign in to begin" in html


def test_visitors_are_asked_to_sign_in_before_they_begin(client: Client) -> None:
    response = client.post(reverse("institutions:apply"), {"kind": "company", "country": "KR", "name": "Sample"})

    assert response["Location"].startswith("/en/accounts/login/")
    assert not Institution.objects.exists()


def test_a_person_begins_and_comes_to_the_list_of_parts(browser: Client, person: User) -> None:
    sent = {"kind": "chamber", "country": "KR", "name": "Sample Chamber"}
    response = browser.post(reverse("institutions:apply"), sent, follow=True)

    application = Application.objects.get()
    html = response.content.decode()
    assert response.redirect_chain[-1][0] == address(application)
    for words in ("Sample Chamber", "0 of 5 parts are done.", "Not started", "Cannot start yet", application.reference):
        assert words in html


def test_an_application_without_a_name_is_not_begun(browser: Client) -> None:
    response = browser.post(reverse("institutions:apply"), {"kind": "chamber", "country": "KR", "name": " "})

    assert "Give the name of the institution." in response.content.decode()
    assert not Application.objects.exists()


def test_somebody_who_has_begun_is_led_back(browser: Client, person: User) -> None:
    application = make_ready(person)

    assert address(application) in read(browser, reverse("institutions:apply"))


def test_an_institution_that_was_declined_applies_again(browser: Client, person: User) -> None:
    earlier = make_ready(person, state="declined")

    assert "Apply again" in read(browser, reverse("institutions:apply"))
    response = browser.post(reverse("institutions:apply"), {"institution": earlier.institution.slug})

    again = Application.objects.get(state="draft")
    assert response["Location"] == address(again)
    assert again.institution == earlier.institution


def test_nobody_begins_for_somebody_elses_institution(browser: Client) -> None:
    stranger = making.make_institution()

    response = browser.post(reverse("institutions:apply"), {"institution": stranger.slug})

    assert response.status_code == 404


PAGES = ["", "check", "answer", "withdraw", "documents"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_those_who_act_for_the_institution(client: Client, page: str) -> None:
    application = make_ready(making.make_member(make_complete_institution()))
    for outsider in (make_resident(), making.make_officer(), making.make_member(making.make_institution())):
        client.force_login(outsider)
        assert client.get(address(application, page)).status_code == 404
        assert client.post(address(application, page)).status_code in {404, 405}


def part(application: Application, task: str) -> str:
    return address(application, "task", task=task)


def test_incomplete_answers_are_kept_and_what_is_missing_is_named(browser: Client, person: User) -> None:
    application = make_ready(person, representative_position="", representative_email="")
    sent = {"representative_name": "Lee Yesi", "authority": "attorney", "seen": ""}

    sent["seen"] = fingerprint(answers_of(application, Task.REPRESENTATIVE))
    html = browser.post(part(application, "representative"), sent, follow=True).content.decode()

    kept = lock_application(application.pk)
    assert (kept.representative_name, kept.authority) == ("Lee Yesi", "attorney")
    assert "What you wrote is kept." in html
    html = read(browser, part(application, "representative"))
    assert 'value="Lee Yesi"' in html
    assert 'href="#id_representative_position"' in html


def test_what_is_wrong_is_said_and_what_was_typed_stays(browser: Client, person: User) -> None:
    application = make_ready(person)
    sent = {"purpose": "A long story.", "wanted_from": "2020-01-01", "months": "500"}

    html = browser.post(part(application, "purpose"), sent).content.decode()

    assert "This day is over." in html
    assert "A long story." in html
    assert lock_application(application.pk).purpose != "A long story."


def test_the_representative_is_most_often_whoever_fills_in(browser: Client, person: User) -> None:
    application = make_ready(
        person, representative_name="", representative_position="", representative_email="", authority=""
    )

    assert 'value="Kim Yesi"' in read(browser, part(application, "representative"))
    assert listed(application).part(Task.REPRESENTATIVE).status == "not-started"


def test_what_a_colleague_changed_meanwhile_is_shown_beside_ones_own(browser: Client, person: User) -> None:
    application = make_ready(person)
    seen = fingerprint(answers_of(application, Task.PURPOSE))
    Application.objects.filter(pk=application.pk).update(purpose="What a colleague wrote.")
    area = application.area
    assert area is not None
    sent = {
        "seen": seen, "purpose": "What I wrote.", "area": area.slug, "desks": "2", "room_hours": "10",
        "wanted_from": str(application.wanted_from), "months": "12",
    }  # fmt: skip

    html = browser.post(part(application, "purpose"), sent).content.decode()

    assert "What a colleague wrote." in html
    assert "What I wrote." in html
    assert "Nothing of yours was saved yet." in html
    assert lock_application(application.pk).purpose == "What a colleague wrote."
    sent["seen"] = fingerprint(answers_of(lock_application(application.pk), Task.PURPOSE))
    assert f'value="{sent["seen"]}"' in html
    assert browser.post(part(application, "purpose"), sent).status_code == 302
    assert lock_application(application.pk).purpose == "What I wrote."


def test_every_part_can_be_filled_in_over_http(browser: Client, person: User) -> None:
    making.make_terms(version="2026-1")
    area = making.make_area()
    kind = making.make_paper_kind(slug="licence")
    browser.post(reverse("institutions:apply"), {"kind": "company", "country": "KR", "name": "Sample"})
    application = Application.objects.get()
    sent: dict[str, dict[str, str]] = {
        "institution": {
            "name_en": "Sample", "name_ko": "예시", "kind": "company", "country": "KR", "registered_name": "예시",
            "registration_number": "1", "address": "1 Road", "about_ko": "예시입니다.", "phone_0": "KR",
            "phone_1": "02-312-3456", "website": "example.org",
        },
        "representative": {
            "representative_name": "Kim", "representative_position": "Director",
            "representative_email": "kim@example.org", "authority": "legal-representative",
        },
        "purpose": {
            "area": area.slug, "purpose": "To trade.", "desks": "0", "room_hours": "5", "wanted_from": "2027-01-01",
            "months": "12",
        },
        "terms": {"version": "2026-1", "agree": "on"},
    }  # fmt: skip
    for task, answers in sent.items():
        seen = "" if task == "terms" else fingerprint(answers_of(lock_application(application.pk), task))
        response = browser.post(part(application, task), {**answers, "seen": seen})
        assert response.status_code == 302, response.content.decode()
    added = browser.post(address(application, "document_add", kind=kind.slug), {"files": a_file()})
    assert added.status_code == 302
    assert "Hand in the application" in read(browser, address(application, "check"))

    html = browser.post(address(application, "check"), follow=True).content.decode()

    assert "Your application is handed in." in html
    assert "An officer takes it up by" in html
    assert lock_application(application.pk).state == "submitted"
    assert Institution.objects.get().website == "https://example.org"


def test_what_was_handed_in_is_read_and_not_changed(browser: Client, person: User) -> None:
    application = make_ready(person, state="in-review")

    assert browser.get(part(application, "purpose"))["Location"] == address(application, "check")
    html = read(browser, address(application, "check"))

    assert "To bring companies of both countries together." in html
    assert "Hand in the application" not in html


def test_colleagues_are_told_who_hands_in(client: Client) -> None:
    application = make_ready(making.make_member(make_complete_institution()))
    client.force_login(making.make_member(application.institution, duty="colleague"))

    html = read(client, address(application, "check"))

    assert "Somebody who represents the institution hands the application in." in html
    assert '<button class="button">Hand in' not in html
    client.post(address(application, "check"))
    assert lock_application(application.pk).state == "draft"


def test_what_is_asked_is_shown_with_its_day(browser: Client, person: User) -> None:
    application = make_ready(person, state="more-asked", due_on=NOON.date())
    paper = return_paper(application.papers.get(), "The stamp is not legible.")
    ask(application, (Task.DOCUMENTS, paper.kind), (Task.PURPOSE, None))

    for page in ("", "answer"):
        html = read(browser, address(application, page))
        assert "Please look again." in html
        assert f"Say more about {paper.kind}." in html
        assert "There is a problem" in html
    html = read(browser, address(application, "documents"))
    assert "The stamp is not legible." in html
    assert "Returned" in html


def test_a_returned_document_is_not_shown_as_such_before_it_is_asked_for(browser: Client, person: User) -> None:
    application = make_ready(person, state="in-review")
    paper = return_paper(application.papers.get(), "For colleagues to read first.")
    ask(application, (Task.DOCUMENTS, paper.kind), (Task.PURPOSE, None), sent=False)

    for page in ("", "documents", "check"):
        html = read(browser, address(application, page))
        assert "For colleagues to read first." not in html
        assert "Returned" not in html
        assert "Please look again." not in html


def test_an_answer_is_sent(browser: Client, person: User) -> None:
    application = make_ready(person, state="more-asked")
    ask(application, (Task.PURPOSE, None))

    refused = browser.post(address(application, "answer"), {"words": ""}).content.decode()
    done = browser.post(address(application, "answer"), {"words": "It is all we want."}, follow=True).content.decode()

    assert "This was asked and is still as it was: Purpose and area wanted." in refused
    assert "Your answer has been sent." in done
    assert lock_application(application.pk).state == "in-review"


def test_a_withdrawal_asks_once_more(browser: Client, person: User) -> None:
    application = make_ready(person, state="submitted")

    assert "Yes, withdraw it" in read(browser, address(application, "withdraw"))
    assert lock_application(application.pk).state == "submitted"
    browser.post(address(application, "withdraw"))

    assert lock_application(application.pk).state == "withdrawn"
    assert browser.get(address(application, "withdraw"))["Location"] == address(application)


def test_a_document_is_opened_by_the_institution_alone_and_that_is_noted(browser: Client, person: User) -> None:
    application = make_ready(person)
    document = application.papers.get().document_id
    path = address(application, "document", document=document)

    response = browser.get(path)

    assert b"".join(response.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    noted = Entry.objects.get(subject="institutions.paper")
    assert (noted.actor_id, noted.reference, noted.act) == (person.pk, application.reference, "download")
    for outsider in (make_resident(), making.make_officer(), making.make_member(making.make_institution())):
        browser.force_login(outsider)
        assert browser.get(path).status_code == 404
    assert Entry.objects.count() == 1


def test_a_document_of_another_application_is_not_found(browser: Client, person: User) -> None:
    application = make_ready(person)
    other = making.make_paper(making.make_application())
    stray = make_document()

    for key in (other.document_id, stray.pk):
        assert browser.get(address(application, "document", document=key)).status_code == 404
        assert browser.post(address(application, "document_remove", document=key)).status_code == 404
    assert Paper.objects.filter(pk=other.pk).exists()


def test_a_document_is_taken_back(browser: Client, person: User) -> None:
    application = make_ready(person)
    document = application.papers.get().document

    browser.post(address(application, "document_remove", document=document.pk))

    document.refresh_from_db()
    assert document.removed_at == NOON
    assert listed(application).part(Task.DOCUMENTS).status == "not-started"


def test_decisions_are_read_in_public_words(browser: Client, person: User) -> None:
    recommended = make_ready(person, state="recommended")
    declined = make_ready(state="declined", institution=make_complete_institution(member=person))

    before = read(browser, address(recommended))
    after = read(browser, address(declined))

    assert "Before the decision" in before
    assert "Approve" not in before
    assert "There is no room at present." in after


@pytest.mark.parametrize("state", ["draft", "more-asked", "in-review", "declined"])
@pytest.mark.parametrize("page", ["", "check", "documents", "answer", "withdraw"])
def test_pages_ask_the_database_little(
    browser: Client, person: User, django_assert_max_num_queries: Any, state: str, page: str
) -> None:
    application = make_ready(person, state=state)
    for number in range(8):
        making.make_paper(application, making.make_paper_kind(slug=f"more-{number}"))
    if state == "more-asked":
        kinds = [paper.kind for paper in application.papers.all()[:5]]
        ask(application, (Task.PURPOSE, None), *((Task.DOCUMENTS, kind) for kind in kinds))

    with django_assert_max_num_queries(12):
        browser.get(address(application, page))


@pytest.mark.parametrize("task", ["institution", "representative", "purpose", "terms"])
def test_parts_ask_the_database_little(
    browser: Client, person: User, django_assert_max_num_queries: Any, task: str
) -> None:
    application = make_ready(person)

    with django_assert_max_num_queries(12):
        browser.get(part(application, task))


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_messages_are_in_each_members_language(person: User, language: str) -> None:
    reader = make_resident(language=language)
    application = make_ready(person)
    making.make_member(application.institution, reader, duty="colleague")

    applying.submit(application=application, by=person, at=NOON)

    message = Message.objects.get(recipient=reader)
    assert message.language == language
    assert "arrived" not in message.subject + message.text
    assert application.reference in message.subject


def test_my_page_says_what_an_institution_needs_from_me(
    browser: Client, person: User, django_assert_max_num_queries: Any
) -> None:
    asked = make_ready(person, state="more-asked", due_on=NOON.date())
    draft = make_ready(person, institution=make_complete_institution(member=person))
    making.make_settled(person)

    with django_assert_max_num_queries(12):
        html = read(browser, reverse("me:home"))

    for application in (asked, draft):
        assert address(application) in html
    assert "The officers ask something" in html
    assert "Please answer by" in html
    assert "Settled" in html


def test_an_answer_that_nobody_waits_for_changes_nothing(browser: Client, person: User) -> None:
    application = make_ready(person, state="in-review")

    response = browser.post(address(application, "answer"), {"words": "Hello."})

    assert response["Location"] == address(application)
    assert lock_application(application.pk).state == "in-review"
