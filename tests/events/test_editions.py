"""What the process keeps of an activity: used as long as it is true, and never a moment longer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from commons.accounts.models import User
from commons.lib.dates import format_moment
from commons.notifications.models import Message
from commons.notifications.rendering import render
from communities.models import Community, Venue
from events import services
from events.calendar import calendar_for
from events.editions import MOST_PIECES, Edition, Shelf, piece_of, read_event, read_events
from events.models import Event, Registration, Session
from events.services.links import link_to
from tests.factories import NOON, in_three_languages, make_event, make_registration, make_resident

pytestmark = pytest.mark.django_db

LATER = timedelta(days=3, hours=1)


def known(event: Event) -> Event:
    """The activity as pages read it."""
    found = read_event(event.slug)
    assert found is not None
    return found


def rename(event: Event) -> str:
    Event.objects.filter(pk=event.pk).update(**in_three_languages(title="Chess"))
    return "Chess"


def move(event: Event) -> str:
    session = event.sessions.get()
    moved = session.starts_at + LATER
    Session.objects.filter(pk=session.pk).update(starts_at=moved, ends_at=session.ends_at + LATER)
    with translation.override("en"):
        return format_moment(moved)


def meet_elsewhere(event: Event) -> str:
    Venue.objects.filter(sessions__event=event).update(**in_three_languages(name="Harbour hall"))
    return "Harbour hall"


def write_to_another_address(event: Event) -> str:
    Community.objects.filter(events=event).update(email="hello@example.org")
    return "hello@example.org"


@pytest.mark.parametrize("change", [rename, move, meet_elsewhere, write_to_another_address])
def test_whatever_has_changed_is_told_to_the_next_one(change: Callable[[Event], str]) -> None:
    event = make_event(capacity=9)
    for _ in range(2):
        services.register(event=known(event), resident=make_resident(language="en"), at=NOON)

    changed = change(event)

    services.register(event=known(event), resident=make_resident(language="en"), at=NOON)
    first, second, third = told_in_order()
    assert changed not in first.text + second.text
    assert changed in third.text


def told_in_order() -> list[Message]:
    """The messages in the order in which people registered."""
    return sorted(Message.objects.all(), key=lambda message: int(message.key.split(":")[1]))


def test_a_change_between_the_look_and_the_lock_is_told() -> None:
    event = make_event(capacity=9)
    services.register(event=known(event), resident=make_resident(language="en"), at=NOON)
    seen = known(event)
    rename(event)
    Event.objects.filter(pk=event.pk).update(changed_at=NOON + timedelta(minutes=1))

    services.register(event=seen, resident=make_resident(language="en"), at=NOON)

    assert "Chess" in told_in_order()[-1].subject


def test_a_page_shows_what_was_written_around_every_service(client: Client) -> None:
    event = make_event(starts_at=timezone.now() + LATER)
    address = f"/en/events/{event.slug}/"
    client.get(address)

    rename(event)

    assert "Chess" in client.get(address).content.decode()


def test_what_is_known_is_read_with_one_statement(django_assert_num_queries: Any) -> None:
    event = make_event()
    known(event)

    with django_assert_num_queries(1):
        assert known(event).title == event.title


def test_places_are_counted_at_every_look() -> None:
    event = make_event(capacity=5)
    known(event)

    make_registration(event, party=1)

    assert known(event).places_left == 4


def test_what_one_request_does_to_an_activity_concerns_no_other() -> None:
    event = make_event(title_en="Table tennis")
    mine = known(event)
    mine.title_en, mine.state = "Something else", Event.State.CANCELLED

    assert known(event).title_en == "Table tennis"
    assert known(event).state == event.state


def test_many_are_read_in_the_order_of_the_query() -> None:
    first, second, third = (make_event() for _ in range(3))
    known(second)

    assert read_events(Event.objects.order_by("-pk")) == [third, second, first]


def test_the_shelf_lets_go_of_what_was_read_longest_ago() -> None:
    shelf = Shelf(most=2)
    first, second, third = (Edition("mark", make_event()) for _ in range(3))
    for edition in (first, second):
        shelf.keep(edition)
    shelf.find(first.event.pk, "mark")

    shelf.keep(third)

    assert [bool(shelf.find(edition.event.pk, "mark")) for edition in (first, second, third)] == [True, False, True]


def test_an_edition_keeps_few_pieces() -> None:
    event = known(make_event())

    for number in range(MOST_PIECES * 2):
        assert piece_of(event, number, lambda number=number: number) == number

    assert len(event.__dict__["edition"].pieces) <= MOST_PIECES


@pytest.mark.parametrize("language", ["zh-hans", "en", "ko"])
@pytest.mark.parametrize(("party", "places"), [(1, 5), (3, 5), (1, 0), (3, 0)])
def test_a_letter_says_what_the_templates_say(language: str, party: int, places: int) -> None:
    event = make_event(capacity=5, party_max=5)
    if not places:
        make_registration(event, party=5)
    resident = make_resident(language=language, full_name="<Anna> & “Bé” \\1 {{ x }}")

    registration = services.register(event=known(event), resident=resident, at=NOON, party=party)

    assert_as_rendered(registration, resident)


def assert_as_rendered(registration: Registration, resident: User) -> None:
    """The message is the one that the templates would have made for this registration."""
    told = Message.objects.get(recipient=resident)
    registration = Registration.objects.get(pk=registration.pk)
    context = {"registration": registration, "event": registration.event, "link": link_to(registration)}
    words = render(f"events/{registration.state}", language=resident.language, context=context)
    assert (told.subject, told.text, told.html) == (words.subject, words.text, words.html)


def test_the_calendar_file_of_each_holds_their_own_link() -> None:
    event = make_event(capacity=5)
    one, other = (services.register(event=known(event), resident=make_resident(), at=NOON) for _ in range(2))

    files = [calendar_for(registration).replace(b"\r\n ", b"").decode() for registration in (one, other)]

    assert [one.reference in file for file in files] == [True, False]
    assert [other.reference in file for file in files] == [False, True]
    assert {max(len(line) for line in calendar_for(one).split(b"\r\n"))} <= set(range(76))
