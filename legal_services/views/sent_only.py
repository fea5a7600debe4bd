"""Addresses to which a page only sends: whoever opens one is led to that page.

They stand in the address bar after a form was refused, behind the page's links to its other languages, and where
signing in leads back to.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

Page = Callable[..., HttpResponseBase]


def sent_from(name: str) -> Callable[[Page], Page]:
    """For a view that only takes what is sent; `name` is the URL of the page with the form, found by its reference.

    Whether that page is for whoever asks, it says itself.
    """

    def decorate(view: Page) -> Page:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def led(request: HttpRequest, reference: str, **arguments: Any) -> HttpResponseBase:
            return view(request, reference, **arguments) if request.method == "POST" else redirect(name, reference)

        return led

    return decorate
