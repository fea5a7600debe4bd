"""The legal service area: what it does for residents, what it costs, what to bring."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Venue


class Service(models.Model):
    """One service of the legal service area, described for the person who needs it."""

    class Kind(models.TextChoices):
        CONSULTATION = "consultation", _("Legal consultation")
        NOTARIAL = "notarial", _("Notarial service")
        MEDIATION = "mediation", _("Dispute mediation")

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("in one sentence"), max_length=250)
    whom_for = models.TextField(_("whom it is for"))
    cost = models.TextField(_("what it costs"))
    duration = models.TextField(_("how long it takes"))
    bring = models.TextField(_("what to bring, one thing a line"))
    hours = models.CharField(_("when"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("legal service")
        verbose_name_plural = _("legal services")

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("legal:service", args=[self.slug])
