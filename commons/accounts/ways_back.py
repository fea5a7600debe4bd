"""The way back to what somebody had chosen before they were asked to sign in, as a link in a mail may carry it.

Anybody can ask for a mail to anybody: what a mail carries is an address of this site, or nothing.
"""

from urllib.parse import urlencode, urlsplit

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 300
"""So many characters of an address are carried at most; the portal's own are shorter."""


def local_address(url: str) -> str:
    """The path and query of a page of this site; empty for everything else, however it is written."""
    if not url.startswith("/") or len(url) > LONGEST or not _is_plain(url):
        return ""
    # No host is allowed, not even the portal's own: what a browser would take for one is refused.
    if not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return ""
    return url if _is_page(urlsplit(url).path) else ""


def way_back(request: HttpRequest) -> str:
    """Where the person wanted to go, as the request says it; empty when it says nothing that can be trusted."""
    return local_address(request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or "")


def with_way_back(url: str, back: str) -> str:
    """The address with the way back in its query; unchanged without one."""
    if not back:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode({REDIRECT_FIELD_NAME: back})}"


def _is_plain(url: str) -> bool:
    """Whether it has no sign that browsers and parsers read differently: backslashes, spaces, control characters."""
    return url.isprintable() and not any(sign.isspace() or sign == "\\" for sign in url)


def _is_page(path: str) -> bool:
    """Whether the portal has a page there, in whatever language."""
    try:
        with translation.override(translation.get_language_from_path(path)):
            resolve(path)
    except (Resolver404, ValueError):
        return False
    return True
