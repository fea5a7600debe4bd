"""What officers look at and say to each other while they review an application; the institution sees none of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.documents.fields import EncryptedTextField
from institutions.models.application import Application


class CheckItem(models.Model):
    """One thing that officers look at in every application."""

    slug = models.SlugField(unique=True)
    text = models.CharField(_("question"), max_length=250)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("asked now"), default=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("item of the checklist")
        verbose_name_plural = _("checklist of reviews")

    def __str__(self) -> str:
        return str(self.text)


class Check(models.Model):
    """What an officer found on one item of the checklist. For officers only."""

    class Finding(models.TextChoices):
        FINE = "fine", pgettext_lazy("checklist", "Fine")
        NOT_FINE = "not-fine", pgettext_lazy("checklist", "Not fine")
        NOT_ASKED = "not-asked", pgettext_lazy("checklist", "Does not apply")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="checks")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(max_length=10, choices=Finding.choices)
    note = EncryptedTextField(_("note for colleagues"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["item__position", "id"]
        verbose_name = _("finding of a review")
        verbose_name_plural = _("findings of reviews")
        constraints = [models.UniqueConstraint(fields=["application", "item"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.item_id}"


class Note(models.Model):
    """What officers say to each other about an application. The institution never sees it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("note for colleagues"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"
