"""Published figures from before the portal began: dated, sourced, never mixed with what is counted since."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Baseline(models.Model):
    """One published figure. `measure` is stable (`consultation-person-times`) and says which count it belongs to."""

    measure = models.SlugField(_("measure"), unique=True)
    label = models.CharField(_("label"), max_length=120)
    value = models.PositiveIntegerField(_("value"))
    is_at_least = models.BooleanField(_("published as “more than”"), default=False)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    on_home_page = models.BooleanField(_("shown on the home page"), default=True)

    class Meta:
        ordering = ["position", "measure"]
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")

    def __str__(self) -> str:
        return self.measure
