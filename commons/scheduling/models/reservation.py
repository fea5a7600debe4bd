"""Who has time, of whom, and when."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_span
from commons.scheduling.models.opening import is_bounded
from commons.scheduling.models.resource import Resource
from commons.scheduling.querysets import OccupancyQuerySet, ReservationQuerySet
from commons.scheduling.spans import Span


class Reservation(models.Model):
    """A time that somebody has of one resource or of several at once. What it is for, the owning app knows."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        CONFIRMED = "confirmed", _("Confirmed")
        RELEASED = "released", _("Given back")

    during = DateTimeRangeField(_("during"))
    """The time itself, without what is kept free before and after it."""
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    hold_expires_at = models.DateTimeField(_("held until"), null=True)
    """A hold stands up to, but not including, this moment. Kept when the hold lapsed, so that it can be told from
    one that was given back."""
    purpose = models.SlugField(_("purpose"), max_length=40)
    """What it is for, in a word of the app that asked: for staff."""
    created_at = models.DateTimeField(_("created"), editable=False)
    released_at = models.DateTimeField(_("given back"), null=True, editable=False)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("reservation of time")
        verbose_name_plural = _("reservations of time")
        constraints = [
            models.CheckConstraint(
                condition=is_bounded("during"),
                name="reservation_bounded",
                violation_error_message=_("Say from when until when; the end is after the start."),
            ),
            models.CheckConstraint(
                condition=Q(state="held", hold_expires_at__isnull=False)
                | Q(state="confirmed", hold_expires_at=None)
                | Q(state="released"),
                name="reservation_hold_has_end",
                violation_error_message=_("A hold has an end, and a confirmed reservation has none."),
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_at__isnull=False) | (~Q(state="released") & Q(released_at=None)),
                name="reservation_released_has_time",
                violation_error_message=_("What was given back says when."),
            ),
        ]
        indexes = [models.Index(fields=["hold_expires_at"], condition=Q(state="held"), name="reservation_holds")]

    def __str__(self) -> str:
        return format_span(self.span.starts_at, self.span.ends_at)

    @property
    def span(self) -> Span:
        """The time itself."""
        return Span.of(self.during)

    @property
    def has_lapsed(self) -> bool:
        """Whether it was a hold that nobody confirmed in time, and was given back for that."""
        return self.state == self.State.RELEASED and self.hold_expires_at is not None

    def is_standing(self, at: datetime) -> bool:
        """Whether the time is kept at this moment."""
        if self.state == self.State.HELD:
            return self.hold_expires_at is not None and at < self.hold_expires_at
        return self.state == self.State.CONFIRMED


class Occupancy(models.Model):
    """The time that a reservation takes of one resource, with what is kept free before and after it.

    `active` and `hold_expires_at` repeat what the reservation says, for the constraint and for the search for free
    time; only the services write them. No two active occupancies of one resource share a moment, whoever writes.
    """

    # The unique constraint's index leads with the reservation; the exclusion constraint's leads with the resource.
    reservation = models.ForeignKey(
        Reservation,
        on_delete=models.CASCADE,
        related_name="occupancies",
        db_index=False,
        verbose_name=_("reservation of time"),
    )
    resource = models.ForeignKey(
        Resource, on_delete=models.PROTECT, related_name="occupancies", db_index=False, verbose_name=_("resource")
    )
    during = DateTimeRangeField(_("during"))
    active = models.BooleanField(_("active"), default=True)
    hold_expires_at = models.DateTimeField(_("held until"), null=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("time taken of a resource")
        verbose_name_plural = _("times taken of resources")
        constraints = [
            ExclusionConstraint(
                name="occupancy_no_overlap",
                expressions=[("resource", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(active=True),
                violation_error_message=_("This time has just been taken by somebody else."),
            ),
            models.UniqueConstraint(
                fields=["reservation", "resource"],
                name="occupancy_once",
                violation_error_message=_("A reservation takes one stretch of time of each resource."),
            ),
            models.CheckConstraint(
                condition=is_bounded("during"),
                name="occupancy_bounded",
                violation_error_message=_("Say from when until when; the end is after the start."),
            ),
        ]

    def __str__(self) -> str:
        return format_span(self.span.starts_at, self.span.ends_at)

    @property
    def span(self) -> Span:
        """The time taken, with what is kept free around it."""
        return Span.of(self.during)
