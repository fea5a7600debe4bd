"""Mediations at the desk: the logistics for clerks, and what was said for the mediator alone."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.lib.dates import day_in_beijing
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page, open_to, practitioner_page
from legal_services.desk.choosing import people_found, person_named
from legal_services.desk.mediation_acts import acts_for, letters_for
from legal_services.forms.mediation import NewMediationForm, NoteForm
from legal_services.mediation_querysets import MediationQuerySet
from legal_services.models import FollowUp, Mediation, MediationNote, Person
from legal_services.roles import roles_of
from legal_services.services.conflicts import refuse_unless_clear
from legal_services.services.mediation import notes as writing
from legal_services.services.mediation import parties as opening

PER_PAGE = 50
MOST_PARTIES = 8
SUBJECT = "legal.mediation"
"""What the access log calls a mediation."""
TABS = [("open", _("Open")), ("agreed", _("Agreements")), ("due", _("To be followed up")), ("closed", _("Closed"))]
mediation_page = open_to(lambda roles: roles.is_clerk or roles.practitioner_id is not None)
"""For clerks, and for those who work on the mediation: the QuerySet decides which."""


@mediation_page
@require_safe
def mediation_list(request: AuthenticatedRequest) -> HttpResponse:
    """The mediations by where they stand; a reference that was typed opens its mediation."""
    mediations = Mediation.objects.visible_to(request.user)
    typed = normalise(request.GET.get("q", ""))
    if typed and mediations.filter(reference=typed).exists():
        return redirect("legal-desk:mediation", typed)
    today = day_in_beijing(timezone.now())
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else "open"
    chosen = {
        "open": mediations.open().order_by("changed_at", "id"),
        "agreed": mediations.agreed().order_by("changed_at", "id"),
        "due": mediations.with_follow_up_due(today).order_by("changed_at", "id"),
        "closed": mediations.closed().order_by("-closed_at", "-id"),
    }[tab]
    shown = (
        chosen.select_related("matter__topic", "agreement")
        .defer("agreement__text")
        .prefetch_related("parties__person", "follow_ups")
    )
    counts = _counts(mediations, today)
    context = {
        "tab": tab,
        "tabs": [(name, label, counts[name]) for name, label in TABS],
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "today": today,
        "q": request.GET.get("q", ""),
        "can_open": roles_of(request.user).is_clerk,
    }
    return render(request, "legal_services/mediation/desk_list.html", context)


@counter_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Choose the parties one after the other, then who mediates; everybody is invited at once."""
    at = timezone.now()
    chosen = _chosen(request)
    form = NewMediationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = opening.open_mediation(parties=chosen, by=request.user, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("legal-desk:mediation", opened.reference)
    found = people_found(request, via="legal-desk:mediation_new", at=at) or []
    context = {
        "parties": chosen,
        "keep": [("party", person.reference) for person in chosen],
        "found": [one for one in found if one not in chosen] if request.GET.get("q") else None,
        "form": form,
        "q": request.GET.get("q", ""),
    }
    return render(request, "legal_services/mediation/desk_new.html", context)


@mediation_page
@require_safe
def mediation(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One mediation without a word of what was said in it."""
    shown = mediation_or_404(request, reference)
    at = timezone.now()
    record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference, via="legal-desk:mediation", at=at
    )
    roles = roles_of(request.user)
    is_clerk = roles.is_clerk
    mediates = roles.practitioner_id in [mediator["pk"] for mediator in shown.mediators]  # type: ignore[attr-defined]
    agreement = getattr(shown, "agreement", None)
    context = {
        "mediation": shown,
        "parties": list(shown.parties.select_related("person")),
        "sessions": list(shown.sessions.select_related("mediator", "interpreter", "with_party__person")),
        "agreement": agreement,
        "window_open": agreement is not None and agreement.can_be_confirmed(day_in_beijing(at)),
        "follow_ups": list(shown.follow_ups.all()) if agreement else [],
        "steps": list(shown.steps.select_related("by", "party__person").order_by("-pk")),
        "acts": acts_for(shown, agreement, is_clerk=is_clerk, mediates=mediates),
        "mediates": mediates,
        "is_clerk": is_clerk,
        "can_invite": is_clerk and shown.is_open,
        "letters": letters_for(shown) if is_clerk else (),
        "can_act": is_clerk or mediates,
        "now": at,
    }
    return render(request, "legal_services/mediation/desk_mediation.html", context)


@practitioner_page
@require_http_methods(["GET", "POST"])
def notes(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What was said, for the one who mediates now and has no conflict of interest; each reading is logged."""
    own = Mediation.objects.mediated_by(request.user).with_party_names()
    shown = get_object_or_404(own.select_related("matter__topic", "agreement"), reference=normalise(reference))
    at = timezone.now()
    try:
        refuse_unless_clear(shown.matter)
    except Refusal as refusal:
        return render(request, "legal_services/mediation/desk_closed.html", {"mediation": shown, "refusal": refusal})
    form = NoteForm(request.POST or None, mediation=shown)
    if request.method == "POST" and form.is_valid():
        try:
            writing.write_note(mediation=shown, author=request.user, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("legal-desk:mediation_notes", shown.reference)
    record(
        actor=request.user, act=Act.REVEAL, subject=SUBJECT, reference=shown.reference,
        via="legal-desk:mediation_notes", at=at,
    )  # fmt: skip
    read = MediationNote.objects.for_mediator(request.user).filter(mediation=shown)
    context = {
        "mediation": shown,
        "notes": list(read.select_related("party__person")),
        "agreement": getattr(shown, "agreement", None),
        "form": form,
    }
    return render(request, "legal_services/mediation/desk_notes.html", context)


def mediation_or_404(request: AuthenticatedRequest, reference: str) -> Mediation:
    """The mediation, if the person may see that there is one."""
    seen = Mediation.objects.visible_to(request.user).with_mediators().defer("agreement__text")
    related = ("matter__topic", "declined_by__person", "agreement")
    return get_object_or_404(seen.select_related(*related), reference=normalise(reference))


def _chosen(request: AuthenticatedRequest) -> list[Person]:
    """The parties chosen so far, each person once, in the order in which they were chosen."""
    people = [person_named(reference) for reference in request.GET.getlist("party")[:MOST_PARTIES]]
    return list(dict.fromkeys(person for person in people if person))


def _counts(mediations: MediationQuerySet, today: Any) -> dict[str, int]:
    """How many each tab holds, in one statement."""
    due = FollowUp.objects.filter(mediation=OuterRef("pk"), done_on=None, due_on__lte=today)
    return mediations.annotate(is_due=Exists(due)).aggregate(
        open=Count("pk", distinct=True, filter=Q(state__in=["inviting", "talking"])),
        agreed=Count("pk", distinct=True, filter=Q(state__in=["agreed", "broken"])),
        due=Count("pk", distinct=True, filter=Q(is_due=True)),
        closed=Count("pk", distinct=True, filter=Q(state__in=["performed", "declined", "failed"])),
    )
