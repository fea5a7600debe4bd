"""When a resource is open: its week, and the days that differ."""

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_span, format_time
from commons.scheduling.models.resource import Resource
from commons.scheduling.spans import Span


class Weekday(models.IntegerChoices):
    """The days of the week as `date.weekday()` counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def is_bounded(field: str) -> Q:
    """The range has a start that belongs to it and an end that does not; so it is neither empty nor endless."""
    return Q(
        **{f"{field}__isempty": False, f"{field}__lower_inc": True, f"{field}__upper_inc": False},
        **{f"{field}__lower_inf": False, f"{field}__upper_inf": False},
    )


class WeeklyRule(models.Model):
    """Open every week on this day between these times (wall time in Beijing). Rules may overlap: they are united."""

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="weekly_rules", verbose_name=_("resource")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    """00:00 is the midnight at the end of the day, which a clock may also call 24:00."""
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    """The last day on which the rule holds; NULL when no end is known."""
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        ordering = ["resource", "weekday", "starts", "valid_from"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="weekly_rule_weekday_exists",
                violation_error_message=_("A week has seven days, counted from 0 for Monday."),
            ),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends="00:00"),
                name="weekly_rule_times_in_order",
                violation_error_message=_("Opening hours end after they start; 00:00 is the end of the day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="weekly_rule_validity_in_order",
                violation_error_message=_("Opening hours are valid for one day at least."),
            ),
        ]

    def __str__(self) -> str:
        closing = format_time(self.ends) if self.ends.hour or self.ends.minute else "24:00"
        return f"{self.get_weekday_display()} {format_time(self.starts)}–{closing}"


class DatedException(models.Model):
    """Closed for a while (leave, repairs), or open in addition.

    Opening wins over the week and over public holidays; closing wins over everything.
    """

    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="dated_exceptions", verbose_name=_("resource")
    )
    during = DateTimeRangeField(_("during"))
    opens = models.BooleanField(_("open in addition"), default=False)
    """False: closed then."""
    reason = models.CharField(_("reason, for staff only"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("entered by")
    )
    created_at = models.DateTimeField(_("created"), editable=False)

    class Meta:
        ordering = ["during", "id"]
        verbose_name = _("exception to the opening hours")
        verbose_name_plural = _("exceptions to the opening hours")
        constraints = [
            models.CheckConstraint(
                condition=is_bounded("during"),
                name="dated_exception_bounded",
                violation_error_message=_("Say from when until when; the end is after the start."),
            ),
        ]

    def __str__(self) -> str:
        return format_span(self.span.starts_at, self.span.ends_at)

    @property
    def span(self) -> Span:
        """The time during which it holds."""
        return Span.of(self.during)
