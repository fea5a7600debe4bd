"""Activities that this process has read before, as long as nothing about them has changed.

Reading one activity anew costs milliseconds, and so does every card and message that is written from it. One statement
tells instead whether what is known still holds: it compares the rows themselves, so it does not matter who wrote them
(a service, the administration site, a person at `psql`), and nothing has to be told that something is outdated.
"""

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection

from events.models import Event
from events.querysets import EventQuerySet

Piece = TypeVar("Piece")
COUNTED = ("places_held", "people_waiting")
"""What every registration changes: read with the mark, and no part of it."""
MARKS = "SELECT e.id, events_mark_of(e), e.places_held, e.people_waiting FROM events_event e"
"""The activities' marks, which PostgreSQL makes (migration 0006), and what is counted."""
MOST_PIECES = 48
"""So many pieces are kept of one edition: every language in a few states."""


@dataclass(frozen=True)
class Edition:
    """An activity as it stood while this was its mark, with its pieces: what was written from it."""

    mark: str
    event: Event
    pieces: dict[Hashable, Any] = field(default_factory=dict)

    def activity(self, counted: Sequence[int]) -> Event:
        """The activity with the numbers of this moment, for one request to do with as it likes."""
        event = copy.copy(self.event)
        for name, number in zip(COUNTED, counted, strict=True):
            setattr(event, name, number)
        event.__dict__["edition"] = self
        return event


class Shelf:
    """The editions of this process; the least recently read goes first when there are too many."""

    def __init__(self, *, most: int = 128) -> None:
        self.most = most
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._lock = Lock()

    def find(self, pk: int, mark: str) -> Edition | None:
        """The activity's edition with this mark."""
        with self._lock:
            edition = self._editions.get(pk)
            if edition is None or edition.mark != mark:
                return None
            self._editions.move_to_end(pk)
            return edition

    def keep(self, edition: Edition) -> None:
        """Put an edition in place of an older one."""
        with self._lock:
            self._editions[edition.event.pk] = edition
            self._editions.move_to_end(edition.event.pk)
            while len(self._editions) > self.most:
                self._editions.popitem(last=False)


shelf = Shelf()


def read_events(events: EventQuerySet) -> list[Event]:
    """The activities that the query finds, in its order, with all that their cards and pages show."""
    try:
        wanted, parameters = events.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    # ARRAY keeps the order of its query, and WITH ORDINALITY numbers it.
    found = f"JOIN unnest(ARRAY({wanted})) WITH ORDINALITY AS found(id, place) ON found.id = e.id ORDER BY found.place"
    return _read(found, parameters)


def read_event(slug: str) -> Event | None:
    """The activity at this address, whatever its state, with all that its page shows; None when there is none."""
    return next(iter(_read("WHERE e.slug = %s", [slug])), None)


def piece_of(event: Event, name: Hashable, make: Callable[[], Piece]) -> Piece:
    """What was made under this name from the activity as it stands, made now if it was not.

    The name holds everything that the piece shows besides the activity's own texts, rules, sessions and pictures:
    language, numbers, moments. An activity that was read in any other way has no edition: the piece is made each time.
    """
    edition: Edition | None = event.__dict__.get("edition")
    if edition is None:
        return make()
    found: Piece | None = edition.pieces.get(name)
    if found is None:
        found = make()
        if len(edition.pieces) >= MOST_PIECES:
            edition.pieces.clear()
        edition.pieces[name] = found
    return found


def _read(which: str, parameters: Sequence[Any]) -> list[Event]:
    # The marks come first: what changes between the two statements makes a newer mark, and is read next time.
    with connection.cursor() as cursor:
        cursor.execute(f"{MARKS} {which}", parameters)
        marks = {pk: (mark, counted) for pk, mark, *counted in cursor.fetchall()}
    editions = {pk: edition for pk, (mark, _) in marks.items() if (edition := shelf.find(pk, mark))}
    if missing := marks.keys() - editions.keys():
        editions |= _load(missing, marks)
    return [editions[pk].activity(counted) for pk, (_, counted) in marks.items() if pk in editions]


def _load(missing: Iterable[int], marks: dict[int, tuple[str, Sequence[int]]]) -> dict[int, Edition]:
    loaded = {}
    for event in Event.objects.filter(pk__in=missing).order_by().for_pages():
        loaded[event.pk] = Edition(marks[event.pk][0], event)
        shelf.keep(loaded[event.pk])
    return loaded
