"""Institutions, and the people who act for them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField
from phonenumber_field.modelfields import PhoneNumberField

from commons.lib.languages import Language
from commons.pictures.models import Picture
from institutions.querysets import InstitutionQuerySet, MemberQuerySet


class Kind(models.TextChoices):
    """What an institution is."""

    COMPANY = "company", _("Company")
    CHAMBER = "chamber", _("Chamber of commerce")
    ASSOCIATION = "association", _("Association or foundation")
    UNIVERSITY = "university", _("University or college")
    RESEARCH = "research", _("Research institute")
    OFFICE = "office", _("Office of an authority or trade agency")
    SERVICES = "services", _("Professional services")
    OTHER = "other", pgettext_lazy("kind of institution", "Other")


class Shown(models.TextChoices):
    """What the directory shows of an institution besides its name, its kind and its country; each only by consent."""

    ABOUT = "about", _("About")
    AREA = "area", _("Area of the living room")
    WEBSITE = "website", _("Website")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone")
    PICTURE = "picture", _("Picture")


PAGES = ["apply", "applications", "ours", "showcase", "enquiries", "directory", "invited", "contracts"]
"""Words that stand in the place of a slug in the addresses of pages."""


class Institution(models.Model):
    """An organisation that applies to settle, or has settled, in the international living room."""

    reference = models.CharField(max_length=20, unique=True)
    slug = models.SlugField(_("address on the site"), unique=True, max_length=80)
    kind = models.CharField(pgettext_lazy("of an institution", "kind"), max_length=12, choices=Kind.choices)
    country = CountryField(_("country or region"))
    name = models.CharField(pgettext_lazy("of an institution", "name"), max_length=150)
    """At least one language; shown in the others as it is until somebody adds them."""
    registered_name = models.CharField(_("name as registered, in its own script"), max_length=200, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    address = models.CharField(_("registered address"), max_length=300, blank=True)
    founded_in = models.PositiveSmallIntegerField(_("founded in (year)"), null=True, blank=True)
    about = models.TextField(_("what it does"), blank=True, max_length=2000)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    is_listed = models.BooleanField(_("may be named in the directory"), default=False)
    """Consent to be named at all; what else is shown stands in `shows`."""
    shows = ArrayField(
        models.CharField(max_length=12, choices=Shown.choices), verbose_name=_("shown in the directory"), default=list,
        blank=True,
    )  # fmt: skip
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    listed_at = models.DateTimeField(null=True, editable=False)
    """Who consented last, and when; also of a consent that was taken back."""
    created_at = models.DateTimeField(editable=False)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        permissions = [("receive_institutions", "Can review applications, contracts, rooms and enquiries")]
        constraints = [
            models.CheckConstraint(condition=Q(slug=Lower("slug")), name="institution_slug_lower_case"),
            models.CheckConstraint(
                condition=~Q(slug__in=PAGES),
                name="institution_slug_not_a_page",
                violation_error_message=_("This address belongs to a page of the portal."),
            ),
            models.CheckConstraint(
                condition=Q(name_zh_hans__isnull=False) & ~Q(name_zh_hans="")
                | Q(name_en__isnull=False) & ~Q(name_en="")
                | Q(name_ko__isnull=False) & ~Q(name_ko=""),
                name="institution_has_a_name",
                violation_error_message=_("Give the name in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(is_listed=False) | Q(listed_at__isnull=False), name="institution_listed_by_consent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("institutions:detail", args=[self.slug])


class Member(models.Model):
    """Somebody who acts for an institution in the portal."""

    class Duty(models.TextChoices):
        REPRESENTATIVE = "representative", pgettext_lazy("of an institution", "Representative")
        """Signs, invites colleagues and ends their access."""
        COLLEAGUE = "colleague", _("Colleague")
        """Fills in, uploads, books rooms and asks."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="institution_memberships")
    duty = models.CharField(pgettext_lazy("in an institution", "part"), max_length=14, choices=Duty.choices)
    since = models.DateTimeField(editable=False)
    until = models.DateTimeField(null=True, editable=False)
    """When the access ended; the row says who it was."""

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        verbose_name = _("member of an institution")
        verbose_name_plural = _("members of institutions")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "user"], condition=Q(until=None), name="member_once",
                violation_error_message=_("This person works for the institution already."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__isnull=False, until__gte=models.F("since")),
                name="member_ends_after_start",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.institution_id}"


class Invitation(models.Model):
    """A link in a message by which a colleague joins. Only the hash of its secret is kept."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    duty = models.CharField(
        pgettext_lazy("in an institution", "part"),
        max_length=14,
        choices=Member.Duty.choices,
        default=Member.Duty.COLLEAGUE,
    )
    language = models.CharField(_("language of the message"), max_length=10, choices=Language.choices)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    """Of the secret that was drawn as the mail left; empty before."""
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_officer = models.BooleanField(default=False, editable=False)
    """Whether an officer invites, such as for an institution that nobody is left of."""
    invited_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-invited_at", "-id"]
        verbose_name = _("invitation to an institution")
        verbose_name_plural = _("invitations to institutions")
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="invitation_secret_unique",
            ),
            models.UniqueConstraint(
                "institution", Lower("email"), condition=Q(accepted_at=None, revoked_at=None), name="invitation_once",
                violation_error_message=_("This address has been invited already."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("invited_at")), name="invitation_expires_after_start"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pk} @ {self.institution_id}"
