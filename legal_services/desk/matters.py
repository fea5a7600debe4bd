"""Matters at the desk: the list, a new one, and one with its logistics for clerks and those who work on it."""

from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page, open_to
from legal_services.desk.choosing import people_found, person_named
from legal_services.forms.matters import MatterForm
from legal_services.meetings import meetings
from legal_services.models import Appointment, Assignment, Matter, MatterRole, Person, Practitioner, Topic
from legal_services.querysets import MatterQuerySet
from legal_services.roles import roles_of
from legal_services.search import REFERENCE, roots_meant
from legal_services.services import matters, people
from legal_services.services.matters import SUBJECT
from legal_services.services.people import everybody_of

PER_PAGE = 50
TABS = [("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed"))]
READING_TASKS = ("advises", "mediates")
matter_page = open_to(lambda roles: roles.is_clerk or roles.practitioner_id is not None)
"""For clerks, and for those who work on the matter: the QuerySet decides which."""


@matter_page
@require_safe
def matter_list(request: AuthenticatedRequest) -> HttpResponse:
    """Matters by state and client. A reference that was typed opens its matter."""
    visible = Matter.objects.visible_to(request.user)
    text = request.GET.get("q", "").strip()
    if REFERENCE.fullmatch(normalise(text)) and visible.filter(reference=normalise(text)).exists():
        return redirect("legal-desk:matter", normalise(text))
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else "open"
    found = _of_people(visible, text) if text else visible
    page = Paginator(for_lines(found.filter(state=tab)), PER_PAGE).get_page(request.GET.get("page"))
    if text:
        _note_hits(request, page)
    context = {"q": text, "tab": tab, "tabs": TABS, "page": page, "is_clerk": roles_of(request.user).is_clerk}
    return render(request, "legal_services/matters/list.html", context)


@counter_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Choose the client, then what it is about and who takes it.

    Opened for an appointment, what is known of it is filled in, and the matter takes over what the client told, so that
    the adviser can read it before they meet.
    """
    asked = request.POST or request.GET
    appointment = _without_a_matter(asked.get("appointment", ""))
    client = person_named(asked.get("client", "")) or (appointment.person if appointment else None)
    if client is None:
        return _choose_client(request, appointment)
    form = MatterForm(
        request.POST or None,
        topics=Topic.objects.filter(is_active=True),
        practitioners=Practitioner.objects.at_work(),
        initial=_known_of(appointment),
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = matters.open_matter(
                client=client, appointment=appointment, by=request.user, at=timezone.now(), **form.answers()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(reference)s has been opened.") % {"reference": opened.reference})
            return redirect(opened)
    context = {"form": form, "client": client, "appointment": appointment}
    return render(request, "legal_services/matters/new.html", context)


@counter_page
@require_POST
def add_client(request: AuthenticatedRequest) -> HttpResponse:
    """Write down whoever booked an appointment as a new client, and go on with the matter."""
    appointment = _without_a_matter(request.POST.get("appointment", ""))
    if appointment is None:
        raise Http404
    added = people.add_person(
        name=appointment.name,
        phone=appointment.phone,
        email=appointment.email,
        language=appointment.language,
        writes=appointment.writes,
        by=request.user,
        at=timezone.now(),
    )
    query = urlencode({"appointment": appointment.reference, "client": added.reference})
    return redirect(f"{reverse('legal-desk:matter_new')}?{query}")


@matter_page
@require_safe
def matter(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One matter: who stands where, who works on it, when they met; whether something was told, never what."""
    shown = matter_or_404(request, reference)
    at = timezone.now()
    audit.record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=shown.reference, via="legal-desk:matter", at=at
    )
    context = {
        **rights(request, shown),
        "matter": shown,
        "roles": shown.roles.select_related("person__root"),
        "meetings": meetings(appointments=Q(matter=shown), records=Q(matter=shown)),
    }
    return render(request, "legal_services/matters/matter.html", context)


def matter_or_404(request: AuthenticatedRequest, reference: str) -> Matter:
    """The matter, if the person may see it, with everybody who ever worked on it."""
    working = Prefetch("assignments", Assignment.objects.select_related("practitioner"), to_attr="working")
    visible = Matter.objects.visible_to(request.user).with_numbers().select_related("topic").prefetch_related(working)
    return get_object_or_404(visible, reference=normalise(reference))


def _without_a_matter(reference: str) -> Appointment | None:
    """The appointment with this reference that no matter has taken over yet."""
    if not reference:
        return None
    waiting = Appointment.objects.real().filter(matter=None).select_related("service", "topic", "person__root")
    return waiting.filter(reference=normalise(reference)).first()


def _choose_client(request: AuthenticatedRequest, appointment: Appointment | None) -> HttpResponse:
    """Ask who the client is; for an appointment beginning with the name that was given there."""
    text = request.GET.get("q", appointment.name if appointment else "")
    found = people_found(request, via="legal-desk:matter_new", at=timezone.now(), text=text)
    keep = [("appointment", appointment.reference)] if appointment else []
    context = {"found": found, "q": text, "appointment": appointment, "keep": keep}
    return render(request, "legal_services/matters/new_client.html", context)


def _known_of(appointment: Appointment | None) -> dict[str, Any]:
    """What an appointment says of the matter that it is about."""
    if appointment is None:
        return {}
    topic = appointment.topic.slug if appointment.topic else ""
    return {"kind": appointment.service.kind, "topic": topic, "adviser": str(appointment.practitioner_id)}


def rights(request: AuthenticatedRequest, shown: Matter) -> dict[str, Any]:
    """What the person may do with a matter that they see: clerks its logistics, advisers all, interpreters look."""
    roles = roles_of(request.user)
    standing = [one for one in shown.working if one.until is None]  # type: ignore[attr-defined]
    reads = any(one.practitioner_id == roles.practitioner_id and one.task in READING_TASKS for one in standing)
    return {
        "is_clerk": roles.is_clerk,
        "reads": reads,
        "may_change": roles.is_clerk or reads,
        "standing": standing,
        "earlier": [one for one in shown.working if one.until is not None],  # type: ignore[attr-defined]
    }


def for_lines(found: MatterQuerySet) -> MatterQuerySet:
    """With what a line shows: topic, names of the clients and of those who work on it."""
    clients = MatterRole.objects.filter(matter=OuterRef("pk"), role=MatterRole.Role.CLIENT).order_by("id")
    working = Assignment.objects.filter(matter=OuterRef("pk"), until=None).order_by("id")
    name = Coalesce("person__root__name", "person__name")
    return found.select_related("topic").annotate(
        clients=ArraySubquery(clients.annotate(shown=name).values("shown")),
        workers=ArraySubquery(working.values("practitioner__name")),
    )


def _of_people(visible: MatterQuerySet, text: str) -> MatterQuerySet:
    """The matters in which somebody stands whom the words may mean, in whatever role."""
    people = Person.objects.filter(everybody_of(*roots_meant(text, limit=50)))
    return visible.filter(pk__in=MatterRole.objects.filter(person__in=people.values("pk")).values("matter"))


def _note_hits(request: AuthenticatedRequest, found: Any) -> None:
    at = timezone.now()
    audit.record_many(
        audit.entry(
            actor=request.user, act=Act.SEARCH_HIT, subject=SUBJECT, reference=one.reference,
            via="legal-desk:matters", at=at,
        )
        for one in found
    )  # fmt: skip
