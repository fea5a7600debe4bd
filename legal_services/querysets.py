"""Reads for pages, and who may see what."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from commons.lib.dates import BEIJING
from commons.lib.references import normalise
from legal_services.roles import roles_of

if TYPE_CHECKING:
    from commons.accounts.models import User
    from legal_services.models import (  # noqa: F401 - named in strings
        Appointment,
        Call,
        Matter,
        Person,
        Practitioner,
        Service,
        ServiceRecord,
    )


def _number_of(model: str, **which: Any) -> Coalesce:
    """How many rows of a model belong to each matter."""
    rows = apps.get_model("legal_services", model)._default_manager.filter(matter=OuterRef("pk"), **which)
    counted = rows.order_by().values("matter").annotate(n=models.Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    """Advisers, interpreters and mediators."""

    def at_work(self) -> "PractitionerQuerySet":
        """Those who work here now."""
        return self.filter(is_active=True, resource__is_active=True)

    def advisers(self, service: "Service") -> "PractitionerQuerySet":
        """Those who give this service; for mediation they are mediators."""
        gives = Q(mediates=True) if service.kind == "mediation" else Q(advises=True)
        return self.at_work().filter(gives, services=service)

    def interpreters(self) -> "PractitionerQuerySet":
        return self.at_work().filter(interprets=True)

    def with_services(self) -> "PractitionerQuerySet":
        """Adds `service_keys`: the keys of the services that they give."""
        given = self.model.services.through._default_manager.filter(practitioner=OuterRef("pk"))
        return self.annotate(service_keys=ArraySubquery(given.order_by("service").values("service")))

    def speaking(self, language: str) -> "PractitionerQuerySet":
        """Those who speak a language."""
        return self.filter(languages__contains=[language])


class PersonQuerySet(models.QuerySet["Person"]):
    """Clients and other parties. Only staff of the area ever see them."""

    def roots(self) -> "PersonQuerySet":
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def with_root_key(self) -> "PersonQuerySet":
        """Adds `root_key`: the key of the person that this row stands for."""
        return self.annotate(root_key=Coalesce("root_id", "id"))

    def with_spellings(self) -> "PersonQuerySet":
        """Adds `spellings`: every spelling of the name that is known, of those merged into the person too."""
        names = apps.get_model("legal_services", "PersonName")._default_manager.order_by("id").values("text")
        own, merged = names.filter(person=OuterRef("pk")), names.filter(person__root=OuterRef("pk"))
        # Each by its own index: one subquery with an OR would read every name for every person.
        both = models.Func(ArraySubquery(own), ArraySubquery(merged), function="array_cat")
        return self.annotate(spellings=models.ExpressionWrapper(both, output_field=ArrayField(models.TextField())))

    def with_rows(self) -> "PersonQuerySet":
        """Adds `merged_rows`: the keys of all rows that were merged into the person."""
        return self.annotate(
            merged_rows=ArraySubquery(self.model._default_manager.filter(root=OuterRef("pk")).values("pk"))
        )


Cases = TypeVar("Cases", bound=models.QuerySet[Any])


def of_visible_matters(cases: Cases, user: "User | Any") -> Cases:
    """Of rows with a matter, those that the person may see: all for clerks, for practitioners their matters."""
    roles = roles_of(user)
    if roles.is_clerk:
        return cases.all()
    if roles.practitioner_id is None:
        return cases.none()
    return cases.filter(
        matter__assignments__practitioner=roles.practitioner_id, matter__assignments__until=None
    ).distinct()


class MatterQuerySet(models.QuerySet["Matter"]):
    """Matters, by who may see them."""

    def assigned_to(self, user: "User | Any") -> "MatterQuerySet":
        """Those on which the person works now, in whatever part."""
        practitioner = roles_of(user).practitioner_id
        if practitioner is None:
            return self.none()
        return self.filter(assignments__practitioner=practitioner, assignments__until=None).distinct()

    def with_numbers(self) -> "MatterQuerySet":
        """Adds `texts` and `files`, how many there are, and `conflict_state`, what the latest check came to."""
        checks = apps.get_model("legal_services", "ConflictCheck")._default_manager.order_by("-id")
        return self.annotate(
            texts=_number_of("MatterNote"),
            files=_number_of("MatterDocument", document__removed_at=None),
            conflict_state=Subquery(checks.filter(matter=OuterRef("pk")).values("state")[:1]),
        )

    def readable_by(self, user: "User | Any") -> "MatterQuerySet":
        """Those on which the person works now as adviser or mediator: the only ones whose texts they may read.

        The check for conflicts of interest comes before the first reading (`services.conflicts`).
        """
        practitioner = roles_of(user).practitioner_id
        if practitioner is None:
            return self.none()
        parts = ("advises", "mediates")
        return self.filter(
            assignments__practitioner=practitioner, assignments__until=None, assignments__task__in=parts
        ).distinct()

    def visible_to(self, user: "User | Any") -> "MatterQuerySet":
        """Those whose logistics the person may see: all for clerks, their own for practitioners."""
        return self.all() if roles_of(user).is_clerk else self.assigned_to(user)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments, by who may see them and when they are."""

    def real(self) -> "AppointmentQuerySet":
        """Without those that are only being booked."""
        return self.exclude(state="held")

    def coming(self) -> "AppointmentQuerySet":
        """Booked, arrived or in the room."""
        return self.filter(state__in=["booked", "arrived", "in-room"])

    def of_client(self, user: "User | Any") -> "AppointmentQuerySet":
        """A resident's own."""
        return self.real().filter(user=user) if user.is_authenticated else self.none()

    def of_practitioner(self, practitioner_id: int | None) -> "AppointmentQuerySet":
        """Those with this adviser or interpreter."""
        if practitioner_id is None:
            return self.none()
        return self.real().filter(Q(practitioner=practitioner_id) | Q(interpreter=practitioner_id))

    def visible_to(self, user: "User | Any") -> "AppointmentQuerySet":
        """Their own as a client, their own as a practitioner; all for clerks."""
        roles = roles_of(user)
        if roles.is_clerk:
            return self.real()
        return self.of_client(user) | self.of_practitioner(roles.practitioner_id)

    def in_leave(self, at: datetime) -> "AppointmentQuerySet":
        """Booked and still to come while somebody they need is on leave, or does not work here any more.

        `closed_times` knows of hours that were changed and of holidays too, and asks more for it.
        """
        closing = apps.get_model("scheduling", "DatedException")._default_manager.filter(
            Q(resource=OuterRef("practitioner__resource")) | Q(resource=OuterRef("interpreter__resource")),
            opens=False,
            during__overlap=OuterRef("reservation__during"),
        )
        has_left = Q(practitioner__resource__is_active=False) | Q(interpreter__resource__is_active=False)
        return self.filter(Q(models.Exists(closing)) | has_left, state="booked", starts_at__gt=at)

    def without_link(self, at: datetime) -> "AppointmentQuerySet":
        """Booked by video and to come, and nobody has said where they meet."""
        return self.filter(
            state="booked", channel="video", starts_at__gt=at, meeting_link="", practitioner__meeting_link=""
        )

    def on_day(self, day: date) -> "AppointmentQuerySet":
        """Those that begin on a day in Beijing."""
        start = datetime.combine(day, datetime.min.time(), tzinfo=BEIJING)
        return self.filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))

    def for_pages(self) -> "AppointmentQuerySet":
        """With what pages show: service, people; without the narrative."""
        related = ("service__venue", "practitioner", "interpreter", "topic")
        return self.select_related(*related).defer("narrative")


class CallQuerySet(models.QuerySet["Call"]):
    """Telephone calls, by what is left to do."""

    def to_make(self) -> "CallQuerySet":
        """Those that nobody has made, and that are still needed whatever the time."""
        return self.filter(called_at=None, dropped_at=None)

    def due(self, at: datetime) -> "CallQuerySet":
        """Those to make while they are of use: the appointment's time is to come."""
        return self.to_make().filter(appointment__starts_at__gt=at)

    def in_order(self) -> "CallQuerySet":
        """The appointment that comes first before the others; whoever did not answer after those not tried yet."""
        return self.order_by(models.F("tried_at").asc(nulls_first=True), "appointment__starts_at", "asked_at", "pk")


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    """The service log."""

    def standing(self) -> "ServiceRecordQuerySet":
        """Those that count."""
        return self.filter(voided_at=None)

    def between(self, first: date, last: date) -> "ServiceRecordQuerySet":
        """Sessions held from the first to the last day, both included."""
        return self.filter(held_on__gte=first, held_on__lte=last)

    def visible_to(self, user: "User | Any") -> "ServiceRecordQuerySet":
        """All for clerks and managers; for practitioners what they gave or what belongs to their matters."""
        roles = roles_of(user)
        if roles.is_clerk or roles.is_manager:
            return self.all()
        if roles.practitioner_id is None:
            return self.none()
        own = Q(practitioner=roles.practitioner_id) | Q(interpreter=roles.practitioner_id)
        assigned = Q(matter__assignments__practitioner=roles.practitioner_id, matter__assignments__until=None)
        return self.filter(own | assigned).distinct()

    def to_follow_up(self, day: date) -> "ServiceRecordQuerySet":
        """With a promise that is due on the day or before, and not kept yet; the longest due first."""
        due = self.filter(follow_up_on__isnull=False, follow_up_on__lte=day, followed_up_at=None, voided_at=None)
        return due.order_by("follow_up_on", "pk")

    def referred_to_as(self, text: str) -> "ServiceRecordQuerySet":
        """The one with this reference, as somebody typed it."""
        return self.filter(reference=normalise(text))
