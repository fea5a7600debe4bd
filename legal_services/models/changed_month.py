"""Which months of the service log changed: what was counted of a month holds while its marks are the same."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangedMonth(models.Model):
    """A mark that a transaction changed something that the figures count in a month.

    Triggers write it in the transaction that makes the change (migration 0015), and take away the marks of before,
    except those that somebody else is taking away at the same moment. So after every change a month has a mark that
    it never had before. A month in which nothing was ever logged has none.
    """

    month = models.DateField()
    """The first day of the month, as Beijing counts days."""
    token = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["month", "token"]
        verbose_name = _("changed month of the service log")
        verbose_name_plural = _("changed months of the service log")
        indexes = [models.Index(fields=["month"], name="changed_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
