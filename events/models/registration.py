"""A resident's party at an activity, and what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.querysets import RegistrationQuerySet

if TYPE_CHECKING:
    from commons.accounts.models import User


class Registration(models.Model):
    """A resident's party at an activity. The order of the waiting list is the order of the primary keys,
    which are drawn behind the activity's lock."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        WAITING = "waiting", _("Waiting list")
        OFFERED = "offered", _("Place offered")
        CANCELLED = "cancelled", _("Cancelled")
        DECLINED = "declined", _("Offer declined")
        EXPIRED = "expired", _("Offer expired")
        CALLED_OFF = "called-off", _("Activity cancelled")

    ACTIVE = (State.CONFIRMED, State.WAITING, State.OFFERED)
    HOLDING = (State.CONFIRMED, State.OFFERED)

    reference = models.CharField(max_length=20, unique=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    resident = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations")
    party = models.PositiveSmallIntegerField(_("people"))
    guest_names = ArrayField(models.CharField(max_length=150), default=list, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    offer_expires_at = models.DateTimeField(null=True)
    eligibility_confirmed = models.BooleanField(default=False)
    """The resident said that everyone in the party meets the age and community rules."""
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "resident"],
                condition=Q(state__in=["confirmed", "waiting", "offered"]),
                name="registration_one_active",
                violation_error_message=_("You are registered for this activity already."),
            ),
            models.CheckConstraint(condition=Q(party__gte=1), name="registration_party_positive"),
            models.CheckConstraint(
                condition=Q(state="offered", offer_expires_at__isnull=False)
                | (~Q(state="offered") & Q(offer_expires_at=None)),
                name="registration_offer_has_end",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "id"], condition=Q(state="waiting"), name="registration_queue"),
            models.Index(fields=["offer_expires_at"], condition=Q(state="offered"), name="registration_offers"),
            models.Index(fields=["resident", "-created_at"], name="registration_of_resident"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("registrations:detail", args=[self.reference])

    @property
    def is_active(self) -> bool:
        """Holds a place, is offered one or waits for one."""
        return self.state in self.ACTIVE

    @property
    def is_holding(self) -> bool:
        """Counts against the places: confirmed, or offered a place."""
        return self.state in self.HOLDING

    @property
    def guests(self) -> int:
        """How many people come along with the resident."""
        return self.party - 1

    @property
    def position_in_queue(self) -> int | None:
        """The party's place in line, from 1; None when it does not wait. Lists use `with_position()` instead."""
        if self.state != self.State.WAITING:
            return None
        return Registration.objects.waiting().filter(event_id=self.event_id, pk__lte=self.pk).count()

    def can_be_cancelled_by_resident(self, at: datetime) -> bool:
        """Whether the resident may still let go of the place, or of the spot in line, without staff."""
        if not self.is_active or self.event.is_over(at):
            return False
        if self.state == self.State.CONFIRMED:
            deadline = self.event.cancellable_until
            return deadline is None or at < deadline
        return True

    def offer_stands(self, at: datetime) -> bool:
        """Whether an offer can be accepted at this moment."""
        return self.offer_expires_at is not None and at < self.offer_expires_at and not self.event.has_begun(at)


class RegistrationStep(models.Model):
    """One step in the life of a registration: what it became, when, by whom. Steps are only ever added."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """NULL when the portal itself took the step: an offer made or expired."""
    state = models.CharField(max_length=12, choices=Registration.State.choices)
    party = models.PositiveSmallIntegerField()
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("step of a registration")
        verbose_name_plural = _("steps of registrations")

    def __str__(self) -> str:
        return f"{self.get_state_display()} ({self.party})"

    def is_by_staff(self, resident: "User") -> bool:
        """Whether somebody other than the resident acted."""
        return self.by_id is not None and self.by_id != resident.pk
