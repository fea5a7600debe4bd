"""Where a certificate from China is taken with an apostille: the convention's members, and from when it holds.

The Convention of 5 October 1961 abolishing the requirement of legalisation for foreign public documents has been in
force for China since 7 November 2023. Where it does not hold, embassies and consulates authenticate.
"""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

FOR_CHINA = date(2023, 11, 7)
"""The convention's first day in China (HCCH, accession of 8 March 2023)."""


class Route(models.TextChoices):
    """How a certificate of a notary office gets accepted where it is used."""

    NONE = "none", _("Used in China as it is")
    APOSTILLE = "apostille", _("Apostille")
    CONSULAR = "consular", _("Consular authentication")
    OTHER = "other", _("Settled case by case")


AT_HOME = ("CN",)
BY_AGREEMENT = ("HK", "MO", "TW")
"""Neither abroad nor under the convention with the mainland: the notary office says what is needed."""


class ApostilleMember(models.Model):
    """A country where the convention is in force. The district corrects this table when one joins or objects."""

    country = CountryField(_("country or region"), unique=True)
    in_force_on = models.DateField(_("in force since"))
    """The convention's first day in that country."""
    holds_with_china = models.BooleanField(_("holds between it and China"), default=True)
    """False where one of the two objected to the other's accession (art. 12 of the convention)."""
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["country"]
        verbose_name = _("member of the apostille convention")
        verbose_name_plural = _("members of the apostille convention")

    def __str__(self) -> str:
        return str(self.country.name)

    @property
    def since(self) -> date | None:
        """From which day it holds between that country and China; None when it does not."""
        return max(self.in_force_on, FOR_CHINA) if self.holds_with_china else None


def route_to(country: str, *, on: date) -> Route:
    """How a certificate issued on a day gets accepted in a country (ISO 3166-1 code)."""
    if country in AT_HOME:
        return Route.NONE
    if country in BY_AGREEMENT:
        return Route.OTHER
    member = ApostilleMember.objects.filter(country=country).first()
    since = member.since if member else None
    return Route.APOSTILLE if since and on >= since else Route.CONSULAR
