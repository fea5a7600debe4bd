"""Who works on the staff side of communities."""

from commons.accounts.models import User
from communities.models import Community
from communities.roles import roles_of


def works_for_a_community(user: User) -> bool:
    """Whether the person is staff of a community, or a manager."""
    roles = roles_of(user)
    return roles.is_manager or roles.is_staff


def is_manager(user: User) -> bool:
    """Whether the person works for every community."""
    return roles_of(user).is_manager


def desk_labels(user: User) -> set[str] | None:
    """The labels of messages that the person looks after: their communities' slugs; None, for managers, is all."""
    if is_manager(user):
        return None
    return set(Community.objects.staffed_by(user).values_list("slug", flat=True))
