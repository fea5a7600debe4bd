"""The week of all rooms at a glance."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.lib.dates import day_in_beijing
from commons.lib.page_cache import is_personal
from institutions.free_day import parse_day
from institutions.models import Space
from institutions.roles import Roles, roles_of
from institutions.week import Week, monday_of, read_week

PER_PAGE = 10
KINDS = ("rooms", "desks")
"""Rooms and halls together, or the desks, of which there are many."""


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Each shared space on each day of a week; what is one's own can be moved by hand, or by its own form."""
    at = timezone.now()
    roles = roles_of(request.user) if is_personal(request) else Roles()
    kind = "desks" if request.GET.get("kind") == "desks" else "rooms"
    spaces = Space.objects.bookable().select_related("resource").order_by("position", "slug")
    some = spaces.filter(kind=Space.Kind.DESK) if kind == "desks" else spaces.exclude(kind=Space.Kind.DESK)
    page = Paginator(some, PER_PAGE).get_page(request.GET.get("page"))
    asked = parse_day(request.GET.get("from", ""))
    shown = read_week(list(page), monday_of(asked, at), roles=roles, at=at)
    context: dict[str, Any] = {
        "week": shown, "page": page, "kind": kind, "day": _day(request, shown),
        "books": bool(roles.institutions) or roles.is_officer,
    }  # fmt: skip
    return render(request, "institutions/week/week.html", context)


def _day(request: HttpRequest, shown: Week) -> int:
    """Which day of the week a phone shows, from 0 for Monday: the one asked for, else today, else the first."""
    asked = parse_day(request.GET.get("day", "")) or day_in_beijing(timezone.now())
    return (asked - shown.monday).days if asked in shown.days else 0
