"""Clerks book for whoever calls or stands at the counter: the times, then the client, on one page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commons.accounts.access import AuthenticatedRequest
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.dates import BEIJING, format_moment
from commons.lib.errors import Refusal
from commons.lib.languages import Language
from commons.lib.references import normalise
from legal_services import slots
from legal_services.access import counter_page
from legal_services.forms.booking import DeskChoiceForm, DeskContactForm
from legal_services.models import Appointment, Channel, Person, Service, Topic
from legal_services.services import booking as services
from legal_services.services.people import SUBJECT
from legal_services.week_of_times import NEXT_TIMES, parse_day, week_of_times


@dataclass(frozen=True)
class Wanted:
    """What the caller asks for, as the address of the page says it."""

    choice: DeskChoiceForm
    asked: slots.Asked | None
    starts_at: datetime | None
    person: Person | None

    @property
    def query(self) -> str:
        """The address's query without a time: a link adds its own."""
        kept = {name: self.choice[name].value() for name in ("service", "language", "channel")}
        return urlencode(kept | ({"person": self.person.reference} if self.person else {}))


@counter_page
@require_http_methods(["GET", "POST"])
def book(request: AuthenticatedRequest) -> HttpResponse:
    """Which times there are for what a caller asks; with a time chosen, who the caller is."""
    wanted = _wanted(request)
    form = _contact_form(request, wanted) if wanted.asked and wanted.starts_at else None
    if request.method == "POST" and form and form.is_valid() and (booked := _book(request, wanted, form)):
        told = {
            "reference": booked.reference,
            "moment": format_moment(booked.starts_at),
            "with": booked.practitioner.name,
        }
        messages.success(request, _("Booked: %(reference)s, %(moment)s, with %(with)s.") % told)
        return redirect("legal-desk:book")
    return render(request, "legal_services/desk_booking/book.html", _shown(request, wanted, form))


def _shown(request: AuthenticatedRequest, wanted: Wanted, form: DeskContactForm | None) -> dict[str, Any]:
    context: dict[str, Any] = {"choice": wanted.choice, "wanted": wanted, "form": form, "query": wanted.query}
    if form is None and wanted.asked:
        context["week"] = week_of_times(wanted.asked, parse_day(request.GET.get("from", "")))
    if form is not None and form.refusal and wanted.asked:
        context["following"] = wanted.asked.next(NEXT_TIMES, after=wanted.starts_at)
    if wanted.asked and wanted.starts_at:
        context["ends_at"] = wanted.starts_at + slots.length_of(wanted.asked.service)
    return context


def _wanted(request: AuthenticatedRequest) -> Wanted:
    """What the address asks for; the first of everything where it says nothing."""
    listed = list(Service.objects.select_related("venue"))
    spoken = slots.languages_spoken()
    if not listed or not spoken:
        return Wanted(DeskChoiceForm({}, services=listed, spoken=spoken), None, None, _person(request))
    usual = {
        "service": next((one.slug for one in listed if one.is_bookable), listed[0].slug),
        "language": next((code for code in (get_language() or "",) if code in spoken), spoken[0]),
        "channel": Channel.IN_PERSON.value,
    }
    choice = DeskChoiceForm(usual | request.GET.dict(), services=listed, spoken=spoken)
    if not choice.is_valid():
        return Wanted(choice, None, None, _person(request))
    found = choice.cleaned_data
    asked = slots.Asked(found["service"], found["language"], found["channel"], timezone.now(), by_staff=True)
    return Wanted(choice, asked, _moment(request.GET.get("starts_at", "")), _person(request))


def _contact_form(request: AuthenticatedRequest, wanted: Wanted) -> DeskContactForm:
    assert wanted.asked is not None
    person, language = wanted.person, wanted.asked.language
    initial: dict[str, Any] = {"writes": language if language in Language.values else Language.CHINESE, "is_told": True}
    if person:
        initial |= {"name": person.name, "phone": person.phone or None, "email": person.email, "writes": person.writes}
    topics = list(Topic.objects.filter(is_active=True, kinds__contains=[wanted.asked.service.kind]))
    posted = request.POST if request.method == "POST" else None
    return DeskContactForm(posted, channel=wanted.asked.channel, topics=topics, initial=initial)


def _book(request: AuthenticatedRequest, wanted: Wanted, form: DeskContactForm) -> Appointment | None:
    """The appointment; None when it is refused, which the form then says."""
    assert wanted.asked is not None
    assert wanted.starts_at is not None
    asked = wanted.asked
    try:
        return services.book_for_client(
            service=asked.service, language=asked.language, channel=asked.channel, starts_at=wanted.starts_at,
            at=asked.at, by=request.user, topic=form.cleaned_data["topic"], person=wanted.person,
            is_told=form.cleaned_data["is_told"], **form.answers(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_refusal(refusal)
        return None


def _person(request: AuthenticatedRequest) -> Person | None:
    """The client whom the address names, with whom the form begins; opening them is noted."""
    reference = normalise(request.GET.get("person", ""))
    if not reference:
        return None
    named = Person.objects.filter(reference=reference, erased_at=None).select_related("root").first()
    if named is None:
        raise Http404
    person = named.root or named
    audit.record(
        actor=request.user, act=Act.OPEN, subject=SUBJECT, reference=person.reference, via="legal-desk:book",
        at=timezone.now(),
    )  # fmt: skip
    return person


def _moment(text: str) -> datetime | None:
    """The time that the address names, in Beijing unless it says otherwise; None for anything that is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=BEIJING) if moment and moment.tzinfo is None else moment
