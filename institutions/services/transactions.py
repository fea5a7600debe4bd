"""One transaction for every act here, and the locks that several acts share.

Lock order everywhere: institution → application → contract → date of a series → space's booking → allowances (in id
order) → resources (in id order, inside the services of scheduling).
"""

from commons.lib.transactions import one_transaction as in_one_transaction
from institutions import errors
from institutions.models import Application, Booking, Contract, Institution

one_transaction = in_one_transaction(refusals=errors.BY_CONSTRAINT, busy=errors.TooBusy)


def lock_institution(institution_id: int) -> Institution:
    """The institution as it stands, its row locked: who acts for it changes behind it."""
    return Institution.objects.select_for_update(no_key=True).get(pk=institution_id)


def lock_application(application_id: int) -> Application:
    """The application as it stands, its row locked until the transaction ends: every change of it waits here."""
    # The row alone, without its neighbours: PostgreSQL looks at a row again after waiting for it, and one that was
    # joined to a neighbour which changed meanwhile would seem to be gone.
    Application.objects.select_for_update(no_key=True).values_list("pk").get(pk=application_id)
    return Application.objects.select_related("institution", "area", "terms").get(pk=application_id)


def lock_contract(contract_id: int) -> Contract:
    """The contract as it stands, its row locked: its state and its copies change behind it."""
    Contract.objects.select_for_update(no_key=True).values_list("pk").get(pk=contract_id)
    return Contract.objects.select_related("institution", "area", "terms").get(pk=contract_id)


def lock_booking(booking_id: int) -> Booking:
    """The booking as it stands, its row locked; before the rows of the resources whose time it takes."""
    Booking.objects.select_for_update(no_key=True).values_list("pk").get(pk=booking_id)
    related = ("space__resource", "space__area__venue", "institution", "reservation", "booked_by")
    return Booking.objects.select_related(*related).get(pk=booking_id)
