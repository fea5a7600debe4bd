"""One transaction and one lock for every act around an activity."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from events import errors
from events.models import Event, Registration

P = ParamSpec("P")
R = TypeVar("R")

DEADLOCK_DETECTED = "40P01"
SERIALIZATION_FAILURE = "40001"


def lock_event(event_id: int) -> Event:
    """The activity as it stands, with its row locked until the transaction ends.

    The row is the lock of everything that counts: places are counted, taken, given back and offered behind it.
    NO KEY, because a mere reference to the activity (a foreign key) need not wait.
    """
    locked = Event.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("community").get(pk=event_id)


RULES = [
    "capacity", "party_max", "places_held", "people_waiting", "asks_guest_names", "min_age", "max_age",
    "only_community", "registration_opens_at", "registration_closes_at", "cancel_until", "offer_hours",
    "offer_cutoff_hours", "state", "publish_at", "starts_at", "ends_at", "changed_at",
]  # fmt: skip
"""What decides about a registration; the rest of an activity is what its pages and messages say."""


def lock_known_event(event: Event) -> Event:
    """The activity as it stands, locked, where the caller has read it a moment ago: what decides is read anew.

    Whatever else the caller has read (texts, community, sessions) is kept unless the activity was changed since:
    so that others wait for the lock no longer than they must.
    """
    seen = event.changed_at
    event.refresh_from_db(fields=RULES, from_queryset=Event.objects.select_for_update(no_key=True))
    return event if event.changed_at == seen else lock_event(event.pk)


def lock_registration(registration: Registration) -> Registration:
    """The registration as it stands, read behind its activity's lock; `.event` is the locked row."""
    event = lock_event(registration.event_id)
    fresh = Registration.objects.select_related("resident").get(pk=registration.pk)
    fresh.event = event
    return fresh


def one_transaction(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction, and turn what the database says at its edge into refusals.

    A deadlock or a serialization failure rolled everything back, so the service is tried once more when no outer
    transaction holds other work; then it is refused with TooBusy.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        tries = 1 if connection.in_atomic_block else 2
        while True:
            tries -= 1
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except OperationalError as error:
                if _code(error) not in {DEADLOCK_DETECTED, SERIALIZATION_FAILURE}:
                    raise
                if not tries:
                    raise errors.TooBusy from error
            except IntegrityError as error:
                if refusal := errors.BY_CONSTRAINT.get(_constraint(error)):
                    raise refusal from error
                raise

    return run


def _code(error: Exception) -> str:
    """The SQLSTATE of what the database said."""
    return getattr(error.__cause__, "pgcode", "") or ""


def _constraint(error: Exception) -> str:
    """The name of the constraint that was violated."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
