"""The sample activities, brought about by the same services that residents and staff use."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from commons.accounts.models import User
from commons.lib.dates import BEIJING, day_in_beijing
from commons.lib.languages import suffix
from commons.lib.references import new_reference
from communities.models import Community, Venue
from events import services
from events.models import Event, Registration, RegistrationStep
from portal.sample import by_code, read
from portal.sample.places import draw, made, marked

PUBLISHED_BEFORE = -20
"""Days from today on which an activity was published that says nothing else."""
FIRST_AFTER, NEXT_AFTER = timedelta(minutes=50), timedelta(minutes=47)
CALLED_OFF_BEFORE, GIVEN_BACK_BEFORE, CHANGED_BEFORE = timedelta(hours=20), timedelta(hours=3), timedelta(hours=30)


@dataclass
class Stage:
    """Who takes part in the loading, and when it is."""

    at: datetime
    manager: User
    staff: dict[str, User]
    named: dict[str, User]
    residents: list[User]
    turn: int = 0
    venues: dict[str, Venue] = field(default_factory=lambda: {venue.slug: venue for venue in Venue.objects.all()})

    def day(self, number: int, clock: str = "09:00") -> datetime:
        """A time of day so many days from today, in Beijing."""
        today = day_in_beijing(self.at) + timedelta(days=number)
        return datetime.combine(today, time.fromisoformat(clock), BEIJING)

    def next_resident(self) -> User:
        """The neighbours, round and round."""
        self.turn += 1
        return self.residents[self.turn % len(self.residents)]


def load_activities(stage: Stage) -> None:
    """Bring about each activity that is not there yet, with everyone who registered for it."""
    for told in read("activities")["activity"]:
        if not Event.objects.filter(slug=told["slug"]).exists():
            _bring_about(told, stage)


def _bring_about(told: dict[str, Any], stage: Stage) -> None:
    published = min(stage.day(told.get("published", PUBLISHED_BEFORE), "08:00"), stage.at)
    editor = stage.staff[told["community"]]
    event = _write(told, stage, editor, published)
    if told.get("draft"):
        return
    planned = stage.day(told["published"]) if told.get("published", 0) > 0 else None
    event = services.publish(event=event, at=published, publish_at=planned)
    _fill(event, told, stage, published)
    if "later" in told:
        _change(event, told["later"], editor, stage.at - CHANGED_BEFORE)
    if "cancelled" in told:
        reason = by_code(told["cancelled"])
        services.cancel_event(event=event, reason=reason, by=editor, at=stage.at - CALLED_OFF_BEFORE)


def _write(told: dict[str, Any], stage: Stage, editor: User, at: datetime) -> Event:
    texts = {**told, "description": marked(told.get("description", dict.fromkeys(told["title"], "")))}
    plain = ("slug", "kind", "spoken", "interpreted", "min_age", "max_age", "only_community", "capacity", "party_max")
    event, _ = made(Event, {"party_max": 1, **texts}, *plain, "asks_guest_names", "offer_cutoff_hours")
    event.community = Community.objects.get(slug=told["community"])
    event.picture = draw(told["picture"], stage.manager, stage.at)
    event.registration_opens_at = stage.day(told["opens"]) if "opens" in told else None
    event.registration_closes_at = stage.day(told["closes"], "18:00") if "closes" in told else None
    return services.save_event(event=event, sessions=list(_sessions(told, stage)), editor=editor, at=at)


def _sessions(told: dict[str, Any], stage: Stage) -> Iterator[services.SessionPlan]:
    first = stage.day(told["day"], told["at"])
    for number in range(told.get("times", 1)):
        starts_at = first + timedelta(days=number * told.get("every", 1))
        yield services.SessionPlan(
            stage.venues[told["venue"]], starts_at, starts_at + timedelta(minutes=told["minutes"])
        )


def _fill(event: Event, told: dict[str, Any], stage: Stage, published: datetime) -> None:
    """Everyone registers in turn: who is named first, neighbours up to `fill` places, then the waiting list."""
    clock = _clock(published + FIRST_AFTER, stage.at - GIVEN_BACK_BEFORE)
    for name in told.get("first", []):
        _register(event, stage.named[name], next(clock))
    confirmed = _neighbours(event, told.get("fill", 0), stage, clock)
    for name in told.get("queue", []):
        _register(event, stage.named[name], next(clock))
    for _ in range(told.get("waiting", 0)):
        _register(event, stage.next_resident(), next(clock))
    for registration in confirmed[len(confirmed) - told.get("give_back", 0) :]:
        services.cancel(registration=registration, by=registration.resident, at=stage.at - GIVEN_BACK_BEFORE)


def _neighbours(event: Event, wanted: int, stage: Stage, clock: Iterator[datetime]) -> list[Registration]:
    """Confirm neighbours until so many places are held. They have no inbox to look into, so nobody is told."""
    missing = wanted - Event.objects.values_list("places_held", flat=True).get(pk=event.pk)
    rows: list[Registration] = []
    while missing > 0:
        party = min(missing, event.party_max, 1 + len(rows) % 3 // 2 + len(rows) % 5 // 4)
        resident, at = stage.next_resident(), next(clock)
        rows.append(
            Registration(
                event=event, resident=resident, reference=new_reference("R"), state=Registration.State.CONFIRMED,
                party=party, guest_names=_guests(event, resident, party), eligibility_confirmed=event.asks_eligibility,
                created_at=at, changed_at=at,
            )
        )  # fmt: skip
        missing -= party
    Registration.objects.bulk_create(rows)
    RegistrationStep.objects.bulk_create(
        RegistrationStep(registration=row, at=row.created_at, by=row.resident, state=row.state, party=row.party)
        for row in rows
    )
    return rows


def _guests(event: Event, resident: User, party: int) -> list[str]:
    return [f"{resident.short_name} {number}" for number in range(2, party + 1)] if event.asks_guest_names else []


def _clock(first: datetime, last: datetime) -> Iterator[datetime]:
    at = first
    while True:
        yield min(at, last)
        at += NEXT_AFTER


def _register(event: Event, resident: User, at: datetime) -> None:
    services.register(event=event, resident=resident, at=at, eligible=event.asks_eligibility)


def _change(event: Event, texts: dict[str, dict[str, str]], editor: User, at: datetime) -> None:
    """Staff change some texts and leave their translations as they are."""
    event = Event.objects.get(pk=event.pk)
    for name, changed in texts.items():
        for code, text in by_code(changed).items():
            setattr(event, f"{name}_{suffix(code)}", text)
    sessions = [
        services.SessionPlan(session.venue, session.starts_at, session.ends_at, session)
        for session in event.sessions.select_related("venue")
    ]
    services.save_event(event=event, sessions=sessions, editor=editor, at=at)
