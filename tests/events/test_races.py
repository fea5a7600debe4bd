"""Real threads on PostgreSQL: many people want the same places at the same moment.

Each race has a twin in which the lock, or the lock and the database's own guard, is taken out: the twin shows that the
race is there, and that it is these that win it.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import chain
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from commons.accounts.models import User
from commons.lib.errors import Refusal
from commons.notifications.models import Message
from events import errors, services
from events.models import Event, Registration
from events.querysets import EventQuerySet
from tests.factories import NOON, make_community, make_event, make_registration, make_resident
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

State = Registration.State
THREADS = 24


def at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Run the acts in threads that begin together; gives what each returned, or the refusal it raised."""
    todo = deque(enumerate(acts))
    results: list[Any] = [None] * len(todo)
    start = threading.Barrier(min(THREADS, len(todo)))

    def work() -> None:
        start.wait(10)
        with suppress(IndexError):
            while True:
                number, act = todo.popleft()
                results[number] = answer_of(act)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(start.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def answer_of(act: Callable[[], Any]) -> Any:
    """What the act returned, or the refusal it raised."""
    try:
        return act()
    except (Refusal, IntegrityError) as error:
        return error


def registering(event: Event, residents: Iterable[User]) -> list[Callable[[], Any]]:
    def act_of(resident: User) -> Callable[[], Any]:
        return lambda: services.register(event=event, resident=resident, at=NOON)

    return [act_of(resident) for resident in residents]


@contextmanager
def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read the activity without locking its row, and give the others time to do so too."""

    def unlocked(self: EventQuerySet, **options: Any) -> EventQuerySet:
        return self.all()

    with monkeypatch.context() as patch:
        patch.setattr(EventQuerySet, "select_for_update", unlocked)
        yield


@contextmanager
def without_the_guard() -> Iterator[None]:
    """Take the database's own guard against overselling out, and put it back when the rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_event DROP CONSTRAINT event_never_oversold")
    try:
        yield
    finally:
        Registration.objects.all().delete()
        guard = next(rule for rule in Event._meta.constraints if rule.name == "event_never_oversold")
        with connection.schema_editor() as editor:
            editor.add_constraint(Event, guard)


def people(event: Event, *states: str) -> int:
    return sum(event.registrations.filter(state__in=states).values_list("party", flat=True))


def test_two_hundred_residents_want_twenty_places() -> None:
    event = make_event(capacity=20)
    residents = [make_resident() for _ in range(200)]

    results = at_once(registering(event, residents))

    assert sum(result.state == State.CONFIRMED for result in results) == 20
    assert sum(result.state == State.WAITING for result in results) == 180
    event.refresh_from_db()
    assert (event.places_held, event.people_waiting) == (20, 180)


def test_the_places_go_in_the_order_of_arrival() -> None:
    event = make_event(capacity=20)

    at_once(registering(event, [make_resident() for _ in range(200)]))

    in_order = list(event.registrations.with_position().order_by("pk"))
    assert [registration.state for registration in in_order[:20]] == [State.CONFIRMED] * 20
    assert [registration.position for registration in in_order[20:]] == list(range(1, 181))


def test_everyone_is_told_exactly_once() -> None:
    event = make_event(capacity=20)
    residents = [make_resident() for _ in range(60)]

    at_once(registering(event, residents))

    assert Message.objects.count() == 60
    assert Message.objects.values("recipient").distinct().count() == 60


def test_parties_of_different_sizes_never_oversell() -> None:
    event = make_event(capacity=20, party_max=4)

    def registering_party(resident: User, party: int) -> Callable[[], Any]:
        return lambda: services.register(event=event, resident=resident, party=party, at=NOON)

    at_once([registering_party(make_resident(), number % 4 + 1) for number in range(60)])

    event.refresh_from_db()
    assert people(event, State.CONFIRMED) == event.places_held <= 20
    assert people(event, State.WAITING) == event.people_waiting == 150 - event.places_held


def test_twin_without_the_lock_the_database_refuses_to_oversell(monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event(capacity=20)

    with without_the_lock(monkeypatch):
        results = at_once(registering(event, [make_resident() for _ in range(200)]))

    assert any("event_never_oversold" in str(result) for result in results if isinstance(result, IntegrityError))
    assert people(event, State.CONFIRMED) <= 20


def test_twin_without_the_lock_and_the_guard_it_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    event = make_event(capacity=20)

    with without_the_guard(), without_the_lock(monkeypatch):
        at_once(registering(event, [make_resident() for _ in range(200)]))
        confirmed = people(event, State.CONFIRMED)

    assert confirmed > 20


def test_one_person_in_many_windows_gets_one_registration() -> None:
    event, resident = make_event(capacity=20), make_resident()

    results = at_once(registering(event, [resident] * THREADS))

    assert sum(isinstance(result, Registration) for result in results) == 1
    assert sum(isinstance(result, errors.AlreadyRegistered) for result in results) == THREADS - 1
    assert event.registrations.count() == 1


def test_twin_without_the_lock_the_constraint_still_says_already_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    event, resident = make_event(capacity=20), make_resident()

    with without_the_lock(monkeypatch):
        results = at_once(registering(event, [resident] * THREADS))

    assert sum(isinstance(result, Registration) for result in results) == 1
    assert sum(isinstance(result, errors.AlreadyRegistered) for result in results) == THREADS - 1


def test_an_offer_accepted_in_two_windows_is_accepted_once() -> None:
    offered = make_registration(make_event(capacity=1), state=State.OFFERED)

    at_once([lambda: services.accept_offer(registration=offered, by=offered.resident, at=NOON)] * 2)

    assert offered.steps.filter(state=State.CONFIRMED).count() == 1
    assert Message.objects.filter(template="events/accepted").count() == 1


@pytest.mark.parametrize("round_", range(5))
def test_an_offer_is_either_accepted_or_expired(round_: int) -> None:
    event = make_event(capacity=1)
    offered = make_registration(event, state=State.OFFERED, offer_expires_at=NOON)
    head = make_registration(event, state=State.WAITING)
    in_time = NOON - timedelta(seconds=1)

    at_once(
        [
            lambda: services.accept_offer(registration=offered, by=offered.resident, at=in_time),
            lambda: services.expire_offers(at=NOON),
        ]
    )

    offered.refresh_from_db()
    head.refresh_from_db()
    assert (offered.state, head.state) in {(State.CONFIRMED, State.WAITING), (State.EXPIRED, State.OFFERED)}


def test_many_sweepers_expire_each_offer_once() -> None:
    events = [make_event(capacity=2) for _ in range(6)]
    for event in events:
        for _ in range(2):
            make_registration(event, state=State.OFFERED, offer_expires_at=NOON)
        for _ in range(3):
            make_registration(event, state=State.WAITING)

    at_once([lambda: services.expire_offers(at=NOON)] * 8)
    services.expire_offers(at=NOON)

    assert Registration.objects.filter(state=State.EXPIRED).count() == 12
    assert Registration.objects.filter(state=State.OFFERED).count() == 12
    assert Message.objects.filter(template="events/offered").count() == 12


def test_a_place_given_back_goes_to_the_line_and_not_to_who_registers_now() -> None:
    event = make_event(capacity=4)
    holders = [make_registration(event) for _ in range(4)]
    line = [make_registration(event, state=State.WAITING) for _ in range(4)]

    def cancelling(registration: Registration) -> Callable[[], Any]:
        return lambda: services.cancel(registration=registration, by=registration.resident, at=NOON)

    pairs = zip(map(cancelling, holders), registering(event, [make_resident() for _ in range(4)]), strict=True)
    at_once(chain.from_iterable(pairs))

    assert {Registration.objects.get(pk=registration.pk).state for registration in line} == {State.OFFERED}
    assert people(event, State.CONFIRMED) == 0
    assert people(event, State.WAITING) == 4


def the_last_place_for_two() -> tuple[Event, list[Callable[[], Any]]]:
    """It is too late for offers, one place is free, two wait: two members of staff each seat another one."""
    event = make_event(starts_at=NOON + timedelta(hours=1), capacity=1)
    line = [make_registration(event, state=State.WAITING) for _ in range(2)]

    def seating(registration: Registration) -> Callable[[], Any]:
        staff = make_resident()
        return lambda: services.seat(registration=registration, by=staff, at=NOON)

    return event, [seating(registration) for registration in line]


@pytest.mark.parametrize("round_", range(5))
def test_two_members_of_staff_give_the_last_place_once(round_: int) -> None:
    event, acts = the_last_place_for_two()

    results = at_once(acts)

    assert sum(isinstance(result, errors.TooFewPlacesLeft) for result in results) == 1
    assert (people(event, State.CONFIRMED), people(event, State.WAITING)) == (1, 1)


def test_twin_without_the_lock_and_the_guard_the_last_place_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_read = threading.Barrier(2)
    read = services.transactions.lock_event

    def lock_event(event_id: int) -> Event:
        event = read(event_id)
        both_have_read.wait(10)
        return event

    with without_the_guard(), without_the_lock(monkeypatch):
        event, acts = the_last_place_for_two()
        monkeypatch.setattr("events.services.transactions.lock_event", lock_event)
        results = at_once(acts)
        confirmed = people(event, State.CONFIRMED)

    assert all(isinstance(result, Registration) for result in results)
    assert confirmed == 2


def test_calling_off_leaves_nobody_behind() -> None:
    event, staff = make_event(capacity=50), make_resident()
    acts = registering(event, [make_resident() for _ in range(30)])
    acts.insert(10, lambda: services.cancel_event(event=event, reason={"en": "Storm"}, by=staff, at=NOON))

    at_once(acts)

    assert not event.registrations.active().exists()
    assert Message.objects.filter(template="events/called_off").count() == event.registrations.count()


def test_a_deadlock_is_tried_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody at the database locks a registration first and its activity second: the opposite of every service."""
    event = make_event(capacity=5)
    registration = make_registration(event)
    has_row, may_go_on = threading.Event(), threading.Event()
    meddling: list[int] = []
    read = services.transactions.lock_event

    def lock_event(event_id: int) -> Event:
        if may_go_on.is_set():
            meddler.join(60)  # on a busy machine the service would be there first again
            return read(event_id)
        locked = read(event_id)
        may_go_on.set()
        # Whoever begins to wait looks for a deadlock once, a second later: the other one has to wait by then.
        wait_until(lambda: waits(meddling[0]))
        return locked

    def meddle() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            meddling.extend(cursor.fetchone())
            cursor.execute("BEGIN")
            cursor.execute(
                "UPDATE events_registration SET eligibility_confirmed = true WHERE id = %s", [registration.pk]
            )
            has_row.set()
            may_go_on.wait(60)
            cursor.execute("SET LOCAL deadlock_timeout = '60s'")
            cursor.execute("UPDATE events_event SET offer_hours = 5 WHERE id = %s", [event.pk])
            cursor.execute("COMMIT")
        connection.close()

    monkeypatch.setattr("events.services.transactions.lock_event", lock_event)
    meddler = threading.Thread(target=meddle)
    meddler.start()
    has_row.wait(60)

    cancelled = services.cancel(registration=registration, by=registration.resident, at=NOON)

    meddler.join()
    assert cancelled.state == State.CANCELLED
    assert Message.objects.count() == 1


def waits(backend: int) -> bool:
    """Whether this connection of the database waits for a lock that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", [backend])
        return bool(cursor.fetchone()[0])


def test_an_activity_that_changes_its_community_meanwhile_is_found_behind_its_lock() -> None:
    event = make_event(capacity=1)
    registration = make_registration(event)
    elsewhere = make_community()
    has_moved = threading.Event()

    def move() -> None:
        with transaction.atomic():
            Event.objects.filter(pk=event.pk).update(community=elsewhere)
            has_moved.set()
            sleep(0.5)

    def cancel() -> Registration:
        has_moved.wait(10)
        return services.cancel(registration=registration, by=registration.resident, at=NOON)

    _moved, cancelled = at_once([move, cancel])

    assert cancelled.state == State.CANCELLED
    assert cancelled.event.community == elsewhere
