"""One transaction for every act of the legal service area, and the locks that several acts share."""

from commons.lib.transactions import one_transaction as in_one_transaction
from legal_services import errors
from legal_services.models import Appointment, Matter, Person

one_transaction = in_one_transaction(refusals=errors.BY_CONSTRAINT, busy=errors.TooBusy)


def lock_appointment(appointment_id: int) -> Appointment:
    """The appointment as it stands, its row locked until the transaction ends: every change of its state waits here.

    Locked before the rows of the resources whose time it takes, always in this order.
    """
    # The row alone, without its neighbours: PostgreSQL looks at a row again after waiting for it, and one that was
    # joined to a reservation or an adviser which changed meanwhile would seem to be gone.
    Appointment.objects.select_for_update(no_key=True).values_list("pk").get(pk=appointment_id)
    related = ("service__venue", "reservation", "practitioner", "interpreter", "user")
    return Appointment.objects.select_related(*related).get(pk=appointment_id)


def lock_matter(matter_id: int) -> Matter:
    """The matter as it stands, its row locked: who is assigned, and what was checked, changes behind it."""
    return Matter.objects.select_for_update(no_key=True).get(pk=matter_id)


def lock_people(*person_ids: int) -> dict[int, Person]:
    """These people as they stand, their rows locked in the order of their keys: merges happen behind them."""
    locked = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=person_ids).order_by("pk")
    return {person.pk: person for person in locked}
