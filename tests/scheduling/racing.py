"""Threads that begin together, each with its own connection, and what the database had to say about it."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pkgutil import resolve_name
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import Model

from commons.lib import transactions
from commons.lib.errors import Refusal
from commons.scheduling.models import Occupancy

THREADS = 16


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


@dataclass
class Complaints:
    """What the database refused on its own: SQLSTATEs of operational errors, and names of violated constraints."""

    codes: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)


@pytest.fixture
def complaints(monkeypatch: pytest.MonkeyPatch) -> Complaints:
    """Listen to everything that a service heard from the database in this test."""
    heard = Complaints()
    code, constraint = transactions._code, transactions._constraint

    def of_code(error: Exception) -> str:
        heard.codes.append(code(error))
        return code(error)

    def of_constraint(error: Exception) -> str:
        heard.constraints.append(constraint(error))
        return constraint(error)

    monkeypatch.setattr(transactions, "_code", of_code)
    monkeypatch.setattr(transactions, "_constraint", of_constraint)
    return heard


def without_lock(monkeypatch: pytest.MonkeyPatch, *models: type[Model]) -> None:
    """Read rows of these models without locking them."""
    for model in models:
        query = type(model._default_manager.all())
        own = type(f"Unlocked{query.__name__}", (query,), {"select_for_update": lambda self, **options: self.all()})
        monkeypatch.setattr(model._default_manager, "_queryset_class", own)


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """Take the database's own guard against double bookings out, and put it back when the rows are gone."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE scheduling_occupancy DROP CONSTRAINT occupancy_no_overlap")
    try:
        yield
    finally:
        Occupancy.objects.all().delete()
        guard = next(rule for rule in Occupancy._meta.constraints if rule.name == "occupancy_no_overlap")
        with connection.schema_editor() as editor:
            editor.add_constraint(Occupancy, guard)


def double_bookings() -> int:
    """How many pairs of active occupancies share a moment of a resource."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM scheduling_occupancy one JOIN scheduling_occupancy other"
            " ON one.resource_id = other.resource_id AND one.id < other.id AND one.during && other.during"
            " WHERE one.active AND other.active"
        )
        return int(cursor.fetchone()[0])


def meeting(monkeypatch: pytest.MonkeyPatch, *places: str, people: int = 2) -> None:
    """Let whoever has done what stands at one of these dotted places wait there for the others, the first time round.

    Those who come later, or again, pass.
    """
    barrier = threading.Barrier(people)

    def and_wait(done: Callable[..., Any]) -> Callable[..., Any]:
        def do(*args: Any, **kwargs: Any) -> Any:
            answer = done(*args, **kwargs)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(2)
                barrier.abort()
            return answer

        return do

    for place in places:
        monkeypatch.setattr(place, and_wait(resolve_name(place)))


def late(act: Callable[..., Any]) -> Callable[..., Any]:
    """Do it a moment later."""

    def later(*args: Any, **kwargs: Any) -> Any:
        sleep(0.5)
        return act(*args, **kwargs)

    return later
