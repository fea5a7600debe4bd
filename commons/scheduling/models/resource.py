"""What time is asked of: a person or a room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Resource(models.Model):
    """One person or one room that can be in one place, and with one party, at a time.

    Its row is the lock: whoever takes time of it locks it first (see `services`).
    """

    kind = models.SlugField(_("kind"), max_length=30)
    """Decided by the app that owns it: `adviser`, `interpreter`, `room` …"""
    name = models.CharField(_("name"), max_length=150)
    """For staff; residents see what the owning app calls it."""
    is_active = models.BooleanField(_("in use"), default=True)
    follows_calendar = models.BooleanField(_("keeps the official calendar"), default=True)
    """Closed on public holidays and open on the working days that make up for them; otherwise weekdays are all."""
    created_at = models.DateTimeField(_("created"), editable=False)

    class Meta:
        ordering = ["kind", "name", "id"]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [models.Index(fields=["kind", "name"], name="resource_of_kind")]

    def __str__(self) -> str:
        return self.name
