"""The service log: its list, one record, taking a record out of the figures, what is to be followed up."""

from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page, desk_page
from legal_services.desk.offers import offered
from legal_services.forms.records import RecordFilter, VoidForm
from legal_services.models import Attendance, Person, ServiceRecord
from legal_services.querysets import ServiceRecordQuerySet
from legal_services.roles import roles_of
from legal_services.services import people, recording

PER_PAGE = 50
MOST_PEOPLE = 50
"""A name that more people bear wants another word."""


@desk_page
@require_safe
def records(request: AuthenticatedRequest) -> HttpResponse:
    """The log, the newest first, narrowed as asked. A reference that was typed opens what it belongs to."""
    form = RecordFilter(request.GET, offers=offered())
    visible = form.narrowed(ServiceRecord.objects.visible_to(request.user))
    words = form.cleaned_data.get("q", "")
    if found := _by_reference(request, words):
        return found
    sees_people = shows_people(request)
    if words:
        visible = _about(visible, words) if sees_people else visible.none()
    attended = Attendance.objects.filter(record=OuterRef("pk")).values("person__name")
    shown = visible.select_related("service", "topic", "practitioner").annotate(names=ArraySubquery(attended))
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    if words:
        _note_hits(request, page)
    context = {"form": form, "page": page, "sees_people": sees_people, "is_clerk": roles_of(request.user).is_clerk}
    return render(request, "legal_services/log/records.html", context)


@desk_page
@require_safe
def record(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One record: who came, what was given, what came of it, and whether it counts."""
    shown = record_or_404(request, reference)
    audit.record(
        actor=request.user, act=Act.OPEN, subject=recording.SUBJECT, reference=shown.reference,
        via="legal-desk:record", at=timezone.now(),
    )  # fmt: skip
    attended = list(shown.attendances.select_related("person__root")) if shows_people(request) else []
    context = {
        "record": shown,
        "attended": [one.person.root or one.person for one in attended],
        "known": len(attended) or shown.attendances.count(),
        "sees_people": shows_people(request),
        "is_clerk": roles_of(request.user).is_clerk,
        "corrected_by": ServiceRecord.objects.filter(corrects=shown).first() if shown.voided_at else None,
        "may_follow_up": may_follow_up(request, shown),
    }
    return render(request, "legal_services/log/record.html", context)


@counter_page
@require_http_methods(["GET", "POST"])
def void(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say why a record counts no more."""
    shown = record_or_404(request, reference)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recording.void(record=shown, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(reference)s counts no more.") % {"reference": shown.reference})
            return redirect("legal-desk:record", shown.reference)
    return render(request, "legal_services/log/void.html", {"record": shown, "form": form})


@desk_page
@require_POST
def follow_up(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Note that what was promised has been followed up: by a clerk, or by whoever gave the session."""
    shown = record_or_404(request, reference)
    if not may_follow_up(request, shown):
        raise Http404
    recording.follow_up(record=shown, by=request.user, at=timezone.now())
    messages.success(request, _("Noted as followed up."))
    return redirect("legal-desk:record", shown.reference)


def record_or_404(request: AuthenticatedRequest, reference: str) -> ServiceRecord:
    """The record, if the person may see it."""
    related = ("service", "topic", "matter", "practitioner", "interpreter", "appointment", "ticket__day")
    visible = ServiceRecord.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related(*related, "entered_by", "voided_by", "corrects", "batch"), reference=normalise(reference)
    )


def may_follow_up(request: AuthenticatedRequest, record: ServiceRecord) -> bool:
    """Clerks see to what was promised, and whoever gave the session."""
    roles = roles_of(request.user)
    return roles.is_clerk or (roles.practitioner_id is not None and roles.practitioner_id == record.practitioner_id)


def shows_people(request: AuthenticatedRequest) -> bool:
    """Whether the person sees who came; managers see sessions and their figures, not people."""
    roles = roles_of(request.user)
    return roles.is_clerk or roles.practitioner_id is not None


def _by_reference(request: AuthenticatedRequest, typed: str) -> HttpResponse | None:
    """The way to the record whose whole reference was typed."""
    wanted = normalise(typed)
    if wanted.startswith("S-") and ServiceRecord.objects.visible_to(request.user).filter(reference=wanted).exists():
        return redirect("legal-desk:record", wanted)
    return None


def _about(records: ServiceRecordQuerySet, words: str) -> ServiceRecordQuerySet:
    """The records of a matter or an appointment by its reference, or of those whom the words may mean."""
    typed = normalise(words)
    if typed.startswith("M-"):
        return records.filter(matter__reference=typed)
    if typed.startswith("A-"):
        return records.filter(appointment__reference=typed)
    roots = [person.pk for person in people.find_people(words, limit=MOST_PEOPLE)]
    rows = Person.objects.filter(people.everybody_of(*roots))
    return records.filter(pk__in=ServiceRecord.objects.filter(attendances__person__in=rows).values("pk"))


def _note_hits(request: AuthenticatedRequest, page: Any) -> None:
    """Every record that a search turned up is noted in the access log."""
    at = timezone.now()
    audit.record_many(
        audit.entry(
            actor=request.user,
            act=Act.SEARCH_HIT,
            subject=recording.SUBJECT,
            reference=one.reference,
            via="legal-desk:records",
            at=at,
        )
        for one in page
    )
