"""Facts about many activities and many registrations: what pages, exports and desks read."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from commons.lib.references import normalise
from commons.lib.search import TextQuery
from communities.models import Community
from institutions.roles import roles_of

if TYPE_CHECKING:
    from commons.accounts.models import User
    from events.models import Event, Proposal, Registration  # noqa: F401 - named in strings

BEIJING = ZoneInfo("Asia/Shanghai")


class When(StrEnum):
    """The spans of days that the catalogue filters by."""

    TODAY = "today"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"

    def span(self, at: datetime) -> tuple[datetime, datetime]:
        """From now on until the end of the span, in Beijing's days; weeks begin on Monday."""
        today = at.astimezone(BEIJING).date()
        match self:
            case When.TODAY:
                return at, midnight(today + timedelta(days=1))
            case When.WEEKEND:
                monday = today - timedelta(days=today.weekday())
                return max(at, midnight(monday + timedelta(days=5))), midnight(monday + timedelta(days=7))
            case When.WEEK:
                return at, midnight(today + timedelta(days=7 - today.weekday()))
            case When.MONTH:
                first_of_next = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
                return at, midnight(first_of_next)


def midnight(day: date) -> datetime:
    """The moment at which this day begins in Beijing."""
    return datetime.combine(day, time(0), tzinfo=BEIJING)


def sessions_with_venues(lookup: str) -> "Prefetch[str]":
    """What to prefetch for pages that say when and where; `lookup` leads to the sessions."""
    sessions = apps.get_model("events", "Session")._default_manager.select_related("venue")
    return Prefetch(lookup, sessions)


STAGE_ORDERS = {
    "coming": ("starts_at", "id"),
    "drafts": ("-changed_at", "-id"),
    "past": ("-starts_at", "-id"),
    "cancelled": ("-cancelled_at", "-id"),
}
"""The stages in which a desk lists activities, each in its own order."""


def stage_is(stage: str, at: datetime) -> Q:
    """Whether an activity is in this stage at this moment; every activity is in exactly one."""
    return {
        "coming": Q(state="published", ends_at__gt=at),
        "drafts": Q(state="draft"),
        "past": Q(state="published", ends_at__lte=at),
        "cancelled": Q(state="cancelled"),
    }[stage]


class EventQuerySet(models.QuerySet["Event"]):
    """Activities, by who may see them and by what a person looks for."""

    def visible(self, at: datetime) -> "EventQuerySet":
        """Those with a public page: published, or cancelled after they were; past ones too."""
        return self.filter(state__in=["published", "cancelled"], publish_at__lte=at)

    def listed(self, at: datetime) -> "EventQuerySet":
        """Those of the catalogue: published and not over."""
        return self.filter(state="published", publish_at__lte=at, ends_at__gt=at)

    def upcoming(self, at: datetime) -> "EventQuerySet":
        """Those not over, whatever their state, the next one first."""
        return self.filter(ends_at__gt=at).order_by("starts_at", "id")

    def past(self, at: datetime) -> "EventQuerySet":
        """Those that are over, the latest first."""
        return self.filter(ends_at__lte=at).order_by("-starts_at", "-id")

    def staffed_by(self, user: "User | Any") -> "EventQuerySet":
        """The activities that this person runs: those of their communities."""
        return self.filter(community__in=Community.objects.staffed_by(user))

    def of_kind(self, kind: str) -> "EventQuerySet":
        """Those of one kind."""
        return self.filter(kind=kind)

    def in_community(self, slug: str) -> "EventQuerySet":
        """Those of the community with this address."""
        return self.filter(community__slug=slug)

    def between(self, start: datetime | None, end: datetime | None) -> "EventQuerySet":
        """Those with a session that takes place, at least in part, from `start` to before `end`; None is open."""
        running = apps.get_model("events", "Session")._default_manager.filter(event=OuterRef("pk"))
        if start:
            running = running.filter(ends_at__gt=start)
        if end:
            running = running.filter(starts_at__lt=end)
        return self.filter(Exists(running))

    def on_days(self, first: date | None, last: date | None) -> "EventQuerySet":
        """Those with a session on these days in Beijing, both included; None is open."""
        return self.between(midnight(first) if first else None, midnight(last + timedelta(days=1)) if last else None)

    def when(self, when: When, at: datetime) -> "EventQuerySet":
        """Those with a session today, at the weekend, this week or this month, from now on."""
        return self.between(*When(when).span(at))

    def in_language(self, code: str) -> "EventQuerySet":
        """Those in which a person who speaks this language follows: it is spoken or interpreted."""
        return self.filter(Q(spoken__contains=[code]) | Q(interpreted__contains=[code]))

    def step_free(self) -> "EventQuerySet":
        """Those whose every venue can be reached without a step."""
        session = apps.get_model("events", "Session")
        sessions = session._default_manager.filter(event=OuterRef("pk"))
        return self.filter(Exists(sessions), ~Exists(sessions.filter(venue__is_step_free=False)))

    def with_places_left(self, at: datetime) -> "EventQuerySet":
        """Those that one can join at this moment: free entry, or registration open with a place left."""
        opened = Q(registration_opens_at=None) | Q(registration_opens_at__lte=at)
        not_closed = (Q(registration_closes_at=None) | Q(registration_closes_at__gt=at)) & Q(starts_at__gt=at)
        left = Q(capacity__gt=F("places_held") + F("people_waiting"))
        return self.filter(Q(capacity=None) | (opened & not_closed & left))

    def search_for(self, text: str) -> "EventQuerySet":
        """Those whose texts, in any of the three languages, hold what was typed; all of them for nothing typed."""
        return self.filter(search=TextQuery(text)) if text.strip() else self.all()

    def in_stage(self, stage: str, at: datetime) -> "EventQuerySet":
        """Those that a desk lists together, in the order in which they are needed."""
        return self.filter(stage_is(stage, at)).order_by(*STAGE_ORDERS[stage])

    def count_stages(self, at: datetime) -> dict[str, int]:
        """How many there are in each stage; one statement."""
        counted = {stage: Count("pk", filter=stage_is(stage, at)) for stage in STAGE_ORDERS}
        return self.order_by().aggregate(**counted)

    def with_offers(self) -> "EventQuerySet":
        """Adds `people_offered`: how many of the places held are offers that nobody has answered yet."""
        offered = Sum("registrations__party", filter=Q(registrations__state="offered"))
        return self.annotate(people_offered=Coalesce(offered, 0))

    def in_order_of_time(self, at: datetime) -> "EventQuerySet":
        """By the session that runs at this moment or comes next, then by age: an order without ties."""
        sessions = apps.get_model("events", "Session")._default_manager.filter(event=OuterRef("pk"), ends_at__gt=at)
        of_those_begun = Subquery(sessions.order_by("starts_at").values("starts_at")[:1])
        next_at = Case(models.When(starts_at__gt=at, then=F("starts_at")), default=of_those_begun)
        return self.alias(next_at=next_at).order_by("next_at", "id")

    def for_pages(self) -> "EventQuerySet":
        """With all that a page of its own shows: picture, community, sessions and their venues."""
        whole = self.select_related("picture", "community").prefetch_related(sessions_with_venues("sessions"))
        return whole.defer("search")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, by how they stand and by who may see them."""

    def active(self) -> "RegistrationQuerySet":
        """Those that hold a place, are offered one or wait for one."""
        return self.filter(state__in=["confirmed", "waiting", "offered"])

    def holding(self) -> "RegistrationQuerySet":
        """Those that count against the places."""
        return self.filter(state__in=["confirmed", "offered"])

    def confirmed(self) -> "RegistrationQuerySet":
        return self.filter(state="confirmed")

    def offered(self) -> "RegistrationQuerySet":
        return self.filter(state="offered")

    def waiting(self) -> "RegistrationQuerySet":
        """Those in line, in the order of the line."""
        return self.filter(state="waiting").order_by("pk")

    def of_resident(self, user: "User | Any") -> "RegistrationQuerySet":
        """A person's own."""
        return self.filter(resident=user) if user.is_authenticated else self.none()

    def staffed_by(self, user: "User | Any") -> "RegistrationQuerySet":
        """Those for the activities that this person runs."""
        return self.filter(event__community__in=Community.objects.staffed_by(user))

    def visible_to(self, user: "User | Any") -> "RegistrationQuerySet":
        """Their own, and those for the activities that they run."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(resident=user) | Q(event__community__in=Community.objects.staffed_by(user)))

    def named(self, text: str) -> "RegistrationQuerySet":
        """Those with this reference, or of residents whose name or e-mail address holds the text."""
        found = Q(reference=normalise(text))
        for field in ("full_name", "called", "local_name", "email"):
            found |= Q(**{f"resident__{field}__icontains": text.strip()})
        return self.filter(found)

    def count_by_state(self) -> dict[str, dict[str, int]]:
        """Parties and people in each state: `{"waiting": {"parties": 2, "people": 5}}`; one statement."""
        rows = self.order_by().values("state").annotate(parties=Count("pk"), people=Sum("party"))
        return {row["state"]: {"parties": row["parties"], "people": row["people"]} for row in rows}

    def with_position(self) -> "RegistrationQuerySet":
        """Adds `position`: the place in line from 1 for those who wait, None for the others."""
        ahead = (
            self.model._default_manager.filter(event=OuterRef("event"), state="waiting", pk__lte=OuterRef("pk"))
            .order_by()
            .values("event")
            .annotate(parties=Count("pk"))
            .values("parties")
        )
        in_line = Coalesce(Subquery(ahead), Value(0))
        return self.annotate(position=Case(models.When(state="waiting", then=in_line)))

    def with_event(self) -> "RegistrationQuerySet":
        """With the activity and all that a page shows of it, apart from its sessions (`sessions_with_venues`)."""
        return self.select_related("event__picture", "event__community")

    def current(self, at: datetime) -> "RegistrationQuerySet":
        """Active ones for activities that are not over, the next activity first."""
        return self.active().filter(event__ends_at__gt=at).order_by("event__starts_at", "id")

    def past(self, at: datetime) -> "RegistrationQuerySet":
        """All the others, the latest activity first: it is over, or the registration has ended."""
        return self.exclude(pk__in=self.current(at).order_by().values("pk")).order_by("-event__starts_at", "-id")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Activities that institutions propose, by who may see them and how they stand."""

    def of_member(self, user: "User | Any") -> "ProposalQuerySet":
        """Those of the institutions that the person acts for."""
        return self.filter(institution__in=roles_of(user).institutions)

    def decided_by(self, user: "User | Any") -> "ProposalQuerySet":
        """Those that the person may decide about: officers all, staff those in their communities' venues.

        Nobody decides about a proposal of an institution that they act for.
        """
        roles = roles_of(user)
        if not roles.is_officer:
            staffed = Community.objects.staffed_by(user)
            mine = self.filter(booking__space__area__venue__community__in=staffed)
        else:
            mine = self.all()
        return mine.exclude(institution__in=roles.institutions)

    def waiting(self, at: datetime) -> "ProposalQuerySet":
        """Those to decide about, the next one first."""
        return self.filter(state="proposed", booking__ends_at__gt=at).order_by("booking__starts_at", "id")

    def with_room(self) -> "ProposalQuerySet":
        """With all that a page shows: the institution, the room with its venue, the activity."""
        return self.select_related(
            "institution", "booking__space__area__venue__community", "event", "proposed_by", "decided_by"
        )
