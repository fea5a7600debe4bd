"""Telling somebody that there is news about a case of theirs, and nothing more: the page behind the link tells what.

Neither the subject nor the words say what the case is about; a lock screen, a mail server and somebody who shares the
address learn a reference.
"""

from datetime import datetime

from django.urls import reverse

from commons.notifications.models import Message
from commons.notifications.services import notify, notify_address
from legal_services.models import Person, Service

DESK = "legal"
"""The label of messages that clerks look after when they cannot be delivered."""
TEMPLATE = "legal_services/case_news"
NOTARIAL, MEDIATION = "N", "D"
"""What the references of cases begin with."""
_KINDS = {NOTARIAL: Service.Kind.NOTARIAL, MEDIATION: Service.Kind.MEDIATION}
"""The service whose telephone number stands below the words."""


def tell_of_news(*, person: Person, reference: str, link: str = "", key: str, at: datetime) -> Message | None:
    """Write the message in the caller's transaction; None for a person who can't be written to.

    `link` is the address that opens the page without an account; empty when there is none, and then the message asks
    to call or to come.
    """
    root = person.root or person
    service = Service.objects.filter(kind=_KINDS[reference[0]]).select_related("venue").first()
    context = {"reference": reference, "venue": service.venue if service else None}
    if root.user:
        url = reverse("legal:case", args=[reference])
        return notify(root.user, TEMPLATE, key=key, context={**context, "link": ""}, url=url, desk=DESK, at=at)
    if root.email:
        return notify_address(
            root.email, TEMPLATE, language=root.writes, key=key, context={**context, "link": link, "url": ""},
            desk=DESK, at=at,
        )  # fmt: skip
    return None
