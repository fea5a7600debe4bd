"""The figures of the service log, the rows behind them, and the monthly report."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.services import record
from commons.baselines.models import Baseline
from commons.lib.dates import day_in_beijing
from legal_services.access import open_to
from legal_services.figures import opening, rows
from legal_services.figures.asking import Counts, Dimension, Measure, Part, Period
from legal_services.figures.counting import count
from legal_services.figures.labels import Labels
from legal_services.figures.report import report_on
from legal_services.figures.workbook import workbook
from legal_services.forms.figures import FiguresForm, RowsForm, month_before, month_of
from legal_services.roles import Roles, roles_of

PER_PAGE = 100


def reads_figures(roles: Roles) -> bool:
    """Clerks report the figures, managers answer for them."""
    return roles.is_clerk or roles.is_manager


figures_page = open_to(reads_figures)


@figures_page
@require_safe
def figures(request: AuthenticatedRequest) -> HttpResponse:
    """The figures of a period, whole and taken apart by one dimension, each with the way to its rows."""
    today = day_in_beijing(timezone.now())
    form = FiguresForm(request.GET or None, today=today)
    shown = {
        "form": form,
        "report": report_on(form.period, form.dimension),
        "periods": _periods(today),
        "measures": Measure,
    }
    return render(request, "legal_services/figures/figures.html", shown)


@figures_page
@require_safe
def figure_rows(request: AuthenticatedRequest) -> HttpResponse:
    """The rows behind one figure, as many as it says. Names of people are for clerks; managers see references."""
    form = RowsForm(request.GET, today=day_in_beijing(timezone.now()))
    if not form.is_valid():
        raise Http404
    measure = Measure(form.cleaned_data["measure"])
    pages = Paginator(rows.rows_of(measure, form.period, form.part), PER_PAGE)
    # The figure has been counted already; counting the rows again would take as long as reading a page of them.
    pages.count = _figure(measure, form.period, form.part)
    page = pages.get_page(request.GET.get("page"))
    shown = {
        "measure": measure,
        "period": form.period,
        "part": form.part,
        "part_label": Labels().of(form.part) if form.part else "",
        "page": page,
        "lines": rows.read(measure, page.object_list),
        "sees_names": roles_of(request.user).is_clerk,
    }
    return render(request, "legal_services/figures/rows.html", shown)


def _figure(measure: Measure, period: Period, part: Part | None) -> int:
    dimensions = [part.dimension] if part else []
    return count(period, *dimensions).get(part, Counts()).amount(measure)


@figures_page
@require_safe
def report(request: AuthenticatedRequest) -> HttpResponse:
    """The report of a month, or of the days that were named, for printing."""
    form = _report_form(request)
    shown = {
        "form": form,
        "report": report_on(form.period, *Dimension),
        "measures": Measure,
        "baselines": Baseline.objects.about("legal"),
        "at": timezone.now(),
    }
    return render(request, "legal_services/figures/report.html", shown)


@figures_page
@require_safe
def report_file(request: AuthenticatedRequest) -> HttpResponse:
    """The same report as a spreadsheet, in the page's language."""
    form = _report_form(request)
    period, at = form.period, timezone.now()
    content = workbook(report_on(period, *Dimension), Baseline.objects.about("legal"), at=at)
    record(actor=request.user, act="export", subject="legal.figures", reference=f"{period.first}/{period.last}", at=at)
    name = f"legal-services-{period.first}-{period.last}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@figures_page
@require_safe
def since_opening(request: AuthenticatedRequest) -> HttpResponse:
    """The published opening figures with what was counted since, each under its own name."""
    return render(
        request,
        "legal_services/figures/since_opening.html",
        {"lines": opening.since_opening(day_in_beijing(timezone.now()))},
    )


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _report_form(request: AuthenticatedRequest) -> FiguresForm:
    """The form as asked; without days it is about the month before, which is over."""
    today = day_in_beijing(timezone.now())
    asked: Any = (
        request.GET
        if "first" in request.GET
        else {"first": month_before(today).first, "last": month_before(today).last}
    )
    return FiguresForm(asked, today=today)


def _periods(today: date) -> list[tuple[str, date, date]]:
    """The periods that are asked for most often: a code, the first and the last day."""
    this_month, last_month = month_of(today), month_before(today)
    return [
        ("this-month", this_month.first, this_month.last),
        ("last-month", last_month.first, last_month.last),
        ("this-year", date(today.year, 1, 1), date(today.year, 12, 31)),
        ("last-year", date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]
