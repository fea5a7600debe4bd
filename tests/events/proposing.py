"""Makers of proposed activities."""

from datetime import datetime, timedelta
from typing import Any

from commons.accounts.models import User
from commons.lib.references import new_reference
from events import services
from events.models import Event, Kind, Proposal
from institutions.models import Institution, Space
from tests.factories import NOON, in_three_languages, make_community, make_resident, make_venue
from tests.institutions.making import make_area, make_booking, make_officer, make_settled, make_space

TOMORROW = (NOON + timedelta(days=1)).replace(hour=14)
"""When proposed activities begin, for two hours."""


def make_hall(**fields: Any) -> Space:
    """A hall for forty at a community's venue, open from 9:00 to 18:00."""
    if "area" not in fields:
        fields["area"] = make_area(venue=make_venue(community=make_community()))
    return make_space(**{"kind": "hall", "capacity": 40, "cancel_hours": 1} | fields)


def make_proposal(
    institution: Institution | None = None, *, space: Space | None = None, by: User | None = None,
    starts_at: datetime = TOMORROW, people: int = 20, at: datetime = NOON, **fields: Any,
) -> Proposal:  # fmt: skip
    """A roadshow that a settled institution proposes for tomorrow afternoon, by its representative."""
    by = by or make_resident()
    institution = institution or make_settled(by)
    texts = in_three_languages(title="Sea and skin", summary="Creams from the coast.", description="Try them.")
    proposal = Proposal(**{"institution": institution, "kind": Kind.ROADSHOW, "spoken": ["ko"]} | texts | fields)
    return services.propose(
        proposal=proposal, space=space or make_hall(), starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        people=people, by=by, at=at,
    )  # fmt: skip


def approve(proposal: Proposal, *, by: User | None = None, at: datetime = NOON) -> Event:
    """Approve it as an officer."""
    community = proposal.community
    assert community is not None
    return services.approve(proposal=proposal, community=community, by=by or make_officer(), at=at)


def make_bare_proposal(institution: Institution) -> Proposal:
    """A proposal of any institution, with a room of its own, written straight into the table."""
    booking = make_booking(make_hall(), institution, purpose="activity", starts_at=TOMORROW, minutes=120)
    texts = in_three_languages(title="Sea and skin", summary="Creams from the coast.")
    return Proposal.objects.create(
        reference=new_reference("V"), institution=institution, booking=booking, kind=Kind.ROADSHOW, proposed_at=NOON,
        changed_at=NOON, **texts,
    )  # fmt: skip
