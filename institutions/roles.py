"""Who acts for institutions, and who receives them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from commons.accounts.roles import Part, Questions, holds

if TYPE_CHECKING:
    from commons.accounts.models import User

OFFICER = "institutions.receive_institutions"
"""The permission of officers: applications, contracts, rooms, enquiries and the showcase."""


@dataclass(frozen=True)
class Roles:
    """The person is an officer; acts for the institutions with these keys, for some of them as representative."""

    is_officer: bool = False
    institutions: tuple[int, ...] = ()
    represents: tuple[int, ...] = ()


def _questions() -> Questions:
    memberships = apps.get_model("institutions", "Member")._default_manager.filter(user=OuterRef("pk"), until=None)
    ordered = memberships.order_by("institution").values("institution")
    return {
        "is_officer": holds(OFFICER, person=OuterRef("pk")),
        "institutions": ArraySubquery(ordered),
        "represents": ArraySubquery(ordered.filter(duty="representative")),
    }


def _build(user: "User", found: Mapping[str, Any]) -> Roles:
    return Roles(found["is_officer"] or user.is_superuser, tuple(found["institutions"]), tuple(found["represents"]))


_part = Part("institutions", nobody=Roles(), ask=_questions, build=_build)


def roles_of(user: Any) -> Roles:
    """The roles of a person or visitor; an administrator works as an officer."""
    return _part.of(user)


def receives_institutions(user: Any) -> bool:
    """Whether the person has a desk here."""
    return roles_of(user).is_officer
