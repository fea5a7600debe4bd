"""Rooms, desks and halls, as everybody sees them: finding one that is free, and one in detail."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.lib.dates import day_in_beijing, format_days
from commons.lib.page_cache import public_page
from commons.scheduling.spans import Span
from institutions import finding
from institutions.finding import A_DAY, A_WEEK, Day
from institutions.forms.finding import LONGEST, FindForm, understand
from institutions.free_day import parse_day
from institutions.models import Space
from institutions.querysets import SpaceQuerySet
from institutions.services.bookings.rules import last_day_for

PER_PAGE = 12
DAYS_SHOWN = 3
"""So many days with free time are named for each space when no day is asked for."""


@public_page
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The spaces that fit a sentence or the fields, each with the times at which it is free; free ones come first."""
    at = timezone.now()
    sentence = request.GET.get("q", "").strip()[:LONGEST]
    form, unknown = FindForm.forgiving(request.GET), tuple[str, ...]()
    if sentence:
        form, wanted = understand(sentence, at)
        unknown = wanted.rest
    spaces, unknown = _named(finding.fitting(form.wish), unknown)
    found = finding.find(form.wish, spaces=spaces, at=at)
    free = sum(bool(one.spans) for one in found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "form": form, "sentence": sentence, "unknown": unknown, "page": page, "free": free,
        "filters": form.removable(), "days_shown": DAYS_SHOWN, "wish": form.wish,
        "soonest": finding.soonest(form.wish, spaces=spaces, at=at)[:PER_PAGE] if spaces and not free else [],
    }  # fmt: skip
    return render(request, "institutions/spaces/find.html", shown)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One space: what it offers, its rules, and when it is free in a week."""
    space = find_space(slug)
    week = Week.of(space, request.GET.get("from", ""), timezone.now())
    return render(request, "institutions/spaces/detail.html", {"space": space, "venue": space.area.venue, "week": week})


def find_space(slug: str) -> Space:
    """The space that is in use, with all that its page shows; else it does not exist."""
    spaces = Space.objects.in_use().select_related("area__venue", "picture", "resource", "assigned_to")
    return get_object_or_404(spaces, slug=slug)


@dataclass(frozen=True)
class Week:
    """Seven days of one space and when it is free on them; `earlier` and `later` begin the weeks around it."""

    first: date
    days: list[Day]
    earlier: date | None
    later: date | None

    @classmethod
    def of(cls, space: Space, first_asked: str, at: datetime, *, by_staff: bool = False) -> "Week":
        """The week that begins on the day asked for; on today when it is none, or over."""
        today, last = day_in_beijing(at), last_day_for(space, at)
        first = min(max(parse_day(first_asked) or today, today), last)
        window = Span(Span.of_day(first).starts_at, Span.of_day(first + A_WEEK - A_DAY).ends_at)
        spaces = [] if space.assigned_to_id else [space]
        free = finding.free_spans(spaces, window=window, at=at, by_staff=by_staff).get(space.pk, [])
        by_day = {day.day: day for day in finding.by_day(free)}
        days = [by_day.get(day, Day(day, [])) for day in (first + number * A_DAY for number in range(7))]
        return cls(
            first, days, max(first - A_WEEK, today) if first > today else None,
            first + A_WEEK if first + A_WEEK <= last else None,
        )  # fmt: skip

    @property
    def label(self) -> str:
        """From which day to which, in the page's language."""
        return format_days(self.first, self.first + A_WEEK - A_DAY, short=True)


def _named(spaces: SpaceQuerySet, words: tuple[str, ...]) -> tuple[list[Space], tuple[str, ...]]:
    """Those of the spaces that are called by the words, if any are; else all, and the words say nothing."""
    if words:
        named = Q()
        for word in words:
            named &= Q(name_zh_hans__icontains=word) | Q(name_en__icontains=word) | Q(name_ko__icontains=word)
        if called := list(spaces.filter(named)):
            return called, ()
    return list(spaces), words
