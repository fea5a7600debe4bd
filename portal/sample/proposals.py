"""The sample's proposed activities, one in each outcome, and a series of bookings."""

from datetime import date, datetime, time
from typing import Any

from commons.accounts.models import User
from commons.lib.dates import BEIJING, day_in_beijing
from commons.scheduling.spans import Span
from commons.scheduling.working_days import Calendar
from communities.models import Community
from events import services
from events.models import Proposal
from institutions.models import Institution, Series, Space
from institutions.services.series import Plan, book_series, try_out
from portal.sample import by_code, columns, read
from portal.sample.places import marked


def load_proposals(signed_up: dict[str, User], at: datetime) -> None:
    """Each once, as soon as the sample's institution has settled."""
    institution = Institution.objects.settled().filter(members__user=signed_up["institution"]).first()
    if institution is None:
        return
    told = read("proposals")
    if not Series.objects.exists():
        _load_series(told["series"], institution, signed_up["institution"], at)
    if not Proposal.objects.exists():
        for proposal in told["proposal"]:
            _load_proposal(proposal, institution, signed_up, at)


def _load_series(told: dict[str, Any], institution: Institution, by: User, at: datetime) -> None:
    space = Space.objects.get(slug=told["space"])
    plan = Plan(space, institution, _span(told, at), Series.Every.WEEK, told["times"], told["people"])
    free = [one.during for one in try_out(plan, by=by, at=at) if one.refusal is None]
    book_series(plan, spans=free, title=by_code(told["title"])[by.language], by=by, at=at)


def _load_proposal(told: dict[str, Any], institution: Institution, signed_up: dict[str, User], at: datetime) -> None:
    during, by, officer = _span(told, at), signed_up["institution"], signed_up["officer"]
    texts = columns("title", told["title"]) | columns("summary", told["summary"])
    proposal = Proposal(
        institution=institution, kind=told["kind"], spoken=told["spoken"], remarks=told.get("remarks", ""),
        **texts | columns("description", marked(told["description"])),
    )  # fmt: skip
    proposal = services.propose(
        proposal=proposal, space=Space.objects.get(slug=told["space"]), starts_at=during.starts_at,
        ends_at=during.ends_at, people=told["people"], by=by, at=at,
    )  # fmt: skip
    if told["outcome"] == "approved":
        community = proposal.community or Community.objects.order_by("slug")[0]
        services.approve(proposal=proposal, community=community, by=officer, at=at)
    elif told["outcome"] == "declined":
        reason = by_code(told["reason"])[by.language]
        services.decline(proposal=proposal, reason=reason, by=officer, at=at)


def _span(told: dict[str, Any], at: datetime) -> Span:
    """The time on the working day that is so many after today."""
    today = day_in_beijing(at)
    day: date = Calendar.for_window(today).nth_working_day_after(today, told["day"])
    starts, ends = (
        datetime.combine(day, time.fromisoformat(told[name]), tzinfo=BEIJING) for name in ("starts", "ends")
    )
    return Span(starts, ends)
