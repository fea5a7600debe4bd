"""The state of every translated text: which language it was written in, and what has been translated since."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from commons.lib.languages import Language


class TranslationState(models.Model):
    """One field of one object in one language: the hash of the source text that it was last in step with."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    target = GenericForeignKey("content_type", "object_id")
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=10, choices=Language.choices)
    source_language = models.CharField(max_length=10, choices=Language.choices)
    source_hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("translation state")
        verbose_name_plural = _("translation states")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"], name="translation_state_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} ({self.language})"
