"""One transaction and one lock for every act around an activity."""

from commons.lib import transactions
from events import errors
from events.models import Event, Registration

one_transaction = transactions.one_transaction(refusals=errors.BY_CONSTRAINT, busy=errors.TooBusy)
"""Runs a service of this app in one transaction, tried once more after a deadlock; constraints become refusals."""


def lock_event(event_id: int) -> Event:
    """The activity as it stands, with its row locked until the transaction ends.

    The row is the lock of everything that counts: places are counted, taken, given back and offered behind it.
    NO KEY, because a mere reference to the activity (a foreign key) need not wait.
    """
    # Without its neighbours: after waiting, PostgreSQL looks at the row again, and one that was joined to a community
    # and has moved to another one meanwhile would seem to be gone.
    return Event.objects.select_for_update(no_key=True).get(pk=event_id)


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
