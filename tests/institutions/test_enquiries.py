"""Enquiries to the service centre for goods: who asks, who answers, what each side reads, when officers are told."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commons.accounts.models import User
from commons.audit.models import Entry
from commons.notifications.models import Message
from institutions import errors
from institutions.errors.goods import EnquiryClosed, NotAnsweredYet, TakenMeanwhile
from institutions.errors.reviewing import NotAnOfficer
from institutions.models import Enquiry
from institutions.services import enquiries, enquiry_reminders
from tests.documents.files import a_pdf, make_document, uploaded
from tests.factories import NOON, make_resident
from tests.institutions import making

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
SECRET = "Their last import was held at customs"


def asked(by: User, **fields: Any) -> Enquiry:
    words: dict[str, Any] = {"category": "customs", "subject": "Tea", "text": "Which papers?", "by": by, "at": NOON}
    return enquiries.ask(**words | fields)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(person: User, what: str) -> int:
    return Message.objects.filter(recipient=person, template=f"institutions/{what}").count()


def test_a_question_is_due_when_the_second_working_day_ends() -> None:
    # Asked on a Sunday.
    assert NOON.weekday() == 6

    enquiry = asked(make_resident())

    assert enquiry.state == "open"
    assert enquiry.due_at == (NOON + timedelta(days=2)).replace(hour=17, minute=30)


def test_finding_a_supplier_takes_a_day_longer() -> None:
    person = make_resident()

    first, second = asked(person), asked(person, category="supplier")

    assert first.due_at is not None
    assert second.due_at is not None
    assert second.due_at > first.due_at


def test_both_sides_hear_of_a_question_and_of_its_answer() -> None:
    person, officer = make_resident(), making.make_officer()

    enquiry = asked(person)
    enquiries.answer(enquiry=enquiry, text="An invoice.", by=officer, at=LATER)

    assert (told(person, "enquiry_received"), told(officer, "enquiry_words")) == (1, 1)
    assert told(person, "enquiry_answered") == 1
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.owner, enquiry.due_at) == ("answered", officer, None)


def test_colleagues_of_the_institution_hear_of_the_answer_too() -> None:
    representative, officer = make_resident(), making.make_officer()
    institution = making.make_institution(member=representative)
    colleague = making.make_member(institution, duty="colleague")

    enquiry = asked(representative, institution=institution)
    enquiries.answer(enquiry=enquiry, text="An invoice.", by=officer, at=LATER)

    assert told(colleague, "enquiry_answered") == told(representative, "enquiry_answered") == 1


def test_nobody_asks_for_an_institution_of_others() -> None:
    with pytest.raises(errors.NotYourMove):
        asked(make_resident(), institution=making.make_institution())


def test_messages_never_say_what_was_asked_or_answered() -> None:
    person, officer = make_resident(), making.make_officer()
    enquiry = asked(person, subject="Ginseng subject", text="Ginseng text")
    enquiries.answer(enquiry=enquiry, text="Ginseng answer", by=officer, at=LATER)

    assert not Message.objects.filter(text__icontains="ginseng").exists()
    assert not Message.objects.filter(subject__icontains="ginseng").exists()


def test_a_reply_brings_the_enquiry_back_with_a_new_due_time() -> None:
    person, officer = make_resident(), making.make_officer()
    enquiry = asked(person)
    enquiries.answer(enquiry=enquiry, text="An invoice.", by=officer, at=LATER)

    enquiries.reply(enquiry=enquiry, text="And the label?", by=person, at=LATER + timedelta(days=3))

    enquiry.refresh_from_db()
    assert enquiry.state == "open"
    assert enquiry.due_at is not None
    assert enquiry.due_at > LATER + timedelta(days=3)
    assert told(officer, "enquiry_words") == 2


def test_a_second_question_does_not_give_the_centre_more_time() -> None:
    person = make_resident()
    enquiry = asked(person)
    due = enquiry.due_at

    enquiries.reply(enquiry=enquiry, text="And the label?", by=person, at=LATER)

    enquiry.refresh_from_db()
    assert enquiry.due_at == due


def test_a_closed_enquiry_is_not_answered_until_it_is_opened_again() -> None:
    person, officer = make_resident(), making.make_officer()
    enquiry = asked(person)
    enquiries.close(enquiry=enquiry, by=person, at=LATER)

    with pytest.raises(EnquiryClosed):
        enquiries.answer(enquiry=enquiry, text="An invoice.", by=officer, at=LATER)
    enquiries.reopen(enquiry=enquiry, by=officer, at=LATER)

    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.closed_at) == ("open", None)


def test_the_centre_closes_only_what_it_has_answered() -> None:
    officer = making.make_officer()
    enquiry = asked(make_resident())

    with pytest.raises(NotAnsweredYet):
        enquiries.close(enquiry=enquiry, by=officer, at=LATER)


def test_whoever_takes_it_second_learns_who_has_it() -> None:
    first, second = making.make_officer(), making.make_officer()
    enquiry = asked(make_resident())
    enquiries.assign(enquiry=enquiry, owner=first, instead_of=None, by=first, at=LATER)

    with pytest.raises(TakenMeanwhile):
        enquiries.assign(enquiry=enquiry, owner=second, instead_of=None, by=second, at=LATER)


def test_an_enquiry_goes_to_officers_only_and_the_new_one_is_told() -> None:
    first, second = making.make_officer(), making.make_officer()
    enquiry = asked(make_resident())

    with pytest.raises(NotAnOfficer):
        enquiries.assign(enquiry=enquiry, owner=make_resident(), instead_of=None, by=first, at=LATER)
    enquiries.assign(enquiry=enquiry, owner=second, instead_of=None, by=first, at=LATER)

    assert told(second, "enquiry_given") == 1


def test_an_officer_does_not_receive_their_own_question() -> None:
    officer = making.make_officer()
    enquiry = asked(officer)

    assert signed_in(officer).get(f"/en/desk/institutions/enquiries/{enquiry.reference}/").status_code == 404
    assert signed_in(officer).get(f"/en/institutions/enquiries/{enquiry.reference}/").status_code == 200
    with pytest.raises(errors.NotYourMove):
        enquiries.answer(enquiry=enquiry, text="To myself.", by=officer, at=LATER)


@pytest.mark.parametrize("act", [enquiries.reply, enquiries.answer, enquiries.note])
def test_strangers_say_nothing_in_it(act: Any) -> None:
    enquiry = asked(make_resident())

    with pytest.raises(errors.NotYourMove):
        act(enquiry=enquiry, text="Hello.", by=make_resident(), at=LATER)


def test_officers_are_reminded_once_before_and_once_after_it_was_due() -> None:
    officers = [making.make_officer(), making.make_officer()]
    enquiry = asked(make_resident())
    assert enquiry.due_at is not None

    for moment in (enquiry.due_at - timedelta(hours=5), enquiry.due_at - timedelta(hours=3), enquiry.due_at):
        for _ in range(2):
            enquiry_reminders.remind(at=moment)

    assert [told(officer, "enquiry_due") for officer in officers] == [2, 2]


def test_only_the_owner_is_reminded_when_there_is_one() -> None:
    owner, other = making.make_officer(), making.make_officer()
    enquiry = asked(make_resident())
    enquiries.assign(enquiry=enquiry, owner=owner, instead_of=None, by=owner, at=LATER)

    assert enquiry.due_at is not None
    enquiry_reminders.remind(at=enquiry.due_at + timedelta(days=1))

    assert (told(owner, "enquiry_due"), told(other, "enquiry_due")) == (1, 0)


def test_an_answered_enquiry_reminds_nobody() -> None:
    officer = making.make_officer()
    enquiry = asked(make_resident())
    enquiries.answer(enquiry=enquiry, text="An invoice.", by=officer, at=LATER)

    assert enquiry_reminders.remind(at=LATER + timedelta(days=30)) == 0


def test_a_resident_asks_with_a_file_and_reads_the_thread(client: Client) -> None:
    client.force_login(make_resident())

    answer = client.post(
        "/en/institutions/enquiries/ask/",
        {
            "category": "import",
            "subject": "Tea from Jeju",
            "text": "Which papers?",
            "files": uploaded(a_pdf(), "offer.pdf"),
        },
        follow=True,
    )

    html = answer.content.decode()
    assert "Tea from Jeju" in html
    assert "offer.pdf" in html


def test_a_member_says_for_whom_they_ask(client: Client) -> None:
    person = make_resident()
    institution = making.make_institution(member=person)
    client.force_login(person)
    words = {"category": "import", "subject": "Tea", "text": "Which papers?"}

    for chosen in (institution.slug, "-", "institution-of-others", ""):
        client.post("/en/institutions/enquiries/ask/", words | {"institution": chosen})

    assert [enquiry.institution for enquiry in Enquiry.objects.order_by("pk")] == [institution, None]


def test_a_file_that_is_no_picture_and_no_pdf_is_refused(client: Client) -> None:
    client.force_login(make_resident())

    answer = client.post(
        "/en/institutions/enquiries/ask/",
        {"category": "import", "subject": "Tea", "text": "?", "files": uploaded(b"MZ\x90\x00" * 90, "offer.pdf")},
    )

    assert answer.status_code == 200
    assert not Enquiry.objects.exists()


def test_every_opening_of_a_file_is_noted_and_others_get_none() -> None:
    person, officer = make_resident(), making.make_officer()
    enquiry = asked(person)
    file = enquiry.messages.get().files.create(document=make_document())
    path = f"institutions/enquiries/{enquiry.reference}/files/{file.document_id}/"

    assert signed_in(person).get(f"/en/{path}").status_code == 200
    assert signed_in(officer).get(f"/en/desk/{path}").status_code == 200
    assert signed_in(make_resident()).get(f"/en/{path}").status_code == 404
    assert signed_in(make_resident()).get(f"/en/desk/{path}").status_code == 404
    noted = Entry.objects.filter(subject="institutions.enquiry", reference=enquiry.reference, act="download")
    assert {entry.actor_id for entry in noted} == {person.pk, officer.pk}


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
def test_notes_for_colleagues_never_reach_the_asker(language: str) -> None:
    person, officer = make_resident(language=language), making.make_officer()
    enquiry = asked(person)
    hidden = enquiries.note(enquiry=enquiry, text=SECRET, by=officer, at=LATER)
    file = hidden.files.create(document=make_document(name="planted.pdf"))
    browser = signed_in(person)

    pages = [browser.get(f"/{language}/institutions/enquiries/{path}") for path in ("", f"{enquiry.reference}/")]

    assert all(page.status_code == 200 for page in pages)
    assert not any(SECRET in page.content.decode() or "planted" in page.content.decode() for page in pages)
    path = f"/{language}/institutions/enquiries/{enquiry.reference}/files/{file.document_id}/"
    assert browser.get(path).status_code == 404
    assert not Message.objects.filter(text__contains=SECRET).exists()
    assert SECRET in signed_in(officer).get(f"/en/desk/institutions/enquiries/{enquiry.reference}/").content.decode()


def test_the_queue_shows_the_most_urgent_first_and_narrows(client: Client) -> None:
    officer = making.make_officer()
    client.force_login(officer)
    person = make_resident(full_name="Sample Asker")
    later = making.make_enquiry(person, subject="Later", due_at=NOON + timedelta(days=9), category="import")
    sooner = making.make_enquiry(person, subject="Sooner", due_at=NOON + timedelta(days=1), owner=officer)

    def listed(query: str) -> list[str]:
        page = client.get(f"/en/desk/institutions/enquiries/{query}")
        return [enquiry.subject for enquiry, _late in page.context["lines"]]

    assert listed("") == ["Sooner", "Later"]
    assert listed("?whose=mine") == ["Sooner"]
    assert listed("?whose=nobody") == ["Later"]
    assert listed("?category=import") == ["Later"]
    assert listed(f"?q={sooner.reference.lower()}") == ["Sooner"]
    assert listed("?q=sample+asker") == ["Sooner", "Later"]
    assert listed("?q=nobody+at+all") == []
    assert listed("?tab=closed") == []
    assert later.pk


def test_thread_and_queue_ask_the_database_little(client: Client, django_assert_max_num_queries: Any) -> None:
    person, officer = make_resident(), making.make_officer()
    institution = making.make_institution(member=person)
    enquiry = asked(person, institution=institution)
    for _ in range(6):
        asked(person)
        message = enquiries.answer(enquiry=enquiry, text="An answer.", by=officer, at=LATER)
        message.files.create(document=make_document())
    desk, own = signed_in(officer), signed_in(person)

    for browser, path in [
        (own, "institutions/enquiries/"), (own, "institutions/enquiries/ask/"),
        (own, f"institutions/enquiries/{enquiry.reference}/"), (desk, "desk/institutions/enquiries/"),
        (desk, f"desk/institutions/enquiries/{enquiry.reference}/"),
    ]:  # fmt: skip
        with django_assert_max_num_queries(12):
            assert browser.get(f"/en/{path}").status_code == 200


def test_an_officer_answers_notes_gives_away_and_closes_over_the_pages(client: Client) -> None:
    officer, other = making.make_officer(), making.make_officer()
    client.force_login(officer)
    enquiry = asked(make_resident())
    page = f"/en/desk/institutions/enquiries/{enquiry.reference}/"

    client.post(f"{page}assign/", {"owner": other.pk, "instead_of": ""})
    client.post(f"{page}note/", {"note": "Ask the broker."})
    client.post(page, {"text": "An invoice and a certificate of origin."})
    client.post(f"{page}close/")

    enquiry.refresh_from_db()
    assert (enquiry.owner, enquiry.state) == (other, "closed")
    assert [message.is_internal for message in enquiry.messages.all()] == [False, True, False]
