"""Those who may have been written down twice: suggested, compared, merged, told apart, taken apart again."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from legal_services.access import counter_page
from legal_services.desk.choosing import people_found, person_named
from legal_services.desk.people import note_opening, person_or_404
from legal_services.duplicates import looking_like, suggested
from legal_services.forms.people import MergeForm
from legal_services.models import Person
from legal_services.services import merging

MOST_SUGGESTED = 50
VIA = "legal-desk:person_merge"


@counter_page
@require_safe
def duplicates(request: AuthenticatedRequest) -> HttpResponse:
    """Pairs among those added last that are likely one person, with what they have in common."""
    pairs = suggested()
    context = {"pairs": pairs[:MOST_SUGGESTED], "more": max(0, len(pairs) - MOST_SUGGESTED)}
    return render(request, "legal_services/people/duplicates.html", context)


@counter_page
@require_http_methods(["GET", "POST"])
def merge(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Find the other row of a person, compare the two side by side, and merge them."""
    shown = person_or_404(reference)
    if shown.root:
        return redirect("legal-desk:person_merge", shown.root.reference)
    other = person_named((request.POST or request.GET).get("with", ""))
    if other is None or other == shown:
        found = people_found(request, via=VIA, at=timezone.now())
        others = [one for one in found if one != shown] if found is not None else None
        context: dict[str, Any] = {
            "person_shown": shown, "found": others, "q": request.GET.get("q", ""),
            "alike": looking_like(shown)[:10] if others is None and other is None else [],
        }  # fmt: skip
        return render(request, "legal_services/people/merge_find.html", context)
    form = MergeForm(request.POST if "keep" in request.POST else None, people=(shown, other))
    if request.method == "POST" and form.is_valid():
        try:
            return _merged(request, form, shown, other)
        except Refusal as refusal:
            form.add_refusal(refusal)
    note_opening(request, other, via=VIA)
    context = {"person_shown": shown, "other": other, "pair": _side_by_side(shown, other), "form": form}
    return render(request, "legal_services/people/merge.html", context)


@counter_page
@require_POST
def unmerge(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Undo a merge: the person of this reference is somebody of their own again."""
    shown = person_or_404(reference)
    try:
        undone = merging.unmerge(person=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
        return redirect("legal-desk:person", shown.reference)
    messages.success(request, _("%(name)s is somebody of their own again.") % {"name": undone.merged.name})
    return redirect("legal-desk:person", shown.reference)


@counter_page
@require_POST
def tell_apart(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say that two who look alike are two people."""
    shown = person_or_404(reference)
    other = person_or_404(request.POST.get("with", ""))
    merging.tell_apart(one=shown, other=other, by=request.user, at=timezone.now())
    messages.success(request, _("These two are not suggested again."))
    return redirect("legal-desk:duplicates")


def _merged(request: AuthenticatedRequest, form: MergeForm, shown: Person, other: Person) -> HttpResponse:
    kept, merged = (shown, other) if form.cleaned_data["keep"] == shown.reference else (other, shown)
    merging.merge(kept=kept, merged=merged, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    messages.success(request, _("The two are one person now. It can be undone here."))
    return redirect("legal-desk:person", kept.reference)


def _side_by_side(shown: Person, other: Person) -> list[Person]:
    """What helps to see whether the two are one, with how many matters and sessions each has."""
    both = Person.objects.filter(pk__in=[shown.pk, other.pk]).with_spellings()
    counted = both.annotate(
        matters_held=Count("roles__matter", distinct=True), sessions_held=Count("attendances", distinct=True)
    )
    return list(counted.order_by("pk"))
