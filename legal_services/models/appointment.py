"""Appointments: booked with or without an account, kept by a reservation of everybody's time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from commons.documents.fields import EncryptedTextField
from commons.documents.models import Document
from commons.lib.languages import Language
from commons.scheduling.models import Reservation
from legal_services.models.matter import Matter
from legal_services.models.meeting_link import is_meeting_link, meeting_link_field
from legal_services.models.person import Person
from legal_services.models.practitioner import Practitioner
from legal_services.models.service import Channel, Service, Topic
from legal_services.querysets import AppointmentQuerySet


class Appointment(models.Model):
    """One meeting of a client with an adviser, and with an interpreter when they share no language.

    While the form is filled it is *held*: nothing but the time is known, and the hold expires. The adviser's and the
    interpreter's time is taken by the reservation, so that the database keeps two clients apart.
    """

    class State(models.TextChoices):
        HELD = "held", _("Being booked")
        BOOKED = "booked", _("Booked")
        ARRIVED = "arrived", _("Arrived")
        IN_ROOM = "in-room", _("In the room")
        DONE = "done", _("Done")
        NO_SHOW = "no-show", _("Did not come")
        CANCELLED = "cancelled", _("Cancelled")

    COMING = (State.BOOKED, State.ARRIVED, State.IN_ROOM)

    reference = models.CharField(max_length=20, unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("language spoken"), max_length=10)
    channel = models.CharField(_("way to meet"), max_length=12, choices=Channel.choices)
    meeting_link = meeting_link_field()
    """For this appointment only; empty when it is where the adviser usually meets by video (`video_link`)."""
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="appointments")
    interpreter = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="interpretations"
    )
    reservation = models.OneToOneField(Reservation, on_delete=models.PROTECT, related_name="appointment")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="legal_appointments"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    matter = models.ForeignKey(Matter, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointments")
    name = models.CharField(_("full name"), max_length=150, blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    writes = models.CharField(_("language of messages"), max_length=10, choices=Language.choices)
    people = models.PositiveSmallIntegerField(_("people who come"), default=1)

    narrative = EncryptedTextField(_("what it is about"), null=True, blank=True)
    """Optional; kept here until a matter takes it over."""
    narrative_consent_at = models.DateTimeField(null=True)

    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    """Raised with every change, so that a calendar replaces the old entry (RFC 5545, 3.8.7.4)."""
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """The member of staff who booked it for the client; NULL when the client did."""
    changed_at = models.DateTimeField(editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    """When it got the time that it has now; NULL when it still has its first."""
    arrived_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """When it was over: done, cancelled or noticed that nobody came."""
    cancel_reason = models.CharField(max_length=250, blank=True)
    cancelled_by_client = models.BooleanField(default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_in_order"),
            models.CheckConstraint(
                condition=Q(interpreter=None) | (Q(interpreter__isnull=False) & ~Q(interpreter=F("practitioner"))),
                name="appointment_interpreter_is_another",
            ),
            models.CheckConstraint(
                condition=Q(narrative__isnull=True) | Q(narrative__isnull=False, narrative_consent_at__isnull=False),
                name="appointment_narrative_with_consent",
                violation_error_message=_("What it is about is only kept with the client's consent."),
            ),
            models.CheckConstraint(
                condition=Q(state="held") | ~Q(name=""),
                name="appointment_booked_has_name",
                violation_error_message=_("An appointment needs a name."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "no-show", "cancelled"])
                | Q(state__in=["done", "no-show", "cancelled"], ended_at__isnull=False),
                name="appointment_ended_has_time",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="appointment_has_people"),
            is_meeting_link("appointment_meeting_link_is_safe"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="appointment_starts"),
            models.Index(fields=["practitioner", "starts_at"], name="appointment_of_practitioner"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("legal:appointment", args=[self.reference])

    @property
    def video_link(self) -> str:
        """Where they meet by video; empty when nobody has said it yet, and for every other way to meet."""
        if self.channel != Channel.VIDEO:
            return ""
        return self.meeting_link or self.practitioner.meeting_link

    @property
    def is_only_called(self) -> bool:
        """Whether the client can be told something by telephone only."""
        return self.user_id is None and not self.email and bool(self.phone)

    @property
    def changeable_until(self) -> datetime:
        """Until when the client moves or cancels it without calling."""
        return self.starts_at - timedelta(hours=self.service.change_hours)

    def can_be_changed_by_client(self, at: datetime) -> bool:
        """Whether the client may still move or cancel it without calling."""
        return self.state == self.State.BOOKED and at < self.changeable_until


class AppointmentLink(models.Model):
    """A link in a message that opens one appointment to whoever holds it. Only the hash of its secret is kept."""

    class Scope(models.TextChoices):
        MANAGE = "manage", _("See, move and cancel")
        OFFER = "offer", _("Answer an offer of an earlier time")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="links")
    scope = models.CharField(max_length=8, choices=Scope.choices)
    digest = models.CharField(max_length=64, unique=True)
    """The SHA-256 of the secret, in hex."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link to an appointment")
        verbose_name_plural = _("links to appointments")

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.scope}"


class AppointmentFile(models.Model):
    """A file that a client hands in before the meeting; theirs to delete until then."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="files")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="of_appointment")

    class Meta:
        ordering = ["id"]
        verbose_name = _("file handed in")
        verbose_name_plural = _("files handed in")

    def __str__(self) -> str:
        return str(self.document_id)


class EarlierTimeRequest(models.Model):
    """A client who is booked would come earlier; what becomes free is offered in the order of the requests."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("Time offered")
        ACCEPTED = "accepted", _("Accepted")
        CLOSED = "closed", _("Closed")

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="earlier_requests")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    from_at = models.DateTimeField(_("not before"))
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    offer = models.OneToOneField(Reservation, on_delete=models.PROTECT, null=True, related_name="+")
    """The time that is held while the offer stands."""
    offered_practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, related_name="+")
    offered_interpreter = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, related_name="+")
    offer_expires_at = models.DateTimeField(null=True)
    declined = ArrayField(models.DateTimeField(), default=list, editable=False)
    """The starts of times that were offered and not taken: they are not offered again."""

    class Meta:
        ordering = ["id"]
        verbose_name = _("request for an earlier time")
        verbose_name_plural = _("requests for an earlier time")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(state__in=["waiting", "offered"]),
                name="earlier_request_one_standing",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(state="offered", offer__isnull=False, offer_expires_at__isnull=False),
                name="earlier_request_offered_has_offer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.state}"
