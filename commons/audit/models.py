"""Who saw or changed what. Rows are only ever added: triggers in the database refuse all else (migration 0002)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    """What somebody did to a confidential thing."""

    OPEN = "open", _("Opened")
    SEARCH_HIT = "search_hit", _("Found in a search")
    REVEAL = "reveal", _("Made a hidden detail visible")
    DOWNLOAD = "download", _("Downloaded")
    EXPORT = "export", _("Exported")
    CHANGE = "change", _("Changed")
    REFUSE = "refuse", _("Was refused")


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str, reference: str) -> "EntryQuerySet":
        """What happened to one thing, the newest first."""
        return self.filter(subject=subject, reference=reference).order_by("-at", "-pk")

    def by(self, actor_id: int | None) -> "EntryQuerySet":
        """What one account did, the newest first; None is the portal itself."""
        return self.filter(actor_id=actor_id).order_by("-at", "-pk")


class Entry(models.Model):
    """One act of one person on one confidential thing. It names nobody: the account is looked up while it exists."""

    at = models.DateTimeField(_("when"))
    actor_id = models.BigIntegerField(_("account"), null=True, blank=True)
    """The key of the account; None is the portal itself. No foreign key: the entry outlives the account."""
    act = models.CharField(_("act"), max_length=12, choices=Act.choices)
    subject = models.CharField(_("kind of thing"), max_length=40)
    """The kind of thing, as in `legal.matter`."""
    reference = models.CharField(_("reference"), max_length=60)
    """Its public reference, or another key that names nobody."""
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    """Why, as the person gave it or as the portal knows it. Never anything confidential: it can't be taken back."""
    via = models.CharField(_("by way of"), max_length=100, blank=True)
    """The name of the page or command, as in `legal-desk:matter`."""

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=Act.values),
                name="audit_act_known",
                violation_error_message=_("The access log does not know this act."),
            ),
            models.CheckConstraint(
                condition=models.Q(subject__gt="", reference__gt=""),
                name="audit_says_about_what",
                violation_error_message=_("An entry of the access log says what it is about."),
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "reference", "at"], name="audit_about"),
            models.Index(fields=["actor_id", "at"], name="audit_by"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.subject} {self.reference}"
