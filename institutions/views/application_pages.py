"""Who opens the pages of an application: those who act for its institution; for everybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from commons.accounts.access import AuthenticatedRequest, signed_in
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from institutions.application_facts import facts_of
from institutions.models import Application
from institutions.states import IN_HANDS_OF_INSTITUTION
from institutions.task_list import Facts, TaskList, task_list

Page = Callable[..., HttpResponseBase]


def application_page(view: Page) -> Callable[..., HttpResponseBase]:
    """Give the view the application instead of its reference."""

    @wraps(view)
    def page(request: AuthenticatedRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        own = Application.objects.of_member(request.user).select_related("institution", "area", "terms")
        return view(request, get_object_or_404(own, reference=normalise(reference)), *args, **kwargs)

    return signed_in(page)


def listed(application: Application) -> tuple[Facts, TaskList]:
    """The facts of this moment, and the task list of them."""
    facts = facts_of(application, at=timezone.now())
    return facts, task_list(facts)


def is_in_hands(application: Application) -> bool:
    """Whether the institution can change something."""
    return application.state in IN_HANDS_OF_INSTITUTION


def refuse(request: HttpRequest, refusal: Refusal) -> None:
    """Say why not, and what to do instead, on the next page."""
    messages.error(request, refusal.in_full)


def of_or_404(found: Callable[[str], Any], name: str) -> Any:
    """The part or kind of this name. Raises Http404."""
    try:
        return found(name)
    except KeyError as error:
        raise Http404 from error
