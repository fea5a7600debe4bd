"""What the official calendar says about a day, where the district knows better than the library."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commons.scheduling.models.opening import Weekday


class CalendarDay(models.Model):
    """The district's own entry about one day; it wins over the library's calendar.

    Meant for the State Council's notice about next year, which comes in November, until the library knows it.
    """

    date = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(_("working day"))
    acts_as = models.PositiveSmallIntegerField(_("opening hours of"), choices=Weekday, null=True, blank=True)
    """Whose hours hold on a working day. NULL: the day's own; on a weekend, Friday's."""
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["-date"]
        verbose_name = _("day of the official calendar")
        verbose_name_plural = _("days of the official calendar")
        constraints = [
            models.CheckConstraint(
                condition=Q(acts_as=None) | Q(acts_as__isnull=False, acts_as__lte=6),
                name="calendar_day_weekday_exists",
                violation_error_message=_("A week has seven days, counted from 0 for Monday."),
            ),
            models.CheckConstraint(
                condition=Q(acts_as=None) | Q(is_working=True),
                name="calendar_day_off_has_no_hours",
                violation_error_message=_(
                    "A day off has no opening hours: leave them empty, or make it a working day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"
