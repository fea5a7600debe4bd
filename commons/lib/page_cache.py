"""Public pages, kept whole: in this process, and in Valkey for the other processes.

A hit costs one round trip to Valkey (for the version) and runs no view and no template. Whatever staff publish
raises the version, so it is seen at once; what merely counts (places left) may be PUBLIC_PAGE_SECONDS old.
Without Valkey nothing can say whether a kept page is current, so pages are then simply rendered.
"""

import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from commons.lib.kept_pages import Page, ProcessShelf, SharedShelf

View = TypeVar("View", bound=Callable[..., HttpResponse])

LONGEST_ADDRESS = 512
LARGEST_PAGE = 1_000_000
PUBLIC_CONTROL = "public, max-age=0, must-revalidate"
PRIVATE_CONTROL = "private, no-cache"
FLASH_COOKIE = "messages"
_MARK = "is_public_page"


class PersonalPublicPageError(Exception):
    """A view marked as public read the session, set a cookie or used a CSRF token. Never raised in production."""


def is_personal(request: HttpRequest) -> bool:
    """Whether the request carries a cookie that may make its page different from everybody's."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or FLASH_COOKIE in request.COOKIES


def public_page(view: View) -> View:
    """Mark a view whose page is the same for all visitors without a session, so that it may be kept."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, _MARK, True)
        return response

    return cast("View", marked)


def touch_public_pages() -> None:
    """Make every kept page outdated once the current transaction is committed, once however often it is called.

    Never fails: while Valkey is gone no page is kept, and what was kept before expires by itself.
    """
    connection = transaction.get_connection()
    standing = set(connection.savepoint_ids)
    if not any(act is _raise_version and ids <= standing for ids, act, *_ in connection.run_on_commit):
        transaction.on_commit(_raise_version, robust=True)


def _raise_version() -> None:
    shared_shelf().raise_version()


def shared_shelf() -> SharedShelf:
    """The shelf in the Valkey of the settings."""
    return _shelf_at(settings.REDIS_URL)


@cache
def _shelf_at(url: str) -> SharedShelf:
    return SharedShelf(url)


class PublicPageMiddleware:
    """The outermost middleware: answers from the kept pages, and keeps what public views render."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.shelf = ProcessShelf()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        if is_personal(request):
            return self._personal(request)
        address = self._address(request)
        version, page = self._find(address) if address else (None, None)
        return page.answer(request) if page else self._rendered(request, address, version)

    def _address(self, request: HttpRequest) -> str | None:
        """What a page is kept under; None for requests that are never answered from the shelf."""
        path = request.get_full_path()
        if settings.PUBLIC_PAGE_SECONDS <= 0 or len(path) > LONGEST_ADDRESS or "HTTP_HX_REQUEST" in request.META:
            return None
        return f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{path}"

    def _find(self, address: str) -> tuple[bytes | None, Page | None]:
        """The version that the public pages stand at (None while Valkey is gone), and the page in that version."""
        page = self.shelf.find(address)
        if page is not None:
            version = shared_shelf().version()
            return version, page if page.version == version else None
        version, page = shared_shelf().version_and_page(address)
        if page is not None:
            self.shelf.keep(address, page)
        return version, page

    def _personal(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Cache-Control", PRIVATE_CONTROL)
        return response

    def _rendered(self, request: HttpRequest, address: str | None, version: bytes | None) -> HttpResponseBase:
        # The version was read before the view reads the database: what is published meanwhile outdates this page.
        response = self.get_response(request)
        if not self._is_keepable(request, response):
            return response
        response["Cache-Control"] = PUBLIC_CONTROL
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        expires_at = time.time() + settings.PUBLIC_PAGE_SECONDS
        page = Page.of(cast("HttpResponse", response), version=version, expires_at=expires_at)
        if address and version is not None and page.size <= LARGEST_PAGE:
            self.shelf.keep(address, page)
            shared_shelf().keep(address, page)
        return page.answer(request)

    def _is_keepable(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        if not getattr(response, _MARK, False) or response.status_code != 200 or response.streaming:
            return False
        if response.has_header("Content-Encoding"):
            return False
        session = getattr(request, "session", None)
        if not response.cookies and not (session is not None and session.accessed):
            return True
        if not settings.PRODUCTION:
            message = f"{request.path} is marked as a public page, but reads the session or sets a cookie."
            raise PersonalPublicPageError(message)
        return False
