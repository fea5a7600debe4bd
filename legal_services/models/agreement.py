"""What the parties of a mediation agreed, whether the court confirmed it, and whether it is performed.

People's Mediation Law of the PRC: an agreement is written, or oral and recorded by the mediator (art. 28); it binds the
parties, and the mediators follow up its performance (art. 31); who disputes it may go to court (art. 32); within 30
days of taking effect the parties may together ask the court to confirm it (art. 33).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commons.documents.fields import EncryptedTextField
from legal_services.models.mediation import Mediation


class Agreement(models.Model):
    """The agreement that ended a mediation. Its text is for the mediator and the parties."""

    class Form(models.TextChoices):
        WRITTEN = "written", _("Written")
        ORAL = "oral", _("Oral, recorded by the mediator")

    class Confirmation(models.TextChoices):
        NOT_ASKED = "not-asked", _("Not asked for")
        APPLIED = "applied", _("Applied for")
        CONFIRMED = "confirmed", _("Confirmed by the court")
        REJECTED = "rejected", _("Not confirmed by the court")

    mediation = models.OneToOneField(Mediation, on_delete=models.CASCADE, related_name="agreement")
    form = models.CharField(_("form"), max_length=8, choices=Form.choices)
    text = EncryptedTextField(_("what was agreed"))
    effective_on = models.DateField(_("took effect on"))
    """Written: all have signed, the mediator too, and it is sealed (art. 29). Oral: when it was reached (art. 30)."""
    confirm_by = models.DateField(_("confirmation possible until"))
    """The last day of the 30 for the joint application, moved on to the next working day when it is a day off."""
    perform_by = models.DateField(_("to be performed by"), null=True, blank=True)
    confirmation = models.CharField(max_length=10, choices=Confirmation.choices, default=Confirmation.NOT_ASKED)
    court = models.CharField(_("court"), max_length=150, blank=True)
    applied_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("agreement of a mediation")
        verbose_name_plural = _("agreements of mediations")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirm_by__gt=F("effective_on")),
                name="agreement_window_after_effect",
                violation_error_message=_("The time for a confirmation begins when the agreement takes effect."),
            ),
            models.CheckConstraint(
                condition=Q(perform_by=None) | Q(perform_by__isnull=False, perform_by__gte=F("effective_on")),
                name="agreement_performed_after_effect",
                violation_error_message=_("It is to be performed on or after the day on which it takes effect."),
            ),
            models.CheckConstraint(
                condition=Q(confirmation="not-asked", applied_on=None)
                | Q(
                    confirmation__in=["applied", "confirmed", "rejected"],
                    applied_on__isnull=False,
                    applied_on__gte=F("effective_on"),
                    applied_on__lte=F("confirm_by"),
                ),
                name="agreement_applied_within_window",
                violation_error_message=_("The parties apply within 30 days after the agreement took effect."),
            ),
            models.CheckConstraint(
                condition=Q(confirmation__in=["not-asked", "applied"], decided_on=None)
                | Q(
                    confirmation__in=["confirmed", "rejected"],
                    decided_on__isnull=False,
                    applied_on__isnull=False,
                    decided_on__gte=F("applied_on"),
                ),
                name="agreement_decided_after_applied",
                violation_error_message=_("The court decides on or after the day of the application."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.form}"

    def can_be_confirmed(self, day: date) -> bool:
        """Whether the parties may still apply on this day."""
        return self.confirmation == self.Confirmation.NOT_ASKED and self.effective_on <= day <= self.confirm_by


class FollowUp(models.Model):
    """A day on which somebody asks the parties whether the agreement is performed (art. 31)."""

    class Outcome(models.TextChoices):
        PERFORMED = "performed", _("Performed")
        UNDER_WAY = "under-way", _("Under way")
        NOT_PERFORMED = "not-performed", _("Not performed")

    mediation = models.ForeignKey(Mediation, on_delete=models.CASCADE, related_name="follow_ups")
    due_on = models.DateField(_("day"))
    done_on = models.DateField(null=True)
    outcome = models.CharField(_("how it stands"), max_length=14, choices=Outcome.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("follow-up of an agreement")
        verbose_name_plural = _("follow-ups of agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, outcome="") | (Q(done_on__isnull=False) & ~Q(outcome="")),
                name="follow_up_done_says_outcome",
                violation_error_message=_("Say how the agreement stands."),
            ),
            models.UniqueConstraint(
                fields=["mediation"],
                condition=Q(done_on=None),
                name="follow_up_one_standing",
                violation_error_message=_("A follow-up is planned already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mediation_id} {self.due_on}"
