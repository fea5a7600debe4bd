"""Who works in the legal service area; asked on every page of the desk, hence one statement."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, Subquery

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


NOBODY = Roles()


def roles_of(user: Any) -> Roles:
    """The roles of a person or visitor; remembered on the object, as Django remembers permissions.

    An administrator works as clerk and manager. What clients told is open to nobody but those assigned.
    """
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    known: Roles | None = getattr(user, "_legal_roles", None)
    if known is None:
        known = user._legal_roles = _ask(user)
    return known


def works_in_the_area(user: Any) -> bool:
    """Whether the person has a desk in the legal service area."""
    return roles_of(user).works_here


def _ask(user: Any) -> Roles:
    granted = Permission.objects.filter(
        Q(user=user.pk) | Q(group__user=user.pk), content_type__app_label="legal_services"
    )
    practitioners = apps.get_model("legal_services", "Practitioner")._default_manager
    active = practitioners.filter(user=OuterRef("pk"), is_active=True).values("pk")
    found = (
        get_user_model()
        .objects.filter(pk=user.pk)
        .annotate(
            is_clerk=Exists(granted.filter(codename=CLERK.partition(".")[2])),
            manages=Exists(granted.filter(codename=MANAGER.partition(".")[2])),
            practises=Subquery(active[:1]),
        )
        .values_list("is_clerk", "manages", "practises")
        .first()
    )
    is_clerk, manages, practises = found or (False, False, None)
    return Roles(is_clerk or user.is_superuser, manages or user.is_superuser, practises)
