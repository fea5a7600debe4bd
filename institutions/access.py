"""Who may open a page of an institution's own room, or of the officers' desk; for everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from commons.accounts.access import AuthenticatedRequest, remember_desk, signed_in
from institutions.models import Institution
from institutions.roles import roles_of

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def officer_page(view: View) -> View:
    """Open a page to officers; others who are signed in are answered 404."""

    @wraps(view)
    def for_officers(request: AuthenticatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not roles_of(request.user).is_officer:
            raise Http404
        remember_desk(request.user)
        return view(request, *args, **kwargs)

    return signed_in(cast("View", for_officers))


def member_page(view: View) -> View:
    """Open a page under `institutions/ours/<slug>/` to those who act for the institution, which the view is given.

    The view's second argument is the institution instead of its slug; others who are signed in are answered 404.
    """

    @wraps(view)
    def for_members(request: AuthenticatedRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        institution = get_object_or_404(Institution.objects.of_member(request.user), slug=slug)
        return view(request, institution, *args, **kwargs)

    return signed_in(cast("View", for_members))
