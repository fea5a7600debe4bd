"""What waits for an officer today, for the first page of the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.todos import Todo
from institutions.forms.review_queue import STATES, Tab
from institutions.models import Application, Institution
from institutions.roles import roles_of
from institutions.states import ApplicationState

DECIDE, LATE, NEW = "applications_to_decide", "applications_late", "applications_new"
ABANDONED = "institutions_abandoned"


def rows_of(request: AuthenticatedRequest, at: datetime) -> dict[str, QuerySet[Any]]:
    """The rows whose number an officer is told, by name; empty for everybody else."""
    if not roles_of(request.user).is_officer:
        return {}
    mine = Q(owner=request.user) | Q(owner=None)
    seen, today = Application.objects.to_review(request.user), day_in_beijing(at)
    return {
        DECIDE: seen.filter(state=ApplicationState.RECOMMENDED).exclude(recommended_by=request.user),
        LATE: seen.filter(mine, state__in=STATES[Tab.OURS], due_on__lt=today),
        NEW: seen.filter(state=ApplicationState.SUBMITTED),
        ABANDONED: Institution.objects.at_work().unrepresented(),
    }


def todos_of(numbers: Mapping[str, int]) -> list[Todo]:
    """What waits, the most pressing first, of the rows that were counted."""
    says = ((DECIDE, _to_decide), (LATE, _late), (NEW, _new), (ABANDONED, _abandoned))
    return [say(number) for name, say in says if (number := numbers.get(name, 0))]


def _to_decide(n: int) -> Todo:
    words = ngettext("%(n)s application waits for your decision", "%(n)s applications wait for your decision", n)
    hint = _("A colleague has recommended how to decide; it takes a second officer.")
    return Todo("scale", words % {"n": n}, hint, _queue("tab=decide"), _("Decide"))


def _late(n: int) -> Todo:
    words = ngettext("%(n)s application is overdue", "%(n)s applications are overdue", n) % {"n": n}
    return Todo("clock-alert", words, _("Yours, or nobody’s yet."), _queue("late=on"), _("Look at them"))


def _new(n: int) -> Todo:
    words = ngettext("%(n)s application was handed in", "%(n)s applications were handed in", n) % {"n": n}
    return Todo("inbox", words, _("Nobody has taken it up yet."), _queue("state=submitted"), _("Look at them"))


def _abandoned(n: int) -> Todo:
    words = ngettext(
        "%(n)s institution has nobody who represents it", "%(n)s institutions have nobody who represents them", n
    ) % {"n": n}
    hint = _("Nobody signs for it or answers; invite somebody.")
    return Todo("user-x", words, hint, f"{reverse('institutions-desk:institutions')}?tab=nobody", _("Look at them"))


def _queue(asked: str) -> str:
    return f"{reverse('institutions-desk:queue')}?{asked}"
