"""When people met: appointments and sessions of the log in one list, read in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, CharField, DateTimeField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from legal_services.models import Appointment, ServiceRecord

MOST_SHOWN = 40


@dataclass(frozen=True)
class Meeting:
    """An appointment, or a session of the log; of a session only the day is known."""

    reference: str
    at: datetime
    practitioner: str
    state: str
    is_session: bool
    does_not_count: bool

    @property
    def state_in_words(self) -> str:
        """How an appointment stands, or what came of a session, in the active language."""
        labels = ServiceRecord.Outcome if self.is_session else Appointment.State
        return str(dict(labels.choices).get(self.state, self.state))

    @property
    def url(self) -> str:
        """The page of a session at the desk; appointments have theirs with their day."""
        return reverse("legal-desk:record", args=[self.reference]) if self.is_session else ""


def meetings(*, appointments: Q, records: Q) -> list[Meeting]:
    """The appointments and sessions that fit, the latest first."""
    booked = _columns(Appointment.objects.real().filter(appointments), "starts_at", "state", is_session=False)
    held = _columns(ServiceRecord.objects.filter(records), "held_on", "outcome", is_session=True)
    return list(_read(booked.union(held, all=True).order_by("-moment", "-ref")[:MOST_SHOWN]))


def _columns(rows: Any, moment: str, state: str, *, is_session: bool) -> Any:
    is_void = ~Q(voided_at=None) if is_session else Q(pk=None)
    return (
        rows.order_by()
        .annotate(
            ref=F("reference"),
            moment=Cast(moment, DateTimeField()),
            who=F("practitioner__name"),
            how=Cast(state, CharField()),
            is_session=Value(is_session, output_field=BooleanField()),
            is_void=ExpressionWrapper(is_void, output_field=BooleanField()),
        )
        .values_list("ref", "moment", "who", "how", "is_session", "is_void")
        .distinct()
    )


def _read(rows: Any) -> Iterator[Meeting]:
    for reference, moment, who, how, is_session, is_void in rows:
        yield Meeting(reference, moment, who or "", how, is_session, is_void)
