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


def desk_labels(user: User) -> set[str] | None:
    """The labels of messages that the person looks after: their communities' slugs; None, for managers, is all."""
    if is_manager(user):
        return None
    return set(Community.objects.staffed_by(user).values_list("slug", flat=True))
