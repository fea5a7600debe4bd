"""One activity that everybody wants: places a second over HTTP, and what plain SQL on the same row could do."""

import threading
import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.utils import timezone

from bench.load import Ask, Result, run
from commons.accounts.models import User
from commons.lib.references import new_reference
from communities.models import Community, Venue
from events.models import Event, Kind, Registration, Session

CLIENTS = 16
CSRF = "b" * 32


def make_hot_event(capacity: int) -> Event:
    """Make an open activity with this many places, starting in a week."""
    at = timezone.now()
    starts = at + timedelta(days=7)
    event = Event.objects.create(
        reference=new_reference("E"),
        slug=f"hot-{int(at.timestamp() * 1000)}",
        community=Community.objects.all()[0],
        kind=Kind.SPORT,
        title_en="Everybody wants it",
        title_zh_hans="人人都想来",
        title_ko="모두가 원하는 행사",
        capacity=capacity,
        state=Event.State.PUBLISHED,
        publish_at=at,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        created_at=at,
        changed_at=at,
    )
    venue = Venue.objects.all()[0]
    Session.objects.create(event=event, venue=venue, starts_at=event.starts_at, ends_at=event.ends_at)
    return event


def make_residents(count: int) -> list[User]:
    """Make residents who read the three languages in turn."""
    stamp = time.time_ns()
    languages = ("ko", "zh-hans", "en")
    people = [
        User(full_name=f"Resident {n}", email=f"hot-{stamp}-{n}@example.org", language=languages[n % 3], password="!")
        for n in range(count)
    ]
    return User.objects.bulk_create(people)


def _sign_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def over_http(origin: str, places: int, residents: int) -> tuple[Result, Event]:
    """Let the residents ask for the places at the same time: each signed in, once, over a connection of their own."""
    event = make_hot_event(places)
    asks = []
    for user in make_residents(residents):
        body = f"csrfmiddlewaretoken={CSRF}&party=1".encode()
        headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={_sign_in(user)}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asks.append(Ask(f"/{user.language}/events/{event.slug}/register/", "POST", headers, body))
    result = run(origin, [asks[n::CLIENTS] for n in range(CLIENTS)], stays_open=False)
    event.refresh_from_db()
    return result, event


def in_plain_sql(places: int) -> float:
    """Return the registrations a second of the same row lock and insert, from as many connections, without Django."""
    event = make_hot_event(places)
    residents = [user.pk for user in make_residents(places)]
    began = time.perf_counter()
    threads = [threading.Thread(target=_insert_all, args=(event.pk, residents[n::CLIENTS])) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    assert Registration.objects.filter(event=event).count() == places
    return places / taken


def _insert_all(event: int, residents: list[int]) -> None:
    for resident in residents:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM events_event WHERE id = %s FOR NO KEY UPDATE", [event])
            cursor.execute(
                "INSERT INTO events_registration (reference, event_id, resident_id, party, guest_names, state,"
                " eligibility_confirmed, created_at, changed_at)"
                " VALUES (%s, %s, %s, 1, '{}', 'confirmed', false, now(), now())",
                [new_reference("R"), event, resident],
            )
    connection.close()
