"""One of everything on the institutions' side, for the table of roles: who acts for whom, and what addresses name."""

from dataclasses import dataclass
from datetime import timedelta

from commons.accounts.models import User
from commons.scheduling.models import DatedException
from commons.scheduling.spans import Span
from institutions.models import Application, Contract, Feed, Institution, Series
from tests.documents.files import make_document
from tests.events.proposing import make_bare_proposal
from tests.institutions import contracts, making, reviewing

CONTRACT_PAGES = ("contract", "contract_text", "contract_copy")
"""Whose reference is that of a contract in force, in the room of an institution."""
PREPARED_PAGES = ("contract_sign", "contract_drop")
"""Whose reference is that of a draft."""
DESK_CONTRACT_PAGES = ("contract", "contract_renew")
DESK_PREPARED_PAGES = ("contract_edit", "contract_act")
SPACE_PAGES = ("space", "space_hours", "space_picture", "space_closings", "space_reopen")
FEED_PAGES = ("space_feeds", "space_feed_revoke")
PROPOSAL_PAGES = ("proposal", "proposal_edit", "proposal_withdraw", "proposal_call_off")
BOOKING_PAGES: tuple[str, ...] = ()
ENQUIRY_PAGES = ("enquiry", "enquiry_close", "enquiry_reopen", "enquiry_file")
DESK_ENQUIRY_PAGES = (*ENQUIRY_PAGES, "enquiry_note", "enquiry_assign")
DESK_PRODUCT_PAGES = ("product", "product_publish", "product_return")
"""All under the plain name of the address, without its namespace."""


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
    contract = contracts.countersigned(settled)
    prepared = contracts.renewal(contract)
    draft = making.make_application(settled)
    reviewed = making.make_application(other, state="in-review")
    people = {
        "representative": representative,
        "colleague elsewhere": elsewhere,
        "officer": making.make_officer(),
    }
    return World(people, _arguments(settled, draft, reviewed, contract, prepared))


def _arguments(
    settled: Institution, draft: Application, reviewed: Application, contract: Contract, prepared: Contract
) -> dict[str, dict[str, object]]:
    paper, reviewed_paper = making.make_paper(draft), making.make_paper(reviewed)
    space = making.make_space()
    booking = making.make_booking(space, settled)
    closing = DatedException.objects.create(
        resource=space.resource, during=Span.of_day(making.NOON.date() + timedelta(days=9)).stored,
        created_at=making.NOON,
    )  # fmt: skip
    enquiry = making.make_enquiry(settled.members.get().user, institution=settled)
    message = enquiry.messages.get()
    file = message.files.create(document=make_document())
    product = making.make_product(settled)
    own = {"slug": settled.slug, "reference": draft.reference, "task": "institution", "kind": paper.kind.slug}
    own |= {"document": paper.document_id, "secret": "no-such-secret", "member": settled.members.get().pk}
    desk = {"reference": reviewed.reference, "document": reviewed_paper.document_id, "slug": settled.slug}
    desk |= reviewing.under_review(reviewed)
    of_contract = {"reference": contract.reference, "slug": settled.slug, "side": "institution"}
    of_enquiry = {"reference": enquiry.reference, "document": file.document_id}
    own["product"] = product.slug
    of_product = {"slug": product.slug, "product": product.slug}
    of_draft = of_contract | {"reference": prepared.reference, "act": "drop"}
    approved = making.make_application(state="approved")
    invitation = settled.invitations.create(
        email="invited@example.org", duty="representative", language="en", invited_at=making.NOON,
        expires_at=making.NOON + timedelta(days=14),
    )  # fmt: skip
    feed = Feed.objects.create(
        institution=settled, digest="0" * 64, created_at=making.NOON, created_by=settled.members.get().user
    )
    space_feed = Feed.objects.create(space=space, digest="1" * 64, created_at=making.NOON)
    series = Series.objects.create(
        reference="Y-2222-2222", space=space, institution=settled, every="week", times=2, created_at=making.NOON
    )
    proposal = {"reference": make_bare_proposal(settled).reference}
    own["feed"] = feed.pk
    return {
        "institutions": own,
        "institutions-desk": desk,
        "spaces": {"slug": space.slug, "reference": booking.reference},
        **{f"spaces:{name}": {"reference": series.reference} for name in ("series_detail", "series_cancel")},
        **{f"institutions-desk:{name}": {"slug": space.slug, "feed": space_feed.pk} for name in FEED_PAGES},
        **{f"events:{name}": proposal for name in PROPOSAL_PAGES},
        "proposals-desk": proposal,
        **{f"{name}-feed": {"secret": "no-such-secret"} for name in ("space", "institution")},
        **{f"institutions:{name}": of_contract for name in CONTRACT_PAGES},
        **{f"institutions-desk:{name}": of_contract for name in DESK_CONTRACT_PAGES},
        **{f"institutions-desk:{name}": {"reference": booking.reference} for name in BOOKING_PAGES},
        **{f"institutions-desk:{name}": {"slug": space.slug, "closing": closing.pk} for name in SPACE_PAGES},
        **{f"institutions:{name}": of_enquiry for name in ENQUIRY_PAGES},
        **{f"institutions-desk:{name}": of_enquiry for name in DESK_ENQUIRY_PAGES},
        "institutions:product": {"slug": product.slug},
        **{f"institutions-desk:{name}": of_product for name in DESK_PRODUCT_PAGES},
        "institutions-desk:letter_template": {"slug": reviewing.make_template().slug},
        "institutions-desk:invitation_withdraw": {"slug": settled.slug, "invitation": invitation.pk},
        **{f"institutions:{name}": of_draft for name in PREPARED_PAGES},
        **{f"institutions-desk:{name}": of_draft for name in DESK_PREPARED_PAGES},
        "institutions-desk:contract_draft": {"reference": approved.reference},
    }
