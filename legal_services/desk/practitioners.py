"""Whose page it is, and what somebody may do there: on the pages about advisers, interpreters and mediators."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date

from commons.accounts.access import AuthenticatedRequest
from legal_services.models import Practitioner
from legal_services.roles import roles_of


@dataclass(frozen=True)
class Whose:
    """A practitioner as somebody at the desk sees them."""

    practitioner: Practitioner
    is_own: bool
    may_change: bool
    """Their hours and exceptions: themselves and managers."""
    may_enter_leave: bool
    """That they are away: clerks too, whom an adviser telephones who is ill."""
    sees_people: bool
    """Who comes: themselves and clerks. Managers see times, not people."""


def practitioner_or_404(request: AuthenticatedRequest, key: int, *, changing: bool = False) -> Whose:
    """The practitioner, if the person may see their calendar: their own; any for clerks and managers.

    With `changing` only for those who may change it.
    """
    roles = roles_of(request.user)
    is_own = roles.practitioner_id == key
    may_change = is_own or roles.is_manager
    if not (may_change or (roles.is_clerk and not changing)):
        raise Http404
    found = get_object_or_404(Practitioner.objects.select_related("resource"), pk=key)
    may_enter_leave = may_change or roles.is_clerk
    return Whose(found, is_own, may_change, may_enter_leave, sees_people=is_own or roles.is_clerk)


def asked_day(request: AuthenticatedRequest, name: str) -> date | None:
    """The day that the address names; None for anything that is none."""
    try:
        return parse_date(request.GET.get(name, ""))
    except ValueError:
        return None
