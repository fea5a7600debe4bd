"""Who may open a page of the legal service area's desk; for everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404
from django.http.response import HttpResponseBase

from commons.accounts.access import AuthenticatedRequest, remember_desk, signed_in
from legal_services.roles import Roles, roles_of

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def open_to(rule: Callable[[Roles], bool]) -> Callable[[View], View]:
    """Open a page to those whose roles the rule says yes to; others who are signed in are answered 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def for_some(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not rule(roles_of(request.user)):
                raise Http404
            remember_desk(request.user)
            return view(request, *args, **kwargs)

        return signed_in(cast("View", for_some))

    return decorate


counter_page = open_to(lambda roles: roles.is_clerk)
"""For clerks."""
management_page = open_to(lambda roles: roles.is_manager)
"""For managers."""
practitioner_page = open_to(lambda roles: roles.practitioner_id is not None)
"""For advisers, interpreters and mediators."""
desk_page = open_to(lambda roles: roles.works_here)
"""For everybody who works in the legal service area."""
