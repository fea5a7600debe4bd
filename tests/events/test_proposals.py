"""An institution's activity and its room: they appear together, move together and fall together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commons.lib.errors import Refusal
from commons.notifications.models import Message
from commons.scheduling.errors import JustTaken
from commons.scheduling.free_time import free_time
from commons.scheduling.spans import Span
from communities.models import StaffMembership
from events import errors, services
from events.deciders import deciders_of
from events.models import Event, Proposal, Registration
from events.services.steps import tell_deciders
from institutions.errors.spaces import BookingOver, OverCapacity
from institutions.models import Allowance, Booking
from institutions.services import bookings
from tests.events.proposing import TOMORROW, approve, make_hall, make_proposal
from tests.factories import NOON, make_event, make_manager, make_registration, make_resident, make_staff, make_venue
from tests.institutions.making import make_booking, make_institution, make_member, make_officer, make_settled

pytestmark = pytest.mark.django_db

State = Proposal.State
LATER = TOMORROW + timedelta(days=1)
REASON = {"en": "The speaker is ill.", "ko": "강연자가 아픕니다."}


def told(what: str) -> list[str]:
    """Who was told this, by the end of the template's name."""
    return list(Message.objects.filter(template__endswith=what).values_list("recipient__email", flat=True))


def is_free(proposal: Proposal, starts_at: datetime = TOMORROW) -> bool:
    """Whether the room's time can be had again."""
    room = proposal.booking.space.resource_id
    asked = Span(starts_at, starts_at + timedelta(hours=2))
    return free_time(resources=[room], window=asked, at=NOON)[room] == [asked]


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_room().get(pk=proposal.pk)


def holds_together() -> None:
    """Ask the database now what it asks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def by_hand(act: Callable[[], object]) -> None:
    """Write past the services, to the end of the transaction."""
    with transaction.atomic():
        act()
        holds_together()


def test_proposing_keeps_the_room_and_tells_both_sides() -> None:
    officer, member = make_officer(), make_resident()

    proposal = make_proposal(by=member)

    assert proposal.state == State.PROPOSED
    assert (proposal.booking.purpose, proposal.booking.people) == ("activity", 20)
    assert not is_free(proposal)
    assert not Event.objects.exists()
    assert told("activity_proposed") == [member.email]
    assert officer.email in told("activity_to_decide")
    assert member.email not in told("activity_to_decide")
    assert not told("booking_made")


def test_the_staff_of_the_community_are_told_in_their_language_with_the_way_to_the_desk() -> None:
    hall = make_hall()
    community = hall.area.venue.community
    assert community is not None
    staff = make_staff(community, language="ko")
    elsewhere, manager, paused = make_staff(), make_manager(), make_staff(community, paused_at=NOON)

    proposal = make_proposal(space=hall)

    message = Message.objects.get(template__endswith="activity_to_decide", recipient=staff)
    assert message.language == "ko"
    assert message.url == f"/ko/desk/proposals/{proposal.reference}/"
    assert "한국어 Sea and skin" in message.subject
    assert not {elsewhere.email, manager.email, paused.email} & set(told("activity_to_decide"))


def test_whoever_is_officer_and_staff_is_told_once_and_nobody_of_the_institution_itself() -> None:
    hall, member = make_hall(), make_resident()
    community = hall.area.venue.community
    assert community is not None
    both, own = make_officer(), make_staff(community)
    StaffMembership.objects.create(community=community, user=both)
    institution = make_settled(member)
    make_member(institution, own)

    proposal = make_proposal(institution, space=hall, by=member)
    tell_deciders(fresh(proposal), at=NOON)

    assert told("activity_to_decide").count(both.email or "") == 1
    assert own.email not in told("activity_to_decide")


def test_asking_many_to_decide_costs_one_statement_to_find_them(django_assert_num_queries: Any) -> None:
    proposal = make_proposal()
    assert proposal.community is not None
    for _ in range(5):
        make_staff(proposal.community)
        make_officer()

    with django_assert_num_queries(1):
        assert deciders_of(proposal).count() >= 10


def test_no_room_no_proposal() -> None:
    hall = make_hall()
    make_booking(hall, starts_at=TOMORROW)

    with pytest.raises(JustTaken):
        make_proposal(space=hall)

    assert not Proposal.objects.exists()


def test_more_people_than_the_room_holds_are_refused() -> None:
    with pytest.raises(OverCapacity):
        make_proposal(people=41)


def test_approving_publishes_the_activity_in_the_room() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    officer = make_officer()

    event = approve(proposal, by=officer)

    proposal = fresh(proposal)
    assert (proposal.state, proposal.event, proposal.decided_by) == (State.APPROVED, event, officer)
    assert event.is_public(NOON)
    session = event.sessions.get()
    assert (session.starts_at, session.ends_at) == (TOMORROW, TOMORROW + timedelta(hours=2))
    assert session.venue == proposal.booking.space.area.venue
    assert (event.capacity, event.kind, event.spoken) == (20, "roadshow", ["ko"])
    assert event.organiser_ko == proposal.institution.name_ko
    assert event.title_zh_hans == proposal.title_zh_hans
    assert told("activity_approved") == [member.email]
    holds_together()


def test_without_registration_everybody_may_come() -> None:
    event = approve(make_proposal(needs_registration=False))

    assert event.capacity is None


def test_two_activities_of_one_title_have_addresses_of_their_own() -> None:
    first, second = approve(make_proposal()), approve(make_proposal())

    assert first.slug != second.slug
    assert second.slug.startswith(first.slug)


def test_nobody_decides_twice() -> None:
    proposal = make_proposal()
    approve(proposal)

    with pytest.raises(errors.AlreadyDecided):
        approve(proposal)
    with pytest.raises(errors.AlreadyDecided):
        services.decline(proposal=proposal, reason="No.", by=make_officer(), at=NOON)
    with pytest.raises(errors.AlreadyDecided):
        services.withdraw(proposal=proposal, by=make_officer(), at=NOON)

    assert Event.objects.count() == 1


def test_an_officer_does_not_decide_about_their_own_institution() -> None:
    officer = make_officer()
    proposal = make_proposal(make_settled(officer), by=officer)

    with pytest.raises(errors.OwnProposal):
        approve(proposal, by=officer)
    with pytest.raises(errors.OwnProposal):
        services.decline(proposal=proposal, reason="No.", by=officer, at=NOON)

    assert officer.email not in told("activity_to_decide")


def test_what_has_begun_is_not_approved() -> None:
    proposal = make_proposal()

    with pytest.raises(errors.ProposalOver):
        approve(proposal, at=TOMORROW)


def test_declining_gives_the_room_and_the_hours_back_and_says_why() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    assert Allowance.objects.get().used == 120

    services.decline(proposal=proposal, reason="The hall is being painted.", by=make_officer(), at=NOON)

    assert fresh(proposal).state == State.DECLINED
    assert is_free(proposal)
    assert Allowance.objects.get().used == 0
    assert told("activity_declined") == [member.email]
    assert not told("booking_cancelled")
    assert "painted" in Message.objects.get(template__endswith="activity_declined").text
    holds_together()


def test_withdrawing_gives_the_room_back() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)

    services.withdraw(proposal=proposal, by=member, at=NOON)

    assert fresh(proposal).state == State.WITHDRAWN
    assert is_free(proposal)
    holds_together()


def test_an_open_proposal_falls_with_its_booking() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)

    bookings.cancel(booking=proposal.booking, by=member, at=NOON)

    assert fresh(proposal).state == State.FALLEN
    with pytest.raises(errors.AlreadyDecided):
        approve(proposal)
    holds_together()


def test_the_activity_falls_with_its_booking_and_everyone_registered_is_told() -> None:
    member, visitor = make_resident(), make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)
    registration = services.register(event=event, resident=visitor, at=NOON)

    bookings.cancel(booking=proposal.booking, by=member, at=NOON)

    event.refresh_from_db()
    registration.refresh_from_db()
    assert (fresh(proposal).state, event.state) == (State.FALLEN, Event.State.CANCELLED)
    assert registration.state == Registration.State.CALLED_OFF
    assert told("called_off") == [visitor.email]
    assert (event.cancel_reason_en, event.cancel_reason_ko) == (
        "The room is no longer available.",
        event.cancel_reason_ko,
    )
    assert is_free(proposal)
    holds_together()


def test_the_booking_falls_with_its_activity_and_the_institution_is_told() -> None:
    member, staff = make_resident(), make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)

    services.cancel_event(event=event, reason=REASON, by=staff, at=NOON)

    proposal = fresh(proposal)
    assert (proposal.state, proposal.booking.state) == (State.FALLEN, Booking.State.CANCELLED)
    assert is_free(proposal)
    assert Allowance.objects.get().used == 0
    assert told("activity_fallen") == [member.email]
    assert "The speaker is ill." in Message.objects.get(template__endswith="activity_fallen").text
    holds_together()


def test_calling_off_takes_both_away() -> None:
    proposal = make_proposal()
    approve(proposal)

    services.call_off(proposal=proposal, reason=REASON, by=make_officer(), at=NOON)

    proposal = fresh(proposal)
    assert proposal.event is not None
    assert (proposal.state, proposal.event.state) == (State.FALLEN, Event.State.CANCELLED)
    assert is_free(proposal)


def test_an_institution_that_calls_off_late_has_used_its_hours() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    approve(proposal)

    services.call_off(proposal=proposal, reason=REASON, by=member, at=TOMORROW - timedelta(minutes=30))

    assert Allowance.objects.get().used == 120
    assert fresh(proposal).state == State.FALLEN


def test_nothing_falls_when_the_room_cannot_be_given_back() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)

    with pytest.raises(BookingOver):
        services.call_off(proposal=proposal, reason=REASON, by=member, at=TOMORROW + timedelta(minutes=5))

    event.refresh_from_db()
    assert (fresh(proposal).state, event.state) == (State.APPROVED, Event.State.PUBLISHED)


def test_only_what_is_approved_is_called_off() -> None:
    with pytest.raises(errors.AlreadyDecided):
        services.call_off(proposal=make_proposal(), reason=REASON, by=make_officer(), at=NOON)


def test_the_activity_moves_with_its_booking_and_everyone_registered_is_told() -> None:
    member, visitor = make_resident(), make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)
    services.register(event=event, resident=visitor, at=NOON)
    other = make_hall()

    bookings.move(
        booking=proposal.booking, starts_at=LATER, ends_at=LATER + timedelta(hours=3), space=other, by=member, at=NOON
    )

    event.refresh_from_db()
    session = event.sessions.get()
    assert (session.starts_at, session.ends_at) == (LATER, LATER + timedelta(hours=3))
    assert (event.starts_at, event.ends_at) == (LATER, LATER + timedelta(hours=3))
    assert session.venue == other.area.venue
    assert told("events/changed") == [visitor.email]
    holds_together()


def test_the_booking_moves_with_its_activity() -> None:
    member, staff = make_resident(), make_resident()
    proposal = make_proposal(by=member)
    event = approve(proposal)
    plan = services.SessionPlan(event.sessions.get().venue, LATER, LATER + timedelta(hours=2), event.sessions.get())

    services.save_event(event=event, sessions=[plan], editor=staff, at=NOON)

    booking = fresh(proposal).booking
    assert (booking.starts_at, booking.ends_at) == (LATER, LATER + timedelta(hours=2))
    assert is_free(proposal, TOMORROW)
    assert not is_free(proposal, LATER)
    assert told("booking_moved") == [member.email]
    holds_together()


def test_the_activity_stays_when_the_room_is_taken_at_the_new_time() -> None:
    proposal = make_proposal()
    event = approve(proposal)
    make_booking(proposal.booking.space, starts_at=LATER)
    session = event.sessions.get()
    plan = services.SessionPlan(session.venue, LATER, LATER + timedelta(hours=2), session)

    with pytest.raises(JustTaken):
        services.save_event(event=event, sessions=[plan], editor=make_resident(), at=NOON)

    session.refresh_from_db()
    assert session.starts_at == fresh(proposal).booking.starts_at == TOMORROW
    holds_together()


@pytest.mark.parametrize("parting", ["elsewhere", "twice"])
def test_an_activity_does_not_leave_its_room(parting: str) -> None:
    event = approve(make_proposal())
    session = event.sessions.get()
    plans = [services.SessionPlan(session.venue, session.starts_at, session.ends_at, session)]
    if parting == "elsewhere":
        plans = [services.SessionPlan(make_venue(), session.starts_at, session.ends_at, session)]
    else:
        plans.append(services.SessionPlan(session.venue, LATER, LATER + timedelta(hours=2)))

    with pytest.raises(errors.RoomGoesWithIt):
        services.save_event(event=event, sessions=plans, editor=make_resident(), at=NOON)


def test_there_are_never_more_places_than_the_room_holds() -> None:
    event = approve(make_proposal())

    with pytest.raises(errors.MoreThanRoomHolds):
        services.change_capacity(event=event, capacity=41, at=NOON)
    assert services.change_capacity(event=event, capacity=40, at=NOON).capacity == 40


def test_an_activity_does_not_move_into_a_smaller_room_than_its_places() -> None:
    proposal = make_proposal(people=10)
    event = approve(proposal)
    services.change_capacity(event=event, capacity=30, at=NOON)

    with pytest.raises(errors.MoreThanRoomHolds):
        bookings.move(
            booking=proposal.booking, starts_at=LATER, ends_at=LATER + timedelta(hours=2), by=make_officer(), at=NOON,
            space=make_hall(capacity=15),
        )  # fmt: skip

    assert fresh(proposal).booking.starts_at == TOMORROW


def test_an_activity_with_a_room_does_not_go_back_to_a_draft() -> None:
    event = approve(make_proposal())

    with pytest.raises(errors.HasRoom):
        services.unpublish(event=event, at=NOON)


def test_texts_change_until_it_is_decided() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    proposal.title_en = "Sea, skin and song"
    proposal.title_zh_hans = ""

    services.revise(proposal=proposal, changed={"title": {"en", "zh-hans"}}, by=member, at=NOON + timedelta(hours=1))

    event = approve(fresh(proposal))
    assert event.title_en == "Sea, skin and song"
    with pytest.raises(errors.AlreadyDecided):
        services.revise(proposal=proposal, changed={}, by=member, at=NOON)


def test_whoever_decides_has_seen_what_they_approve() -> None:
    member = make_resident()
    proposal = make_proposal(by=member)
    seen = proposal.changed_at
    bookings.move(
        booking=proposal.booking, starts_at=LATER, ends_at=LATER + timedelta(hours=1), by=member,
        at=NOON + timedelta(hours=1),
    )  # fmt: skip
    community = proposal.community
    assert community is not None

    with pytest.raises(errors.ProposalChanged):
        services.approve(proposal=proposal, community=community, by=make_officer(), at=NOON, known_at=seen)


def test_a_booking_without_a_proposal_falls_alone() -> None:
    event = make_event()

    bookings.cancel(booking=make_booking(), by=None, at=NOON)

    event.refresh_from_db()
    assert event.state == Event.State.PUBLISHED


BY_HAND: dict[str, Any] = {
    "the room is cancelled": lambda p: Booking.objects.filter(pk=p.booking_id).update(state="cancelled", ended_at=NOON),
    "the room moves": lambda p: Booking.objects.filter(pk=p.booking_id).update(ends_at=LATER),
    "the activity is a draft": lambda p: Event.objects.filter(pk=p.event_id).update(state="draft"),
    "the activity is cancelled": lambda p: Event.objects.filter(pk=p.event_id).update(
        state="cancelled", cancelled_at=NOON
    ),
    "the session moves": lambda p: p.event.sessions.update(ends_at=LATER),
    "the session goes": lambda p: p.event.sessions.all().delete(),
    "the proposal falls": lambda p: Proposal.objects.filter(pk=p.pk).update(state="fallen"),
}


@pytest.mark.parametrize("act", BY_HAND)
def test_the_database_lets_nobody_part_the_two(act: str) -> None:
    proposal = make_proposal()
    approve(proposal)
    proposal = fresh(proposal)
    holds_together()

    with pytest.raises(IntegrityError, match="would part"):
        by_hand(lambda: BY_HAND[act](proposal))


def test_the_database_asks_for_no_room_of_what_was_declined() -> None:
    proposal = make_proposal()

    declined = {"state": "declined", "decided_at": NOON, "decision_reason": "No."}

    with pytest.raises(IntegrityError, match="would part"):
        by_hand(lambda: Proposal.objects.filter(pk=proposal.pk).update(**declined))


@pytest.mark.parametrize("state", ["proposed", "declined", "withdrawn"])
def test_the_database_takes_nothing_approved_back(state: str) -> None:
    proposal = make_proposal()
    approve(proposal)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state=state)


def test_a_proposal_is_born_open() -> None:
    proposal = make_proposal()
    proposal.pk, proposal.reference, proposal.state = None, "V-0000-0000", "fallen"  # type: ignore[assignment]
    proposal.booking = make_booking()

    with pytest.raises(IntegrityError, match="born"), transaction.atomic():
        proposal.save(force_insert=True)


def test_only_those_concerned_see_a_proposal() -> None:
    member, colleague = make_resident(), make_resident()
    proposal = make_proposal(by=member)
    make_member(make_institution(), colleague)
    staffed = proposal.community
    assert staffed is not None

    assert proposal in Proposal.objects.of_member(member)
    assert proposal not in Proposal.objects.of_member(colleague)
    assert proposal in Proposal.objects.decided_by(make_officer())
    assert proposal in Proposal.objects.decided_by(make_staff(staffed))
    assert proposal not in Proposal.objects.decided_by(make_staff())
    assert proposal not in Proposal.objects.decided_by(member)


def test_every_refusal_says_what_to_do() -> None:
    for refusal in (errors.AlreadyDecided(), errors.HasRoom(), errors.MoreThanRoomHolds(capacity=3)):
        assert isinstance(refusal, Refusal)
        assert str(refusal)
        assert refusal.advice


def test_a_full_activity_in_a_room_still_serves_its_waiting_list() -> None:
    event = approve(make_proposal(people=1))
    first = services.register(event=event, resident=make_resident(), at=NOON)
    second = make_registration(event, state=Registration.State.WAITING)

    services.cancel(registration=first, by=first.resident, at=NOON)

    second.refresh_from_db()
    assert second.state == Registration.State.OFFERED
