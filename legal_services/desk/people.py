"""People at the desk: found, written down, corrected. Clerks see their logistics, and every opening is noted."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page
from legal_services.desk.choosing import people_found
from legal_services.forms.people import PersonForm
from legal_services.meetings import meetings
from legal_services.models import MatterRole, Merge, Person
from legal_services.services import people
from legal_services.services.people import SUBJECT

NEWEST = 20
MOST_SHOWN = 20


@counter_page
@require_safe
def person_list(request: AuthenticatedRequest) -> HttpResponse:
    """Those whom the words may mean; without any, those who were added last."""
    text = request.GET.get("q", "").strip()
    found = people_found(request, via="legal-desk:people", at=timezone.now())
    if found is None:
        found = list(Person.objects.roots().filter(erased_at=None).with_spellings()[:NEWEST])
    return render(request, "legal_services/people/list.html", {"q": text, "people": found})


@counter_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Write down somebody new; who may be meant is shown first, once, so that nobody is written down twice."""
    form = PersonForm(
        request.POST or None, initial={"name": request.GET.get("name", ""), "writes": request.user.language}
    )
    alike: list[Person] = []
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        alike = people.find_people(answers["name"], limit=5) if "anyway" not in request.POST else []
        if not alike:
            person = people.add_person(**answers, by=request.user, at=timezone.now())
            messages.success(request, _("%(name)s has been added.") % {"name": person.name})
            return redirect("legal-desk:person", person.reference)
    return render(request, "legal_services/people/edit.html", {"form": form, "alike": alike})


@counter_page
@require_safe
def person(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One person: names, how to reach them, their matters, appointments and sessions; nothing that was told."""
    shown = person_or_404(reference)
    if shown.root:
        return redirect("legal-desk:person", shown.root.reference)
    note_opening(request, shown, via="legal-desk:person")
    return render(request, "legal_services/people/person.html", _all_about(shown))


@counter_page
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Correct the names and the facts."""
    shown = person_or_404(reference)
    own = list(shown.names.values_list("text", flat=True))
    form = PersonForm(request.POST or None, initial=PersonForm.about(shown, own))
    if request.method == "POST" and form.is_valid():
        answers = form.answers()
        names = [answers.pop("name"), *answers.pop("other_names")]
        try:
            people.change_person(person=shown, names=names, by=request.user, at=timezone.now(), **answers)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("legal-desk:person", shown.reference)
    return render(request, "legal_services/people/edit.html", {"form": form, "person_shown": shown})


def person_or_404(reference: str) -> Person:
    """The person with this reference, unless they were erased."""
    known = Person.objects.select_related("root").filter(erased_at=None).with_spellings().with_rows()
    return get_object_or_404(known, reference=normalise(reference))


def note_opening(request: AuthenticatedRequest, shown: Person, *, via: str) -> None:
    """Note in the access log that somebody looked at a person."""
    at = timezone.now()
    audit.record(actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference, via=via, at=at)


def _all_about(shown: Person) -> dict[str, Any]:
    """What is known under every row that stands for the person."""
    rows = [shown.pk, *shown.merged_rows]  # type: ignore[attr-defined]
    roles = (
        MatterRole.objects.filter(person__in=rows).select_related("matter__topic").order_by("-matter__opened_at", "-id")
    )
    merges = Merge.objects.filter(undone_at=None, merged__in=rows)
    return {
        "person_shown": shown,
        "roles": roles[:MOST_SHOWN],
        "meetings": meetings(appointments=Q(person__in=rows), records=Q(attendances__person__in=rows)),
        "merges": merges.select_related("merged", "by"),
    }
