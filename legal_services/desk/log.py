"""Logging a session on one screen, by keyboard; what is typed survives a reload and a lost network."""

import json
import uuid
from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.lib.references import normalise
from legal_services.access import counter_page
from legal_services.desk.clients import chosen_client, look_for
from legal_services.desk.offers import Offers, offered
from legal_services.desk.prefilling import prefilled
from legal_services.forms.recording import NEW, RecordForm
from legal_services.models import (
    Appointment,
    Matter,
    Person,
    QueueTicket,
    ServiceRecord,
)
from legal_services.services import drafts, recording

SEVERAL = ("also", "also_new")
NOT_TYPED = ("csrfmiddlewaretoken", "act")
MOST_DRAFTS = 5


@counter_page
@require_safe
def begin(request: AuthenticatedRequest) -> HttpResponse:
    """A fresh form at an address of its own, so that a reload finds it again. Nothing is written yet."""
    address = reverse("legal-desk:log-entry", args=[uuid.uuid4()])
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address)


@counter_page
@require_http_methods(["GET", "POST"])
def entry(request: AuthenticatedRequest, submission: uuid.UUID) -> HttpResponse:
    """The form; sent, it becomes one record, however often it is sent."""
    screen = Screen(request, submission)
    if screen.standing.record:
        if request.method == "POST":
            messages.info(request, _("This entry is in the log already; nothing was added."))
        return _go(request, reverse("legal-desk:record", args=[screen.standing.record]))
    act = request.POST.get("act", "") if request.method == "POST" else "show"
    if act == "keep":
        return _keep_and_stay(request, submission)
    if act in {"show", "find", "choose"}:
        return screen.shown()
    return screen.sent()


@counter_page
@require_POST
def draft(request: AuthenticatedRequest, submission: uuid.UUID) -> HttpResponse:
    """Keep what is typed so far; answered without a page."""
    try:
        drafts.keep_draft(submission=submission, answers=typed(request.POST), by=request.user, at=timezone.now())
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@counter_page
@require_POST
def discard(request: AuthenticatedRequest, submission: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    drafts.discard_draft(submission=submission, by=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("legal-desk:log")


@counter_page
@require_POST
def client(request: AuthenticatedRequest, submission: uuid.UUID) -> HttpResponse:
    """The part of the form about the client, once it is known who that is."""
    return render(request, "legal_services/log/_client.html", Screen(request, submission).context(typed(request.POST)))


def typed(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed, field by field, right or wrong."""
    return {name: values for name, values in sent.lists() if name not in NOT_TYPED}


def _go(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """To another page, for a browser as for a script that sent the form in its place."""
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def _keep_and_stay(request: AuthenticatedRequest, submission: uuid.UUID) -> HttpResponse:
    try:
        drafts.keep_draft(submission=submission, answers=typed(request.POST), by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("The draft is kept. You can go on later."))
    return _go(request, reverse("legal-desk:log-entry", args=[submission]))


def _name_the_new(values: MutableMapping[str, Any]) -> None:
    """What a new client was looked for by is their name, or their phone number."""
    words = str(values.get("looked_for", "")).strip()
    if values.get("person") != NEW or values.get("name") or not words:
        return
    is_number = not any(sign.isalpha() for sign in words)
    values["phone" if is_number else "name"] = words


class Screen:
    """The form with all that it offers, for one request."""

    def __init__(self, request: AuthenticatedRequest, submission: uuid.UUID) -> None:
        self.request = request
        self.submission = submission
        self.at: datetime = timezone.now()
        self.people: dict[str, Person] = {}
        """Those who are read already, by reference."""

    @cached_property
    def offers(self) -> Offers:
        """What there is to choose from."""
        return offered()

    @cached_property
    def standing(self) -> drafts.Standing:
        """Whether the form was sent already, and what else the person began."""
        return drafts.standing(self.submission, self.request.user)

    def shown(self) -> HttpResponse:
        """The form as it was typed, as its draft has it, or as its origin prefills it."""
        if self.request.method == "POST":
            answers: dict[str, Any] = typed(self.request.POST)
        else:
            is_begun = any(draft.submission == self.submission for draft in self.standing.drafts)
            kept = drafts.answers_of(self.submission, self.request.user) if is_begun else {}
            answers = dict(kept) or self._prefilled()
        return self._render(self.context(answers))

    def _prefilled(self) -> dict[str, Any]:
        found = prefilled(self.request)
        self.people = found.people
        return found.answers

    def context(self, answers: dict[str, Any], form: RecordForm | None = None) -> dict[str, Any]:
        """Everything that the page shows around the answers; `answers` are lists of what was typed."""
        values = {name: list(given) if name in SEVERAL else next(iter(given), "") for name, given in answers.items()}
        _name_the_new(values)
        form = form or RecordForm(initial=values, offers=self.offers)
        self.people |= form.people
        chosen = chosen_client(values, known=self.people, by=self.request.user, at=self.at)
        form.fields["name"].required = chosen.is_new
        return {
            "form": form,
            "chosen": chosen,
            "candidates": self._look_for(values, "looked_for") if self._finds(values, "looked_for") else None,
            "also": self._along(values),
            "also_candidates": self._look_for(values, "looked_for_also")
            if self._finds(values, "looked_for_also")
            else [],
            "topic_choices": [(topic, topic.slug == form["topic"].value()) for topic in form.topics.values()],
            "kinds": json.dumps({service.slug: service.kind for service in form.services.values()}),
            "submission": self.submission,
            "drafts": self._other_drafts(),
        }

    def _other_drafts(self) -> list[drafts.Begun]:
        """What else the person began; said once, when a form is opened."""
        if self.request.method == "POST":
            return []
        return [draft for draft in self.standing.drafts if draft.submission != self.submission][:MOST_DRAFTS]

    def _finds(self, values: dict[str, Any], field: str) -> bool:
        """Whether the button beside the field was pressed; a script looks while one types."""
        return self.request.POST.get("act") == "find" and bool(values.get(field))

    def _look_for(self, values: dict[str, Any], field: str) -> list[Any]:
        return look_for(str(values.get(field, "")).strip(), by=self.request.user, at=self.at)

    def _along(self, values: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Those who came along: field, value and name."""
        wanted = [normalise(text) for text in values.get("also", [])]
        missing = [reference for reference in wanted if reference not in self.people]
        if missing:
            self.people |= {one.reference: one for one in Person.objects.filter(reference__in=missing)}
        known = [("also", one, self.people[one].name) for one in wanted if one in self.people]
        return known + [("also_new", name, name) for name in values.get("also_new", []) if name.strip()]

    def sent(self) -> HttpResponse:
        """One record, or the form again with what is wrong."""
        sent = self.request.POST.copy()
        _name_the_new(sent)
        form = RecordForm(sent, offers=self.offers)
        if form.is_valid():
            try:
                record = self._log(form)
            except Refusal as refusal:
                form.add_refusal(refusal)
            else:
                messages.success(self.request, _("Logged as %(reference)s.") % {"reference": record.reference})
                return _go(self.request, reverse("legal-desk:record", args=[record.reference]))
        return self._render(self.context(typed(self.request.POST), form))

    def _log(self, form: RecordForm) -> ServiceRecord:
        answers = form.cleaned_data
        chosen = answers["matter"]
        matter = Matter.objects.filter(reference=normalise(chosen)).first() if chosen not in {"", NEW} else None
        return recording.log_service(
            submission=self.submission,
            session=form.session(),
            client=form.client(),
            others=form.others(),
            matter=matter,
            origin=self._origin(answers),
            by=self.request.user,
            at=self.at,
        )

    def _origin(self, answers: dict[str, Any]) -> recording.Origin:
        """The appointment, queue number or wrong record that the form was opened from."""
        appointments = Appointment.objects.visible_to(self.request.user)
        records = ServiceRecord.objects.visible_to(self.request.user)
        return recording.Origin(
            appointment=_one(appointments, reference=answers["appointment"]),
            ticket=_one(QueueTicket.objects.all(), pk=answers["ticket"]),
            corrects=_one(records, reference=answers["corrects"]),
        )

    def _render(self, context: dict[str, Any]) -> HttpResponse:
        return render(self.request, "legal_services/log/entry.html", context)


def _one(found: Any, **wanted: Any) -> Any:
    """The row, if one was asked for and is there."""
    return found.filter(**wanted).first() if all(wanted.values()) else None
