"""The database counts the places itself and refuses to oversell, whoever writes."""

import pytest
from django.db import IntegrityError, connection

from events.models import Event, Registration
from tests.factories import make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db

State = Registration.State

INSERT = """
INSERT INTO events_registration
    (reference, event_id, resident_id, party, guest_names, state, offer_expires_at, eligibility_confirmed,
    created_at, changed_at)
SELECT 'R-' || resident.id, %s, resident.id, %s, '{}', %s,
    CASE %s WHEN 'offered' THEN now() END, false, now(), now()
FROM accounts_user AS resident WHERE resident.id = ANY(%s)
"""  # fmt: skip


def insert(event: Event, *, people: int, party: int = 1, state: str = "confirmed") -> None:
    """Write registrations as somebody who goes past every service would."""
    residents = [make_resident().pk for _ in range(people)]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [event.pk, party, state, state, residents])


def counters(event: Event) -> tuple[int, int]:
    event.refresh_from_db()
    return event.places_held, event.people_waiting


def test_registrations_written_past_the_services_are_counted() -> None:
    event = make_event(capacity=20)

    insert(event, people=3, party=2)
    insert(event, people=1, party=2, state="offered")
    insert(event, people=2, party=5, state="waiting")

    assert counters(event) == (8, 10)


def test_overselling_is_refused_by_the_database() -> None:
    event = make_event(capacity=2)

    with pytest.raises(IntegrityError, match="event_never_oversold"):
        insert(event, people=3)


def test_free_entry_holds_no_places() -> None:
    event = make_event(capacity=None)

    with pytest.raises(IntegrityError, match="event_never_oversold"):
        insert(event, people=1)


def test_growing_parties_cannot_oversell_either() -> None:
    event = make_event(capacity=3)
    make_registration(event, party=2)
    make_registration(event)

    with pytest.raises(IntegrityError, match="event_never_oversold"):
        Registration.objects.filter(event=event).update(party=2)


def test_a_change_of_state_moves_people_from_waiting_to_held() -> None:
    event = make_event(capacity=5)
    registration = make_registration(event, state=State.WAITING, party=2)

    Registration.objects.filter(pk=registration.pk).update(state=State.CONFIRMED)

    assert counters(event) == (2, 0)


def test_a_removed_registration_frees_its_places() -> None:
    event = make_event(capacity=5)
    registration = make_registration(event, party=2)

    registration.delete()

    assert counters(event) == (0, 0)


def test_one_statement_over_two_activities_counts_for_each() -> None:
    one, other = make_event(), make_event()
    make_registration(one, party=2)
    make_registration(other, party=3)

    Registration.objects.update(state=State.CANCELLED)

    assert (counters(one), counters(other)) == ((0, 0), (0, 0))


def test_a_registration_moved_to_another_activity_is_counted_there() -> None:
    one, other = make_event(), make_event()
    registration = make_registration(one, party=2)

    Registration.objects.filter(pk=registration.pk).update(event=other)

    assert (counters(one), counters(other)) == ((0, 0), (2, 0))


def test_saving_an_activity_read_earlier_does_not_write_its_old_numbers_back() -> None:
    event = make_event(capacity=5)
    read_earlier = Event.objects.get(pk=event.pk)
    make_registration(event, party=2)

    read_earlier.save()

    assert counters(event) == (2, 0)


def test_a_new_activity_begins_at_nought() -> None:
    assert counters(make_event(places_held=3, people_waiting=2)) == (0, 0)


@pytest.mark.parametrize(
    ("capacity", "held", "waiting", "left"), [(10, 4, 0, 6), (10, 4, 5, 1), (10, 8, 4, 0), (None, 0, 0, 0)]
)
def test_places_left_are_those_a_newcomer_can_have(capacity: int, held: int, waiting: int, left: int) -> None:
    assert Event(capacity=capacity, places_held=held, people_waiting=waiting).places_left == left
