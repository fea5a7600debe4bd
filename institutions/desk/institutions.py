"""Institutions at the desk: who acts for each, and an invitation where nobody is left who could."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.lib.errors import Refusal
from institutions.access import officer_page
from institutions.forms.people import RepresentativeForm
from institutions.models import Application, Institution, Member
from institutions.roles import roles_of
from institutions.services import representation
from institutions.services.members import waiting_invitations

PER_PAGE = 50
MOST_SHOWN = 5
"""Of those who acted for the institution before, whom one asks who comes after them; and of its papers."""
NOBODY, WORKING, ALL = "nobody", "working", "all"
TABS = [
    (NOBODY, pgettext_lazy("institutions", "Nobody represents them")),
    (WORKING, pgettext_lazy("institutions", "Settled or on the way")),
    (ALL, pgettext_lazy("institutions", "All")),
]


@officer_page
@require_safe
def institution_list(request: AuthenticatedRequest) -> HttpResponse:
    """Institutions with those who represent them; what nobody signs for first."""
    typed = request.GET.get("q", "").strip()[:100]
    found = Institution.objects.known_at_desk().search_for(typed)
    tabs = {NOBODY: found.at_work().unrepresented(), WORKING: found.at_work(), ALL: found}
    counts = {name: rows.count() for name, rows in tabs.items()}
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else NOBODY if counts[NOBODY] else WORKING
    listed = tabs[tab].with_people(timezone.now()).order_by("slug")
    context = {
        "tab": tab, "q": typed, "tabs": [(name, label, counts[name], name == NOBODY) for name, label in TABS],
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "institutions/people_desk/list.html", context)


@officer_page
@require_http_methods(["GET", "POST"])
def institution(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Who acts for one institution and who is invited; officers invite a representative here."""
    shown, at = institution_or_404(slug), timezone.now()
    applications = list(shown.applications.exclude(submitted_at=None)[:MOST_SHOWN])
    form = RepresentativeForm(request.POST or None, initial={"language": _language_of(applications)})
    if request.method == "POST" and form.is_valid():
        try:
            representation.invite_representative(institution=shown, by=request.user, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            words = _("An invitation is on its way to %(address)s.") % {"address": form.cleaned_data["email"]}
            messages.success(request, words)
            return redirect("institutions-desk:institution", shown.slug)
    record(
        actor=request.user, act=Act.OPEN, subject=representation.SUBJECT, reference=shown.reference,
        via="institutions-desk:institution", at=at,
    )  # fmt: skip
    context = _about(request, shown, at) | {"form": form, "applications": applications}
    return render(request, "institutions/people_desk/institution.html", context)


@officer_page
@require_POST
def withdraw_invitation(request: AuthenticatedRequest, slug: str, invitation: int) -> HttpResponse:
    """Take an open invitation back, whoever has invited."""
    shown = institution_or_404(slug)
    found = get_object_or_404(shown.invitations.select_related("institution"), pk=invitation)
    try:
        representation.withdraw_invitation(invitation=found, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("The invitation is taken back."))
    return redirect("institutions-desk:institution", shown.slug)


def institution_or_404(slug: str) -> Institution:
    """One of the institutions that officers have to do with."""
    return get_object_or_404(Institution.objects.known_at_desk(), slug=slug)


def _about(request: AuthenticatedRequest, shown: Institution, at: datetime) -> dict[str, Any]:
    people = list(shown.members.select_related("user"))
    members = [one for one in people if one.until is None]
    left = sorted((one for one in people if one.until), key=lambda one: (one.until, one.pk), reverse=True)
    return {
        "institution": shown,
        "members": members,
        "left": left[:MOST_SHOWN],
        "is_represented": any(one.duty == Member.Duty.REPRESENTATIVE for one in members),
        "invitations": list(waiting_invitations(shown, at).select_related("invited_by")),
        "contracts": list(shown.contracts.all()[:MOST_SHOWN]),
        "is_own": shown.pk in roles_of(request.user).institutions,
    }


def _language_of(applications: list[Application]) -> str:
    """In which language the institution has applied last; else the one that the officer reads."""
    return applications[0].language if applications else get_language() or ""
