"""What waits for a member of staff today, across the parts of the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest, desk_page
from commons.lib.dates import BEIJING
from commons.notifications import desks
from commons.notifications.models import Delivery
from communities.roles import roles_of
from events.models import Event, Registration
from events.querysets import EventQuerySet
from institutions.desk import today as institutions
from legal_services.desk import today

DAYS_AHEAD = 7
MOST_SHOWN = 30
SOON = timedelta(hours=6)
"""An offer that lapses within this time is worth a telephone call."""


@dataclass(frozen=True)
class Day:
    """The activities with their next meeting on one day."""

    day: datetime
    events: list[Event]


@desk_page
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """What needs the person, then what happens today and in the week that follows, in the parts they work in."""
    at, staff = timezone.now(), roles_of(request.user)
    works_for_communities = staff.is_staff or staff.is_manager
    waiting = today.rows_of(request, at) | institutions.rows_of(request, at) | {"failed": _failed(request)}
    numbers = today.count_together(request.user, waiting)
    legal = today.today_of(request, numbers, at, in_short=works_for_communities)
    context = {
        "at": at,
        "works_for_communities": works_for_communities,
        "legal": legal,
        "todos": [*legal.todos, *institutions.todos_of(numbers)],
        "failed": numbers["failed"],
        **(_for_communities(request, at) if works_for_communities else {}),
    }
    return render(request, "portal/desk.html", context)


def _for_communities(request: AuthenticatedRequest, at: datetime) -> dict[str, Any]:
    """What waits in the person's communities, and the activities of the week."""
    events = Event.objects.staffed_by(request.user)
    coming = _coming(events, at)
    offers = Registration.objects.staffed_by(request.user).offered().filter(offer_expires_at__gt=at)
    return {
        "to_seat": [event for event in coming if _is_seated_by_hand(event, at)][:5],
        "drafts": list(events.in_stage("drafts", at).select_related("community")[:5]),
        "offers": list(offers.select_related("event", "resident").order_by("offer_expires_at")[:5]),
        "soon": at + SOON,
        "days": _by_day(coming, at),
        "has_more": len(coming) == MOST_SHOWN,
    }


def _coming(events: EventQuerySet, at: datetime) -> list[Event]:
    """The activities that meet within the week, with what a line shows of them."""
    midnight = at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    this_week = events.in_stage("coming", at).between(at, midnight + timedelta(days=DAYS_AHEAD))
    return list(this_week.for_pages()[:MOST_SHOWN])


def _is_seated_by_hand(event: Event, at: datetime) -> bool:
    """Whether people wait, places are free, and nobody but staff can bring them together."""
    return event.is_seated_by_hand(at) and event.people_waiting > 0 and event.places_free > 0


def _by_day(events: list[Event], at: datetime) -> list[Day]:
    """The activities by the day of the meeting that runs now or comes next; what began earlier counts as today."""
    days: dict[datetime, list[Event]] = {}
    midnight = at.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    for event in events:
        starts = [session.starts_at for session in event.sessions.all() if session.ends_at > at]
        day = min(starts, default=at).astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
        days.setdefault(max(day, midnight), []).append(event)
    return [Day(day, days[day]) for day in sorted(days)]


def _failed(request: AuthenticatedRequest) -> QuerySet[Delivery]:
    """The messages that the person looks after and that could not be delivered."""
    deliveries = Delivery.objects.at_desks(desks.labels_of(request.user))
    return deliveries.filter(state=Delivery.State.FAILED)
