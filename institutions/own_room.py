"""The room of one's own: everything that stands between an institution and the living room, what needs it first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import day_in_beijing
from institutions.contract_state import hours_of_month
from institutions.models import Application, Booking, Contract, Institution
from institutions.states import IN_FORCE, ApplicationState, ContractState

BOOKINGS_SHOWN = 5
SHOWN_STATES = (ContractState.DRAFTED, ContractState.SIGNED, ContractState.COUNTERSIGNED, *IN_FORCE)
APPLYING = (
    ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.MORE_ASKED,
    ApplicationState.RECOMMENDED, ApplicationState.APPROVED,
)  # fmt: skip


@dataclass(frozen=True)
class Need:
    """Something that waits for the institution: what, and where it is done."""

    words: str | Promise
    act: str | Promise
    place: str
    """The name of an address, with its one argument."""
    argument: str
    icon: str = "circle-alert"


def own_room(institution: Institution, *, represents: bool, at: datetime) -> dict[str, Any]:
    """Contract, hours, bookings, application and what needs the institution; seven statements whatever there is."""
    today = day_in_beijing(at)
    contracts = list(institution.contracts.select_related("area"))
    current = next((one for one in contracts if one.is_in_force), None)
    prepared = next((one for one in contracts if one.state in SHOWN_STATES and not one.is_in_force), None)
    application = institution.applications.first()
    bookings = Booking.objects.coming(at).filter(institution=institution).select_related("space")
    return {
        "contract": current, "prepared": prepared, "application": application,
        "ended": contracts[0] if contracts and not current and not prepared else None,
        "days_left": (current.ends_on - today).days if current else None,
        "hours": hours_of_month(current, today) if current else None,
        "month": today, "bookings": list(bookings[:BOOKINGS_SHOWN]),
        "is_applying": application is not None and application.state in APPLYING and not current and not prepared,
        "needs": list(_needs(institution, application, current, prepared, represents=represents)),
    }  # fmt: skip


def _needs(
    institution: Institution, application: Application | None, current: Contract | None, prepared: Contract | None, *,
    represents: bool,
) -> list[Need]:  # fmt: skip
    found: list[Need] = []
    if application and application.state == ApplicationState.MORE_ASKED:
        found.append(
            Need(_("The officers ask something more about your application."), _("Answer"), "institutions:application",
                 application.reference, "message-circle-question-mark")
        )  # fmt: skip
    if application and application.state == ApplicationState.DRAFT:
        found.append(
            Need(_("Your application is not handed in yet."), _("Go on filling it in"), "institutions:application",
                 application.reference, "file-pen")
        )  # fmt: skip
    if prepared and prepared.state == ContractState.DRAFTED:
        act = _("Read and sign") if represents else _("Read it; a representative signs")
        found.append(
            Need(_("A contract waits for your signature."), act, "institutions:contract", prepared.reference,
                 "signature")
        )  # fmt: skip
    if current and current.state == ContractState.EXPIRING and prepared is None:
        found.append(
            Need(_("Your contract is ending. Tell the officers whether you want to stay."), _("Look at the contract"),
                 "institutions:contract", current.reference, "calendar-clock")
        )  # fmt: skip
    if current and represents and institution.listed_at is None:
        found.append(
            Need(_("The directory does not name you yet: only you can allow it."), _("Decide what it shows"),
                 "institutions:consents", institution.slug, "book-user")
        )  # fmt: skip
    return found
