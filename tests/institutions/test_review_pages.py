"""The officers' desk for applications, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from commons.audit.models import Entry
from commons.notifications.models import Message
from institutions.models import Application, Check, Letter, Note, RequestItem, Revision
from institutions.revisions import snapshot
from institutions.services import judging, reviewing
from tests.factories import NOON, make_staff
from tests.institutions import making
from tests.institutions.reviewing import check_everything, make_handed_in, make_item, make_template, signed_in

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def page(browser: Any, name: str, *arguments: Any, query: str = "") -> str:
    response = browser.get(reverse(f"institutions-desk:{name}", args=arguments) + query)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def send(browser: Any, name: str, *arguments: Any, **answers: Any) -> Any:
    return browser.post(reverse(f"institutions-desk:{name}", args=arguments), answers)


def test_queue_shows_the_most_urgent_first_and_what_is_overdue() -> None:
    officer = making.make_officer()
    late = make_handed_in(due_on=TODAY - timedelta(days=2))
    never, soon = make_handed_in(), make_handed_in(due_on=TODAY)
    make_handed_in(state="approved")

    html = page(signed_in(officer), "queue")

    places = [html.index(one.reference) for one in (late, soon, never)]
    assert places == sorted(places)
    assert html.count("days over") == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"ours", "mine", "recommended"}),
        ("?owner=me", {"mine"}),
        ("?owner=nobody", {"ours", "recommended"}),
        ("?state=recommended", {"recommended"}),
        ("?kind=university", {"ours"}),
        ("?q=Seaside", {"mine"}),
        ("?tab=decide", {"recommended"}),
        ("?tab=asked", {"asked"}),
        ("?tab=over", {"over"}),
        ("?late=on", {"ours"}),
        ("?tab=nonsense&state=nonsense&owner=nonsense", {"ours", "mine", "recommended"}),
    ],
)
def test_queue_is_narrowed(query: str, expected: set[str]) -> None:
    officer = making.make_officer()
    known = {
        "ours": make_handed_in(institution=making.make_institution(kind="university"), due_on=TODAY - timedelta(1)),
        "mine": make_handed_in(institution=making.make_institution(name_en="Seaside Trading"), owner=officer),
        "recommended": make_handed_in(state="recommended"),
        "asked": make_handed_in(state="more-asked"),
        "over": make_handed_in(state="withdrawn"),
        "draft": making.make_application(),
    }

    html = page(signed_in(officer), "queue", query=query)

    assert {name for name, one in known.items() if one.reference in html} == expected


def test_reference_that_was_typed_opens_its_application() -> None:
    application = make_handed_in(state="approved")

    response = signed_in(making.make_officer()).get(
        reverse("institutions-desk:queue") + f"?q={application.reference.lower()}"
    )

    assert response["Location"] == reverse("institutions-desk:application", args=[application.reference])


def test_ticked_applications_get_an_officer_and_the_queue_stays_as_it_was() -> None:
    officer, other = making.make_officer(), making.make_officer()
    one, two = make_handed_in(), make_handed_in()

    response = signed_in(officer).post(
        reverse("institutions-desk:assign"),
        {"application": [one.reference, two.reference], "owner": other.pk, "query": "tab=ours&owner=nobody"},
    )

    assert response["Location"].endswith("?tab=ours&owner=nobody")
    assert set(Application.objects.values_list("owner", flat=True)) == {other.pk}


def test_application_page_shows_what_it_says_its_documents_and_what_happened() -> None:
    application = make_handed_in(state="submitted")
    make_item()
    reviewing.write_note(application=application, text="Known from a fair.", by=making.make_officer(), at=NOON)
    officer = making.make_officer()

    html = page(signed_in(officer), "application", application.reference)

    for words in ("To bring companies of both countries together.", "contract.pdf", "Known from a fair.", "Take it up"):
        assert words in html
    assert "Recommend" not in html


def test_review_from_the_first_look_to_the_decision_over_http() -> None:
    application, item = make_handed_in(state="submitted"), make_item()
    first, second = (signed_in(making.make_officer()) for _ in range(2))
    reference, paper = application.reference, application.papers.get()

    assert send(first, "take_up", reference).status_code == 302
    send(first, "note", reference, **{"note-text": "Looks sound."})
    send(first, "checks", reference, **{f"finding-{item.slug}": "fine", f"note-{item.slug}": "Register seen."})
    send(first, "paper_review", reference, paper.document_id, verdict="accept")
    send(first, "recommend", reference, verdict="approve", note="All is well.")
    assert "You have recommended" in page(first, "application", reference)
    refused = send(first, "approve", reference, reason="Welcome.")
    assert "A second officer has to do this" in refused.content.decode()
    assert "All is well." in page(second, "approve", reference)
    assert send(second, "approve", reference, reason="Welcome.").status_code == 302

    application.refresh_from_db()
    assert (application.state, application.decision_reason) == ("approved", "Welcome.")
    assert [note.text for note in Note.objects.all()] == ["Looks sound.", "All is well."]
    assert Check.objects.get().note == "Register seen."


def test_document_is_returned_in_the_language_of_the_institution() -> None:
    application = make_handed_in(language="ko")
    paper, browser = application.papers.get(), signed_in(making.make_officer())

    empty = send(browser, "paper_review", application.reference, paper.document_id, verdict="return")
    assert "Say why, in words for the institution." in empty.content.decode()
    send(
        browser, "paper_review", application.reference, paper.document_id, verdict="return", reason="unsigned",
        own_words="2쪽입니다.",
    )  # fmt: skip

    paper.refresh_from_db()
    assert paper.state == "returned"
    assert paper.reason.endswith("\n2쪽입니다.")
    assert "signature" not in paper.reason


def test_questions_are_added_taken_out_and_sent_together() -> None:
    application, browser = make_handed_in(), signed_in(making.make_officer())
    kind = application.papers.get().kind

    send(browser, "question", application.reference, part="purpose", reason="For whom?")
    send(browser, "question", application.reference, part=f"documents:{kind.slug}", reason="The newest one.")
    again = send(browser, "question", application.reference, part="purpose", reason="Again?")
    assert "This is being asked already." in again.content.decode()
    assert "Again?" in again.content.decode()
    item = RequestItem.objects.get(task="purpose")
    send(browser, "question_remove", application.reference, item.pk)
    assert "The newest one." in page(browser, "ask", application.reference)
    past = send(browser, "ask", application.reference, due_on=TODAY - timedelta(1), message="Please")
    assert "This day is over." in past.content.decode()
    assert send(browser, "ask", application.reference, due_on=TODAY + timedelta(9), message="Please").status_code == 302

    application.refresh_from_db()
    assert application.state == "more-asked"
    assert "What was asked" in page(browser, "application", application.reference)


def test_while_more_is_asked_officers_see_what_was_handed_in() -> None:
    application = make_handed_in(state="more-asked")
    Application.objects.filter(pk=application.pk).update(purpose="Half a sentence")

    html = page(signed_in(making.make_officer()), "application", application.reference)

    assert "To bring companies of both countries together." in html
    assert "Half a sentence" not in html


def test_officer_and_day_are_changed_on_the_page() -> None:
    application, officer = make_handed_in(), making.make_officer()
    browser = signed_in(officer)

    past = send(browser, "assign_one", application.reference, owner=officer.pk, due_on=TODAY - timedelta(1))
    assert "This day is over." in past.content.decode()
    send(browser, "assign_one", application.reference, owner=officer.pk, due_on=TODAY + timedelta(4))

    application.refresh_from_db()
    assert (application.owner, application.due_on) == (officer, TODAY + timedelta(4))


def test_document_is_shown_to_officers_and_the_access_log_keeps_who() -> None:
    application, officer = make_handed_in(), making.make_officer()
    paper = application.papers.get()
    address = reverse("institutions-desk:paper", args=[application.reference, paper.document_id])

    response = signed_in(officer).get(address)

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("inline")
    entry = Entry.objects.get()
    assert (entry.actor_id, entry.subject, entry.reference) == (officer.pk, "institutions.paper", application.reference)
    elsewhere = reverse("institutions-desk:paper", args=[make_handed_in().reference, paper.document_id])
    assert signed_in(officer).get(elsewhere).status_code == 404


def test_letter_is_filled_in_the_language_chosen_and_not_sent_with_gaps() -> None:
    application, template = make_handed_in(language="ko"), make_template()
    browser = signed_in(making.make_officer())

    html = page(browser, "letter", application.reference)
    assert "한국어 Dear Sample Representative, please come by {due_on}." in html
    assert "中文 On " in page(
        browser, "letter", application.reference, query=f"?template={template.slug}&language=zh-hans"
    )
    answers = {"template": template.slug, "language": "ko", "subject": "Come", "text": "Come by {due_on}."}
    refused = send(browser, "letter", application.reference, **answers).content.decode()
    assert "The letter still holds placeholders: {due_on}." in refused
    send(browser, "letter", application.reference, **answers | {"text": "Come tomorrow & bring the seal."})

    letter = Letter.objects.get()
    assert (letter.language, letter.subject) == ("ko", "Come")
    told = Message.objects.get(recipient=application.institution.members.get().user)
    assert told.subject == "Come"
    assert "tomorrow & bring" in told.text
    assert 'lang="ko"' in told.html
    assert "Come tomorrow" in page(browser, "sent_letter", application.reference, letter.pk)
    assert "Come" in page(browser, "application", application.reference)


def test_two_revisions_stand_side_by_side_with_what_changed_marked() -> None:
    application, browser = make_handed_in(), signed_in(making.make_officer())
    application.purpose, application.desks = "To trade ginseng.", 5
    application.save()
    content = snapshot(application, application.papers.select_related("kind", "document"))
    Revision.objects.create(application=application, number=2, content=content, at=NOON)

    html = page(browser, "compare", application.reference)

    assert "<del>To bring companies of both countries together.</del>" in html
    assert "<ins>To trade ginseng.</ins>" in html
    assert "2 answers changed" in html
    assert "Sample Representative" not in html
    assert "Sample Representative" in page(browser, "compare", application.reference, query="?all=on")
    assert "Nothing differs" in page(browser, "compare", application.reference, query="?old=2&new=2")


def test_what_was_typed_is_never_lost() -> None:
    application, browser = make_handed_in(), signed_in(making.make_officer())
    make_item()

    refused = send(browser, "recommend", application.reference, verdict="approve", note="All is well.").content.decode()

    assert "Points of the checklist are open" in refused
    assert "All is well." in refused


@pytest.mark.parametrize("language", ["zh-hans", "ko"])
def test_desk_speaks_the_language_of_the_officer(language: str) -> None:
    application, officer = make_handed_in(), making.make_officer()
    browser = signed_in(officer)

    for name, arguments in (("queue", []), ("application", [application.reference]), ("statistics", [])):
        html = browser.get(reverse(f"institutions-desk:{name}", args=arguments).replace("/en/", f"/{language}/"))
        assert html.status_code == 200


def test_desk_shows_an_officer_what_waits_and_nobody_else() -> None:
    officer = making.make_officer()
    make_handed_in(state="submitted")
    make_handed_in(due_on=TODAY - timedelta(1), owner=officer)
    make_handed_in(due_on=TODAY - timedelta(1), owner=making.make_officer())
    make_handed_in(state="recommended")
    make_handed_in(state="recommended", recommended_by=officer, verdict="approve")

    html = signed_in(officer).get(reverse("desk:home")).content.decode()

    for words in (
        "1 application waits for your decision",
        "1 application is overdue",
        "1 application was handed in",
    ):
        assert words in html
    assert "application" not in signed_in(make_staff()).get(reverse("desk:home")).content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("name", "of_application"),
    [
        ("queue", False), ("statistics", False), ("application", True), ("recommend", True), ("ask", True),
        ("letter", True), ("compare", True), ("approve", True),
    ],
)  # fmt: skip
def test_no_page_of_the_review_takes_more_than_twelve_statements(
    name: str, of_application: bool, django_assert_max_num_queries: Any
) -> None:
    application, officer = make_handed_in(owner=making.make_officer()), making.make_officer()
    for _number in range(3):
        make_item()
        make_template()
        making.make_paper(application)
        reviewing.write_note(application=application, text="A word.", by=officer, at=NOON)
        judging.prepare_question(application=application, task="documents", kind=making.make_paper_kind(), reason="?")
        make_handed_in()
    check_everything(application, officer)
    browser = signed_in(officer)

    with django_assert_max_num_queries(12):
        page(browser, name, *([application.reference] if of_application else []))


def test_desk_of_an_officer_takes_at_most_twelve_statements(django_assert_max_num_queries: Any) -> None:
    browser = signed_in(making.make_officer())
    make_handed_in(state="submitted")

    with django_assert_max_num_queries(12):
        browser.get(reverse("desk:home"))
