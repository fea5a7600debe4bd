"""Bringing an old spreadsheet into the log: the file, its columns, what is wrong with which row, and taking it out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from commons.lib.uploads import takes_files
from legal_services.access import counter_page
from legal_services.forms.importing import ColumnsForm, FileForm, WordsForm, choices_of
from legal_services.import_columns import COLUMNS, SAYS
from legal_services.models import Import, ImportRow, Service
from legal_services.services import importing as services
from legal_services.services import repeats
from legal_services.spreadsheets import MOST_BYTES, read_spreadsheet

PER_PAGE = 50
LATEST = 30
SHOWN_OF_FILE = 3
SHOWN_EARLIER = 3
Phase = Import.Phase


@takes_files(lambda: MOST_BYTES)
@counter_page
@require_http_methods(["GET", "POST"])
def imports(request: AuthenticatedRequest) -> HttpResponse:
    """What was brought in so far, and the way for the next file. Nothing is written before the rows are checked."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, content = form.content()
        try:
            sheet = read_spreadsheet(content, language=get_language() or "en")
            batch = services.begin(sheet=sheet, file_name=name, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("legal-desk:import_columns", batch.reference)
    latest = Import.objects.select_related("by")[:LATEST]
    return render(request, "legal_services/importing/list.html", {"form": form, "imports": latest})


@counter_page
@require_http_methods(["GET", "POST"])
def columns(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Which column is what; sent, every row is checked."""
    batch = import_or_404(reference)
    if batch.phase not in {Phase.MAPPING, Phase.CHECKED}:
        return redirect(batch)
    form = ColumnsForm(request.POST if request.method == "POST" else None, batch=batch, services=Service.objects.all())
    if request.method == "POST" and form.is_valid():
        try:
            services.give_meaning(
                batch=batch, columns=form.columns(), plain=form.plain(), same_names=form.cleaned_data["same_names"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(batch)
    first = [row.cells or [] for row in batch.lines.all()[:SHOWN_OF_FILE]]
    _note_open(request, batch)
    return render(request, "legal_services/importing/columns.html", {"batch": batch, "form": form, "first": first})


@counter_page
@require_safe
def one(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """How the import stands: how far the workers are, and what each row says when they are done.

    While they work the page asks for itself every few seconds: it names nobody then, and is not noted.
    """
    batch = import_or_404(reference, services.with_counts(Import.objects.all()))
    if batch.phase == Phase.MAPPING:
        return redirect("legal-desk:import_columns", batch.reference)
    counts = services.counts(batch)
    context: dict[str, Any] = {"batch": batch, "counts": counts}
    if batch.is_at_work:
        context["worked"] = _worked(batch, counts)
    else:
        context |= _rows(request, batch, counts)
        _note_open(request, batch)
    if batch.phase == Phase.CHECKED:
        context["words_form"] = _words_form(batch)
        context["earlier"] = repeats.earlier_imports(batch)[:SHOWN_EARLIER] if counts["repeated"] else []
    return render(request, "legal_services/importing/one.html", context)


@counter_page
@require_POST
def act(request: AuthenticatedRequest, reference: str, act: str) -> HttpResponse:
    """Say what words mean or that rows repeat nothing, bring the rows in, take them out, or throw the file away."""
    batch, at = import_or_404(reference), timezone.now()
    acts: dict[str, Callable[[], Any]] = {
        "explain": lambda: _explain(request, batch, at),
        "repeats-too": lambda: services.bring_repeats_too(batch=batch, by=request.user, at=at),
        "bring-in": lambda: services.bring_in(batch=batch, by=request.user, at=at),
        "take-out": lambda: services.take_out(batch=batch, by=request.user, at=at),
        "throw-away": lambda: services.throw_away(batch=batch, by=request.user, at=at),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
        return redirect(batch)
    if act == "throw-away":
        messages.success(request, _("The file is forgotten."))
        return redirect("legal-desk:imports")
    return redirect(batch)


def _explain(request: AuthenticatedRequest, batch: Import, at: datetime) -> None:
    """Have the rows checked anew with what the clerk says that words mean."""
    form = _words_form(batch, request.POST)
    if form.is_valid():
        services.give_words_meaning(batch=batch, means=form.means(), by=request.user, at=at)
    else:
        messages.error(request, _("Choose from the lists."))


def _words_form(batch: Import, sent: Any = None) -> WordsForm:
    """What the words of the file mean that are in no list; a statement for each list that has to be read."""
    words = services.words_of(batch)
    return WordsForm(sent, words=words, choices=choices_of(fact for fact, some in words.items() if some))


def import_or_404(reference: str, imports: QuerySet[Import] | None = None) -> Import:
    """The import with this reference."""
    found = (Import.objects.all() if imports is None else imports).select_related("by", "undone_by")
    return get_object_or_404(found, reference=normalise(reference))


def _note_open(request: AuthenticatedRequest, batch: Import) -> None:
    """The rows name people: whoever looks at them is noted."""
    audit.record(
        actor=request.user, act=Act.OPEN, subject=services.SUBJECT, reference=batch.reference,
        via="legal-desk:import", at=timezone.now(),
    )  # fmt: skip


def _rows(request: AuthenticatedRequest, batch: Import, counts: dict[str, int]) -> dict[str, Any]:
    """The rows in the state that is asked for, page by page."""
    state = request.GET.get("state", "")
    rows = batch.lines.select_related("record")
    if state in ImportRow.State.values:
        rows = rows.filter(state=state)
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts.get(state, batch.rows)
    page = paginator.get_page(request.GET.get("page"))
    return {
        "tabs": [(code, label, counts[code]) for code, label in ImportRow.State.choices if counts[code]],
        "state": state,
        "page": page,
        "lines": [{"row": row, "problems": _problems(row), "words": _words(batch, row)} for row in page],
    }


def _problems(row: ImportRow) -> list[str]:
    """What is wrong with a row, in words."""
    return [
        f"{COLUMNS[fact]}: {SAYS.get(code, code)}" if fact in COLUMNS else str(SAYS.get(code, SAYS["refused"]))
        for fact, code in row.problems
    ]


def _words(batch: Import, row: ImportRow) -> list[str]:
    """The cells of the columns that were named, while they are kept."""
    cells = row.cells or []
    return [cells[index] for index in batch.columns.values() if index < len(cells) and cells[index]]


def _worked(batch: Import, counts: dict[str, int]) -> int:
    """How many rows the workers are done with."""
    waiting = {Phase.CHECKING: "read", Phase.RUNNING: "ready", Phase.UNDOING: "done"}
    return batch.rows - counts[waiting[Phase(batch.phase)]]
