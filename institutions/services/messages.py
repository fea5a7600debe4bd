"""What institutions and officers are told; every message of this side goes through here."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commons.notifications.models import Message
from commons.notifications.services import Attachment, notify
from institutions.models import Institution

if TYPE_CHECKING:
    from commons.accounts.models import User

DESK = "institutions"
"""The label of messages that officers look after when they cannot be delivered."""


def tell_members(
    institution: Institution,
    what: str,
    *,
    key: str,
    url: str = "",
    at: datetime,
    only_representatives: bool = False,
    among: Collection[int] | None = None,
    attachments: Callable[[str], Iterable[Attachment]] = lambda _language: (),
    **context: Any,
) -> list[Message]:
    """Write the message `institutions/<what>` to everybody who acts for the institution, each in their language.

    `among` narrows it to those of them with these keys; `attachments` makes the files for a language.

    The same key never tells the same person twice. Runs in the caller's transaction.
    """
    members = institution.members.standing().select_related("user").order_by("pk")
    if only_representatives:
        members = members.representatives()
    if among is not None:
        members = members.filter(user__in=among)
    common = {"institution": institution, **context}
    return [
        notify(
            member.user, f"institutions/{what}", key=f"{key}:{member.user_id}", url=url, at=at, desk=DESK,
            attachments=list(attachments(member.user.language)), context=common,
        )
        for member in members
        if member.user.may_be_written_to
    ]  # fmt: skip


def tell_officer(officer: "User", what: str, *, key: str, url: str = "", at: datetime, **context: Any) -> Message:
    """Write the message `institutions/<what>` to one officer, in their language."""
    return notify(
        officer, f"institutions/{what}", key=f"{key}:{officer.pk}", url=url, at=at, desk=DESK, context=context
    )
