"""Who works in the legal service area."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import OuterRef, Subquery

from commons.accounts.roles import Part, Questions, holds

if TYPE_CHECKING:
    from commons.accounts.models import User

CLERK = "legal_services.work_at_the_counter"
"""The permission of clerks: they book, receive and log, and see the logistics of every matter."""
MANAGER = "legal_services.manage_the_area"
"""The permission of managers: figures, availability, everybody's calendar and the access log."""


@dataclass(frozen=True)
class Roles:
    """The person is a clerk; a manager; the practitioner with this key."""

    is_clerk: bool = False
    is_manager: bool = False
    practitioner_id: int | None = None

    @property
    def works_here(self) -> bool:
        """Whether the person has any part in the legal service area."""
        return self.is_clerk or self.is_manager or self.practitioner_id is not None

    def may_give_link(self, practitioner_id: int) -> bool:
        """Whether the person says where a client of this adviser is met by video: clerks and the adviser."""
        return self.is_clerk or self.practitioner_id == practitioner_id


def _questions() -> Questions:
    practitioners = apps.get_model("legal_services", "Practitioner")._default_manager
    active = practitioners.filter(user=OuterRef("pk"), is_active=True).values("pk")
    return {
        "is_clerk": holds(CLERK, person=OuterRef("pk")),
        "manages": holds(MANAGER, person=OuterRef("pk")),
        "practises": Subquery(active[:1]),
    }


def _build(user: "User", found: Mapping[str, Any]) -> Roles:
    return Roles(found["is_clerk"] or user.is_superuser, found["manages"] or user.is_superuser, found["practises"])


_part = Part("legal", nobody=Roles(), ask=_questions, build=_build)


def roles_of(user: Any) -> Roles:
    """The roles of a person or visitor.

    An administrator works as clerk and manager. What clients told is open to nobody but those assigned.
    """
    return _part.of(user)


def works_in_the_area(user: Any) -> bool:
    """Whether the person has a desk in the legal service area."""
    return roles_of(user).works_here
