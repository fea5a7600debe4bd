"""Parties of a mediation: invited, free to refuse, and never shown what another told in private."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commons.notifications.models import Message
from commons.scheduling.models import Reservation
from legal_services.errors import mediation as errors
from legal_services.models import Mediation, MediationNote, MediationParty, MediationSession, PartyLink
from legal_services.services.mediation import agreements, links, notes, parties, sessions
from legal_services.services.mediation.common import move_on
from tests.factories import NOON, make_resident
from tests.legal_services.cases import WAY, make_mediation, make_mediator, party_of
from tests.legal_services.making import make_clerk, make_person, make_practising_user, make_practitioner

pytestmark = pytest.mark.django_db

State = Mediation.State
Answer = MediationParty.State
TUESDAY_AT_TEN = (NOON + timedelta(days=2)).replace(hour=10)


def say(mediation: Mediation, party: MediationParty, accepts: bool) -> None:
    parties.answer(party=party, accepts=accepts, way=WAY, by=None, at=NOON)
    mediation.refresh_from_db()


def test_the_talks_begin_when_the_last_party_says_yes() -> None:
    mediation = make_mediation(make_person(), make_person(), make_person())
    first, second, third = mediation.parties.all()

    say(mediation, first, True)
    say(mediation, second, True)
    assert mediation.state == State.INVITING
    say(mediation, third, True)

    assert mediation.state == State.TALKING


@pytest.mark.parametrize("begun", [False, True])
def test_a_refusal_closes_it_for_everybody(begun: bool) -> None:
    mediation = make_mediation(accepted=begun)
    first, second = mediation.parties.all()

    say(mediation, second, False)

    assert (mediation.state, mediation.declined_by, mediation.closed_at) == (State.DECLINED, second, NOON)
    with pytest.raises(errors.MediationNotFromHere):
        parties.answer(party=second, accepts=True, way=WAY, by=None, at=NOON)
    if not begun:
        with pytest.raises(errors.MediationNotFromHere):
            parties.answer(party=first, accepts=True, way=WAY, by=None, at=NOON)


def test_after_an_agreement_nobody_leaves_any_more() -> None:
    mediation = make_mediation(agreed_on=NOON.date())

    with pytest.raises(errors.MediationNotFromHere):
        parties.answer(party=mediation.parties.all()[0], accepts=False, way=WAY, by=None, at=NOON)


def test_a_refusal_gives_planned_sessions_back() -> None:
    mediation = make_mediation(accepted=True)
    session = sessions.plan_session(mediation=mediation, starts_at=TUESDAY_AT_TEN, minutes=60, by=make_clerk(), at=NOON)

    say(mediation, mediation.parties.all()[0], False)

    session.refresh_from_db()
    assert session.state == MediationSession.State.CANCELLED
    assert session.reservation.state == Reservation.State.RELEASED


def test_two_rows_of_one_person_are_one_party() -> None:
    kept = make_person()
    merged = make_person(merged_into=kept, root=kept)

    with pytest.raises(errors.TooFewParties):
        make_mediation(kept, merged)


def test_a_party_is_invited_once() -> None:
    person = make_person()
    mediation = make_mediation(person, make_person())

    with pytest.raises(errors.PartyAlready):
        parties.invite(mediation=mediation, person=person, by=make_clerk(), at=NOON)


def test_a_third_party_who_is_invited_late_has_to_say_yes_too() -> None:
    mediation = make_mediation(accepted=True)

    parties.invite(mediation=mediation, person=make_person(), by=make_clerk(), at=NOON)

    with pytest.raises(errors.NotAllAccepted):
        agreements.agree(
            mediation=mediation, form="oral", text="Peace", effective_on=NOON.date(), by=make_clerk(), at=NOON
        )


@pytest.mark.parametrize(("state", "to"), list(product(State, State)))
def test_the_state_table_is_kept(state: str, to: str) -> None:
    mediation = make_mediation()
    mediation.state = state
    mediation.declined_by = mediation.parties.all()[0] if to == State.DECLINED else None
    mediation.closed_because = "Too far apart"

    try:
        move_on(mediation, to, at=NOON)
    except errors.MediationNotFromHere:
        assert to not in Mediation.NEXT[state]
    else:
        assert to in Mediation.NEXT[state]


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("mediation_state_known", {"state": "lost"}),
        ("mediation_declined_says_by_whom", {"state": "declined", "closed_at": NOON}),
        ("mediation_closed_has_time", {"state": "performed"}),
        ("mediation_closed_has_time", {"closed_at": NOON}),
        ("mediation_failed_says_why", {"state": "failed", "closed_at": NOON}),
    ],
)
def test_the_database_refuses_a_mediation_that_lacks_its_facts(constraint: str, facts: dict[str, Any]) -> None:
    mediation = make_mediation()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mediation.objects.filter(pk=mediation.pk).update(**facts)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("mediation_party_answered_has_time", {"state": "accepted"}),
        ("mediation_party_answered_has_time", {"state": "refused", "answered_at": NOON}),
        ("mediation_party_confirms_only_if_in", {"wants_confirmation_at": NOON}),
    ],
)
def test_the_database_refuses_an_answer_that_lacks_its_facts(constraint: str, facts: dict[str, Any]) -> None:
    party = make_mediation().parties.all()[0]

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MediationParty.objects.filter(pk=party.pk).update(**facts)


@pytest.mark.parametrize("facts", [{"kind": "private"}, {"kind": "joint", "by_party": True}])
def test_a_private_note_has_a_party_and_a_joint_one_is_the_mediators(facts: dict[str, Any]) -> None:
    mediation = make_mediation()

    with pytest.raises(IntegrityError, match="mediation_note_private_has_party"), transaction.atomic():
        MediationNote.objects.create(mediation=mediation, text="x", at=NOON, **facts)


def test_a_session_takes_the_time_of_mediator_and_interpreter() -> None:
    mediator, interpreter = make_mediator(), make_practitioner(interprets=True)
    one, other = make_mediation(mediator=mediator), make_mediation(mediator=make_mediator())
    plan: dict[str, Any] = {"starts_at": TUESDAY_AT_TEN, "minutes": 60, "by": make_clerk(), "at": NOON}
    sessions.plan_session(mediation=one, interpreter=interpreter, **plan)

    with pytest.raises(errors.MediatorIsBusy):
        sessions.plan_session(mediation=other, interpreter=interpreter, **plan)
    with pytest.raises(errors.MediatorIsBusy):
        sessions.plan_session(mediation=one, **plan)
    sessions.plan_session(mediation=other, **plan)


def test_a_cancelled_session_frees_the_time() -> None:
    mediation, clerk = make_mediation(), make_clerk()
    plan: dict[str, Any] = {"starts_at": TUESDAY_AT_TEN, "minutes": 60, "by": clerk, "at": NOON}
    session = sessions.plan_session(mediation=mediation, **plan)

    sessions.cancel_session(session=session, by=clerk, at=NOON)

    assert sessions.plan_session(mediation=mediation, **plan).state == MediationSession.State.PLANNED
    with pytest.raises(errors.MediationNotFromHere):
        sessions.cancel_session(session=session, by=clerk, at=NOON)


def test_a_session_cannot_have_been_held_before_it_begins() -> None:
    mediation, clerk = make_mediation(), make_clerk()
    session = sessions.plan_session(mediation=mediation, starts_at=TUESDAY_AT_TEN, minutes=60, by=clerk, at=NOON)

    with pytest.raises(errors.MediationNotFromHere):
        sessions.note_held(session=session, by=clerk, at=NOON)
    assert sessions.note_held(session=session, by=clerk, at=TUESDAY_AT_TEN).state == MediationSession.State.HELD


def test_private_notes_reach_their_party_and_the_mediator_and_nobody_else() -> None:
    mediator = make_mediator()
    user = make_practising_user(mediator)
    here, there = make_person(), make_person()
    mediation = make_mediation(here, there, mediator=mediator, accepted=True)
    mine, theirs = party_of(mediation, here), party_of(mediation, there)
    told = notes.write_to_mediator(party=mine, text="I would take half.", author=None, at=NOON)
    about = notes.write_note(mediation=mediation, text="Half would do for them.", author=user, party=mine, at=NOON)
    joint = notes.write_note(mediation=mediation, text="Both want to go on.", author=user, at=NOON)

    readable = MediationNote.objects
    assert set(readable.for_party(mine)) == {told, about, joint}
    assert set(readable.for_party(theirs)) == {joint}
    assert set(readable.for_mediator(user)) == {told, about, joint}
    for outsider in (make_clerk(), make_resident(), make_practising_user(make_mediator())):
        assert not readable.for_mediator(outsider).exists()


def test_joint_notes_are_for_those_who_take_part() -> None:
    mediation = make_mediation()
    notes.write_note(mediation=mediation, text="For all.", author=make_clerk(), at=NOON)

    assert not MediationNote.objects.for_party(mediation.parties.all()[0]).exists()


def test_a_mediator_who_handed_over_reads_no_more() -> None:
    mediator = make_mediator()
    user = make_practising_user(mediator)
    mediation = make_mediation(mediator=mediator)
    notes.write_note(mediation=mediation, text="For all.", author=user, at=NOON)

    mediation.matter.assignments.update(until=NOON)

    assert not MediationNote.objects.for_mediator(user).exists()


def test_a_note_for_a_party_of_another_mediation_is_refused() -> None:
    stranger = make_mediation().parties.all()[0]

    with pytest.raises(errors.MediationNotFromHere):
        notes.write_note(mediation=make_mediation(), text="x", author=make_clerk(), party=stranger, at=NOON)


def test_what_is_written_lies_encrypted() -> None:
    mediation = make_mediation(agreed_on=NOON.date())
    notes.write_note(mediation=mediation, text="planted in a note", author=make_clerk(), at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM legal_services_mediationnote UNION SELECT text FROM legal_services_agreement")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())

    assert b"planted" not in stored
    assert b"deposit" not in stored


def test_nobody_learns_from_a_message_what_it_is_about() -> None:
    make_mediation(make_person(user=make_resident()), make_person(email="other@example.org"), accepted=True)

    for message in Message.objects.all():
        words = f"{message.subject} {message.text} {message.html}".lower()
        assert "mediat" not in words
        assert "dispute" not in words
        assert "invit" not in words


def test_a_link_opens_one_partys_page_until_it_is_shut() -> None:
    mediation = make_mediation()
    mine, _theirs = mediation.parties.all()
    secret = links.issue(party=mine, at=NOON)
    digest = links.digest_of(secret)

    assert links.party_by_digest(digest, at=NOON) == mine
    assert links.party_by_digest(digest, at=NOON + links.OPEN_FOR) is None
    assert not PartyLink.objects.filter(digest=secret).exists()
    links.revoke_links(party=mine, at=NOON)
    assert links.party_by_digest(digest, at=NOON) is None
