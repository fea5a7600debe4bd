"""The questions about goods that are not closed, for the page of whoever asked or acts for the institution that did."""

from typing import Any

from institutions.models import Enquiry

MOST_SHOWN = 5


def own_enquiries(user: Any) -> list[Enquiry]:
    """One's own and those of one's institutions: answered ones first, then those that wait longest; one statement."""
    found = Enquiry.objects.of_asker(user).exclude(state=Enquiry.State.CLOSED).select_related("institution")
    # "answered" stands before "open" in the alphabet as it does on the page.
    return list(found.order_by("state", "due_at", "-changed_at", "pk")[:MOST_SHOWN])
