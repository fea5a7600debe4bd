"""The people who receive institutions."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet

from commons.accounts.roles import holds
from institutions.roles import OFFICER

if TYPE_CHECKING:
    from commons.accounts.models import User


def officers() -> "QuerySet[User]":
    """Everybody whose work it is, by name; administrators only if they were given the work."""
    return (
        get_user_model()
        .objects.filter(holds(OFFICER, person=OuterRef("pk")), is_active=True)
        .order_by("full_name", "pk")
    )
