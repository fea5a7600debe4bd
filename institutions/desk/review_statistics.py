"""How long the steps of applications take, how many stand where, and the applications behind each figure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing, format_month
from institutions.access import officer_page
from institutions.durations import Figures, Split, Stage, Stay, Times, stays, times
from institutions.forms.review_statistics import StatisticsForm
from institutions.models import Application, Kind
from institutions.states import ApplicationState

MOST_ROWS = 200


@dataclass(frozen=True)
class Cell:
    """One figure, with what leads to the applications behind it."""

    stage: Stage
    times: Times | None
    share: int = 0
    """Of the longest median of the table, in hundredths: for the bar."""


@dataclass(frozen=True)
class Line:
    """One part of the split with its figures, in the order of the stages."""

    label: str | Promise
    part: str
    cells: list[Cell]


@dataclass(frozen=True)
class Row:
    """An application behind a figure."""

    application: Application
    stay: Stay


@officer_page
@require_safe
def statistics(request: AuthenticatedRequest) -> HttpResponse:
    """Median and nine-tenths time of each step, by month or by kind, and how many applications stand where."""
    today = day_in_beijing(timezone.now())
    form = StatisticsForm.asked(request.GET, today)
    figures = times(form.period(), form.split) if form.is_valid() else {}
    standing = dict(Application.objects.to_review(request.user).order_by().values_list("state").annotate(n=Count("pk")))
    context = {
        "form": form,
        "whole": [_cell(figures, stage, None) for stage in Stage],
        "stages": list(Stage),
        "lines": lines_of(figures, form.split) if form.is_valid() else [],
        "split": form.split if form.is_valid() else Split.MONTH,
        "standing": [
            (state, label, standing.get(state, 0)) for state, label in ApplicationState.choices if state != "draft"
        ],
    }
    return render(request, "institutions/review/statistics.html", context)


@officer_page
@require_safe
def rows(request: AuthenticatedRequest) -> HttpResponse:
    """The applications behind one figure, the longest first."""
    form = StatisticsForm.asked(request.GET, day_in_beijing(timezone.now()))
    stage = request.GET.get("stage", "")
    if stage not in Stage.values or not form.is_valid():
        raise Http404
    month = request.GET.get("month", "")
    found = stays(form.period(), stage, month=month, most=MOST_ROWS)
    seen = Application.objects.to_review(request.user).filter(pk__in={stay.application_id for stay in found})
    known = {one.pk: one for one in seen.select_related("institution")}
    context = {
        "form": form,
        "stage": Stage(stage),
        "month": _month(month),
        "rows": [Row(known[stay.application_id], stay) for stay in found if stay.application_id in known],
        "most": MOST_ROWS,
    }
    return render(request, "institutions/review/statistics_rows.html", context)


def lines_of(figures: Figures, split: Split) -> list[Line]:
    """The parts of the split that have any figure: months as they follow, kinds in the order of their list."""
    parts = {part for _stage, part in figures if part is not None}
    in_order = sorted(parts) if split == Split.MONTH else [kind for kind in Kind.values if kind in parts]
    return [Line(_label(split, part), part, [_cell(figures, stage, part) for stage in Stage]) for part in in_order]


def _cell(figures: Figures, stage: Stage, part: str | None) -> Cell:
    longest = max((one.most for (_stage, of), one in figures.items() if of == part), default=timedelta())
    found = figures.get((stage.value, part))
    return Cell(stage, found, round(100 * (found.median / longest)) if found and longest else 0)


def _label(split: Split, part: str) -> str | Promise:
    if split == Split.MONTH:
        return format_month(date.fromisoformat(f"{part}-01"))
    labels: dict[str, Any] = dict(Kind.choices)
    return labels.get(part, part)


def _month(code: str) -> str:
    """The month in words; "" for none."""
    try:
        return format_month(date.fromisoformat(f"{code}-01"))
    except ValueError:
        return ""
