"""One appointment as the desk sees it: its logistics, who comes, and what staff change for the client."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services import slots
from legal_services.access import counter_page, desk_page
from legal_services.closed_times import stand_in_for
from legal_services.desk.calls import calls_of
from legal_services.desk.day import line_of, with_record
from legal_services.desk.receiving import UNDO
from legal_services.desk.waiting import attempt, back
from legal_services.forms.booking import TimeForm
from legal_services.forms.counter import CallOffForm
from legal_services.models import Appointment, Channel
from legal_services.roles import roles_of
from legal_services.services import changing, receiving
from legal_services.services.contact import is_correctable
from legal_services.week_of_times import NEXT_TIMES, parse_day, week_of_times

State = Appointment.State


@desk_page
@require_safe
def appointment(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Who comes, when, with whom, and how it stands; for clerks, and for those with whom it is."""
    shown = appointment_or_404(request, reference)
    at, roles = timezone.now(), roles_of(request.user)
    audit.record(
        actor=request.user, act=Act.OPEN, subject=receiving.SUBJECT, reference=shown.reference,
        via="legal-desk:appointment", at=at,
    )  # fmt: skip
    context = {
        "appointment": shown,
        "line": line_of(shown, at),
        "files": shown.files.filter(document__removed_at=None).count(),
        "has_told": Appointment.objects.filter(pk=shown.pk, narrative__is_empty=False).exists(),
        "is_clerk": roles.is_clerk,
        "can_change": shown.state == State.BOOKED and shown.ends_at > at,
        "may_give_link": shown.channel == Channel.VIDEO and roles.may_give_link(shown.practitioner_id),
        "may_correct": roles.is_clerk and is_correctable(shown, at),
        "back": request.get_full_path(),
    }
    if roles.is_clerk:
        context |= calls_of(shown, at)
    return render(request, "legal_services/counter/appointment.html", context)


@desk_page
@require_POST
def step(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One step of an appointment, or back: arrived, in the room, done, did not come."""
    shown, at, to = appointment_or_404(request, reference), timezone.now(), request.POST.get("to", "")
    anchor = shown.reference
    if to == UNDO:
        seen = request.POST.get("seen", "")
        return attempt(
            request, lambda: receiving.undo(appointment=shown, seen=seen, by=request.user, at=at), anchor=anchor
        )
    if to not in receiving.MOMENT:
        return back(request, anchor)
    return attempt(request, lambda: receiving.step(appointment=shown, to=to, by=request.user, at=at), anchor=anchor)


@counter_page
@require_http_methods(["GET", "POST"])
def call_off(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Cancel for the client, or because the service area cannot keep the time; the client is told."""
    shown = appointment_or_404(request, reference)
    form = CallOffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            changing.cancel(
                appointment=shown, by=request.user, at=timezone.now(), reason=answers["reason"],
                by_client=answers["wish"] == CallOffForm.BY_CLIENT,
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _told(shown, _("The appointment is cancelled.")))
            return redirect("legal-desk:appointment", shown.reference)
    return render(request, "legal_services/counter/call_off.html", {"appointment": shown, "form": form})


@counter_page
@require_http_methods(["GET", "POST"])
def move(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Another time for the client; the old one stands until the new one is theirs."""
    shown, at = appointment_or_404(request, reference), timezone.now()
    if shown.state != State.BOOKED or shown.ends_at <= at:
        return redirect("legal-desk:appointment", shown.reference)
    form = TimeForm(request.POST if request.method == "POST" else None)
    after = None
    if request.method == "POST" and form.is_valid():
        after = form.cleaned_data["starts_at"]
        try:
            changing.move(appointment=shown, starts_at=after, by=request.user, at=at)
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            kept, changed = _("The time stays, with somebody else."), _("The appointment has a new time.")
            messages.success(request, _told(shown, kept if after == shown.starts_at else changed))
            return redirect("legal-desk:appointment", shown.reference)
    return render(request, "legal_services/counter/move.html", _times(request, shown, form, after, at))


def appointment_or_404(request: AuthenticatedRequest, reference: str) -> Any:
    """The appointment: any for clerks, one's own for advisers and interpreters."""
    roles = roles_of(request.user)
    own = Appointment.objects.of_practitioner(roles.practitioner_id)
    visible = Appointment.objects.real() if roles.is_clerk else own
    found = with_record(visible).select_related("user", "matter", "created_by").filter(reference=normalise(reference))
    shown = found.first()
    if shown is None:
        raise Http404
    return shown


def _times(
    request: AuthenticatedRequest, shown: Appointment, form: TimeForm, after: datetime | None, at: datetime
) -> dict[str, Any]:
    """The free times; `after` is the one that could not be had, and the next ones are named."""
    asked = slots.Asked(shown.service, shown.language, shown.channel, at, by_staff=True)
    following = asked.next(NEXT_TIMES, after=after) if after else []
    first = following[0].starts_at.date() if following else parse_day(request.GET.get("from", ""))
    return {
        "appointment": shown,
        "venue": shown.service.venue,
        "form": form,
        "week": week_of_times(asked, first),
        "following": following,
        "stand_in": stand_in_for(shown, asked),
    }


def _told(appointment: Appointment, what: str) -> str:
    """What was done, and whether the client knows."""
    if appointment.user_id or appointment.email:
        return what + " " + _("The client has been told.")
    return what + " " + _("The client left no e-mail address: please call.")
