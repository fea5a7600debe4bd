"""The other services with which one can sign in, by the names that people know them by."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

NAMES: dict[str, str | Promise] = {
    "apple": "Apple",
    "google": "Google",
    "kakao": _("Kakao"),
    "line": "LINE",
    "naver": _("Naver"),
    "weixin": _("WeChat"),
}


@register.filter
def service_name(provider: Any) -> str:
    """The name of a sign-in service in the language of the page."""
    return str(NAMES.get(provider.id, provider.name))
