"""What is held about people who act for institutions: given to them, let go of, and kept no longer than said."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from commons.accounts.models import User
from institutions import privacy
from institutions.models import Application, Enquiry, Invitation, Member, Note
from institutions.services import members
from tests.factories import NOON, make_resident
from tests.institutions import making
from tests.institutions.applying import make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return make_resident(full_name="Kim Yesi")


def aged(application: Application, since: datetime) -> Application:
    Application.objects.filter(pk=application.pk).update(state_since=since)
    return application


def test_a_person_gets_what_is_held_about_them_and_no_internal_word(person: User) -> None:
    application = make_ready(person, state="in-review", created_by=person, representative_email=person.email)
    Note.objects.create(application=application, text="PlantedNote", at=NOON)
    enquiry = making.make_enquiry(person)
    enquiry.messages.create(text="PlantedAnswer", is_internal=True, by_officer=True, at=NOON)
    making.make_booking(institution=application.institution, booked_by=person)

    told = privacy.export(person)

    assert [one["institution"] for one in told["institutions"]] == [str(application.institution)]
    assert told["applications"][0]["reference"] == application.reference
    assert told["applications"][0]["email"] == person.email
    assert told["bookings"][0]["title"] == "A meeting"
    assert told["enquiries"][0]["messages"][0]["text"] == "What do we need?"
    assert "Planted" not in str(told)


def test_what_others_said_is_not_given(person: User) -> None:
    make_ready(making.make_resident(), representative_email="somebody-else@example.org")

    told = privacy.export(person)

    assert not any(told.values())


def test_an_erased_person_acts_for_nobody_and_is_named_nowhere_that_came_to_nothing(person: User) -> None:
    declined = make_ready(person, state="declined", representative_email=person.email)
    invitation = members.invite(
        institution=declined.institution, email="a@example.org", duty="colleague", language="en", by=person, at=NOON
    )
    enquiry = making.make_enquiry(person)
    file = making.make_paper(declined).document
    later = NOON + timedelta(days=1)

    privacy.erase(person, later)

    declined.refresh_from_db()
    assert Member.objects.get(user=person).until == later
    assert (declined.representative_name, declined.representative_email) == ("", "")
    assert not declined.revisions.exists()
    assert Invitation.objects.get(pk=invitation.pk).revoked_at == later
    assert not Enquiry.objects.filter(pk=enquiry.pk).exists()
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_contract_keeps_who_signed_for_the_institution(person: User) -> None:
    approved = make_ready(person, state="approved", representative_email=person.email)
    making.make_contract(approved.institution, application=approved)

    privacy.erase(person, NOON + timedelta(days=1))

    approved.refresh_from_db()
    assert approved.representative_email == person.email
    assert approved.revisions.exists()


@pytest.mark.parametrize(
    ("state", "kept"),
    [("withdrawn", privacy.KEPT_WITHDRAWN), ("declined", privacy.KEPT_DECLINED), ("draft", privacy.KEPT_DRAFT)],
)
def test_documents_of_what_came_to_nothing_go_in_time(person: User, state: str, kept: timedelta) -> None:
    application = aged(make_ready(person, state=state), NOON)
    document = application.papers.get().document

    privacy.expire(NOON + kept)
    assert application.papers.exists()
    later = NOON + kept + timedelta(days=1)
    assert privacy.expire(later) > 0

    document.refresh_from_db()
    assert document.removed_at == later
    assert not application.papers.exists()
    assert not application.revisions.exists()
    assert privacy.expire(later) == 0


@pytest.mark.parametrize("state", ["submitted", "in-review", "more-asked", "recommended", "approved"])
def test_documents_that_somebody_works_with_stay(person: User, state: str) -> None:
    application = aged(make_ready(person, state=state), NOON)

    privacy.expire(NOON + timedelta(days=5000))

    assert application.papers.exists()


def test_a_draft_to_which_something_was_added_lately_stays(person: User) -> None:
    application = aged(make_ready(person), NOON - timedelta(days=800))

    privacy.expire(NOON + timedelta(days=1))

    assert application.papers.exists()


def test_addresses_of_the_invited_go_when_the_invitation_is_over(person: User) -> None:
    institution = making.make_institution(member=person)
    made = members.invite(
        institution=institution, email="a@example.org", duty="colleague", language="en", by=person, at=NOON
    )

    privacy.expire(made.expires_at + privacy.KEPT_INVITATION)
    assert Invitation.objects.exists()
    privacy.expire(made.expires_at + privacy.KEPT_INVITATION + timedelta(seconds=1))

    assert not Invitation.objects.exists()


def test_titles_of_old_bookings_and_closed_enquiries_go(person: User) -> None:
    booking = making.make_booking(institution=making.make_settled(person), booked_by=person)
    enquiry = making.make_enquiry(person, state="closed")
    standing = making.make_enquiry(person)
    later: Any = booking.ends_at + privacy.KEPT_BOOKING + timedelta(days=1)

    privacy.expire(later)

    booking.refresh_from_db()
    assert (booking.title, booking.booked_by) == ("", None)
    assert list(Enquiry.objects.values_list("pk", flat=True)) == [standing.pk]
    assert enquiry.pk != standing.pk
