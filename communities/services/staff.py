"""Who works for a community."""

from datetime import datetime

from django.db import transaction

from commons.accounts.models import User
from commons.lib.page_cache import touch_public_pages
from commons.translations.services import Changes, record_edit
from communities.errors import NoSuchPerson, WorksHereAlready
from communities.models import Community, StaffMembership


@transaction.atomic
def assign_staff(*, community: Community, email: str) -> StaffMembership:
    """Let the person with this e-mail address work for the community. Raises NoSuchPerson or WorksHereAlready."""
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise NoSuchPerson(email=email)
    membership, is_new = StaffMembership.objects.get_or_create(community=community, user=person)
    if not is_new:
        raise WorksHereAlready(name=person.short_name)
    return membership


@transaction.atomic
def describe_staff(*, membership: StaffMembership, changed: Changes, minor: bool, editor: User, at: datetime) -> None:
    """Save what the person helps with, and whether the community's page names them."""
    membership.save()
    record_edit(membership, changed=changed, editor=editor, minor=minor, at=at)
    touch_public_pages()


@transaction.atomic
def dismiss_staff(*, membership: StaffMembership) -> None:
    """End the person's work for the community; their account stays."""
    membership.delete()
    touch_public_pages()
