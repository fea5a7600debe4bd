"""Who is asked to decide about an activity that an institution proposes."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from events.models import Proposal
from institutions.models import Member
from institutions.officers import officers

if TYPE_CHECKING:
    from commons.accounts.models import User


def deciders_of(proposal: Proposal) -> "QuerySet[User]":
    """The officers, and the staff of the community in whose venue the room is; each once, and in one statement.

    Without those who act for the institution, who may not decide, and those to whom no message may go. Managers may
    decide too, but are not asked: every community has staff of its own.
    """
    own = Member.objects.standing().filter(institution=proposal.institution_id)
    asked = Q(pk__in=officers().order_by().values("pk"))
    if proposal.community is not None:
        asked |= Q(pk__in=proposal.community.staff.values("pk"))
    writable = get_user_model().objects.filter(is_active=True, paused_at=None)
    return writable.filter(asked).exclude(pk__in=own.values("user")).order_by("pk")
