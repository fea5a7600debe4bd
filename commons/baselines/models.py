"""Published figures from before the portal began: dated, sourced, never mixed with what is counted since."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_number


class BaselineQuerySet(models.QuerySet["Baseline"]):
    def about(self, topic: str) -> "BaselineQuerySet":
        """The figures of one topic, in their order."""
        return self.filter(topic=topic)

    def for_home_page(self) -> "BaselineQuerySet":
        """The figures that open the portal."""
        return self.filter(on_home_page=True)


class Baseline(models.Model):
    """One published figure. `measure` is stable (`consultation-person-times`) and says which count it belongs to."""

    measure = models.SlugField(_("measure"), unique=True)
    topic = models.SlugField(_("topic"), blank=True)
    """Which pages it belongs on: `legal`, `institutions`. Empty for the home page alone."""
    label = models.CharField(_("label"), max_length=120)
    value = models.PositiveIntegerField(_("value"))
    is_at_least = models.BooleanField(_("published as “more than”"), default=False)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    on_home_page = models.BooleanField(_("shown on the home page"), default=True)

    objects = BaselineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "measure"]
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")

    def __str__(self) -> str:
        return self.measure

    @property
    def amount(self) -> str:
        """The figure in the page's language, as it was published: `more than 3,000`, 超过 3,000, 3,000 이상."""
        number = format_number(self.value)
        # Translators: a published figure, for example "more than 3,000"
        return gettext("more than %(number)s") % {"number": number} if self.is_at_least else number
