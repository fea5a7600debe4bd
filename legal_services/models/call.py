"""Telephone calls that clerks owe to clients whom no message reaches."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from legal_services.models.appointment import Appointment
from legal_services.querysets import CallQuerySet


class Call(models.Model):
    """Something that a client is to be told by telephone, once: made, or not needed any more."""

    class About(models.TextChoices):
        BOOKED = "booked", _("Booked for them")
        MOVED = "moved", _("Another time")
        CANCELLED = "cancelled", _("Cancelled")
        REMINDER = "reminder", _("Reminder")
        VIDEO_LINK = "video_link", _("Link for the video call")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="calls")
    about = models.CharField(max_length=10, choices=About.choices)
    key = models.CharField(max_length=200, unique=True)
    """The idempotency key: the same act never asks for a second call."""
    was = models.DateTimeField(null=True)
    """When it was before it was moved."""
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """How often nobody answered."""
    tried_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    dropped_at = models.DateTimeField(null=True)
    """When it was not needed any more, because the appointment changed again."""

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        verbose_name = _("call to make")
        verbose_name_plural = _("calls to make")
        constraints = [
            models.CheckConstraint(
                condition=Q(called_at=None) | Q(dropped_at=None),
                name="call_made_or_dropped",
                violation_error_message=_("This call is off the list already."),
            ),
            models.CheckConstraint(
                condition=Q(tries=0, tried_at=None) | Q(tries__gt=0, tried_at__isnull=False), name="call_tried_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(called_at=None, dropped_at=None), name="call_to_make"),
            models.Index(fields=["called_at"], condition=Q(called_at__isnull=False), name="call_made"),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.about}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self.called_at is None and self.dropped_at is None
