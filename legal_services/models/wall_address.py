"""The addresses at which the number wall can be seen."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WallAddress(models.Model):
    """An address of the wall screen that nobody guesses. Only the hash of its secret is kept; it opens until it is
    taken back."""

    digest = models.CharField(max_length=64, unique=True)
    """The SHA-256 of the secret, in hex."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("address of the wall screen")
        verbose_name_plural = _("addresses of the wall screen")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
