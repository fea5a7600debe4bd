"""Staff write an activity with its sessions; those who are registered learn what moved."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from commons.notifications.models import Message
from commons.translations.services import Standing, states
from events import errors, services
from events.models import Event, Registration
from events.services import SessionPlan
from tests.factories import NOON, make_community, make_event, make_registration, make_staff, make_venue

pytestmark = pytest.mark.django_db

State = Registration.State
SOON = NOON + timedelta(days=3)


def plan(event: Event) -> list[SessionPlan]:
    """The sessions as they stand."""
    return [SessionPlan(s.venue, s.starts_at, s.ends_at, s) for s in event.sessions.select_related("venue")]


def moved(event: Event, by: timedelta) -> list[SessionPlan]:
    """The sessions, all put off by this much."""
    return [SessionPlan(p.venue, p.starts_at + by, p.ends_at + by, p.session) for p in plan(event)]


def save(event: Event, sessions: list[SessionPlan] | None = None, at: datetime = NOON, **options: Any) -> Event:
    return services.save_event(
        event=event, sessions=plan(event) if sessions is None else sessions, editor=make_staff(event.community), at=at,
        **options,
    )  # fmt: skip


def test_a_new_activity_is_a_draft_with_a_reference_and_its_dates() -> None:
    venue = make_venue()
    event = Event(community=make_community(), slug="tea", kind="class", title_en="Tea", capacity=5)
    evenings = [SOON, SOON + timedelta(days=7)]

    save(event, [SessionPlan(venue, start, start + timedelta(hours=1)) for start in evenings])

    event.refresh_from_db()
    assert (event.state, event.reference[:2]) == (Event.State.DRAFT, "E-")
    assert (event.starts_at, event.ends_at) == (SOON, SOON + timedelta(days=7, hours=1))
    assert event.sessions.count() == 2


def test_sessions_left_out_are_removed() -> None:
    event = make_event(sessions=[(SOON, SOON + timedelta(hours=1)), (NOON, NOON + timedelta(hours=1))])

    save(event, plan(event)[:1])

    assert [session.starts_at for session in event.sessions.all()] == [NOON]


@pytest.mark.parametrize("by", [timedelta(days=7), timedelta(days=-7)], ids=["later", "earlier"])
def test_a_whole_series_is_moved_by_the_distance_of_its_sessions(by: timedelta) -> None:
    starts = [SOON + timedelta(days=7 * week) for week in range(3)]
    event = make_event(sessions=[(start, start + timedelta(hours=1)) for start in starts])

    save(event, moved(event, by))

    assert [session.starts_at for session in event.sessions.all()] == [start + by for start in starts]


def test_those_registered_are_told_when_a_session_moves() -> None:
    event = make_event()
    registration = make_registration(event)

    save(event, moved(event, timedelta(hours=1)))

    message = Message.objects.get(recipient=registration.resident)
    assert message.template == "events/changed"
    assert message.attachments


def test_nobody_is_told_when_only_words_change() -> None:
    event = make_event()
    make_registration(event)
    event.title_en = "Green tea"

    save(event)

    assert not Message.objects.exists()


def test_more_places_reach_those_who_wait() -> None:
    event = make_event(capacity=1)
    make_registration(event)
    head = make_registration(event, state=State.WAITING)
    event.capacity = 2

    save(event)

    head.refresh_from_db()
    assert head.state == State.OFFERED


def test_fewer_places_than_people_are_refused_and_nothing_is_saved() -> None:
    event = make_event(capacity=3)
    make_registration(event, party=3)
    event.capacity, event.title_en = 2, "Smaller"

    with pytest.raises(errors.CapacityBelowHeld):
        save(event)

    assert Event.objects.get(pk=event.pk).title_en != "Smaller"


def test_free_entry_is_refused_while_people_are_registered() -> None:
    event = make_event()
    make_registration(event)
    event.capacity = None

    with pytest.raises(errors.CapacityNeeded):
        save(event)


def test_a_published_activity_keeps_a_session() -> None:
    with pytest.raises(errors.SessionNeeded):
        save(make_event(), [])


def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    event = make_event()
    seen = event.changed_at
    save(event, at=NOON)

    with pytest.raises(errors.ChangedMeanwhile):
        save(Event.objects.get(pk=event.pk), known_at=seen)


def test_a_cancelled_activity_is_not_edited() -> None:
    with pytest.raises(errors.ActivityCancelled):
        save(make_event(state=Event.State.CANCELLED, cancelled_at=NOON))


def test_saving_does_not_touch_the_counters_or_the_state() -> None:
    event = make_event()
    make_registration(event, party=2)
    stale = Event.objects.get(pk=event.pk)
    stale.places_held, stale.state = 0, Event.State.DRAFT

    save(stale)

    event.refresh_from_db()
    assert (event.places_held, event.state) == (2, Event.State.PUBLISHED)


def test_a_changed_source_makes_the_translations_outdated() -> None:
    event = make_event()
    save(event)
    event.title_zh_hans = "新的标题"
    save(event, at=NOON + timedelta(hours=1))
    event.title_zh_hans = "更新的标题"

    save(event, at=NOON + timedelta(hours=2))

    assert states(event)["title"].standings["ko"] == Standing.OUTDATED


def test_a_copy_is_a_draft_without_dates_or_people() -> None:
    event = make_event(title_en="Tea", capacity=7, registration_opens_at=NOON)
    make_registration(event)

    copy = services.copy_event(event=event, editor=make_staff(event.community), slug="tea-2", at=NOON)

    copy.refresh_from_db()
    assert (copy.state, copy.title_en, copy.capacity) == (Event.State.DRAFT, "Tea", 7)
    assert (copy.starts_at, copy.registration_opens_at, copy.registrations.count()) == (None, None, 0)
    assert copy.reference != event.reference
