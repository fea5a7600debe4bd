"""One meeting of an activity."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_span
from communities.models import Venue
from events.models.event import Event


class Session(models.Model):
    """One meeting of an activity, at a venue."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("venue"))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("A session ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["event", "starts_at"],
                name="session_start_once",
                deferrable=models.Deferrable.IMMEDIATE,
                violation_error_message=_("Two sessions of one activity cannot start at the same time."),
            ),
        ]

    def __str__(self) -> str:
        return format_span(self.starts_at, self.ends_at)
