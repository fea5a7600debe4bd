"""What proposed activities hold about a person, and how it is let go."""

from datetime import timedelta

import pytest

from commons.lib.privacy import registry
from events import proposals_privacy, services
from events.models import Proposal
from tests.events.proposing import approve, make_proposal
from tests.factories import NOON, make_resident
from tests.institutions.making import make_officer, make_settled

pytestmark = pytest.mark.django_db

REMARKS = "Call me at noon, I am at the hotel."
LATER = NOON + timedelta(days=2 * 365 + 3)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.with_room().get(pk=proposal.pk)


def test_proposals_are_in_the_register() -> None:
    assert "proposals" in {holding.name for holding in registry()}


def test_the_export_holds_what_the_person_proposed_and_decided_and_nothing_of_others() -> None:
    member, officer = make_resident(), make_officer()
    proposal = make_proposal(by=member, remarks=REMARKS)
    services.decline(proposal=proposal, reason="The hall is being painted.", by=officer, at=NOON)
    make_proposal(remarks="Of somebody else.")

    (mine,) = proposals_privacy.export(member)["proposed"]
    (decided,) = proposals_privacy.export(officer)["decided"]

    assert (mine["reference"], mine["remarks"], mine["state"]) == (proposal.reference, REMARKS, "declined")
    assert [text["title"] for text in mine["texts"]] == [
        "中文 Sea and skin",
        "English Sea and skin",
        "한국어 Sea and skin",
    ]
    assert (decided["reference"], decided["decision_reason"]) == (proposal.reference, "The hall is being painted.")
    assert proposals_privacy.export(officer)["proposed"] == []


def test_erasing_forgets_who_proposed_and_decided_and_leaves_the_institution_its_activity() -> None:
    member, officer = make_resident(), make_officer()
    proposal = make_proposal(by=member, remarks=REMARKS)
    approve(proposal, by=officer)

    proposals_privacy.erase(member, NOON)
    proposals_privacy.erase(officer, NOON)

    left = fresh(proposal)
    assert (left.proposed_by, left.decided_by, left.remarks) == (None, None, "")
    assert (left.state, left.title_en) == ("approved", "English Sea and skin")  # type: ignore[attr-defined]
    assert left.event is not None


def test_erasing_leaves_an_open_proposal_to_be_decided_and_forgets_the_remarks_after_it() -> None:
    member = make_resident()
    proposal = make_proposal(make_settled(member), by=member, remarks=REMARKS)
    other = make_proposal(remarks="Of somebody who is still here.")

    proposals_privacy.erase(member, NOON)
    assert (fresh(proposal).proposed_by, fresh(proposal).remarks) == (None, REMARKS)
    assert proposals_privacy.expire(NOON) == 0
    services.decline(proposal=fresh(proposal), reason="No.", by=make_officer(), at=NOON)

    assert proposals_privacy.expire(NOON) == 1
    assert (fresh(proposal).remarks, fresh(proposal).decision_reason) == ("", "No.")
    assert fresh(other).remarks


def test_two_years_after_the_day_nobody_is_named_any_more() -> None:
    proposal = make_proposal(remarks=REMARKS)
    approve(proposal)

    assert proposals_privacy.expire(LATER - timedelta(days=9)) == 0
    proposals_privacy.expire(LATER)

    left = fresh(proposal)
    assert (left.proposed_by, left.decided_by, left.remarks) == (None, None, "")
    assert proposals_privacy.expire(LATER) == 0
