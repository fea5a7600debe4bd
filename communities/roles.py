"""What a person may do for communities; asked on every page of theirs, hence one statement."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Exists, Q

MANAGER = "communities.staff_every_community"
"""The permission of those who work for every community, assign staff and mark notices as urgent."""


@dataclass(frozen=True)
class Roles:
    """The person is a manager; the person is staff of a community."""

    is_manager: bool
    is_staff: bool


NOBODY = Roles(is_manager=False, is_staff=False)


def roles_of(user: Any) -> Roles:
    """The roles of a person or visitor; remembered on the object, as Django remembers permissions."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    known: Roles | None = getattr(user, "_community_roles", None)
    if known is None:
        known = user._community_roles = _ask(user)
    return known


def _ask(user: Any) -> Roles:
    if user.is_superuser:
        return Roles(is_manager=True, is_staff=True)
    app_label, codename = MANAGER.split(".")
    granted = Permission.objects.filter(
        Q(user=user.pk) | Q(group__user=user.pk), content_type__app_label=app_label, codename=codename
    )
    memberships = apps.get_model("communities", "StaffMembership")._default_manager.filter(user=user.pk)
    people = get_user_model().objects.filter(pk=user.pk)
    found = people.annotate(manages=Exists(granted), staffs=Exists(memberships)).values_list("manages", "staffs")
    return Roles(*(found.first() or (False, False)))
