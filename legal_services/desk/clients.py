"""Finding the client of a session: everybody who may be meant, then the one who is, with their matters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commons.accounts.access import AuthenticatedRequest
from commons.accounts.models import User
from commons.audit import services as audit
from commons.audit.models import Act
from commons.lib.countries import country_name
from commons.lib.references import normalise
from legal_services.access import counter_page
from legal_services.forms.recording import NEW, NOBODY
from legal_services.models import Assignment, Attendance, Matter, Person, ServiceRecord
from legal_services.services import people
from legal_services.services.recording import same_person

MOST = 8
"""So many are offered at once; who is not among them is looked for with another word."""
PERSON = "legal.person"


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be meant, with what tells people of one name apart."""

    person: Person
    spellings: str
    last_seen: date | None


@dataclass(frozen=True)
class Chosen:
    """Whom the session is for: somebody known, somebody new, or nobody who gave a name. Nothing while it is open."""

    person: Person | None = None
    is_new: bool = False
    is_nobody: bool = False
    matters: tuple[Matter, ...] = ()
    matter: str = ""
    """The matter that is marked: a reference or "new"."""

    @property
    def is_known(self) -> bool:
        return self.person is not None

    @property
    def country(self) -> str:
        """The name of the client's country or region; empty when it was not asked."""
        return country_name(self.person.country.code) if self.person and self.person.country else ""


@counter_page
@require_POST
def find(request: AuthenticatedRequest) -> HttpResponse:
    """Everybody whom the typed words may mean, as a list to choose from by keyboard."""
    text = request.POST.get("q", "").strip()
    context = {"text": text, "candidates": look_for(text, by=request.user, at=timezone.now())}
    return render(request, "legal_services/log/_options.html", {**context, "also": "also" in request.POST})


def look_for(text: str, *, by: User, at: datetime) -> list[Candidate]:
    """Those who may be meant; every hit is noted in the access log."""
    found = list(people.find_people(text, limit=MOST)) if text else []
    seen = _last_seen(found)
    audit.record_many(
        audit.entry(actor=by, act=Act.SEARCH_HIT, subject=PERSON, reference=one.reference, via="legal-desk:log", at=at)
        for one in found
    )
    return [Candidate(one, _spellings(one), seen.get(one.pk)) for one in found]


def _last_seen(found: Iterable[Person]) -> dict[int, date]:
    """The day of each person's last session, under whichever of their rows it was logged."""
    roots = [one.pk for one in found]
    # By the people, who have an index, and not by whom each row stands for, which would read every attendance.
    rows = Person.objects.filter(Q(pk__in=roots) | Q(root__in=roots)).values("pk")
    attended = Attendance.objects.filter(person__in=rows, record__voided_at=None)
    standing = attended.annotate(root_key=Coalesce("person__root", "person")).order_by()
    return dict(standing.values_list("root_key").annotate(last=Max("record__held_on")))


def _spellings(person: Person) -> str:
    return " · ".join(spelling for spelling in getattr(person, "spellings", ()) if spelling != person.name)


def chosen_client(typed: Mapping[str, Any], *, known: Mapping[str, Person], by: User, at: datetime) -> Chosen:
    """The client as the form has it; opening somebody's matters is noted in the access log.

    `known` are people who are read already, by reference.
    """
    value = str(typed.get("person") or "")
    if value == NEW:
        return Chosen(is_new=True)
    if value == NOBODY:
        return Chosen(is_nobody=True)
    person = known.get(normalise(value)) if value else None
    if value and person is None:
        person = Person.objects.roots().filter(reference=normalise(value)).first()
    if person is None:
        return Chosen()
    audit.record(actor=by, act=Act.OPEN, subject=PERSON, reference=person.reference, via="legal-desk:log", at=at)
    matters = _matters_of(person)
    marked = str(typed.get("matter") or "")
    if marked not in {NEW, *(matter.reference for matter in matters)}:
        marked = next((matter.reference for matter in matters if matter.state == Matter.State.OPEN), NEW)
    return Chosen(person=person, matters=matters, matter=marked)


def _matters_of(person: Person) -> tuple[Matter, ...]:
    """The client's matters, open ones first, each with its adviser and the service that was last given in it."""
    advising = Assignment.objects.filter(matter=OuterRef("pk"), until=None, task=Assignment.Task.ADVISES)
    given = ServiceRecord.objects.standing().filter(matter=OuterRef("pk")).order_by("-held_on", "-pk")
    of_person = Matter.objects.filter(roles__person__in=same_person(person)).distinct()
    found = of_person.select_related("topic").annotate(
        adviser_id=Subquery(advising.values("practitioner")[:1]),
        adviser_name=Subquery(advising.values("practitioner__name")[:1]),
        service_slug=Subquery(given.values("service__slug")[:1]),
    )
    # "open" sorts behind "closed".
    return tuple(found.order_by("-state", "-opened_at", "-pk")[:MOST])
