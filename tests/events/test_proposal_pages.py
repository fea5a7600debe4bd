"""The pages around proposed activities: for the institution, and for those who decide."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from events import services
from events.models import Event, Proposal
from institutions.models import Booking
from tests.events.proposing import TOMORROW, approve, make_hall, make_proposal
from tests.factories import NOON, in_three_languages, make_resident, make_staff
from tests.institutions.making import make_booking, make_institution, make_officer, make_settled

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 12
State = Proposal.State


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def member() -> User:
    return make_resident()


@pytest.fixture
def own(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_officer())
    return client


def answers(space: Any, **changes: Any) -> dict[str, Any]:
    texts = in_three_languages(title="Sea and skin", summary="Creams from the coast.", description="Try them.")
    asked = {"space": space.pk, "day": "2026-11-23", "starts": "14:00", "ends": "16:00", "people": 20}
    return {"kind": "roadshow", "spoken": ["ko"], "needs_registration": "on", **texts, **asked} | changes


def test_an_institution_proposes_on_one_page(own: Client, member: User) -> None:
    institution = make_settled(member)

    response = own.post(reverse("events:propose"), answers(make_hall(), institution=institution.pk))

    proposal = Proposal.objects.get()
    assert response["Location"] == proposal.get_absolute_url()
    assert proposal.booking.starts_at == TOMORROW
    assert "The room is kept for you" in own.get(response["Location"]).text


def test_what_was_typed_stays_when_the_room_is_taken(own: Client, member: User) -> None:
    institution, hall = make_settled(member), make_hall()
    make_booking(hall, starts_at=TOMORROW)

    page = own.post(reverse("events:propose"), answers(hall, institution=institution.pk)).text

    assert "just been taken" in page
    assert "English Sea and skin" in page
    assert not Proposal.objects.exists()


def test_a_room_chosen_elsewhere_is_filled_in(own: Client, member: User) -> None:
    make_settled(member)
    hall = make_hall()

    page = own.get(reverse("events:propose"), {"space": hall.pk, "day": "2026-11-24", "starts": "10:00"}).text

    assert f'<option value="{hall.pk}" selected>' in page
    assert 'value="2026-11-24"' in page


def test_title_and_sentence_stand_in_one_language(own: Client, member: User) -> None:
    institution = make_settled(member)
    one_each = answers(make_hall(), institution=institution.pk) | {
        "title_zh_hans": "", "title_ko": "", "summary_en": "", "summary_ko": ""
    }  # fmt: skip

    page = own.post(reverse("events:propose"), one_each).text

    assert "in the same language" in page


def test_nobody_proposes_for_another_institution(own: Client, member: User) -> None:
    make_settled(member)

    page = own.post(reverse("events:propose"), answers(make_hall(), institution=make_settled().pk)).text

    assert "error" in page
    assert not Proposal.objects.exists()


def test_without_a_contract_the_page_says_why(own: Client, member: User) -> None:
    make_institution(member=member)

    assert "once their contract is in force" in own.get(reverse("events:propose")).text


def test_residents_have_no_such_pages(own: Client) -> None:
    for name in ("events:proposals", "events:propose"):
        assert own.get(reverse(name)).status_code == 404


def test_texts_are_changed_until_it_is_decided(own: Client, member: User) -> None:
    proposal = make_proposal(by=member)
    address = reverse("events:proposal_edit", args=[proposal.reference])
    texts = in_three_languages(title="Sea and song", summary="Songs from the coast.", description="")

    own.post(address, {"kind": "promotion", **texts})

    proposal.refresh_from_db()
    assert (proposal.title_en, proposal.kind) == ("English Sea and song", "promotion")
    approve(proposal)
    assert own.get(address)["Location"] == proposal.get_absolute_url()


def test_a_colleagues_change_is_not_lost_silently(own: Client, member: User) -> None:
    proposal = make_proposal(by=member)
    seen = proposal.changed_at.isoformat()
    services.revise(proposal=proposal, changed={}, by=member, at=NOON + timedelta(minutes=1))
    texts = in_three_languages(title="Mine", summary="Mine.", description="")
    address = reverse("events:proposal_edit", args=[proposal.reference])

    page = own.post(address, {"kind": "roadshow", "known_at": seen, **texts}).text

    assert "has changed its proposal" in page
    proposal.refresh_from_db()
    assert f'value="{proposal.changed_at.isoformat()}"' in page


def test_withdrawing_is_asked_once_more(own: Client, member: User) -> None:
    proposal = make_proposal(by=member)
    address = reverse("events:proposal_withdraw", args=[proposal.reference])

    assert "Withdraw" in own.get(address).text
    assert own.post(address)["Location"] == proposal.get_absolute_url()

    proposal.refresh_from_db()
    assert proposal.state == State.WITHDRAWN


def test_the_institution_cancels_its_activity(own: Client, member: User) -> None:
    proposal = make_proposal(by=member)
    approve(proposal)
    address = reverse("events:proposal_call_off", args=[proposal.reference])

    assert "Nobody has registered yet" in own.get(address).text
    own.post(address, {"en": "The speaker is ill.", "sure": "on"})

    assert "The speaker is ill." in own.get(proposal.get_absolute_url()).text
    assert Booking.objects.get().state == Booking.State.CANCELLED


def test_the_desk_lists_what_waits_with_the_next_one_first(desk: Client) -> None:
    later = make_proposal(starts_at=TOMORROW + timedelta(days=1))
    sooner = make_proposal()
    make_proposal(starts_at=TOMORROW + timedelta(days=2))
    approve(Proposal.objects.latest("pk"))

    page = desk.get(reverse("proposals-desk:list")).text

    assert page.index(sooner.reference) < page.index(later.reference)
    assert page.count('scope="row"') == 2
    assert desk.get(reverse("proposals-desk:list"), {"tab": "decided"}).text.count('scope="row"') == 1


def test_an_officer_approves_on_one_page(desk: Client) -> None:
    proposal = make_proposal()
    address = reverse("proposals-desk:proposal", args=[proposal.reference])
    assert "Approve and publish" in desk.get(address).text
    assert proposal.community is not None

    sent = {"community": proposal.community.pk, "known_at": proposal.changed_at.isoformat()}
    desk.post(reverse("proposals-desk:approve", args=[proposal.reference]), sent)

    assert Event.objects.get().state == "published"
    assert "Approved by" in desk.get(address).text


def test_an_old_page_approves_nothing(desk: Client) -> None:
    proposal = make_proposal()
    assert proposal.community is not None
    sent = {"community": proposal.community.pk, "known_at": (NOON - timedelta(days=1)).isoformat()}

    page = desk.post(reverse("proposals-desk:approve", args=[proposal.reference]), sent).text

    assert "has changed its proposal" in page
    assert not Event.objects.exists()


def test_staff_of_the_venues_community_decide_and_others_do_not(client: Client) -> None:
    proposal = make_proposal()
    assert proposal.community is not None
    address = reverse("proposals-desk:proposal", args=[proposal.reference])

    client.force_login(make_staff(proposal.community))
    assert client.get(address).status_code == 200
    client.force_login(make_staff())
    assert client.get(address).status_code == 404
    client.force_login(make_resident())
    assert client.get(address).status_code == 404


def test_declining_wants_a_reason(desk: Client) -> None:
    proposal = make_proposal()
    address = reverse("proposals-desk:decline", args=[proposal.reference])

    assert "This field is required" in desk.post(address, {"reason": " "}).text
    desk.post(address, {"reason": "The hall is being painted."})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_reason) == (State.DECLINED, "The hall is being painted.")


def test_the_desk_cancels_activity_and_room(desk: Client) -> None:
    proposal = make_proposal()
    approve(proposal)
    address = reverse("proposals-desk:call_off", args=[proposal.reference])

    assert desk.get(address).status_code == 200
    desk.post(address, {"zh_hans": "主讲人生病。", "sure": "on"})

    proposal.refresh_from_db()
    assert proposal.state == State.FALLEN


def test_get_decides_nothing(desk: Client) -> None:
    proposal = make_proposal()

    for name in ("approve", "decline", "call_off"):
        desk.get(reverse(f"proposals-desk:{name}", args=[proposal.reference]))

    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


@pytest.mark.parametrize("state", ["proposed", "approved", "declined", "fallen", "withdrawn"])
def test_every_page_costs_few_statements(
    own: Client, desk: Client, member: User, state: str, django_assert_max_num_queries: Any
) -> None:
    proposal = make_proposal(by=member)
    for _ in range(3):
        make_proposal(proposal.institution, by=member, starts_at=TOMORROW + timedelta(days=1))
    if state in {"approved", "fallen"}:
        approve(proposal)
    if state == "fallen":
        services.call_off(proposal=proposal, reason={"en": "Ill."}, by=make_officer(), at=NOON)
    if state == "declined":
        services.decline(proposal=proposal, reason="No.", by=make_officer(), at=NOON)
    if state == "withdrawn":
        services.withdraw(proposal=proposal, by=member, at=NOON)

    for client, address in (
        (own, reverse("events:proposals")),
        (own, reverse("events:propose")),
        (own, proposal.get_absolute_url()),
        (own, reverse("events:proposal_edit", args=[proposal.reference])),
        (own, reverse("events:proposal_withdraw", args=[proposal.reference])),
        (own, reverse("events:proposal_call_off", args=[proposal.reference])),
        (desk, reverse("proposals-desk:list")),
        (desk, reverse("proposals-desk:proposal", args=[proposal.reference])),
        (desk, reverse("proposals-desk:decline", args=[proposal.reference])),
        (desk, reverse("proposals-desk:call_off", args=[proposal.reference])),
    ):
        with django_assert_max_num_queries(MOST_STATEMENTS):
            assert client.get(address).status_code in {200, 302}
