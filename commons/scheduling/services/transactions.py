"""The locks of this app, and the one order in which they are taken.

First the rows of the resources, in the order of their ids: they are what becomes scarcer, and whoever takes time of a
resource stands behind its row. Then the rows of reservations, in the order of theirs: whoever changes what a
reservation is stands behind it. Giving time back makes nothing scarcer, and locks reservations alone.
"""

from collections.abc import Iterable

from commons.lib import transactions
from commons.scheduling import errors
from commons.scheduling.models import Reservation, Resource

one_transaction = transactions.one_transaction(refusals=errors.BY_CONSTRAINT, busy=errors.TooBusy)
"""Runs a service of this app in one transaction, tried once more after a deadlock; constraints become refusals."""


def lock_resources(ids: Iterable[int]) -> list[Resource]:
    """The resources as they stand, locked until the transaction ends, in the order of their ids.

    NO KEY, because a mere reference to a resource (a foreign key) need not wait.
    """
    locked = Resource.objects.select_for_update(no_key=True).filter(pk__in=set(ids))
    return list(locked.order_by("pk"))


def lock_resources_of(reservation: Reservation) -> list[Resource]:
    """The resources of which the reservation has time, or had some, locked."""
    return lock_resources(reservation.occupancies.values_list("resource", flat=True))


def lock_reservation(reservation: Reservation) -> Reservation:
    """The reservation as it stands, locked until the transaction ends; its resources come first."""
    return Reservation.objects.select_for_update(no_key=True).get(pk=reservation.pk)


def lock_held(ids: Iterable[int]) -> list[int]:
    """Lock those of the reservations that are held, and give their ids."""
    held = Reservation.objects.select_for_update(no_key=True).filter(pk__in=set(ids), state=Reservation.State.HELD)
    return list(held.order_by("pk").values_list("pk", flat=True))
