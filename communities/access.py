"""Who works on the staff side of communities."""

from django.contrib.auth.models import Permission
from django.db.models import Exists, Q

from commons.accounts.models import User
from communities.models import Community, StaffMembership

MANAGER = "communities.staff_every_community"
"""The permission of those who work for every community, assign staff and mark notices as urgent."""


def works_for_a_community(user: User) -> bool:
    """Whether the person is staff of a community, or a manager; asked on their every page, hence one statement."""
    app_label, codename = MANAGER.split(".")
    granted = Permission.objects.filter(
        Q(user=user.pk) | Q(group__user=user.pk), content_type__app_label=app_label, codename=codename
    )
    own = StaffMembership.objects.filter(user=user.pk)
    at_work = User.objects.filter(Exists(granted) | Exists(own), pk=user.pk, is_active=True)
    return user.is_active and (user.is_superuser or at_work.exists())


def is_manager(user: User) -> bool:
    """Whether the person works for every community."""
    return user.has_perm(MANAGER)


def desk_labels(user: User) -> set[str] | None:
    """The labels of messages that the person looks after: their communities' slugs; None, for managers, is all."""
    if is_manager(user):
        return None
    return set(Community.objects.staffed_by(user).values_list("slug", flat=True))
