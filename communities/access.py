"""Who works on the staff side of communities."""

from commons.accounts.models import User
from communities.models import Community

MANAGER = "communities.staff_every_community"
"""The permission of those who work for every community, assign staff and mark notices as urgent."""


def works_for_a_community(user: User) -> bool:
    """Whether the person is staff of a community, or a manager."""
    return is_manager(user) or Community.objects.staffed_by(user).exists()


def is_manager(user: User) -> bool:
    """Whether the person works for every community."""
    return user.has_perm(MANAGER)
