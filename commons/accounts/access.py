"""Who may open a page: decorators for views, and the register of desks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from commons.accounts.models import User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AuthenticatedRequest(HttpRequest):
    """A request whose user is signed in; what `signed_in` and `desk_page` hand to a view."""

    user: User


DeskRule = Callable[[User], bool]
_desk_rules: list[DeskRule] = []


def register_desk(rule: DeskRule) -> None:
    """Let an app open the staff side to people: whoever any rule says yes to has a desk."""
    if rule not in _desk_rules:
        _desk_rules.append(rule)


def has_desk(user: Any) -> bool:
    """Whether the person works on the staff side; asked of the rules once for each request's user."""
    if not user.is_authenticated or not user.is_active:
        return False
    known: bool | None = getattr(user, "_has_desk", None)
    if known is None:
        known = any(rule(cast("User", user)) for rule in _desk_rules)
        user._has_desk = known
    return known


def remember_desk(user: Any) -> None:
    """Spare `has_desk` the question where a page has found out that the person works on the staff side."""
    user._has_desk = True


def signed_in(view: View) -> View:
    """Send whoever is not signed in to the sign-in page and back; keep the page out of every cache."""
    return never_cache(login_required(view))


def desk_page(view: View) -> View:
    """Open a page of the staff side to people with a desk; for others who are signed in it does not exist."""

    @wraps(view)
    def for_staff(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_desk(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(cast("View", for_staff))


def answer_holder(request: HttpRequest, response: HttpResponseBase | None) -> HttpResponseBase:
    """What a page answers that an account or a link in a message opens; `response` is None for somebody else.

    For others who are signed in it does not exist. Somebody who is signed out is asked to sign in, whether or not what
    they ask for exists. The address may hold a link's secret: it goes to no other site, into no cache and into no
    search engine. (`no-referrer` would also take the origin from the forms, and with it their protection against
    forgery.)
    """
    if response is None:
        if request.user.is_authenticated:
            raise Http404
        response = redirect_to_login(request.path)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
