"""What was asked of a series in one act, date by date, until whoever asked was told what came of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language
from commons.scheduling.spans import Span
from institutions.models.space import Booking, Series


class SeriesOrder(models.Model):
    """Somebody asked for these dates to be booked, or to be cancelled.

    It stands in the database before the first date is touched, so that a worker that dies half way leaves it to the
    next one. Once its outcome was told, the words and the name go: the bookings keep what is needed of them.
    """

    class Act(models.TextChoices):
        BOOK = "book", pgettext_lazy("dates of a series", "Book")
        CANCEL = "cancel", pgettext_lazy("dates of a series", "Cancel")

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="orders")
    act = models.CharField(max_length=6, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=250, blank=True)
    """Of officers who cancel, in words for the institution."""
    ordered_at = models.DateTimeField(editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    """When every date had its outcome, and it was told; NULL while somebody has to see to it."""

    class Meta:
        ordering = ["id"]
        verbose_name = _("order for dates of a series")
        verbose_name_plural = _("orders for dates of series")
        constraints = [models.CheckConstraint(condition=Q(act__in=["book", "cancel"]), name="series_order_act_known")]
        indexes = [models.Index(fields=["ordered_at"], condition=Q(told_at=None), name="series_order_untold")]

    def __str__(self) -> str:
        return f"{self.act} {self.series_id}"


class SeriesDate(models.Model):
    """One of the times of an order, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("a date of a series", "Not tried yet")
        DONE = "done", pgettext_lazy("a date of a series", "Done")
        MISSED = "missed", pgettext_lazy("a date of a series", "Could not be had")

    order = models.ForeignKey(SeriesOrder, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, null=True, related_name="+")
    """What was booked, or is to be cancelled."""
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    why = models.JSONField(default=dict, blank=True)
    """Why it could not be had, by language code: who reads it may read another language than who asked."""

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("date of a series")
        verbose_name_plural = _("dates of series")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="series_date_in_order"),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(state="done", booking__isnull=False) | Q(state="missed") & ~Q(why={}),
                name="series_date_says_what_came_of_it",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def during(self) -> Span:
        """The time that was asked for."""
        return Span(self.starts_at, self.ends_at)

    @property
    def why_not(self) -> str:
        """Why it could not be had, in the active language."""
        kept: dict[str, Any] = self.why
        return str(kept.get(get_language() or "") or kept.get(Language.ENGLISH) or "")

    def is_coming(self, at: datetime) -> bool:
        """Whether its time has not begun."""
        return self.starts_at > at
