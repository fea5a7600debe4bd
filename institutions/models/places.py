"""Where institutions settle: the core, the parks and the areas of the international living room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.models import Venue


class Site(models.Model):
    """A place of the district's plan: the core, or one of its parks."""

    class Kind(models.TextChoices):
        CORE = "core", _("Core")
        PARK = "park", _("Park")

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=150)
    summary = models.CharField(_("in one sentence"), max_length=250)
    square_metres = models.PositiveIntegerField(_("area in square metres"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=models.Q(kind="core"), name="site_one_core"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class LivingRoomArea(models.Model):
    """One functional area of the international living room."""

    slug = models.SlugField(unique=True)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=150)
    summary = models.CharField(_("in one sentence"), max_length=250)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("area of the living room")
        verbose_name_plural = _("areas of the living room")

    def __str__(self) -> str:
        return str(self.name)
