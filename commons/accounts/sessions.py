"""The devices on which a person is signed in."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from commons.accounts.models import User

BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("KAKAOTALK", "KakaoTalk"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SignedIn:
    """One device: since when, from where, and whether it is the one that asks."""

    pk: int
    device: str
    ip: str
    created_at: datetime
    is_here: bool


def describe_device(user_agent: str) -> str:
    """Browser and system in a few words; what a program says about itself is no proof, only a hint."""
    named = [
        next((name for pattern, name in known if re.search(pattern, user_agent)), "") for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in named if name) or gettext("Unknown device")


def signed_in_devices(user: User, *, session_key: str | None, at: datetime) -> list[SignedIn]:
    """Where the person is signed in, the newest first, in two queries however many devices there are."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at"))
    alive = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=at)
    valid = {session.session_key for session in alive if _is_of(user, session.get_decoded())}
    return [
        SignedIn(row.pk, describe_device(row.user_agent), row.ip, row.created_at, row.session_key == session_key)
        for row in rows
        if row.session_key in valid
    ]


def _is_of(user: User, content: dict[str, Any]) -> bool:
    """Whether the session still holds: a changed password ends those that began before."""
    return constant_time_compare(content.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


@transaction.atomic
def sign_out_elsewhere(user: User, *, session_key: str | None, only: int | None = None) -> int:
    """End the person's other sessions, or only this one; the session that asks is never ended. Returns how many."""
    others = UserSession.objects.filter(user=user).exclude(session_key=session_key)
    if only is not None:
        others = others.filter(pk=only)
    keys = list(others.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    others.filter(session_key__in=keys).delete()
    return len(keys)
