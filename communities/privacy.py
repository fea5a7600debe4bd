"""What communities hold about a person: for whom they work, and what they help with there."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from commons.lib import privacy
from communities.models import StaffMembership


def export(user: Any) -> list[dict[str, Any]]:
    """The communities that the person works for."""
    return [
        {"community": str(membership.community), "duty": membership.duty, "named as contact": membership.is_contact}
        for membership in StaffMembership.objects.filter(user=user).select_related("community")
    ]


def erase(user: Any, _at: datetime) -> None:
    """End the person's work for every community."""
    StaffMembership.objects.filter(user=user).delete()


def register() -> None:
    """Add this app's holding to the register."""
    privacy.register("communities", title=_("Work for communities"), export=export, erase=erase)
