"""Logging a session: who attended, which matter, what it came from; once, however often it is sent."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commons.accounts.models import User
from commons.audit.models import Entry
from legal_services import errors
from legal_services.models import (
    Appointment,
    Assignment,
    Draft,
    Matter,
    MatterRole,
    Person,
    QueueDay,
    QueueTicket,
    Service,
    ServiceRecord,
)
from legal_services.services import drafts, recording
from legal_services.services.recording import NewPerson, Origin, Session
from tests.factories import NOON, make_service
from tests.legal_services.making import (
    make_appointment,
    make_clerk,
    make_matter,
    make_person,
    make_practitioner,
    make_record,
    make_topic,
)

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
ROLES = MatterRole.Role


@pytest.fixture
def clerk() -> User:
    """Who writes the log."""
    return make_clerk()


@pytest.fixture
def service() -> Service:
    """A legal consultation."""
    return make_service()


def log(clerk: User, service: Service, client: Any, **fields: Any) -> ServiceRecord:
    """Log a session of today; what is said of the session goes to the session."""
    given = {name: fields.pop(name) for name in list(fields) if name in Session.__dataclass_fields__}
    session = Session(**{"service": service, "language": "ko", "outcome": "answered"} | given)
    values: dict[str, Any] = {"submission": uuid4(), "by": clerk, "at": NOON}
    return recording.log_service(session=session, client=client, **values | fields)


def test_a_new_client_gets_a_row_a_matter_and_a_record(clerk: User, service: Service) -> None:
    adviser, topic = make_practitioner(), make_topic()

    record = log(clerk, service, NewPerson(name="김민지", phone="+8613863100001"), practitioner=adviser, topic=topic)

    person = Person.objects.get()
    assert (person.name, person.phone.as_e164) == ("김민지", "+8613863100001")
    assert list(record.attendees.all()) == [person]
    assert (record.matter.kind, record.matter.topic, record.held_on) == (service.kind, topic, TODAY)
    assert record.matter.roles.get().role == ROLES.CLIENT
    assert record.matter.assignments.get().practitioner == adviser
    assert Entry.objects.about("legal.record", record.reference).get().reason == "logged"


def test_a_returning_client_goes_on_with_a_matter(clerk: User, service: Service) -> None:
    client = make_person()
    matter = make_matter(client)

    record = log(clerk, service, client, matter=matter)

    assert record.matter == matter
    assert Person.objects.count() == 1
    assert matter.roles.count() == 1


def test_a_client_who_was_merged_goes_on_with_a_matter_of_the_other_row(clerk: User, service: Service) -> None:
    kept = make_person()
    old = make_person(merged_into=kept, root=kept)
    matter = make_matter(old)

    assert log(clerk, service, kept, matter=matter).matter == matter
    assert matter.roles.count() == 1


def test_those_who_came_along_attend_and_stand_in_the_matter(clerk: User, service: Service) -> None:
    client, friend = make_person(), make_person()

    record = log(clerk, service, client, others=[friend, NewPerson(name="박서준"), client], anonymous=2)

    assert record.person_times == 5
    assert set(record.attendees.values_list("name", flat=True)) == {client.name, friend.name, "박서준"}
    assert dict(record.matter.roles.values_list("person__name", "role"))[friend.name] == ROLES.RELATED


def test_who_gives_no_name_is_counted_and_has_a_matter(clerk: User, service: Service) -> None:
    adviser = make_practitioner()

    record = log(clerk, service, None, anonymous=2, practitioner=adviser)

    assert (record.person_times, record.attendances.count()) == (2, 0)
    assert record.matter.roles.count() == 0
    assert record.matter.assignments.get().practitioner == adviser


def test_a_session_without_anybody_is_refused(clerk: User, service: Service) -> None:
    with pytest.raises(errors.NobodyCame):
        log(clerk, service, None)


def test_sending_it_twice_gives_the_row_that_is_there(clerk: User, service: Service) -> None:
    submission = uuid4()

    first = log(clerk, service, NewPerson(name="Kim"), submission=submission)
    second = log(clerk, service, NewPerson(name="Kim"), submission=submission, at=NOON + timedelta(seconds=1))

    assert first == second
    assert (ServiceRecord.objects.count(), Person.objects.count(), Matter.objects.count()) == (1, 1, 1)


def test_the_draft_is_gone_once_it_is_logged(clerk: User, service: Service) -> None:
    submission = uuid4()
    drafts.keep_draft(submission=submission, answers={"name": ["Kim"]}, by=clerk, at=NOON)

    log(clerk, service, NewPerson(name="Kim"), submission=submission)

    assert not Draft.objects.exists()
    assert drafts.keep_draft(submission=submission, answers={}, by=clerk, at=NOON) is None


def test_a_draft_belongs_to_its_writer(clerk: User) -> None:
    submission = uuid4()
    drafts.keep_draft(submission=submission, answers={"name": ["Kim"]}, by=clerk, at=NOON)

    with pytest.raises(errors.NotYourDraft):
        drafts.keep_draft(submission=submission, answers={"name": ["Park"]}, by=make_clerk(), at=NOON)
    with pytest.raises(errors.DraftTooLong):
        drafts.keep_draft(submission=submission, answers={"name": ["x" * 20_001]}, by=clerk, at=NOON)
    drafts.discard_draft(submission=submission, by=make_clerk())

    assert Draft.objects.get().answers == {"name": ["Kim"]}


def test_old_drafts_are_forgotten(clerk: User) -> None:
    drafts.keep_draft(submission=uuid4(), answers={}, by=clerk, at=NOON - drafts.KEPT - timedelta(minutes=1))
    kept = drafts.keep_draft(submission=uuid4(), answers={}, by=clerk, at=NOON - drafts.KEPT)

    assert drafts.forget_old_drafts(at=NOON) == 1
    assert list(drafts.unfinished(clerk)) == [kept]


def test_an_entry_from_paper_keeps_its_day_and_its_mark(clerk: User, service: Service) -> None:
    held_on = date(2026, 3, 2)

    record = log(clerk, service, NewPerson(name="Kim"), held_on=held_on, from_paper=True)

    assert (record.held_on, record.from_paper, record.entered_at) == (held_on, True, NOON)
    assert record.matter.opened_at.astimezone(NOON.tzinfo).date() == held_on


def test_a_day_that_has_not_come_is_refused_by_the_database(clerk: User, service: Service) -> None:
    with pytest.raises(errors.NotHeldYet):
        log(clerk, service, NewPerson(name="Kim"), held_on=TODAY + timedelta(days=1))

    assert not Person.objects.exists()


def test_the_day_is_that_of_beijing(clerk: User, service: Service) -> None:
    midnight = NOON.replace(hour=0, minute=5)

    assert log(clerk, service, NewPerson(name="Kim"), at=midnight).held_on == TODAY


@pytest.mark.parametrize(
    ("matter", "refusal"),
    [
        ({"client": "other"}, errors.NotTheirMatter),
        ({"kind": "notarial"}, errors.OtherKind),
        ({"state": "closed", "closed_at": NOON}, errors.ClosedForLogging),
    ],
)
def test_a_matter_that_does_not_fit_is_refused(
    clerk: User, service: Service, matter: dict[str, Any], refusal: type[Exception]
) -> None:
    client = make_person()
    fields = dict(matter)
    owner = make_person() if fields.pop("client", "") else client

    with pytest.raises(refusal):
        log(clerk, service, client, matter=make_matter(owner, **fields))


def test_an_old_session_may_belong_to_a_closed_matter(clerk: User, service: Service) -> None:
    client = make_person()
    matter = make_matter(client, state="closed", closed_at=NOON)

    assert log(clerk, service, client, matter=matter, from_paper=True, held_on=date(2026, 3, 2)).matter == matter


def test_an_appointment_is_done_and_hands_its_narrative_to_the_matter(clerk: User, service: Service) -> None:
    adviser = make_practitioner()
    appointment = make_appointment(
        adviser, service=service, starts_at=NOON, state="arrived", narrative="secret", narrative_consent_at=NOON
    )

    record = log(clerk, service, NewPerson(name="Kim"), practitioner=adviser, origin=Origin(appointment=appointment))

    appointment.refresh_from_db()
    assert (appointment.state, appointment.ended_at, appointment.matter) == ("done", NOON, record.matter)
    assert appointment.person == record.attendees.get()
    assert appointment.narrative is None
    assert record.matter.notes.get().text == "secret"


def test_a_matter_that_goes_on_takes_over_what_was_told_while_booking(clerk: User, service: Service) -> None:
    client = make_person()
    matter = make_matter(client)
    appointment = make_appointment(
        service=service, starts_at=NOON, narrative="secret", narrative_consent_at=NOON, person=client
    )

    log(clerk, service, client, matter=matter, origin=Origin(appointment=appointment))

    assert matter.notes.get().text == "secret"
    appointment.refresh_from_db()
    assert (appointment.narrative, appointment.matter) == (None, matter)


def test_an_appointment_is_logged_once(clerk: User, service: Service) -> None:
    appointment = make_appointment(service=service, starts_at=NOON)
    log(clerk, service, NewPerson(name="Kim"), origin=Origin(appointment=appointment))

    with pytest.raises(errors.AlreadyLogged):
        log(clerk, service, NewPerson(name="Kim"), origin=Origin(appointment=appointment))
    assert Person.objects.count() == 1


def test_a_cancelled_appointment_is_not_logged(clerk: User, service: Service) -> None:
    appointment = make_appointment(service=service, starts_at=NOON, state=Appointment.State.CANCELLED)

    with pytest.raises(errors.DidNotTakePlace):
        log(clerk, service, NewPerson(name="Kim"), origin=Origin(appointment=appointment))


def test_a_queue_number_is_done(clerk: User, service: Service) -> None:
    day = QueueDay.objects.create(day=TODAY)
    ticket = QueueTicket.objects.create(day=day, number=1, service=service, language="ko", created_at=NOON)

    record = log(clerk, service, NewPerson(name="Kim"), origin=Origin(ticket=ticket))

    ticket.refresh_from_db()
    assert (ticket.state, ticket.ended_at, ticket.person) == ("done", NOON, record.attendees.get())


def test_a_voided_record_stays_and_counts_no_more(clerk: User, service: Service) -> None:
    appointment = make_appointment(service=service, starts_at=NOON)
    record = log(clerk, service, NewPerson(name="Kim"), origin=Origin(appointment=appointment))

    recording.void(record=record, reason="entered twice", by=clerk, at=NOON)

    assert not ServiceRecord.objects.standing().exists()
    record.refresh_from_db()
    assert (record.void_reason, record.voided_by, record.appointment) == ("entered twice", clerk, None)
    with pytest.raises(errors.AlreadyVoided):
        recording.void(record=record, reason="again", by=clerk, at=NOON)


def test_a_voided_record_says_why(clerk: User) -> None:
    record = make_record()

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=record.pk).update(voided_at=NOON)


def test_a_correction_takes_the_place_of_the_record(clerk: User, service: Service) -> None:
    appointment = make_appointment(service=service, starts_at=NOON)
    wrong = log(clerk, service, NewPerson(name="Kim"), origin=Origin(appointment=appointment))
    client = wrong.attendees.get()

    right = log(
        clerk, service, client, matter=wrong.matter, outcome="settled",
        origin=Origin(appointment=appointment, corrects=wrong),
    )  # fmt: skip

    wrong.refresh_from_db()
    assert (wrong.voided_at, wrong.void_reason, wrong.corrected_by) == (NOON, recording.CORRECTED, right)
    assert right.appointment == appointment
    assert list(ServiceRecord.objects.standing()) == [right]
    with pytest.raises(errors.AlreadyVoided):
        log(clerk, service, client, matter=wrong.matter, origin=Origin(corrects=wrong))


def test_following_up_is_noted_once(clerk: User, service: Service) -> None:
    record = log(clerk, service, NewPerson(name="Kim"), outcome="continues", follow_up_on=TODAY + timedelta(days=7))

    recording.follow_up(record=record, by=clerk, at=NOON)
    recording.follow_up(record=record, by=clerk, at=NOON + timedelta(hours=1))

    record.refresh_from_db()
    assert record.followed_up_at == NOON


def test_an_adviser_who_does_not_mediate_is_not_given_the_mediation(clerk: User) -> None:
    record = log(clerk, make_service(kind="mediation"), NewPerson(name="Kim"), practitioner=make_practitioner())

    assert not Assignment.objects.filter(matter=record.matter).exists()
    assert record.practitioner
