"""The queue of applications, and one application with all that an officer needs to judge it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from institutions.access import officer_page
from institutions.desk.review_dossier import Dossier, application_or_404
from institutions.forms.review import NOBODY, AssignForm, ChecklistForm, NoteForm
from institutions.forms.review_queue import STATES, QueueFilter, Tab, most_urgent_first
from institutions.models import Application
from institutions.officers import officers
from institutions.querysets import ApplicationQuerySet
from institutions.services import reviewing
from institutions.states import OPEN_APPLICATION

PER_PAGE = 50


@officer_page
@require_safe
def home(_request: AuthenticatedRequest) -> HttpResponse:
    """To where the work with institutions begins: the queue of applications."""
    return redirect("institutions-desk:queue")


@officer_page
@require_safe
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """The applications by who has to act, the most urgent first; a reference that was typed opens its application."""
    seen, today = Application.objects.to_review(request.user), day_in_beijing(timezone.now())
    typed = normalise(request.GET.get("q", ""))
    if typed.startswith("T-") and seen.filter(reference=typed).exists():
        return redirect("institutions-desk:application", typed)
    tab = request.GET.get("tab", "")
    tab = tab if tab in Tab.values else Tab.OURS.value
    team = list(officers())
    form = QueueFilter(request.GET, officers=team, states=STATES[tab])
    fitting = form.narrowed(seen, me=request.user, today=today)
    counts = _counts(fitting)
    listed = _sorted(fitting.filter(state__in=STATES[tab]), tab)
    context = {
        "form": form,
        "tab": tab,
        "tabs": [(one.value, one.label, counts[one.value]) for one in Tab],
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "team": team,
        "today": today,
        "now": timezone.now(),
        "can_assign": tab != Tab.OVER,
    }
    return render(request, "institutions/review/queue.html", context)


@officer_page
@require_POST
def assign(request: AuthenticatedRequest) -> HttpResponse:
    """Give the ticked applications to one officer, or to nobody."""
    chosen = Application.objects.to_review(request.user).filter(reference__in=request.POST.getlist("application"))
    form = AssignForm(request.POST, officers=list(officers()), with_day=False)
    if form.is_valid():
        try:
            changed = reviewing.assign(
                applications=chosen, owner=form.cleaned_data["owner"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, refusal.in_full)
        else:
            done = ngettext("%(n)d application has a new officer.", "%(n)d applications have a new officer.", changed)
            messages.success(request, done % {"n": changed})
    return redirect(_back_to_queue(request))


@officer_page
@require_safe
def application(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One application: what it says, its documents, the checklist, what was said about it and what happened."""
    return show(request, application_or_404(request, reference))


def show(request: AuthenticatedRequest, shown: Application, **forms: Any) -> HttpResponse:
    """The page of the application; a form that was sent and refused is shown instead of an empty one."""
    at = timezone.now()
    dossier = Dossier(shown, request.user)
    context = {
        "application": shown,
        "dossier": dossier,
        "note_form": forms.get("note_form") or NoteForm(prefix="note"),
        "assign_form": forms.get("assign_form") or assign_form(shown),
        "checklist": forms.get("checklist") or ChecklistForm(items=dossier.check_items, found=dossier.checks),
        "is_open": shown.state in OPEN_APPLICATION,
        "today": day_in_beijing(at),
        "now": at,
    }
    return render(request, "institutions/review/application.html", context)


def assign_form(shown: Application, answers: QueryDict | None = None) -> AssignForm:
    """Who works on the application; while it is the officers' turn, by when."""
    initial = {"owner": shown.owner_id or NOBODY, "due_on": shown.due_on}
    with_day = shown.state in STATES[Tab.OURS]
    return AssignForm(answers, officers=list(officers()), initial=initial, with_day=with_day)


def _counts(applications: ApplicationQuerySet) -> dict[str, int]:
    """How many each tab holds, in one statement."""
    return applications.aggregate(**{tab: Count("pk", filter=Q(state__in=STATES[tab])) for tab in Tab.values})


def _sorted(applications: ApplicationQuerySet, tab: str) -> ApplicationQuerySet:
    """What is over by its end, the latest first; everything else by urgency."""
    related = applications.select_related("institution", "owner")
    return related.order_by("-state_since", "-pk") if tab == Tab.OVER else most_urgent_first(related)


def _back_to_queue(request: AuthenticatedRequest) -> str:
    """The queue as it was narrowed when the applications were ticked."""
    back = QueryDict(request.POST.get("query", "")[:500])
    return reverse("institutions-desk:queue") + (f"?{back.urlencode()}" if back else "")
