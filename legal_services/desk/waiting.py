"""The queue at the counter: numbers are drawn and called."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.lib.languages import Language
from legal_services.access import counter_page
from legal_services.desk.receiving import UNDO, Act, acts_for_ticket, can_undo
from legal_services.forms.counter import CallForm, DrawForm
from legal_services.models import Practitioner, QueueTicket, Service
from legal_services.services import queue as services
from legal_services.week_of_times import parse_day

State = QueueTicket.State
ORDER = {State.CALLED: 0, State.WAITING: 1, State.IN_ROOM: 2, State.DONE: 3, State.LEFT: 3}
"""Those who are called, then who waits, then who is inside, then the others."""


@dataclass(frozen=True)
class Standing:
    """One number, with what can be done about it now."""

    ticket: QueueTicket
    record: str | None
    acts: list[Act]
    waited: int
    """Minutes from drawing the number to being called, or until now."""

    @property
    def can_undo(self) -> bool:
        return can_undo(self.ticket, self.record)

    @property
    def is_to_log(self) -> bool:
        """Whether the session may be written into the log."""
        return not self.record and self.ticket.state in {State.IN_ROOM, State.DONE}


@dataclass(frozen=True)
class Queue:
    """The numbers of today, those that need something first, and the two forms."""

    current: list[Standing]
    over: list[Standing]
    waiting: int
    longest: int | None
    usual: int | None
    """How many minutes people waited today before they were called, half of them longer."""
    draw_form: DrawForm
    call_form: CallForm


def queue_of(at: datetime, practitioners: Sequence[Practitioner]) -> Queue:
    """The queue as it stands, with those at work to call for. Two statements."""
    rows = services.today(at).select_related("day", "service", "practitioner", "person")
    tickets = list(rows.annotate(record_reference=F("record__reference")))
    lines = [_standing(one, at) for one in tickets]
    lines.sort(key=lambda line: ORDER[State(line.ticket.state)])
    waiting = [line.waited for line in lines if line.ticket.state == State.WAITING]
    called = [_minutes(one.called_at - one.created_at) for one in tickets if one.called_at]
    return Queue(
        current=[line for line in lines if not line.ticket.ended_at],
        over=[line for line in lines if line.ticket.ended_at],
        waiting=len(waiting),
        longest=max(waiting, default=None),
        usual=round(median(called)) if called else None,
        draw_form=DrawForm(services=Service.objects.all(), auto_id="draw_%s"),
        call_form=CallForm(practitioners=receivers_of(practitioners), auto_id="call_%s"),
    )


@counter_page
@require_POST
def draw(request: AuthenticatedRequest) -> HttpResponse:
    """Give out the next number."""
    form = DrawForm(request.POST, services=Service.objects.all())
    if not form.is_valid():
        messages.error(request, _("Choose the service and the language."))
        return back(request, "queue")
    try:
        ticket = services.draw(**form.cleaned_data, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
        return back(request, "queue")
    return redirect("legal-desk:queue_slip", ticket.day.day.isoformat(), ticket.number)


@counter_page
@require_POST
def call_next(request: AuthenticatedRequest) -> HttpResponse:
    """Call whoever has waited longest, for everybody or for one adviser."""
    form = CallForm(request.POST, practitioners=receivers_of(Practitioner.objects.at_work()))
    adviser = form.cleaned_data["practitioner"] if form.is_valid() else None
    return attempt(
        request, lambda: services.call_next(practitioner=adviser, at=timezone.now()), anchor="queue",
        done=lambda ticket: _("Number %(number)s is called.") % {"number": ticket.number},
    )  # fmt: skip


@counter_page
@require_POST
def step(request: AuthenticatedRequest, day: str, number: int) -> HttpResponse:
    """One step of a number, or back."""
    ticket, at, to = ticket_or_404(day, number), timezone.now(), request.POST.get("to", "")
    if to == UNDO:
        seen = request.POST.get("seen", "")
        return attempt(request, lambda: services.undo(ticket=ticket, seen=seen, at=at), anchor="queue")
    if to not in State.values:
        return back(request, "queue")
    return attempt(request, lambda: services.step(ticket=ticket, to=to, at=at), anchor="queue")


@counter_page
@require_safe
def slip(request: AuthenticatedRequest, day: str, number: int) -> HttpResponse:
    """The number, to be read out or printed for whoever drew it."""
    ticket = ticket_or_404(day, number)
    ahead = ticket.day.tickets.waiting().filter(number__lt=number).count()
    # Written for whoever drew it, where the portal has their language.
    tongue = ticket.language if ticket.language in Language.values else get_language() or Language.ENGLISH
    context = {"ticket": ticket, "ahead": ahead, "tongue": tongue}
    return render(request, "legal_services/counter/slip.html", context)


def receivers_of(practitioners: Iterable[Practitioner]) -> list[Practitioner]:
    """Those who meet clients on their own."""
    return [one for one in practitioners if one.advises or one.mediates]


def ticket_or_404(day: str, number: int) -> QueueTicket:
    """The number of a day."""
    related = QueueTicket.objects.select_related("day", "service")
    return get_object_or_404(related, day__day=parse_day(day), number=number)


def attempt(
    request: AuthenticatedRequest,
    act: Callable[[], Any],
    *,
    anchor: str = "",
    done: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Do it, or say why not; and back to where the button was."""
    try:
        result = act()
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        if done:
            messages.success(request, done(result))
    return back(request, anchor)


def back(request: AuthenticatedRequest, anchor: str = "") -> HttpResponse:
    """To the page on which the button was, if it is one of the portal's; else to the day."""
    wanted = request.POST.get("back", "")
    if not wanted.startswith("/") or not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = reverse("legal-desk:day")
    return redirect(f"{wanted}#{anchor}" if anchor else wanted)


def _standing(ticket: Any, at: datetime) -> Standing:
    until = ticket.called_at or ticket.began_at or ticket.ended_at or at
    return Standing(ticket, ticket.record_reference, acts_for_ticket(ticket), _minutes(until - ticket.created_at))


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
