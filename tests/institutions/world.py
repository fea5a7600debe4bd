"""One of everything on the institutions' side, for the table of roles: who acts for whom, and what addresses name."""

from dataclasses import dataclass

from commons.accounts.models import User
from institutions.models import Application, Contract, Institution
from tests.documents.files import make_document
from tests.institutions import making

CONTRACT_PAGES: tuple[str, ...] = ()
"""Whose reference is a contract's, in the room of an institution."""
DESK_CONTRACT_PAGES: tuple[str, ...] = ()
BOOKING_PAGES: tuple[str, ...] = ()
ENQUIRY_PAGES: tuple[str, ...] = ()
DESK_ENQUIRY_PAGES: tuple[str, ...] = ()
PRODUCT_PAGES: tuple[str, ...] = ()
"""Under the plain name of the address, without its namespace."""


@dataclass(frozen=True)
class World:
    """Who is there, and the arguments of addresses by namespace or name."""

    people: dict[str, User]
    arguments: dict[str, dict[str, object]]


def make_world() -> World:
    """An institution that has settled and applies anew, and another one whose application is in review."""
    representative, elsewhere = making.make_resident(), making.make_resident()
    settled = making.make_institution(member=representative, is_listed=True, listed_at=making.NOON)
    other = making.make_institution(member=elsewhere)
    contract = making.make_contract(settled)
    making.make_contract(settled, state="drafted", renews=contract, application=None)
    draft = making.make_application(settled)
    reviewed = making.make_application(other, state="in-review")
    people = {
        "representative": representative,
        "colleague elsewhere": elsewhere,
        "officer": making.make_officer(),
    }
    return World(people, _arguments(settled, draft, reviewed, contract))


def _arguments(
    settled: Institution, draft: Application, reviewed: Application, contract: Contract
) -> dict[str, dict[str, object]]:
    paper, reviewed_paper = making.make_paper(draft), making.make_paper(reviewed)
    space = making.make_space()
    booking = making.make_booking(space, settled)
    enquiry = making.make_enquiry(settled.members.get().user, institution=settled)
    message = enquiry.messages.get()
    file = message.files.create(document=make_document())
    product = making.make_product(settled)
    own = {"slug": settled.slug, "reference": draft.reference, "task": "institution", "kind": paper.kind.slug}
    own |= {"document": paper.document_id, "secret": "no-such-secret", "member": settled.members.get().pk}
    desk = {"reference": reviewed.reference, "document": reviewed_paper.document_id, "slug": settled.slug}
    of_contract = {"reference": contract.reference, "slug": settled.slug, "side": "institution"}
    of_enquiry = {"reference": enquiry.reference, "document": file.document_id}
    of_product = {"slug": product.slug, "product": product.slug}
    return {
        "institutions": own,
        "institutions-desk": desk,
        "spaces": {"slug": space.slug, "reference": booking.reference},
        **{f"institutions:{name}": of_contract for name in CONTRACT_PAGES},
        **{f"institutions-desk:{name}": of_contract for name in DESK_CONTRACT_PAGES},
        **{f"institutions-desk:{name}": {"reference": booking.reference} for name in BOOKING_PAGES},
        **{f"institutions:{name}": of_enquiry for name in ENQUIRY_PAGES},
        **{f"institutions-desk:{name}": of_enquiry for name in DESK_ENQUIRY_PAGES},
        **{f"institutions:{name}": of_product for name in PRODUCT_PAGES},
        **{f"institutions-desk:{name}": of_product for name in PRODUCT_PAGES},
    }
