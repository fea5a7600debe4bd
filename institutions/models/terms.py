"""The terms under which institutions settle."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """One version of the terms. Once it is in force its words are never changed: a new version follows."""

    version = models.CharField(_("version"), max_length=20, unique=True)
    text = models.TextField(_("text"))
    in_force_from = models.DateField(_("in force from"))
    grace_days = models.PositiveSmallIntegerField(_("days of grace after the end"), default=14)
    """For so long after its last day a contract still counts, so that a late renewal closes no door."""

    class Meta:
        ordering = ["-in_force_from", "-id"]
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        constraints = [
            models.CheckConstraint(
                condition=Q(grace_days__lte=90), name="terms_grace_sensible",
                violation_error_message=_("The grace is at most 90 days."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.version
