"""Two revisions of an application side by side, what changed marked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commons.accounts.access import AuthenticatedRequest
from institutions.access import officer_page
from institutions.answers import FIELDS, in_words, label_of
from institutions.desk.review_dossier import application_or_404
from institutions.models import LivingRoomArea, PaperKind, Revision, Task
from institutions.revisions import compare as differences


@dataclass(frozen=True)
class Row:
    """One answer then and now."""

    label: str | Promise
    old: str
    new: str
    is_changed: bool


@dataclass(frozen=True)
class Section:
    """One part with its answers."""

    task: Task
    rows: list[Row]
    changed: int


@officer_page
@require_safe
def compare(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The last revision beside the one before it, unless others are asked for."""
    shown = application_or_404(request, reference)
    revisions = list(Revision.objects.filter(application=shown).select_related("by"))
    if not revisions:
        raise Http404
    new = _asked(revisions, request.GET.get("new", ""), revisions[-1])
    old = _asked(revisions, request.GET.get("old", ""), revisions[max(revisions.index(new) - 1, 0)])
    words = Words(LivingRoomArea.objects.all(), PaperKind.objects.all())
    only_changed = "all" not in request.GET
    sections = [section_of(task, old.content, new.content, words) for task in Task]
    context = {
        "application": shown,
        "revisions": revisions,
        "old": old,
        "new": new,
        "sections": [one for one in sections if one.changed or not only_changed],
        "changed": sum(one.changed for one in sections),
        "only_changed": only_changed,
    }
    return render(request, "institutions/review/compare.html", context)


class Words:
    """The words of answers and documents."""

    def __init__(self, areas: Iterable[LivingRoomArea], kinds: Iterable[PaperKind]) -> None:
        self._areas = list(areas)
        self._kinds = {kind.slug: kind for kind in kinds}

    def label(self, task: str, name: str) -> str | Promise:
        """What a field, or a kind of document, is called."""
        if task == Task.DOCUMENTS:
            return str(self._kinds.get(name, name))
        return capfirst(str(label_of(name))) if task in FIELDS else {"version": _("Terms")}.get(name, name)

    def value(self, task: str, name: str, value: Any) -> str:
        """An answer in words; of documents the names of the files."""
        if task == Task.DOCUMENTS:
            return "\n".join(file["name"] for file in value or [])
        return in_words(name, value, self._areas) if task in FIELDS else str(value or "")


def section_of(task: Task, old: Mapping[str, Any], new: Mapping[str, Any], words: Words) -> Section:
    """One part of both revisions; of the terms, their version alone."""
    before, after = old.get(task, {}), new.get(task, {})
    if task == Task.TERMS:
        before, after = ({"version": one.get("version", "")} for one in (before, after))
    changed = {change.field for change in differences({task: before}, {task: after})}
    rows = [_row(task, name, before.get(name), after.get(name), name in changed, words) for name in {**after, **before}]
    return Section(task, [row for row in rows if row.old or row.new], len(changed))


def _row(task: Task, name: str, old: Any, new: Any, is_changed: bool, words: Words) -> Row:
    return Row(words.label(task, name), words.value(task, name, old), words.value(task, name, new), is_changed)


def _asked(revisions: list[Revision], number: str, otherwise: Revision) -> Revision:
    return next((one for one in revisions if str(one.number) == number), otherwise)
