"""Public pictures: checked by decoding, stripped of EXIF, sized by workers, described in three languages."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """A public picture. `original` is private until a worker has checked and sized it; pages use the renditions."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being prepared")
        READY = "ready", _("Ready")
        REFUSED = "refused", _("Could not be used")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original = models.FileField(_("file"), upload_to="pictures/originals/")
    alt = models.CharField(_("what the picture shows"), max_length=250)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    widths = models.JSONField(default=list)
    """The widths in pixels in which renditions exist, ascending, each as AVIF, WebP and JPEG."""
    attempts = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | models.Q(width__gt=0, height__gt=0), name="picture_ready_has_size"
            ),
            models.CheckConstraint(
                condition=~models.Q(alt_zh_hans="") & ~models.Q(alt_en="") & ~models.Q(alt_ko=""),
                name="picture_alt_in_three_languages",
                violation_error_message=_("Describe the picture in all three languages."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.alt)
