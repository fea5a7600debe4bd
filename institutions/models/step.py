"""What happened to applications and contracts, and the letters that were written."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.languages import Language, suffix
from institutions.models.application import Application
from institutions.models.contract import Contract
from institutions.placeholders import PLACEHOLDERS, in_braces, unknown_in


class Step(models.Model):
    """One move of an application or a contract: who moved it from where to where, and when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, related_name="steps")
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, null=True, related_name="steps")
    move = models.CharField(max_length=12)
    """Its name in `institutions.states`."""
    source = models.CharField(max_length=13)
    target = models.CharField(max_length=13)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    """NULL is the portal."""
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = pgettext_lazy("of an application", "step")
        verbose_name_plural = pgettext_lazy("of an application", "steps")
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, contract=None) | Q(application=None, contract__isnull=False),
                name="step_of_one_thing",
            )
        ]
        indexes = [models.Index(fields=["target", "at"], name="step_into")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class LetterTemplate(models.Model):
    """The words of a letter that officers send often. Placeholders are in braces, as in `{institution}`."""

    WITH_PLACEHOLDERS = ("subject", "text")

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name for officers"), max_length=120)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=4000)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("template of a letter")
        verbose_name_plural = _("templates of letters")

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        """Nothing stands in braces that a letter would not be filled in with."""
        wrong = {}
        known = " ".join(in_braces(name) for name in PLACEHOLDERS)
        message = _("Not a placeholder: %(unknown)s. In braces there can be only %(known)s.")
        for column in (f"{field}_{suffix(code)}" for field in self.WITH_PLACEHOLDERS for code in Language.values):
            if unknown := unknown_in(getattr(self, column) or ""):
                values = {"unknown": " ".join(unknown), "known": known}
                wrong[column] = ValidationError(message, code="placeholder", params=values)
        if wrong:
            raise ValidationError(wrong)


class Letter(models.Model):
    """A letter to an institution, as it was sent."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="letters")
    template = models.ForeignKey(LetterTemplate, on_delete=models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=10, choices=Language.choices)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=5000)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return self.subject
