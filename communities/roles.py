"""What a person may do for communities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from commons.accounts.roles import Part, Questions, holds

if TYPE_CHECKING:
    from commons.accounts.models import User

MANAGER = "communities.staff_every_community"
"""The permission of those who work for every community, assign staff and mark notices as urgent."""


@dataclass(frozen=True)
class Roles:
    """The person is a manager; the person is staff of a community."""

    is_manager: bool
    is_staff: bool


def _questions() -> Questions:
    memberships = apps.get_model("communities", "StaffMembership")._default_manager.filter(user=OuterRef("pk"))
    return {"manages": holds(MANAGER, person=OuterRef("pk")), "staffs": Exists(memberships)}


def _build(user: "User", found: Mapping[str, Any]) -> Roles:
    return Roles(is_manager=found["manages"] or user.is_superuser, is_staff=found["staffs"] or user.is_superuser)


_part = Part("communities", nobody=Roles(is_manager=False, is_staff=False), ask=_questions, build=_build)


def roles_of(user: Any) -> Roles:
    """The roles of a person or visitor."""
    return _part.of(user)
